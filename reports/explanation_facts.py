"""What an incident is about, for an explanation: what was found, where both ends are, what was not seen (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from geo.place import Place
from policies.detector import Context, Detector
from policies.verdict import Classified
from reports import labels
from reports.grounds import OVERRIDE, located
from reports.lines import rfc3339
from reports.quantities import moments, volume
from reports.recorded import Case
from reports.wording import Wording, Words

CONTEXT: Final = {
    Context.NONE: Words("值本身即可识别，无须上下文。", "The value speaks for itself; no words beside it are needed."),
    Context.RAISES: Words("附近的说明文字提高可信度。", "Words beside the value that name it make it surer."),
    Context.REQUIRED: Words("仅当附近文字说明其含义时才计入。", "It counts only where words beside the value name it."),
}
ADDRESSES: Final = 5
"""Addresses of a side that are named."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one detector found over all transfers, with what the detector says of itself."""

    detector: str
    finds: Words
    data_class: str
    title: Words
    count: int  # distinct values
    confidence: float
    samples: tuple[str, ...]  # masked
    parts: tuple[str, ...]
    notes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class End:
    """One place of one side, and how it is known."""

    side: str  # "sender" or "receiver"
    addresses: tuple[str, ...]
    where: Words
    notes: tuple[Words, ...]


def found(case: Case, wording: Wording, detectors: Mapping[str, Detector]) -> tuple[Found, ...]:
    """What was found, the most values first."""
    ordered = sorted(case.findings, key=lambda one: (-one.count, one.detector))
    return tuple(_found(one, wording, detectors.get(one.detector)) for one in ordered)


def _found(one: Classified, wording: Wording, detector: Detector | None) -> Found:
    own = wording.title("custom_detectors", one.detector)
    return Found(
        detector=one.detector,
        finds=Words(detector.finds, detector.finds) if detector else own,
        data_class=one.data_class,
        title=wording.title("classes", one.data_class),
        count=one.count,
        confidence=one.confidence,
        samples=one.samples,
        parts=one.parts,
        notes=tuple(_notes(detector)) if detector else (),
    )


def _notes(detector: Detector) -> Iterator[Words]:
    yield CONTEXT[detector.context]
    yield Words(f"可信度的依据：{detector.confidence}", f"How sure: {detector.confidence}")
    yield Words(f"可能的误认：{detector.false_positives}", f"What it may be mistaken for: {detector.false_positives}")


def ends(case: Case, wording: Wording) -> tuple[End, ...]:
    """The places of both sides, the receivers first."""
    places: dict[tuple[str, Place], dict[str, None]] = {}
    for one in case.transfers:
        transfer = one.judged.transfer
        places.setdefault(("receiver", transfer.receiver_place), {})[transfer.receiver] = None
        places.setdefault(("sender", transfer.sender_place), {})[transfer.sender] = None
    return tuple(
        End(side, tuple(addresses)[:ADDRESSES], located(place, wording), tuple(_evidence(place, wording)))
        for (side, place), addresses in sorted(places.items(), key=lambda item: item[0][0])
    )


def _evidence(place: Place, wording: Wording) -> Iterator[Words]:
    """What a place is known from, how surely, and what is in doubt."""
    confidence = labels.label(labels.CONFIDENCE, place.confidence)
    by_policy = place.source.startswith(OVERRIDE)
    zh = "本单位策略中的网络位置登记" if by_policy else "地理数据"
    en = "the organisation's own policy" if by_policy else "geographic data"
    network = f" ({place.network})" if place.network else ""
    yield Words(
        f"依据：{zh}，{place.source}{network}；可信度{confidence.zh}。",
        f"Known from {en}: {place.source}{network}; confidence {confidence.en}.",
    )
    if place.registered not in {"", place.country}:
        registered = wording.country(place.registered)
        yield Words(f"地址段注册地为{registered.zh}。", f"The block is registered in {registered.en}.")
    if place.organisation:
        yield Words(f"网络：AS{place.asn} {place.organisation}", f"Network: AS{place.asn} {place.organisation}")
    if place.note:
        yield Words(f"备注：{place.note}", f"Note: {place.note}")


def when(case: Case, wording: Wording) -> Words:
    """The time of the packets, in the processor's zone and in UTC."""
    one, moment = case.incident, moments(wording.timezone)
    first, last = moment(one.first_ns), moment(one.last_ns)
    utc = f"{rfc3339(one.first_ns)[:19]}Z"
    if first == last:
        return Words(f"{first}（UTC {utc}）", f"{first} (UTC {utc})")
    return Words(f"{first} 至 {last}（首包 UTC {utc}）", f"{first} to {last} (first packet UTC {utc})")


def unseen(case: Case) -> tuple[Words, ...]:
    """What of these transfers was not read, and what is not listed."""
    return tuple(_unseen(case))


def _unseen(case: Case) -> Iterator[Words]:
    transfers = [one.judged.transfer for one in case.transfers]
    if size := case.incident.opaque_bytes:
        told = volume(size)
        yield Words(
            f"{told} 已加密或无法读取，其中内容不明。",
            f"{told} were encrypted or unreadable; what they held is not known.",
        )
    if size := sum(one.gaps for one in transfers):
        yield Words(f"抓包丢失 {volume(size)}。", f"The capture lost {volume(size)}.")
    budgets = sorted({one.budget for one in transfers if one.budget})
    if budgets:
        named = ", ".join(budgets)
        yield Words(f"读取达到上限而中止：{named}。", f"Reading stopped at a limit: {named}.")
    weak = sorted({one.detector for held in case.transfers for one in held.judged.verdict.weak})
    if weak:
        named = ", ".join(weak)
        yield Words(f"可信度不足而未计入的发现：{named}。", f"Found, but not surely enough to count: {named}.")
    if case.omitted:
        yield Words(
            f"另有 {case.omitted} 次传输已计入合计，此处未逐一说明。",
            f"{case.omitted} more transfers are in the sums and not explained one by one.",
        )
