"""Messages of flows as packets: handshakes, segments, acknowledgements, and a share of disorder."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.flows import BULK, DNS, Flows

SEGMENT_BYTES: Final = 1440
FIN, SYN, PSH, ACK = 1, 2, 8, 16
DELAYED_SHARE: Final = 0.10
OVERLAPPING_FROM: Final = 0.18
OVERLAPPING_TO: Final = 0.23
OVERLAP_BYTES: Final = 200
SPARED: Final = 3
"""The last segments of a message are not delayed, or they would come after the flow was closed."""


@dataclass(slots=True)
class Packets:
    """Columns of packets, (n,) each."""

    flow: NDArray[np.int64]
    direction: NDArray[np.int64]
    payload_at: NDArray[np.int64]  # in the batch's payload bytes
    payload: NDArray[np.int64]  # bytes
    sequence: NDArray[np.int64]  # without the initial sequence number
    acknowledged: NDArray[np.int64]  # likewise
    flags: NDArray[np.int64]
    order: NDArray[np.int64]  # within the capture, before times
    time_ns: NDArray[np.int64]
    movable: NDArray[np.bool_]  # data that may be delayed, repeated or overlapped

    def __len__(self) -> int:
        return len(self.flow)

    def take(self, rows: NDArray[np.int64]) -> "Packets":
        """Some of the packets, as copies."""
        return Packets(*(getattr(self, name)[rows] for name in self.__slots__))


def joined(parts: list[Packets]) -> Packets:
    """All packets of several columns sets."""
    return Packets(*(np.concatenate([getattr(part, name) for part in parts]) for name in Packets.__slots__))


def packets_of(
    flows: Flows,
    owner: NDArray[np.int64],
    direction: NDArray[np.int64],
    size: NDArray[np.int64],
    dice: np.random.Generator,
) -> Packets:
    """The packets of a batch, sorted by time.

    Args:
        flows: the batch.
        owner: (m,) flow of each message, ascending.
        direction: (m,) 0 client to server, 1 back.
        size: (m,) bytes; the messages' bytes stand one behind the other.
        dice: where chance comes from.
    """
    at = np.cumsum(size) - size
    sent = [_before(owner, np.where(direction == end, size, 0), len(flows)) for end in (0, 1)]
    data = _data(flows, owner, direction, size, at, sent)
    # A capture in which something is acknowledged before it arrives would be a capture with losses.
    answers = _answers(data.take(np.flatnonzero((flows.kind[data.flow] != DNS) & ~flows.disorder[data.flow])))
    packets = joined([data, answers, *_ends(flows, owner, direction, size)])
    packets = packets.take(np.lexsort((packets.order, packets.flow)))
    _set_times(packets, flows, dice)
    packets = _disordered(packets, flows, dice)
    return packets.take(np.argsort(packets.time_ns, kind="stable"))


def _before(owner: NDArray[np.int64], size: NDArray[np.int64], flows: int) -> NDArray[np.int64]:
    """(m,) bytes of the same flow before each message."""
    running = np.cumsum(size) - size
    first = np.searchsorted(owner, np.arange(flows))
    return running - running[first][owner]


def _data(
    flows: Flows,
    owner: NDArray[np.int64],
    direction: NDArray[np.int64],
    size: NDArray[np.int64],
    at: NDArray[np.int64],
    sent: list[NDArray[np.int64]],
) -> Packets:
    count = -(-size // SEGMENT_BYTES)
    message = np.repeat(np.arange(len(size)), count)
    number = np.arange(len(message)) - (np.cumsum(count) - count)[message]
    way, flow = direction[message], owner[message]
    own = np.where(way == 0, sent[0][message], sent[1][message])
    other = np.where(way == 0, sent[1][message], sent[0][message])
    return Packets(
        flow=flow,
        direction=way,
        payload_at=at[message] + number * SEGMENT_BYTES,
        payload=np.minimum(size[message] - number * SEGMENT_BYTES, SEGMENT_BYTES),
        sequence=1 + own + number * SEGMENT_BYTES,
        acknowledged=1 + other,
        flags=np.full(len(flow), PSH | ACK),
        order=10 + 2 * np.arange(len(flow)),
        time_ns=np.zeros(len(flow), np.int64),
        movable=(flows.kind[flow] != DNS) & (number < count[message] - SPARED),
    )


def _answers(data: Packets) -> Packets:
    """A bare acknowledgement for every second segment; the last of a run is acknowledged by the answer."""
    rows = data.take(np.arange(1, len(data), 2))
    rows.direction = 1 - rows.direction
    rows.sequence, rows.acknowledged = rows.acknowledged, rows.sequence + rows.payload
    rows.payload = np.zeros(len(rows), np.int64)
    rows.flags = np.full(len(rows), ACK)
    rows.order = rows.order + 1
    rows.movable = np.zeros(len(rows), np.bool_)
    return rows


def _ends(
    flows: Flows, owner: NDArray[np.int64], direction: NDArray[np.int64], size: NDArray[np.int64]
) -> list[Packets]:
    """Three packets that open each TCP flow and three that close it."""
    totals = [
        1 + np.bincount(owner[direction == end], size[direction == end], len(flows)).astype(np.int64) for end in (0, 1)
    ]
    client, server = totals
    nothing = np.zeros(len(flows), np.int64)
    far = np.full(len(flows), 1 << 60)
    rows = (
        (0, nothing, nothing, SYN, nothing),
        (1, nothing, nothing + 1, SYN | ACK, nothing + 1),
        (0, nothing + 1, nothing + 1, ACK, nothing + 2),
        (0, client, server, FIN | ACK, far),
        (1, server, client + 1, FIN | ACK, far + 1),
        (0, client + 1, server + 1, ACK, far + 2),
    )
    ends = [
        Packets(
            flow=np.arange(len(flows)),
            direction=nothing + way,
            payload_at=nothing,
            payload=nothing,
            sequence=sequence,
            acknowledged=acknowledged,
            flags=nothing + flags,
            order=order,
            time_ns=nothing,
            movable=nothing.astype(np.bool_),
        )
        for way, sequence, acknowledged, flags, order in rows
    ]
    tcp = np.flatnonzero(flows.kind != DNS)
    return [end.take(tcp) for end in ends]


def _set_times(packets: Packets, flows: Flows, dice: np.random.Generator) -> None:
    """Times within each flow from random gaps, short in bulk transfers."""
    mean_ns = np.where(flows.kind == BULK, 300_000, 3_000_000)[packets.flow]
    passed = np.cumsum((dice.random(len(packets)) * mean_ns).astype(np.int64) + 1000)
    first = np.searchsorted(packets.flow, np.arange(len(flows)))
    packets.time_ns = flows.start_ns[packets.flow] + passed - passed[first][packets.flow]


def _disordered(packets: Packets, flows: Flows, dice: np.random.Generator) -> Packets:
    """Delay, repeat and overlap segments of the flows chosen for it, by two segments of the same message."""
    chance = np.where(packets.movable & flows.disorder[packets.flow], dice.random(len(packets)), 1.0)
    later_ns = np.append(packets.time_ns[2:], [0, 0]) + 1000
    repeated = packets.take(np.flatnonzero((chance >= DELAYED_SHARE) & (chance < OVERLAPPING_FROM)))
    repeated.time_ns = later_ns[(chance >= DELAYED_SHARE) & (chance < OVERLAPPING_FROM)]
    overlapping = packets.take(np.flatnonzero((chance >= OVERLAPPING_FROM) & (chance < OVERLAPPING_TO)))
    overlapping.time_ns = later_ns[(chance >= OVERLAPPING_FROM) & (chance < OVERLAPPING_TO)]
    overlapping.sequence = overlapping.sequence + OVERLAP_BYTES
    overlapping.payload_at = overlapping.payload_at + OVERLAP_BYTES
    packets.time_ns = np.where(chance < DELAYED_SHARE, later_ns, packets.time_ns)
    return joined([packets, repeated, overlapping])
