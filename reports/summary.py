"""Counts over a record (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.identity import SEVERITIES
from reports.recorded import RecordedCapture
from reports.review import SETTLED
from reports.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a capture could not be read on."""

    capture: str
    offset: int  # in the decompressed capture
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was and was not seen of all captures together."""

    captures: int
    incomplete: int  # captures whose audit was interrupted
    frames: int
    decoded: int
    unread: Mapping[str, int]  # reason -> frames, most first
    bytes: Mapping[str, int]  # what became of them -> payload bytes, most first
    counters: Mapping[str, int]
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """Transfers of one outcome."""

    transfers: int
    bytes: int
    opaque_bytes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The key figures of a report."""

    incidents: int
    open_incidents: int  # not settled
    by_severity: Mapping[str, int]  # of the open ones, the worst first
    by_state: Mapping[str, int]
    outcomes: Mapping[str, Volume]  # "incident", "authorised", "opaque", "clear"
    undecided: Mapping[str, int]  # "unknown", "disputed" -> transfers to receivers placed so
    seen: Seen
    first_ns: int
    last_ns: int


def summarise(snapshot: Snapshot) -> Summary:
    """The figures of a snapshot."""
    states: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    for (state, severity), count in snapshot.incident_counts.items():
        states[state] += count
        if state not in SETTLED:
            severities[severity] += count
    times = [one.capture for one in snapshot.captures if one.capture.last_ns]
    return Summary(
        incidents=states.total(),
        open_incidents=severities.total(),
        by_severity={name: severities[name] for name in reversed(SEVERITIES) if severities[name]},
        by_state=dict(states),
        outcomes=_outcomes(snapshot),
        undecided=_undecided(snapshot),
        seen=seen(snapshot.captures),
        first_ns=min((capture.first_ns for capture in times), default=0),
        last_ns=max((capture.last_ns for capture in times), default=0),
    )


def seen(captures: Sequence[RecordedCapture]) -> Seen:
    """What was and was not seen of these captures."""
    every = [one.capture.coverage for one in captures]
    return Seen(
        captures=len(captures),
        incomplete=sum(not one.complete for one in captures),
        frames=sum(one.frames for one in every),
        decoded=sum(one.decoded for one in every),
        unread=_added(one.unread for one in every),
        bytes=_added(one.bytes for one in every),
        counters=_added(one.counters for one in every),
        damage=tuple(
            Damage(one.capture.path, offset, reason)
            for one in captures
            for offset, reason in one.capture.coverage.damage
        ),
    )


def _added(each: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in each:
        total.update(one)
    return {name: count for name, count in total.most_common() if count}


def _outcomes(snapshot: Snapshot) -> dict[str, Volume]:
    sums: dict[str, list[int]] = {name: [0, 0, 0] for name in ("incident", "authorised", "opaque", "clear")}
    for one in snapshot.destinations:
        _add(sums[one.outcome], one.transfers, one.bytes, one.opaque_bytes)
    for clear in snapshot.clear:
        _add(sums["clear"], clear.transfers, clear.bytes, 0)
    return {name: Volume(*numbers) for name, numbers in sums.items()}


def _add(total: list[int], *numbers: int) -> None:
    for place, number in enumerate(numbers):
        total[place] += number


def _undecided(snapshot: Snapshot) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in snapshot.destinations:
        if one.jurisdiction in {"unknown", "disputed"}:
            found[one.jurisdiction] += one.transfers
    return dict(found)
