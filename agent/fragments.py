"""IP fragments to whole datagrams: the first copy of a byte wins, waiting is capped, overlaps are counted.

Overlapping fragments are an old way to show a sensor other bytes than the receiver (RFC 5722 forbids them in
IPv6); Kouan keeps the first copy and counts the others.
"""

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agent.decode.decoder import FragmentRow
from agent.frames import SLACK, Frames

MOST_WAITING = 4096
MOST_WAITING_BYTES = 8 << 20
LONGEST = 65535
LINK_IPV4, LINK_IPV6 = 228, 229

Key = tuple[int, int, int, int, int, int, int]


@dataclass(slots=True)
class _Datagram:
    """Fragments of one datagram so far: disjoint, sorted by offset."""

    pieces: list[tuple[int, bytes]] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    size: int = -1  # known once the last fragment came
    held: int = 0
    lost: bool = False

    def add(self, offset: int, data: bytes) -> int:
        """Keep what is new of a fragment; returns the bytes that were there already."""
        overlap = 0
        fresh = [(offset, data)]
        for start, kept in self.pieces:
            remaining = []
            for at, piece in fresh:
                low, high = max(at, start), min(at + len(piece), start + len(kept))
                if low >= high:
                    remaining.append((at, piece))
                    continue
                overlap += high - low
                remaining += [(at, piece[: low - at]), (high, piece[high - at :])]
            fresh = [(at, piece) for at, piece in remaining if piece]
        self.pieces = sorted(self.pieces + fresh)
        self.held += sum(len(piece) for _, piece in fresh)
        return overlap

    def whole(self) -> bytes | None:
        """The payload when no byte is missing any more."""
        if self.size < 0 or self.lost:
            return None
        at = 0
        for start, piece in self.pieces:
            if start > at:
                return None
            at = start + len(piece)
        return b"".join(piece for _, piece in self.pieces)[: self.size] if at >= self.size else None


@dataclass(frozen=True, slots=True)
class Whole:
    """Reassembled datagrams, as frames of raw IP."""

    frames: Frames
    members: list[list[int]]  # numbers of the frames whose fragments became part of each, the completing one last
    wire: NDArray[np.int64]  # wire length of the frame that completed each


class Fragments:
    """All datagrams waiting for fragments, across chunks. Evicts the oldest beyond its caps."""

    def __init__(self) -> None:
        self._waiting: dict[Key, _Datagram] = {}
        self._bytes = 0
        self.counters: Counter[str] = Counter()

    def reassemble(self, rows: Sequence[FragmentRow], frames: Frames) -> "Whole | None":
        """Add a chunk's fragments; returns the datagrams they complete, None when there are none."""
        done: list[tuple[FragmentRow, bytes]] = []
        members: list[list[int]] = []
        for row in rows:
            payload, numbers = self._add(row, bytes(frames.buffer[row.at : row.end]), frames.first_number + row.frame)
            if payload is not None:
                done.append((row, payload))
                members.append(numbers)
        if not done:
            return None
        return Whole(_as_frames(done, frames), members, frames.wire[[row.frame for row, _ in done]])

    def _add(self, row: FragmentRow, data: bytes, number: int) -> tuple[bytes | None, list[int]]:
        key: Key = (row.version, row.protocol, row.identification, *row.addresses)
        if row.offset + len(data) > LONGEST:
            self.counters["fragment_too_long"] += 1
            return None, []
        datagram = self._waiting.setdefault(key, _Datagram())
        before = datagram.held
        self.counters["fragment_overlap_bytes"] += datagram.add(row.offset, data)
        datagram.frames.append(number)
        datagram.lost |= row.lost > 0
        self._bytes += datagram.held - before
        if not row.more and datagram.size < 0:
            datagram.size = row.offset + len(data)
        payload = datagram.whole()
        if payload is not None:
            self._forget(key)
            return payload, datagram.frames
        self._evict()
        return None, []

    def _forget(self, key: Key) -> None:
        self._bytes -= self._waiting.pop(key).held

    def _evict(self) -> None:
        while len(self._waiting) > MOST_WAITING or self._bytes > MOST_WAITING_BYTES:
            self._forget(next(iter(self._waiting)))
            self.counters["fragment_evicted"] += 1


def _as_frames(done: Sequence[tuple[FragmentRow, bytes]], frames: Frames) -> Frames:
    datagrams = [_header(row, len(payload)) + payload for row, payload in done]
    sizes = np.array([len(d) for d in datagrams], np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    last = np.array([row.frame for row, _ in done])
    return Frames(
        buffer=np.frombuffer(b"".join(datagrams) + bytes(SLACK), np.uint8),
        start=starts,
        captured=sizes,
        wire=sizes,
        time_ns=frames.time_ns[last],
        link=np.array([LINK_IPV4 if row.version == 4 else LINK_IPV6 for row, _ in done], np.uint16),
        first_number=0,
        file_offset=0,
    )


def _header(row: FragmentRow, size: int) -> bytes:
    """An unfragmented IP header for the reassembled payload; length 0 where it would not fit means the rest."""
    source_high, source_low, target_high, target_low = row.addresses
    if row.version == 4:
        length = size + 20 if size + 20 <= LONGEST else 0
        addresses = (source_low & 0xFFFFFFFF, target_low & 0xFFFFFFFF)
        return struct.pack(">BBHHHBBHII", 0x45, 0, length, 0, 0, 64, row.protocol, 0, *addresses)
    return struct.pack(">IHBBQQQQ", 6 << 28, size, row.protocol, 64, source_high, source_low, target_high, target_low)
