"""Generations: where one conversation on a five-tuple ends and the next one begins.

Rule 1: a SYN begins anew unless it repeats the first number of its side, or stands just before it (captured late).
Rule 2: idle time begins anew, for TCP only where the sequence does not go on or both sides had closed.
Rule 3: chunks do not matter: what is decided for packets of one chunk is what would be decided packet by packet.
Rule 4: only conversations with a decision that depends on another one are walked in Python.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.packets import ACK, FIN, RST, SYN, TCP, Packets

IDLE_NS = 300 * 10**9
TCP_IDLE_NS = 3600 * 10**9
LINGER_NS = 30 * 10**9
"""How long a closed TCP conversation may still have late retransmissions."""

CONTINUES = 1 << 24
"""Sequence numbers this near to the last one go on with the same TCP stream, however long it was idle."""

SIDES, FINS, RESET = 3, 12, 16
"""Bits of `seen`: a packet of each side, a FIN of each side, a RST."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A chunk's packets in the order that groups the packets of a five-tuple, capture order within."""

    packets: Packets
    order: NDArray[np.int64]  # (n,) packet rows
    side: NDArray[np.uint8]  # (n,) canonical side of the source of packets[order]
    starts: NDArray[np.int64]  # (groups,) where each five-tuple begins
    _columns: dict[str, NDArray[Any]] = field(default_factory=dict)

    def column(self, name: str) -> NDArray[Any]:
        """A column of the packets in the grouped order, gathered once."""
        if name not in self._columns:
            self._columns[name] = getattr(self.packets, name)[self.order]
        return self._columns[name]

    def group(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The group of each row of the grouped order."""
        return np.searchsorted(self.starts, rows, side="right") - 1


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier chunks know of each group's latest flow: columns of flows, and the flow of each group."""

    flow: NDArray[np.int64]  # (groups,) -1 where there is none
    last_ns: NDArray[np.int64]  # (flows,)
    base: NDArray[np.uint32]  # (flows, 2)
    edge: NDArray[np.uint32]  # (flows, 2)
    seen: NDArray[np.uint8]  # (flows,)


def generations(grouped: Grouped, earlier: Earlier) -> tuple[Mask, Mask]:
    """Where a run of packets of one flow begins, and where it begins a new flow, in grouped order; both (n,)."""
    n = len(grouped.order)
    begins = np.zeros(n, np.bool_)
    begins[grouped.starts] = True
    fresh = np.zeros(n, np.bool_)
    fresh[grouped.starts] = earlier.flow < 0
    tcp = grouped.column("protocol") == TCP
    gap = _gaps(grouped, earlier)
    restarts = (gap > IDLE_NS) & ~tcp
    opening, reopens, odd = _openings(grouped, earlier, tcp & ~fresh)
    restarts[opening[reopens]] = True
    knots = [_late(grouped, earlier, tcp, gap), opening[odd]]
    if restarts.any() and (gap < 0).any():
        knots += [np.flatnonzero((gap < 0) & ~tcp)]
    for group in sorted(set(grouped.group(np.concatenate(knots)).tolist())):
        first = int(grouped.starts[group])
        last = int(grouped.starts[group + 1]) if group + 1 < len(grouped.starts) else n
        restarts[first:last] = list(_one_by_one(grouped, earlier, group, first, last))
    return begins | restarts, fresh | restarts


def _gaps(grouped: Grouped, earlier: Earlier) -> NDArray[np.int64]:
    """Time since the packet before of the same five-tuple, negative where times run backwards."""
    time = grouped.column("time_ns")
    gap = np.zeros(len(time), np.int64)
    gap[1:] = time[1:] - time[:-1]
    first = grouped.starts
    gap[first] = np.where(earlier.flow >= 0, time[first] - earlier.last_ns[earlier.flow], 0)
    return gap


def _late(grouped: Grouped, earlier: Earlier, tcp: Mask, gap: NDArray[np.int64]) -> NDArray[np.int64]:
    """TCP packets after a silence that may have ended their conversation."""
    late = np.flatnonzero((gap > LINGER_NS) & tcp)
    if not len(late):
        return late
    ended = np.zeros(len(grouped.starts), np.bool_)
    known = earlier.flow >= 0
    ended[known] = (earlier.seen[earlier.flow[known]] & (FINS | RESET)) != 0
    flags = grouped.column("flags")
    ended[grouped.group(np.flatnonzero(tcp & ((flags & (FIN | RST)) != 0)))] = True
    return late[(gap[late] > TCP_IDLE_NS) | ended[grouped.group(late)]]


def _openings(grouped: Grouped, earlier: Earlier, candidates: Mask) -> tuple[NDArray[np.int64], Mask, Mask]:
    """SYNs that may begin a conversation anew, which of them do, and which need a closer look."""
    flags = grouped.column("flags")
    opening = np.flatnonzero(candidates & ((flags & (SYN | ACK)) == SYN))
    if not len(opening):
        return opening, np.zeros(0, np.bool_), np.zeros(0, np.bool_)
    sequence = grouped.column("sequence")[opening]
    group, side = grouped.group(opening), grouped.side[opening]
    head = np.append(True, group[1:] != group[:-1])
    base = np.empty(len(opening), np.uint32)
    base[1:] = sequence[:-1]
    base[head], has_base = _bases(grouped, earlier, group[head], opening[head])
    based = np.ones(len(opening), np.bool_)
    based[head] = has_base
    late = (sequence + np.uint32(1)) == base
    both_sides = np.append(False, (group[1:] == group[:-1]) & (side[1:] != side[:-1]))
    return opening, based & (sequence != base) & ~late, both_sides | (based & late)


def _bases(
    grouped: Grouped, earlier: Earlier, group: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], Mask]:
    """The number that the side of each group's first SYN, in `rows`, began with, and whether it is known."""
    flow, mine, first = earlier.flow[group], grouped.side[rows], grouped.starts[group]
    sequence = grouped.column("sequence")
    recorded = (flow >= 0) & ((earlier.seen[flow] >> mine & 1) == 1)
    base = np.where(recorded, earlier.base[flow, mine], sequence[first])
    known = recorded | ((grouped.side[first] == mine) & (first < rows))
    for i in np.flatnonzero(~known & (first < rows)):  # the other side spoke first
        before = np.flatnonzero(grouped.side[first[i] : rows[i]] == mine[i])
        if len(before):
            base[i], known[i] = sequence[first[i] + before[0]], True
    return base, known


@dataclass(slots=True)
class _Conversation:
    """One conversation so far, as far as it decides whether a packet still belongs to it."""

    last_ns: int = 0
    seen: int = 0
    base: list[int] = field(default_factory=lambda: [0, 0])
    edge: list[int] = field(default_factory=lambda: [0, 0])

    def ends_before(self, tcp: int, time: int, side: int, flags: int, sequence: int) -> bool:
        """Whether this packet begins another conversation."""
        silence = time - self.last_ns
        if not tcp:
            return silence > IDLE_NS
        spoke = self.seen >> side & 1
        closed = (self.seen & FINS) == FINS or self.seen & RESET
        if spoke and flags & (SYN | ACK) == SYN and self.base[side] not in {sequence, sequence + 1 & 0xFFFF_FFFF}:
            return True
        if closed and silence > LINGER_NS:
            return True
        distance = (sequence - self.edge[side] + CONTINUES) & 0xFFFF_FFFF
        return silence > TCP_IDLE_NS and not (spoke and 0 < distance < 2 * CONTINUES)

    def add(self, time: int, side: int, flags: int, sequence: int, size: int) -> None:
        """Take a packet into the conversation."""
        self.last_ns = max(self.last_ns, time)
        if not self.seen >> side & 1:
            self.base[side] = sequence
        self.edge[side] = sequence + size + (flags & (SYN | FIN) != 0)
        self.seen |= 1 << side | (4 << side if flags & FIN else 0) | (RESET if flags & RST else 0)


def _one_by_one(grouped: Grouped, earlier: Earlier, group: int, first: int, last: int) -> Iterator[bool]:
    """Whether each packet of a group begins a conversation anew."""
    packets, rows = grouped.packets, grouped.order[first:last]
    tcp = int(packets.protocol[rows[0]] == TCP)
    flow = int(earlier.flow[group])
    current = _Conversation(int(packets.time_ns[rows[0]]))
    if flow >= 0:
        base, edge = earlier.base[flow].tolist(), earlier.edge[flow].tolist()
        current = _Conversation(int(earlier.last_ns[flow]), int(earlier.seen[flow]), base, edge)
    columns = (packets.time_ns, packets.flags, packets.sequence, packets.payload_bytes)
    times, flags, sequences, sizes = (column[rows].tolist() for column in columns)
    for side, time, bits, sequence, size in zip(
        grouped.side[first:last].tolist(), times, flags, sequences, sizes, strict=True
    ):
        anew = current.ends_before(tcp, time, side, bits, sequence)
        if anew:
            current = _Conversation(time)
        current.add(time, side, bits, sequence, size)
        yield anew
