"""IP fragments to whole datagrams: the first copy of a byte wins, waiting is capped, overlaps are counted.

Overlapping fragments are an old way to show a sensor other bytes than the receiver (RFC 5722 forbids them in
IPv6); Kouan keeps the first copy and counts the others.
"""

import struct
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from agent.decode.decoder import FragmentRow
from agent.frames import SLACK, Frames

MOST_WAITING = 4096
MOST_WAITING_BYTES = 8 << 20
LONGEST = 65535
PATIENCE_NS = 60 * 10**9
"""How long a datagram may take (RFC 8200 4.5); later its identification may stand for another one."""

LINK_IPV4, LINK_IPV6 = 228, 229

Key = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Carriers:
    """What brought each frame that is decoded: the captured frames whose fragments it was made of, or just itself."""

    number: NDArray[np.int64]  # frame number of the last of them
    wire: NDArray[np.int64]  # its length on the wire
    count: NDArray[np.int64]  # how many they were

    @classmethod
    def of(cls, frames: Frames) -> "Carriers":
        """Captured frames carry themselves."""
        n = len(frames)
        number = np.arange(frames.first_number, frames.first_number + n, dtype=np.int64)
        return cls(number, frames.wire, np.ones(n, np.int64))


@dataclass(frozen=True, slots=True)
class Whole:
    """Reassembled datagrams, as frames of raw IP."""

    frames: Frames
    carriers: Carriers


@dataclass(slots=True)
class _Datagram:
    """Fragments of one datagram so far: disjoint, sorted by offset."""

    began_ns: int
    protocol: int  # what the first fragment says (RFC 8200 4.5), until it comes what another one says
    pieces: list[tuple[int, bytes]] = field(default_factory=list)
    size: int = -1  # known once the last fragment came
    held: int = 0
    inside: int = 0  # bytes held before `size`
    carriers: int = 0
    lost: bool = False

    def add(self, offset: int, data: bytes) -> int:
        """Keep what is new of a fragment; returns the bytes that were there already."""
        at = max(bisect_right(self.pieces, offset, key=itemgetter(0)) - 1, 0)
        low, end = offset, offset + len(data)
        fresh: list[tuple[int, bytes]] = []
        while at < len(self.pieces) and self.pieces[at][0] < end:
            start, kept = self.pieces[at]
            if low < start:
                fresh.append((low, data[low - offset : start - offset]))
            low = max(low, start + len(kept))
            at += 1
        if low < end:
            fresh.append((low, data[low - offset :]))
        for piece in fresh:
            insort(self.pieces, piece)
            self.inside += self._inside(piece)
        new = sum(len(piece) for _, piece in fresh)
        self.held += new
        return len(data) - new

    def end(self, size: int) -> None:
        """The last fragment says how long the datagram is; the first to say so is believed."""
        if self.size < 0:
            self.size = size
            self.inside = sum(map(self._inside, self.pieces))

    def _inside(self, piece: tuple[int, bytes]) -> int:
        return max(min(piece[0] + len(piece[1]), self.size) - piece[0], 0)

    def whole(self) -> bytes | None:
        """The payload when no byte is missing any more."""
        if self.size < 0 or self.lost or self.inside < self.size:
            return None
        return b"".join(piece for _, piece in self.pieces)[: self.size]


class Fragments:
    """All datagrams waiting for fragments, across chunks. Evicts the oldest beyond its caps."""

    def __init__(self) -> None:
        self._waiting: dict[Key, _Datagram] = {}
        self._bytes = 0
        self.counters: Counter[str] = Counter()

    def reassemble(self, rows: Sequence[FragmentRow], frames: Frames, carriers: Carriers) -> Whole | None:
        """Add a chunk's fragments; returns the datagrams they complete, None when there are none."""
        done: list[tuple[FragmentRow, bytes]] = []  # with the header of the whole
        counts: list[int] = []
        for row in rows:
            datagram = self._add(row, frames, int(carriers.count[row.frame]))
            payload = datagram.whole() if datagram else None
            if datagram and payload is not None:
                self._forget(_key(row))
                done.append((row, _header(row, datagram.protocol, len(payload)) + payload))
                counts.append(datagram.carriers)
        if not done:
            return None
        last = np.array([row.frame for row, _ in done])
        carried = Carriers(carriers.number[last], carriers.wire[last], np.array(counts, np.int64))
        return Whole(_as_frames(done, frames), carried)

    def _add(self, row: FragmentRow, frames: Frames, carriers: int) -> _Datagram | None:
        """The datagram of a fragment, with the fragment in it; None where it cannot be part of one."""
        data = row.inflated or bytes(frames.buffer[row.at : row.end])
        end = row.offset + len(data)
        if end > LONGEST:
            self.counters["fragment_too_long"] += 1
            return None
        datagram = self._datagram(row, int(frames.time_ns[row.frame]))
        before = datagram.held
        self.counters["fragment_overlap_bytes"] += datagram.add(row.offset, data)
        datagram.carriers += carriers
        datagram.lost |= row.lost > 0
        if row.offset == 0:
            datagram.protocol = row.protocol
        if not row.more:
            datagram.end(end)
        self._bytes += datagram.held - before
        self._evict()
        return datagram

    def _datagram(self, row: FragmentRow, time_ns: int) -> _Datagram:
        key = _key(row)
        waiting = self._waiting.get(key)
        if waiting and time_ns - waiting.began_ns > PATIENCE_NS:
            self.counters["fragment_timed_out"] += 1
            self._forget(key)
            waiting = None
        if waiting is None:
            waiting = self._waiting[key] = _Datagram(time_ns, row.protocol)
        return waiting

    def _forget(self, key: Key) -> None:
        datagram = self._waiting.pop(key, None)
        self._bytes -= datagram.held if datagram else 0

    def _evict(self) -> None:
        while len(self._waiting) > MOST_WAITING or self._bytes > MOST_WAITING_BYTES:
            self._forget(next(iter(self._waiting)))
            self.counters["fragment_evicted"] += 1


def _key(row: FragmentRow) -> Key:
    # In IPv6 only the first fragment has to name the protocol.
    protocol = row.protocol if row.version == 4 else 0
    return (row.version, protocol, row.identification, *row.addresses)


def _as_frames(done: Sequence[tuple[FragmentRow, bytes]], frames: Frames) -> Frames:
    sizes = np.array([len(datagram) for _, datagram in done], np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    last = np.array([row.frame for row, _ in done])
    return Frames(
        buffer=np.frombuffer(b"".join([*(datagram for _, datagram in done), bytes(SLACK)]), np.uint8),
        start=starts,
        captured=sizes,
        wire=sizes,
        time_ns=frames.time_ns[last],
        link=np.array([LINK_IPV4 if row.version == 4 else LINK_IPV6 for row, _ in done], np.uint16),
        first_number=0,
        file_offset=0,
    )


def _header(row: FragmentRow, protocol: int, size: int) -> bytes:
    """An unfragmented IP header for the reassembled payload; length 0 where it would not fit means the rest."""
    source_high, source_low, target_high, target_low = row.addresses
    if row.version == 4:
        length = size + 20 if size + 20 <= LONGEST else 0
        addresses = (source_low & 0xFFFFFFFF, target_low & 0xFFFFFFFF)
        return struct.pack(">BBHHHBBHII", 0x45, 0, length, 0, 0, 64, protocol, 0, *addresses)
    return struct.pack(">IHBBQQQQ", 6 << 28, size, protocol, 64, source_high, source_low, target_high, target_low)
