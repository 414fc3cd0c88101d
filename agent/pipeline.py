"""audit(): capture → decode → track → locate → reassemble → unwrap → inspect → classify → judge, one capture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from agent.attempts import Attempts
from agent.border import locate_flows
from agent.capture.capture import Capture
from agent.capture.sequence import CaptureSequence
from agent.flows import FlowTable
from agent.frames import Frames, portions
from agent.harvest import Harvest, Judged
from agent.intake import Intake
from agent.keylog import KeyLog
from agent.reading import CrossingReader
from geo.locate import Atlas
from policies.census import census
from policies.inspection import Inspector
from policies.policy import Policy
from reports.incident import CaptureRecord, ClearTotal, Coverage, Evidence, JudgedTransfer

LAST_SECOND = 253_370_764_800

RETIRE_TOGETHER = 8192
"""Flows that ended are retired together: each time costs a new hash table."""

MOST_FRAMES = 1 << 17
"""Frames that are taken at a time: each may begin a flow, and what reads it takes some 3 KB."""

BATCH = 1000
"""Judged transfers that are given at a time where the capture's fingerprint is known before its end."""


@dataclass(frozen=True, slots=True)
class Auditor:
    """What an audit judges with."""

    policy: Policy
    inspector: Inspector
    atlas_on: Callable[[date], Atlas]
    """The geographic data in force on a day: overrides run out."""

    every: bool = False  # keep clear transfers one by one too
    keys: KeyLog = field(default_factory=KeyLog)  # of encrypted conversations; a capture may hold more
    seed: int = 1  # of the flow table's hashes; random where captures may be hostile


@dataclass(frozen=True, slots=True)
class Batch:
    """Some judged transfers of a capture; the last batch has its totals, and what was seen of it is then whole."""

    capture: CaptureRecord
    transfers: tuple[JudgedTransfer, ...]
    totals: tuple[ClearTotal, ...]
    last: bool


def audit(capture: Capture | CaptureSequence, auditor: Auditor) -> Iterator[Batch]:
    """Audit a capture, or rotated ones as one, to the end or as far as it can be read; gives at least one batch."""
    run = _Run(capture, auditor)
    for chunk in capture:
        for frames in portions(chunk, MOST_FRAMES):
            run.take(frames)
        yield from run.batches()
    for _ in run.end():
        yield from run.batches()
    yield from run.last_batches()


class _Run:
    """One capture on its way through the stages."""

    def __init__(self, capture: Capture | CaptureSequence, auditor: Auditor) -> None:
        self._capture = capture
        self._auditor = auditor
        self._intake = Intake()
        self._table = FlowTable(auditor.seed)
        self._attempts = Attempts(self._table)
        self._keys = auditor.keys.copy()
        self._secrets = 0  # of the capture that were taken
        counting, classifier = auditor.policy.counting, auditor.policy.classifier
        told = census(counting.priority, counting.min_confidence, classifier)
        self._reader = CrossingReader(self._table, auditor.inspector, told, self._keys)
        self._first_ns = 0
        self._last_ns = 0
        self._atlas: Atlas | None = None
        self._harvest: Harvest | None = None

    def take(self, frames: Frames) -> None:
        """A chunk, through all stages."""
        for secrets in self._capture.secrets[self._secrets :]:
            self._keys.add(secrets)
        self._secrets = len(self._capture.secrets)
        if self._atlas is None or self._harvest is None:
            self._first_ns = int(frames.time_ns[0])
            self._atlas = self._auditor.atlas_on(_day(self._first_ns, self._auditor.policy))
            policy, every = self._auditor.policy, self._auditor.every
            self._harvest = Harvest(self._table, self._reader, self._atlas, policy, every=every)
        for decoded in self._intake.packets(frames):
            packets = self._attempts.admit(decoded)
            tracked = self._table.track(packets)
            self._reader.open(locate_flows(self._table, tracked.touched, self._atlas))
            self._reader.read(packets, tracked)
        self._last_ns = max(self._last_ns, int(frames.time_ns.max()))
        over = self._table.retirable(self._last_ns)
        if len(over) >= RETIRE_TOGETHER:
            self._harvest.gather(over)
            self._table.retire(over)

    def end(self) -> Iterator[None]:
        """Gather all flows that are left, some at a time."""
        for packets in self._attempts.settle():
            self._table.track(packets)
        flows = self._table.all_alive()
        for at in range(0, len(flows), RETIRE_TOGETHER):
            if self._harvest is not None:
                self._harvest.gather(flows[at : at + RETIRE_TOGETHER])
            yield

    def batches(self) -> Iterator[Batch]:
        """What was judged since the last batch, where the capture's name is known and it is worth a transaction."""
        harvest = self._harvest
        if harvest and self._capture.known_fingerprint and len(harvest.judged) >= BATCH:
            yield from self._batches(harvest)

    def last_batches(self) -> Iterator[Batch]:
        """All that is left; the last batch holds the totals."""
        batch = Batch(self._record(), (), (), last=False)
        if self._harvest:
            for following in self._batches(self._harvest):
                if batch.transfers:
                    yield batch
                batch = following
        totals = tuple(self._harvest.totals()) if self._harvest else ()
        yield replace(batch, totals=totals, last=True)

    def _batches(self, harvest: Harvest) -> Iterator[Batch]:
        for judged in harvest.judged.take(BATCH):
            yield Batch(self._record(), tuple(_named(judged, self._capture)), (), last=False)

    def _record(self) -> CaptureRecord:
        return CaptureRecord(
            fingerprint=self._capture.fingerprint,
            path=self._capture.path,
            size=self._capture.size,
            first_ns=self._first_ns,
            last_ns=self._last_ns,
            coverage=self._coverage(),
        )

    def _coverage(self) -> Coverage:
        harvest, intake = self._harvest, self._intake
        counters = intake.counters + self._reader.streams.counters
        counters["flows_evicted"] += self._table.evicted
        counters["flows"] += self._attempts.flows
        if harvest:
            counters.update(harvest.counters)
            counters.update({f"part_unread: {reason}": count for reason, count in harvest.unread.items()})
        return Coverage(
            frames=intake.frames,
            decoded=intake.decoded,
            unread={reason: count for reason, count in sorted(intake.unread.items()) if count},
            bytes={name: count for name, count in sorted(harvest.bytes.items()) if count} if harvest else {},
            damage=tuple((damage.offset, damage.reason) for damage in self._capture.damage),
            counters={name: count for name, count in sorted(counters.items()) if count},
        )


def _day(time_ns: int, policy: Policy) -> date:
    """The calendar day in the processor's zone; hostile times count to the last one."""
    seconds = min(max(time_ns // 10**9, 0), LAST_SECOND)
    return datetime.fromtimestamp(seconds, UTC).astimezone(policy.zone).date()


def _named(judged: list[Judged], capture: Capture | CaptureSequence) -> Iterator[JudgedTransfer]:
    """The transfers under the capture's fingerprint."""
    fingerprint = capture.fingerprint
    for one in judged:
        evidence = Evidence(
            fingerprint=fingerprint,
            capture=capture.path,
            frames=one.frames,
            first_frame=one.first_number,
            last_frame=one.last_number,
            offsets=one.offsets,
            community_id=one.community_id,
        )
        yield JudgedTransfer(one.key(fingerprint), one.transfer, one.verdict, evidence, one.people)
