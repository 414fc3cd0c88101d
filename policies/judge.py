"""The verdict on one transfer: pure, from the transfer and the policy alone, at the time of its packets.

1. A transfer is an export when its payload goes from inside the border to a receiver that is not. Where the
   geographic data is in doubt the policy decides; `flag` counts it as an export, one severity lower, and says so.
2. Findings under the policy's confidence are kept apart and never make an incident.
3. What a valid registered path covers is authorised. Rules see only the rest.
4. A transfer that could not be read in full is opaque, never clear.
5. Legal bases are those in force on the day.
"""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from policies.asset import NO_ASSET, Asset
from policies.bases import in_force
from policies.coverage import Coverage, cover
from policies.crossing import crossing_of
from policies.exceptions import apply_exceptions
from policies.legality import Circumstances, whole_documents
from policies.policy import Policy
from policies.reasons import reason
from policies.rules import Case, Fired, Rule, fire, lowered, raised, ranked, rule_reason
from policies.subjects import fewest_subjects
from policies.transfer import Transfer
from policies.verdict import PATHS_APART, Classified, Outcome, Verdict

SECOND_NS = 1_000_000_000
LAST_SECOND = 253_370_764_800
"""9999-01-01: hostile captures bear times no calendar holds; they are counted to that day."""

QUARTER_HOUR = 900
"""Seconds: every zone is a whole number of these from UTC in our days, so none has midnight within one."""

WATCHED = reason(
    "接收方位于策略重点关注的国家或地区，升一级处理。",
    "The receiver is in a country the policy watches; judged one severity higher.",
)

NO_EXPORT = Verdict(
    "clear",
    reasons=(
        reason("数据未由境内发往境外。", "The payload did not go from inside the border to a receiver outside it."),
    ),
)


def judge(transfer: Transfer, policy: Policy) -> Verdict:
    """What the policy says of a transfer, and why."""
    crossing = crossing_of(transfer, policy.border)
    if not crossing.export:
        return NO_EXPORT
    day = day_of(transfer.first_ns, policy.zone)
    asset = next(policy.assets.at(transfer.sender), NO_ASSET)
    findings, weak = policy.classifier.classify(transfer.findings)
    around = circumstances(transfer, policy, findings, day)
    coverage = cover(policy.register, transfer, findings, policy.untransferable, around)
    fired, silenced = _fired(transfer, policy, coverage, asset, around)
    watched = transfer.receiver_place.country in policy.border.watch
    severities = {f.rule.id: _settled(f.severity, doubted=bool(crossing.doubts), watched=watched) for f in fired}
    noted = dict.fromkeys(note for f in fired for note in f.notes)
    return Verdict(
        outcome=_outcome(transfer, coverage, fired),
        rules=tuple(severities),
        severity=next(iter(severities.values()), ""),
        reasons=(
            *map(rule_reason, fired),
            *noted,
            *coverage.reasons,
            *silenced,
            *_unread(transfer),
            *crossing.doubts,
            *((WATCHED,) if watched and fired else ()),
        ),
        basis=in_force((name for f in fired for name in f.rule.basis), policy.bases, day),
        lawful_path=PATHS_APART.join(coverage.paths) or None,
        findings=findings,
        weak=weak,
        subjects=fewest_subjects(findings, policy.identifiers),
        asset=asset.id,
        recipient=coverage.recipient,
        violations=tuple(sorted(coverage.violations)),
        day=day,
    )


def circumstances(transfer: Transfer, policy: Policy, findings: tuple[Classified, ...], day: str) -> Circumstances:
    """What register entries are tried in."""
    return Circumstances(
        processor=policy.processor,
        sensitivity=policy.sensitivity,
        country=transfer.receiver_place.country,
        day=day,
        subjects=fewest_subjects(findings, policy.identifiers),
        documents=whole_documents(transfer.findings),
        relayed=is_relayed(transfer, policy, day),
    )


def is_relayed(transfer: Transfer, policy: Policy, day: str) -> bool:
    """Whether the receiver is an own host that only forwards, on the day."""
    return any(not relay.until or day <= relay.until for relay in policy.relays.at(transfer.receiver))


def _settled(severity: str, *, doubted: bool, watched: bool) -> str:
    severity = raised(severity) if watched else severity
    return lowered(severity) if doubted else severity


def day_of(time_ns: int, zone: ZoneInfo) -> str:
    """The calendar day (YYYY-MM-DD) of a time (nanoseconds since 1970 UTC) in a zone."""
    return _day(min(max(time_ns // SECOND_NS, 0), LAST_SECOND) // QUARTER_HOUR, zone)


@lru_cache(1024)
def _day(quarter: int, zone: ZoneInfo) -> str:
    return datetime.datetime.fromtimestamp(quarter * QUARTER_HOUR, zone).date().isoformat()


def _fired(
    transfer: Transfer, policy: Policy, coverage: Coverage, asset: Asset, around: Circumstances
) -> tuple[list[Fired], list[str]]:
    """The rules that fire on what no lawful path covers, the gravest first, and why some are silent."""
    important = frozenset(found for found in coverage.uncovered if around.is_important(found))
    rules = _rules_for(transfer, policy, coverage, important)
    if not rules:
        return [], []
    case = _case(transfer, policy, coverage, asset, around, important)
    exceptions = [entry for entry in policy.exceptions if entry.holds(transfer, asset.id, around.day)]
    left, reasons = [], []
    for rule in rules:
        fired = fire(rule, case)
        if fired is not None:
            kept, silenced = apply_exceptions(fired, exceptions, case, policy.untransferable)
            left += [kept] if kept is not None else []
            reasons += silenced
    return ranked(left), reasons


def _case(
    transfer: Transfer,
    policy: Policy,
    coverage: Coverage,
    asset: Asset,
    around: Circumstances,
    important: frozenset[Classified],
) -> Case:
    place = transfer.receiver_place
    classes = frozenset(found.data_class for found in coverage.uncovered)
    return Case(
        findings=coverage.uncovered,
        violations=coverage.violations,
        opaque=not _read_in_full(transfer),
        opaque_bytes=transfer.opaque_bytes,
        bytes=transfer.bytes,
        asset=asset,
        role="initiator" if transfer.sender == transfer.client else "responder",
        registered=coverage.registered,
        mechanisms=coverage.mechanisms,
        to=frozenset({place.jurisdiction.label, place.country}),
        protocol=transfer.protocol,
        identifiers=policy.identifiers,
        sensitive=frozenset(name for name in classes if policy.sensitivity.is_sensitive(name, around.day)),
        important=important,
    )


def _rules_for(
    transfer: Transfer, policy: Policy, coverage: Coverage, important: frozenset[Classified]
) -> tuple[Rule, ...]:
    """A valid path to the receiver answers for what cannot be read, unless a rule asks for just that."""
    book = policy.rules
    unread = book.on_any if _read_in_full(transfer) else book.on_opaque
    if coverage.registered:
        unread = tuple(rule for rule in unread if rule.match.registered or rule.match.mechanisms is not None)
    if not coverage.uncovered:
        return unread
    return (*book.for_findings(coverage.uncovered, important), *unread)


def _outcome(transfer: Transfer, coverage: Coverage, fired: list[Fired]) -> Outcome:
    if any(f.rule.speaks_of != "opaque" for f in fired):
        return "incident"
    if coverage.paths:
        return "authorised"
    return "clear" if _read_in_full(transfer) else "opaque"


def _read_in_full(transfer: Transfer) -> bool:
    return transfer.inspected and not (transfer.opaque_bytes or transfer.gaps or transfer.budget)


def _unread(transfer: Transfer) -> list[str]:
    """What of the transfer was not read."""
    reasons = []
    if transfer.opaque_bytes:
        reasons.append(
            reason(
                f"{transfer.opaque_bytes} 字节已加密或无法读取。",
                f"{transfer.opaque_bytes} bytes are encrypted or unreadable.",
            )
        )
    elif not transfer.inspected:
        reasons.append(reason("内容未能读取。", "The content could not be read."))
    if transfer.gaps:
        reasons.append(reason(f"抓包缺失 {transfer.gaps} 字节。", f"The capture lost {transfer.gaps} bytes of it."))
    if transfer.budget:
        reasons.append(
            reason(f"读取达到上限（{transfer.budget}）。", f"Reading stopped at a limit ({transfer.budget}).")
        )
    return reasons
