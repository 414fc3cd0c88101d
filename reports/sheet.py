"""One incident as plain text for a terminal (pure); what comes from the network cannot move the cursor."""

from collections.abc import Iterator

from geo.place import Place
from reports import labels
from reports.grounds import bases, located, places, reasons
from reports.lines import rfc3339
from reports.quantities import moments, volume
from reports.recorded import Case, RecordedTransfer
from reports.wording import Wording, Words

FRAMES_SHOWN = 12
OFFSETS_SHOWN = 6


def case_sheet(case: Case, wording: Wording) -> str:
    """All the record holds of an incident, in both languages where there are words for it."""
    lines = (
        *_head(case, wording),
        *_section("why", (_pair(reason) for reason in reasons(case))),
        *_section("law", _law(case, wording)),
        *_section("places", (f"{side}: {_place(place, wording)}" for side, place in places(case))),
        *_section("found (masked)", _found(case, wording)),
        *_section("transfers and evidence", (line for one in case.transfers for line in _transfer(one))),
        *_section("judgements", _judgements(case)),
        *_section("history", _history(case, wording)),
    )
    return "\n".join(map(printable, lines))


def printable(line: str) -> str:
    """The line without characters that a terminal acts on."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in line)


def _pair(words: Words) -> str:
    return words.zh if words.zh == words.en else f"{words.zh} / {words.en}"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _head(case: Case, wording: Wording) -> Iterator[str]:
    one = case.incident
    state = labels.label(labels.STATE, one.state)
    yield f"{one.id}  {one.severity}  {one.state} ({state.zh})  {one.day}"
    yield f"{one.rule}  {_pair(wording.title('rules', one.rule))}"
    yield f"{one.sender} -> {one.recipient}"
    size = f"{volume(one.bytes)}, {volume(one.opaque_bytes)} unread"
    yield f"{one.transfers} transfers, {size}, at least {one.subjects} people"
    yield f"{rfc3339(one.first_ns)} .. {rfc3339(one.last_ns)}"
    if one.predecessor:
        yield f"successor of {one.predecessor}"
    if not one.stands:
        yield "the newest audit no longer finds it"


def _law(case: Case, wording: Wording) -> Iterator[str]:
    for basis in bases(case, wording):
        law = Words(f"{basis.law.zh}第{basis.article}条", f"{basis.law.en}, art. {basis.article}")
        says = f": {_pair(basis.says)}" if basis.says else ""
        checked = f" [{labels.label(labels.CHECKED, basis.confidence).en}]" if basis.confidence else ""
        yield f"{basis.id}  {_pair(law)}{says}{checked}"


def _place(place: Place, wording: Wording) -> str:
    registered = f", registered in {place.registered}" if place.registered not in {"", place.country} else ""
    note = f" ({place.note})" if place.note else ""
    known = f"{place.jurisdiction.label}, confidence {place.confidence}, by {place.source}{note}"
    return f"{_pair(located(place, wording))}{registered}, {known}"


def _found(case: Case, wording: Wording) -> Iterator[str]:
    for finding in case.findings:
        title = _pair(wording.title("classes", finding.data_class))
        samples = " ".join(finding.samples)
        parts = "; ".join(finding.parts)
        yield f"{finding.detector}  {title}  {finding.count} distinct, confidence {finding.confidence:.2f}"
        yield f"    {samples}"
        yield f"    in {parts}"


def _transfer(one: RecordedTransfer) -> Iterator[str]:
    transfer, evidence = one.judged.transfer, one.judged.evidence
    frames = " ".join(map(str, evidence.frames[:FRAMES_SHOWN])) + (
        " ..." if len(evidence.frames) > FRAMES_SHOWN else ""
    )
    yield (
        f"{rfc3339(transfer.first_ns)}  {transfer.protocol}  {transfer.sender}:{transfer.sender_port} ->"
        f" {transfer.receiver}:{transfer.receiver_port}  {volume(transfer.bytes)}  {' '.join(transfer.names)}"
    )
    yield f"    {evidence.capture}, fingerprint {evidence.fingerprint[:16]}, {evidence.community_id}"
    yield f"    frames {evidence.first_frame}..{evidence.last_frame}, with findings: {frames or 'none'}"
    for detector, part, start, end in evidence.offsets[:OFFSETS_SHOWN]:
        yield f"    {detector} at {start}..{end} of {part}"
    unread = f"unread {volume(transfer.opaque_bytes)}, lost {volume(transfer.gaps)}"
    yield f"    {unread}, budget: {transfer.budget or 'kept'}, tunnel: {transfer.tunnel or 'none'}"


def _judgements(case: Case) -> Iterator[str]:
    for one in case.judgements:
        yield f"{one.outcome} x {one.transfers} under {one.policy_name} {one.policy_hash}, run {one.run_id}"


def _history(case: Case, wording: Wording) -> Iterator[str]:
    moment = moments(wording.timezone)
    for step in case.history:
        yield f"{moment(step.at_ns)}  {step.from_state} -> {step.to_state}  {step.reviewer}: {step.reason}"
