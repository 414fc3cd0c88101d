"""reassemble(): TCP segments to ordered bytes of one direction, gaps marked.

Rule 1: the first copy of a byte wins, whatever a later segment says.
Rule 2: bytes that came early are held until the hole before them is filled; beyond a cap they are given across a gap.
Rule 3: a chunk's streams that arrive in order, or out of order without a hole, never touch Python per segment.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agent.flows import FlowTable, Tracked
from agent.packets import TCP, Packets

MOST_HELD_A_STREAM = 1 << 20
MOST_HELD = 16 << 20
OVERHEAD = 128
"""What a held segment costs besides its bytes, so that a flood of tiny ones is bounded too."""

WINDOW = 1 << 30
"""The largest TCP window (RFC 7323 2.3); a segment farther away belongs to no byte of this stream."""

EARLY = 1 << 16
"""How far before its first packet a stream that began before the capture may still be filled."""

LANE = 43
"""Bits for offsets when streams of a chunk are laid behind one another in one number line."""

READ, SKIP = 0, 1


@dataclass(slots=True)
class Run:
    """Bytes of one stream that follow one another."""

    offset: int  # in the stream; includes gaps
    gap: int  # bytes lost just before
    pieces: list[memoryview | bytes]
    numbers: list[int]  # frame number of each piece
    offsets: list[int]  # stream offset of each piece


@dataclass(slots=True)
class _Segment:
    """A stretch of a stream: `length` bytes from `start`, of which `data` was captured."""

    start: int
    length: int
    data: memoryview | bytes
    number: int

    @property
    def end(self) -> int:
        return self.start + self.length

    def part(self, low: int, high: int) -> "_Segment":
        """The stretch between two stream offsets."""
        return _Segment(low, high - low, self.data[low - self.start : high - self.start], self.number)


@dataclass(slots=True)
class _Held:
    """Disjoint segments that wait for the hole before them, by offset."""

    segments: list[_Segment] = field(default_factory=list)
    size: int = 0

    def add(self, segment: _Segment) -> None:
        """Insert what is new of a segment."""
        fresh: list[_Segment] = []
        rest: _Segment | None = segment
        at = bisect_left(self.segments, segment.start, key=lambda held: held.end)
        while rest is not None and at < len(self.segments) and self.segments[at].start < rest.end:
            held = self.segments[at]
            if rest.start < held.start:
                fresh.append(rest.part(rest.start, held.start))
            rest = rest.part(max(rest.start, held.end), rest.end) if rest.end > held.end else None
            at += 1
        for new in fresh if rest is None else (*fresh, rest):
            self.segments.insert(bisect_left(self.segments, new.start, key=lambda held: held.start), new)
            self.size += len(new.data) + OVERHEAD

    def take(self, until: int) -> list[_Segment]:
        """Remove the segments that follow `until` without a hole."""
        count = 0
        while count < len(self.segments) and self.segments[count].start <= until:
            until = max(until, self.segments[count].end)
            count += 1
        taken = self.segments[:count]
        del self.segments[:count]  # moves the rest at once; a copy would touch every segment for every hole
        self.size -= sum(len(segment.data) + OVERHEAD for segment in taken)
        return taken


class Streams:
    """Both directions of every flow that is read. A stream's number is twice its flow's `stream`, plus the side."""

    def __init__(self, table: FlowTable) -> None:
        self._table = table
        self.next: NDArray[np.int64] = np.zeros(64, np.int64)  # stream offset of the next byte
        self._expected: NDArray[np.uint32] = np.zeros(64, np.uint32)  # its sequence number
        self._started: NDArray[np.bool_] = np.zeros(64, np.bool_)
        self.mode: NDArray[np.uint8] = np.zeros(64, np.uint8)
        self.skipped: NDArray[np.int64] = np.zeros(64, np.int64)  # bytes not given because of SKIP
        self._held: dict[int, _Held] = {}
        self._held_bytes = 0
        self._count = 0
        self._free: list[int] = []
        self.counters: Counter[str] = Counter()

    def open(self, flows: NDArray[np.int64]) -> list[int]:
        """Begin to read flows; returns their numbers for `FlowTable.stream`."""
        reused = max(len(self._free) - len(flows), 0)
        numbers = self._free[reused:]
        del self._free[reused:]
        fresh = len(flows) - len(numbers)
        numbers += range(self._count, self._count + fresh)
        self._count += fresh
        rows = np.array(numbers, np.int64)
        for name in ("next", "_expected", "_started", "mode", "skipped"):
            column = getattr(self, name)
            while self._count * 2 > len(column):
                column = np.concatenate((column, np.zeros_like(column)))
            setattr(self, name, column)
            column[2 * rows] = column[2 * rows + 1] = 0
        self._table.stream[flows] = numbers
        return numbers

    def close(self, number: int) -> tuple[list[Run], list[Run]]:
        """Stop reading; what was held comes out across gaps, by side."""
        self._free.append(number)
        return (self._flush(2 * number, 0), self._flush(2 * number + 1, 0)) if self._held else ([], [])

    def reassemble(self, packets: Packets, tracked: Tracked) -> list[tuple[int, list[Run]]]:
        """Give the bytes of a chunk that continue each stream, as (stream number, runs)."""
        chosen = self._read(packets, tracked)
        chosen = chosen[packets.protocol[tracked.order[chosen]] == TCP]
        if not len(chosen):
            return []
        rows, flow, side = tracked.order[chosen], tracked.flow[chosen], tracked.side[chosen]
        stream = self._table.stream[flow].astype(np.int64) * 2 + side
        self._start(packets, rows, stream, flow, side)
        start = self._offsets(packets, rows, stream)
        inside = np.abs(start - self.next[stream]) <= WINDOW
        if not inside.all():
            self.counters["segments_out_of_window"] += int((~inside).sum())
            rows, stream, start = rows[inside], stream[inside], start[inside]
        order = np.lexsort((rows, start, stream))
        return self._give(packets, rows[order], stream[order], start[order])

    def _read(self, packets: Packets, tracked: Tracked) -> NDArray[np.int64]:
        """Places in the tracked order of packets with payload whose flow is read."""
        read = np.flatnonzero(self._table.stream[tracked.flow] >= 0)
        return read[packets.payload_bytes[tracked.order[read]] > 0]

    def _offsets(self, packets: Packets, rows: NDArray[np.int64], stream: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where in its stream each segment begins: sequence numbers unwrapped around the expected one."""
        # A SYN occupies the number before its data (RFC 9293 3.4).
        sequence = packets.sequence[rows] + ((packets.flags[rows] & 2) != 0).astype(np.uint32)
        distance = (sequence - self._expected[stream]).astype(np.int32)
        offsets: NDArray[np.int64] = self.next[stream] + distance
        return offsets

    def _start(
        self,
        packets: Packets,
        rows: NDArray[np.int64],
        stream: NDArray[np.int64],
        flow: NDArray[np.int64],
        side: NDArray[np.uint8],
    ) -> None:
        """Fix the first byte of streams that give payload for the first time."""
        new = np.flatnonzero(~self._started[stream])
        if not len(new):
            return
        numbers, first = np.unique(stream[new], return_index=True)
        flows, sides = flow[new[first]], side[new[first]]
        synchronised = (self._table.seen[flows] >> (sides + 5) & 1) == 1
        self._expected[numbers] = self._table.base[flows, sides] + synchronised
        self._started[numbers] = True
        before = np.zeros(len(numbers), np.int64)
        offsets = self._offsets(packets, rows[new], stream[new])
        offsets[offsets < -EARLY] = 0
        np.minimum.at(before, np.searchsorted(numbers, stream[new]), offsets)
        before[synchronised] = 0
        self._expected[numbers] -= (-before).astype(np.uint32)

    def _give(
        self, packets: Packets, rows: NDArray[np.int64], stream: NDArray[np.int64], start: NDArray[np.int64]
    ) -> list[tuple[int, list[Run]]]:
        if not len(rows):
            return []
        heads = np.append(True, stream[1:] != stream[:-1])
        lane = np.cumsum(heads) - 1
        first = np.flatnonzero(heads)
        numbers = stream[first]
        end = start + packets.payload_bytes[rows]
        covered, coverer = _covered(lane, heads, end, self.next[stream])
        fresh = end > covered
        skip = self.mode[numbers] == SKIP
        usurped = (start < covered) & (coverer >= 0) & (rows[np.maximum(coverer, 0)] > rows)
        begin, finish = np.maximum(start, covered), end.copy()
        settled = _give_back(usurped & fresh, start, begin, finish, coverer)
        cut = packets.payload_captured[rows] < packets.payload_bytes[rows]
        # A hole, a cut segment or a later copy that would win needs a closer look at the stream.
        hard = (start > covered) | cut | (usurped & ~settled)
        slow = np.isin(numbers, list(self._held)) if self._held else np.zeros(len(numbers), np.bool_)
        slow[lane[hard]] |= ~skip[lane[hard]]
        sums = np.add.reduceat(np.where(fresh, end - np.maximum(start, covered), 0), first)
        self.skipped[numbers[skip & ~slow]] += sums[skip & ~slow]
        reached = np.maximum(np.maximum.reduceat(end, first), self.next[numbers])
        moved = numbers[~slow]
        self._expected[moved] += (reached[~slow] - self.next[moved]).astype(np.uint32)
        self.next[moved] = reached[~slow]
        plain = (finish > begin) & ~(slow | skip)[lane]
        given = _runs_of(packets, rows[plain], stream[plain], start[plain], begin[plain], finish[plain])
        bounds = np.append(first, len(rows)).tolist()
        for index in np.flatnonzero(slow).tolist():
            number, chosen = int(numbers[index]), slice(bounds[index], bounds[index + 1])
            runs = self._settle(packets, number, rows[chosen], start[chosen])
            if skip[index]:
                self._pass_over(number, runs)
            else:
                given.append((number, runs))
        return given

    def _pass_over(self, number: int, runs: Sequence[Run]) -> None:
        """Count what a skipped stream still held and what came with it."""
        passed = [*runs, *self._flush(number, 0)]
        self.skipped[number] += sum(len(piece) for run in passed for piece in run.pieces)

    def datagrams(self, packets: Packets, tracked: Tracked) -> list[tuple[int, list[Run]]]:
        """Give the payloads of a chunk that are no TCP, each piece one datagram; what was cut off them as one gap."""
        chosen = self._read(packets, tracked)
        chosen = chosen[packets.protocol[tracked.order[chosen]] != TCP]
        if not len(chosen):
            return []
        rows = tracked.order[chosen]
        stream = self._table.stream[tracked.flow[chosen]].astype(np.int64) * 2 + tracked.side[chosen]
        order = np.argsort(stream, kind="stable")
        rows, stream = rows[order], stream[order]
        size = packets.payload_captured[rows]
        heads = np.append(True, stream[1:] != stream[:-1])
        first, lane = np.flatnonzero(heads), np.cumsum(heads) - 1
        numbers, sums = stream[first], np.add.reduceat(size, first)
        lost = np.add.reduceat(packets.payload_bytes[rows] - size, first)
        behind = np.cumsum(size) - size
        start = self.next[stream] + behind - behind[first][lane]
        self.next[numbers] += sums + lost
        skip = self.mode[numbers] == SKIP
        self.skipped[numbers[skip]] += sums[skip] + lost[skip]
        wanted = ~skip[lane] & (size > 0)
        begin = start[wanted]
        runs = dict(_runs_of(packets, rows[wanted], stream[wanted], begin, begin, begin + size[wanted]))
        for index in np.flatnonzero(~skip & (lost > 0)).tolist():
            number = int(numbers[index])
            runs.setdefault(number, []).append(Run(int(self.next[number]), int(lost[index]), [], [], []))
        return list(runs.items())

    def _settle(self, packets: Packets, number: int, rows: NDArray[np.int64], start: NDArray[np.int64]) -> list[Run]:
        """One stream segment by segment, in the order of arrival."""
        held = self._held.pop(number, None) or _Held()
        self._held_bytes -= held.size
        view = memoryview(packets.buffer)  # type: ignore[arg-type]
        next_byte = int(self.next[number])
        for index in np.argsort(rows):
            row = int(rows[index])
            at, offset, length = int(packets.payload_at[row]), int(start[index]), int(packets.payload_bytes[row])
            segment = _Segment(
                offset, length, view[at : at + int(packets.payload_captured[row])], int(packets.number[row])
            )
            if segment.end > next_byte:
                held.add(segment.part(max(offset, next_byte), segment.end))
        runs = _runs(held.take(next_byte), next_byte)
        self._reach(number, runs, next_byte)
        for segment in held.segments:
            segment.data = bytes(segment.data)
        if held.segments:
            self._held[number] = held
            self._held_bytes += held.size
            if self._held_bytes > MOST_HELD:
                runs += self._flush(number, 0)
            elif held.size > MOST_HELD_A_STREAM:
                runs += self._flush(number, MOST_HELD_A_STREAM // 2)
        return runs

    def _flush(self, number: int, keep: int) -> list[Run]:
        """Give held bytes across their gaps until at most `keep` are held."""
        held = self._held.pop(number, None)
        if held is None:
            return []
        self._held_bytes -= held.size
        runs: list[Run] = []
        while held.segments and held.size > keep:
            before = int(self.next[number])
            opened = _runs(held.take(held.segments[0].start), before)
            self.counters["holes"] += 1
            self._reach(number, opened, before)
            runs += opened
        if held.segments:
            self._held[number] = held
            self._held_bytes += held.size
        return runs

    def _reach(self, number: int, runs: Sequence[Run], before: int) -> None:
        """Move on behind the last byte given; a run that is only a gap counts too."""
        if not runs:
            return
        last = runs[-1]
        reached = last.offset + sum(map(len, last.pieces))
        self.next[number] = reached
        self._expected[number] = (int(self._expected[number]) + reached - before) & 0xFFFF_FFFF


def _runs_of(
    packets: Packets,
    rows: NDArray[np.int64],
    stream: NDArray[np.int64],
    start: NDArray[np.int64],
    begin: NDArray[np.int64],
    finish: NDArray[np.int64],
) -> list[tuple[int, list[Run]]]:
    """One run a stream, of rows that follow one another; each gives its payload between two stream offsets."""
    if not len(rows):
        return []
    low = packets.payload_at[rows] + (begin - start)
    high = packets.payload_at[rows] + (finish - start)
    view = memoryview(packets.buffer)  # type: ignore[arg-type]
    pieces: list[memoryview | bytes] = [view[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    offsets, frames = begin.tolist(), packets.number[rows].tolist()
    heads = np.flatnonzero(np.append(True, stream[1:] != stream[:-1]))
    bounds = [*heads.tolist(), len(rows)]
    names = stream[heads].tolist()
    return [
        (name, [Run(offsets[a], 0, pieces[a:b], frames[a:b], offsets[a:b])])
        for name, a, b in zip(names, bounds, bounds[1:], strict=False)
    ]


def _give_back(
    usurped: NDArray[np.bool_],
    start: NDArray[np.int64],
    begin: NDArray[np.int64],
    finish: NDArray[np.int64],
    coverer: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Give segments the bytes that the row before them would take, though it came later; (n,) where that was all.

    Changes `begin` and `finish`, what each row gives. What overlaps more than its neighbour is left as it is.
    """
    settled = np.zeros(len(usurped), np.bool_)
    rows = np.flatnonzero(usurped)
    before = rows - 1
    rows = rows[(coverer[rows] == before) & (start[rows] >= begin[before]) & ~usurped[before]]
    settled[rows] = True
    begin[rows] = finish[rows - 1] = start[rows]
    return settled


def _covered(
    lane: NDArray[np.int64], heads: NDArray[np.bool_], end: NDArray[np.int64], next_byte: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Up to where each stream is covered before each segment, and by which row (-1: by earlier chunks)."""
    base = lane << LANE
    reach = np.maximum.accumulate(np.maximum(end, next_byte) + base)
    covered = np.empty_like(end)
    covered[1:] = reach[:-1]
    covered = np.where(heads, next_byte, covered - base)
    rises = (end > covered) | heads
    rise = np.maximum.accumulate(np.where(rises, np.arange(len(end)), 0))
    coverer = np.empty_like(rise)
    coverer[1:] = rise[:-1]
    coverer[heads] = -1
    return covered, coverer


def _runs(segments: Sequence[_Segment], next_byte: int) -> list[Run]:
    """Segments in order as runs; bytes the capture did not keep become gaps."""
    runs: list[Run] = []
    at, gap = next_byte, 0
    current: Run | None = None
    for segment in segments:
        gap += segment.start - at
        if len(segment.data):
            if current is None or gap:
                current = Run(segment.start, gap, [], [], [])
                runs.append(current)
                gap = 0
            current.pieces.append(segment.data)
            current.numbers.append(segment.number)
            current.offsets.append(segment.start)
        gap += segment.length - len(segment.data)
        at = segment.end
    if gap:
        runs.append(Run(at, gap, [], [], []))
    return runs
