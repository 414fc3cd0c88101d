"""FlowTable.track(): packets to flows, both directions of one conversation as one row.

Rule 1: a chunk's packets are grouped by a seeded hash of their canonical five-tuple, and every group is checked against
the key itself: two keys with one hash are never merged.
Rule 2: a new generation of a five-tuple is a flow of its own (see `agent.generations`).
Rule 3: memory is bounded: flows that no packet can join any more are retired as time passes in the capture, and beyond
the cap the oldest.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.flowkeys import KeyTable, canonical, group, span
from agent.generations import FINS, IDLE_NS, LINGER_NS, RESET, Earlier, Grouped, generations
from agent.packets import ACK, FIN, RST, SYN, TCP, UDP, Packets

MOST_FLOWS = 3_000_000
MOST_READ = 1 << 16
"""Flows being read at a time: what reads one takes some 3 KB, fifty times a flow."""

FEWEST_ROWS = 1024
MOST_TUNNELS = 65536
MANY = "one of very many tunnels"

COLUMNS: dict[str, tuple[object, tuple[int, ...]]] = {
    "client_side": (np.uint8, ()),  # 0: the canonical first address is the client
    "first_ns": (np.int64, ()),
    "last_ns": (np.int64, ()),
    "first_number": (np.int64, ()),  # frame number of the first packet
    "last_number": (np.int64, ()),
    "frames": (np.uint32, (2,)),  # by canonical side of the source
    "bytes": (np.int64, (2,)),  # wire length of whole frames
    "payload": (np.int64, (2,)),  # wire length of transport payload
    "base": (np.uint32, (2,)),  # sequence number of the SYN, or of the first packet, of each side
    "edge": (np.uint32, (2,)),  # sequence number behind the last packet of each side
    # bit 0, 1: a packet of this side; bit 2, 3: its FIN; bit 4: RST; bit 5, 6: its first packet was a SYN
    "seen": (np.uint8, ()),
    "stream": (np.int32, ()),  # the reader's number of the flow, -1 none
    "icmp": (np.uint16, ()),  # type << 8 | code of the first packet
    "outer": (np.int32, ()),  # index in FlowTable.tunnels, -1 without a tunnel
    "place": (np.int32, (2,)),  # index in Atlas.places by side, -1 before the flow carries payload
    "leaves": (np.uint8, ()),  # bit 0, 1: what this side sends leaves the border
    "alive": (np.bool_, ()),
}


@dataclass(slots=True)
class Tracked:
    """A chunk's packets with their flows, in the order that groups the packets of a flow."""

    order: NDArray[np.int64]  # (n,) packet rows, grouped by flow, in capture order within
    flow: NDArray[np.int64]  # (n,) flow of packets[order]
    side: NDArray[np.uint8]  # (n,) canonical side of the source of packets[order]
    touched: NDArray[np.int64]  # flows of this chunk, each once


class FlowTable:
    """All flows alive, as columns; a flow is a row number until it is retired."""

    def __init__(self, seed: int = 0x9E3779B97F4A7C15) -> None:
        """`seed` keeps senders from choosing addresses whose hashes collide; the flows do not depend on it."""
        self.keys = KeyTable(seed)
        self.tunnels: list[str] = []
        self._tunnel_index: dict[str, int] = {}
        self.evicted = 0
        self._capacity = 0
        self._free: NDArray[np.int64] = np.zeros(0, np.int64)
        for name, (kind, shape) in COLUMNS.items():
            setattr(self, name, np.zeros((0, *shape), kind))
        self._grow(FEWEST_ROWS)

    client_side: NDArray[np.uint8]
    first_ns: NDArray[np.int64]
    last_ns: NDArray[np.int64]
    first_number: NDArray[np.int64]
    last_number: NDArray[np.int64]
    frames: NDArray[np.uint32]
    bytes: NDArray[np.int64]
    payload: NDArray[np.int64]
    base: NDArray[np.uint32]
    edge: NDArray[np.uint32]
    seen: NDArray[np.uint8]
    stream: NDArray[np.int32]
    icmp: NDArray[np.uint16]
    outer: NDArray[np.int32]
    place: NDArray[np.int32]
    leaves: NDArray[np.uint8]
    alive: NDArray[np.bool_]

    def track(self, packets: Packets) -> Tracked:
        """Find or begin the flow of every packet and add its frames and bytes."""
        if not len(packets):
            nothing = np.zeros(0, np.int64)
            return Tracked(nothing, nothing, np.zeros(0, np.uint8), nothing)
        keys, side = canonical(packets)
        hashes = self.keys.hash(keys)
        order, starts = group(keys, hashes)
        side = side[order]
        first_rows = order[starts]
        group_keys = keys.take(first_rows)
        known = self.keys.find(group_keys, hashes[first_rows])
        earlier = Earlier(known, self.last_ns, self.base, self.edge, self.seen)
        grouped = Grouped(packets, order, side, starts)
        begins, fresh = generations(grouped, earlier)
        segment_first = np.flatnonzero(begins)
        group_of = grouped.group(segment_first) if len(segment_first) > len(starts) else np.arange(len(starts))
        new = fresh[segment_first]
        flows = np.where(new, -1, known[group_of])
        flows[new] = self._allocate(int(np.count_nonzero(new)))
        created = first_rows[group_of[new]]
        self._create(packets, flows[new], order[segment_first[new]], side[segment_first[new]])
        self.keys.put(flows[new], keys.take(created), hashes[created])
        segment = np.cumsum(begins) - 1
        self._add(grouped, segment, segment_first, flows, new)
        return Tracked(order, flows[segment], side, flows)

    def _allocate(self, count: int) -> NDArray[np.int64]:
        if count > len(self._free):
            self._grow(count - len(self._free))
        taken, self._free = self._free[:count], self._free[count:]
        return taken

    def _grow(self, count: int) -> None:
        old = self._capacity
        # Rows never written to take no memory, but every growth copies all that were.
        self._capacity = max(old + count, 4 * old)
        for name, (kind, shape) in COLUMNS.items():
            column = np.zeros((self._capacity, *shape), kind)  # type: ignore[call-overload]
            column[:old] = getattr(self, name)
            setattr(self, name, column)
        self.keys.grow(self._capacity)
        self._free = np.concatenate((self._free, np.arange(old, self._capacity)))

    def _create(
        self, packets: Packets, flows: NDArray[np.int64], rows: NDArray[np.int64], side: NDArray[np.uint8]
    ) -> None:
        """Begin flows with their first packets."""
        at = span(flows)
        protocol = packets.protocol[rows]
        flags = np.where(protocol == TCP, packets.flags[rows], 0)
        answers = (flags & (SYN | ACK)) == (SYN | ACK)
        opens = (flags & (SYN | ACK)) == SYN
        source, target = packets.source_port[rows], packets.target_port[rows]
        ported = (protocol == TCP) | (protocol == UDP)
        # Without a handshake the side on a system port (RFC 6335 6) is the server.
        from_server = answers | (~opens & ported & (source < 1024) & (target >= 1024))
        self.client_side[at] = side ^ from_server
        self.first_ns[at] = self.last_ns[at] = packets.time_ns[rows]
        self.first_number[at] = packets.number[rows]
        for name in ("frames", "bytes", "payload", "seen", "base", "edge", "leaves"):
            getattr(self, name)[at] = 0
        self.stream[at] = -1
        self.place[at] = -1
        self.icmp[at] = np.where(ported, 0, packets.sequence[rows] << 8 | packets.acknowledgement[rows])
        self.outer[at] = self._tunnel(packets, rows)
        self.alive[at] = True

    def _tunnel(self, packets: Packets, rows: NDArray[np.int64]) -> NDArray[np.int32]:
        if not packets.tunnels:
            return np.full(len(rows), -1, np.int32)
        for name in packets.tunnels:
            if name not in self._tunnel_index and len(self.tunnels) <= MOST_TUNNELS:
                self._tunnel_index[name] = len(self.tunnels)
                self.tunnels.append(name if len(self.tunnels) < MOST_TUNNELS else MANY)
        numbers = np.array([self._tunnel_index.get(name, MOST_TUNNELS) for name in packets.tunnels] + [-1], np.int32)
        return numbers[packets.outer[rows]]

    def _add(
        self,
        grouped: Grouped,
        segment: NDArray[np.int64],
        first: NDArray[np.int64],
        flows: NDArray[np.int64],
        new: NDArray[np.bool_],
    ) -> None:
        """Add frames, bytes, times and TCP state of a chunk, one sum per segment and side."""
        lane = segment * 2 + grouped.side
        count = len(flows) * 2
        sums: dict[str, NDArray[Any]] = {}
        sums["frames"] = np.bincount(lane, minlength=count).astype(np.uint32).reshape(-1, 2)
        for name, column in (("bytes", "frame_bytes"), ("payload", "payload_bytes")):
            sums[name] = np.bincount(lane, grouped.column(column), count).astype(np.int64).reshape(-1, 2)
        time = grouped.column("time_ns")
        began, ended = np.minimum.reduceat(time, first), np.maximum.reduceat(time, first)
        last = grouped.packets.number[grouped.order[np.append(first[1:], len(segment)) - 1]]
        # Two segments of one chunk are two flows, so no index occurs twice; new flows lie together.
        for some in (new, ~new):
            at = span(flows[some])
            for name, added in sums.items():
                getattr(self, name)[at] += added[some]
            self.first_ns[at] = np.minimum(self.first_ns[at], began[some])
            self.last_ns[at] = np.maximum(self.last_ns[at], ended[some])
            self.last_number[at] = last[some]
        self._add_tcp(grouped, lane, flows)

    def _add_tcp(self, grouped: Grouped, lane: NDArray[np.int64], flows: NDArray[np.int64]) -> None:
        """Sequence numbers of the first and last packet of each segment's sides, and the bits of `seen`."""
        tcp = np.flatnonzero(grouped.column("protocol") == TCP)
        if not len(tcp):
            return
        row_lane = lane[tcp]
        first, last = np.empty(len(flows) * 2, np.int64), np.full(len(flows) * 2, -1)
        # Assignments run in order: the last one stays.
        first[row_lane[::-1]] = tcp[::-1]
        last[row_lane] = tcp
        lanes = np.flatnonzero(last >= 0)
        flow, side = flows[lanes >> 1], (lanes & 1).astype(np.uint8)
        sequence, flags = grouped.column("sequence"), grouped.column("flags")
        unseen = np.flatnonzero((self.seen[flow] >> side & 1) == 0)
        opening = first[lanes[unseen]]
        self.base[flow[unseen], side[unseen]] = sequence[opening]
        seen = (1 << side).astype(np.uint8)
        seen[unseen] |= np.where(flags[opening] & SYN, np.uint8(32) << side[unseen], np.uint8(0))
        np.bitwise_or.at(self.seen, flow, seen)
        closing = last[lanes]
        length = grouped.column("payload_bytes")[closing].astype(np.uint32) + ((flags[closing] & (SYN | FIN)) != 0)
        self.edge[flow, side] = sequence[closing] + length
        ends = tcp[(flags[tcp] & (FIN | RST)) != 0]
        side = (lane[ends] & 1).astype(np.uint8)
        marks = np.where(flags[ends] & FIN, np.uint8(4) << side, 0) | np.where(flags[ends] & RST, 16, 0)
        np.bitwise_or.at(self.seen, flows[lane[ends] >> 1], marks.astype(np.uint8))

    def retirable(self, now_ns: int) -> NDArray[np.int64]:
        """Flows that are over: closed and lingered, or idle but TCP; of too many or too many read, the oldest too."""
        alive = np.flatnonzero(self.alive)
        age = now_ns - self.last_ns[alive]
        seen = self.seen[alive]
        closed = ((seen & FINS) == FINS) | ((seen & RESET) != 0)
        tcp = self.keys.protocol[alive] == TCP
        over = (closed & (age > LINGER_NS)) | (~tcp & (age > IDLE_NS))
        if len(alive) - int(over.sum()) > MOST_FLOWS:
            oldest = np.argpartition(self.last_ns[alive], len(alive) // 4)[: len(alive) // 4]
            self.evicted += int((~over[oldest]).sum())
            over[oldest] = True
        read = np.flatnonzero((self.stream[alive] >= 0) & ~over)
        if len(read) > MOST_READ:
            excess = len(read) - MOST_READ // 2
            silent = read[np.argpartition(self.last_ns[alive[read]], excess)[:excess]]
            self.evicted += len(silent)
            over[silent] = True
        gone: NDArray[np.int64] = alive[over]
        return gone[np.argsort(self.first_number[gone])]

    def retire(self, flows: NDArray[np.int64]) -> None:
        """Forget flows; their rows are used again."""
        if not len(flows):
            return
        self.alive[flows] = False
        self.keys.forget(self.alive)
        self._free = np.concatenate((flows, self._free))

    def all_alive(self) -> NDArray[np.int64]:
        """Every flow not yet retired, oldest first."""
        alive = np.flatnonzero(self.alive)
        return alive[np.argsort(self.first_number[alive])]
