"""audit(): capture → decode → track → locate → reassemble → unwrap → inspect → classify → judge, one capture at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agent.border import locate_flows
from agent.capture.capture import Capture
from agent.flows import FlowTable
from agent.harvest import Harvest, Judged
from agent.intake import Intake
from agent.reading import CrossingReader
from geo.locate import Atlas
from policies.inspection import Inspector
from policies.policy import Policy
from reports.incident import CaptureRecord, ClearTotal, Coverage, Evidence, JudgedTransfer

LAST_SECOND = 253_370_764_800

RETIRE_TOGETHER = 8192
"""Flows that ended are retired together: each time costs a new hash table."""


@dataclass(frozen=True, slots=True)
class Auditor:
    """What an audit judges with."""

    policy: Policy
    inspector: Inspector
    atlas_on: Callable[[date], Atlas]
    """The geographic data in force on a day: overrides run out."""

    every: bool = False  # keep clear transfers one by one too


@dataclass(frozen=True, slots=True)
class Audited:
    """What one capture came to."""

    capture: CaptureRecord
    transfers: tuple[JudgedTransfer, ...]
    totals: tuple[ClearTotal, ...]
    atlas: Atlas


def audit(capture: Capture, auditor: Auditor) -> Audited:
    """Audit a capture, to its end or to the point where it cannot be read on."""
    intake, table = Intake(), FlowTable()
    reader = CrossingReader(table, auditor.inspector)
    harvest: Harvest | None = None
    atlas: Atlas | None = None
    first_ns, last_ns = 0, 0
    for frames in capture:
        if harvest is None or atlas is None:
            first_ns = int(frames.time_ns[0])
            atlas = auditor.atlas_on(_day(first_ns, auditor.policy))
            harvest = Harvest(table, reader, atlas, auditor.policy, every=auditor.every)
        for packets in intake.packets(frames):
            tracked = table.track(packets)
            reader.open(locate_flows(table, tracked.touched, atlas))
            reader.read(packets, tracked)
        last_ns = max(last_ns, int(frames.time_ns.max()))
        over = table.retirable(last_ns)
        if len(over) >= RETIRE_TOGETHER:
            harvest.gather(over)
            table.retire(over)
    if harvest is None or atlas is None:
        atlas = auditor.atlas_on(_day(0, auditor.policy))
        harvest = Harvest(table, reader, atlas, auditor.policy, every=auditor.every)
    harvest.gather(table.all_alive())
    record = CaptureRecord(
        fingerprint=capture.fingerprint,
        path=capture.path,
        size=capture.size,
        first_ns=first_ns,
        last_ns=last_ns,
        coverage=_coverage(capture, intake, table, reader, harvest),
    )
    return Audited(record, tuple(_named(harvest.judged, capture)), tuple(harvest.totals()), atlas)


def _day(time_ns: int, policy: Policy) -> date:
    """The calendar day in the processor's zone; hostile times count to the last one."""
    seconds = min(max(time_ns // 10**9, 0), LAST_SECOND)
    return datetime.fromtimestamp(seconds, UTC).astimezone(policy.zone).date()


def _named(judged: list[Judged], capture: Capture) -> Iterator[JudgedTransfer]:
    """The transfers under the capture's fingerprint, which is known at its end."""
    for one in judged:
        evidence = Evidence(
            fingerprint=capture.fingerprint,
            capture=capture.path,
            frames=one.frames,
            first_frame=one.first_number,
            last_frame=one.last_number,
            offsets=one.offsets,
            community_id=one.community_id,
        )
        yield JudgedTransfer(one.key(capture.fingerprint), one.transfer, one.verdict, evidence)


def _coverage(capture: Capture, intake: Intake, table: FlowTable, reader: CrossingReader, harvest: Harvest) -> Coverage:
    counters = harvest.counters + intake.counters + reader.streams.counters
    counters["flows_evicted"] += table.evicted
    counters.update({f"part_unread: {reason}": count for reason, count in harvest.unread.items()})
    return Coverage(
        frames=intake.frames,
        decoded=intake.decoded,
        unread={reason: count for reason, count in sorted(intake.unread.items()) if count},
        bytes={name: count for name, count in sorted(harvest.bytes.items()) if count},
        damage=tuple((damage.offset, damage.reason) for damage in capture.damage),
        counters={name: count for name, count in sorted(counters.items()) if count},
    )
