"""A flood of connection attempts: 60-byte SYN frames from everywhere to a few servers inside."""

import ipaddress
from collections.abc import Iterator
from typing import Final

import numpy as np

from bench.flows import BULK, Flows
from bench.segments import SYN, Packets
from bench.wire import frames_of

FRAMES: Final = 2_000_000
FLOWS: Final = 1_600_000
BATCH: Final = 100_000
GAP_NS: Final = 10_000
SERVERS: Final = 16
NETWORK: Final = ipaddress.ip_network("58.32.0.0/13")


def flood(seed: int, begin_ns: int) -> Iterator[bytes]:
    """Records of the flood; a fifth of the frames repeat an attempt of the same batch."""
    dice = np.random.default_rng(seed)
    for batch in range(FRAMES // BATCH):
        begin = begin_ns + batch * BATCH * GAP_NS
        flows = _attempts(dice, FLOWS * BATCH // FRAMES, begin)
        flow = np.concatenate([np.arange(len(flows)), dice.integers(0, len(flows), BATCH - len(flows))])
        yield frames_of(_syns(flow, begin), flows, b"")


def _attempts(dice: np.random.Generator, count: int, begin_ns: int) -> Flows:
    address = np.zeros((count, 2, 16), np.uint8)
    address[:, 0, :4] = dice.integers(1, 224, (count, 4), dtype=np.uint8)
    address[:, 1, :4] = np.frombuffer((NETWORK.network_address + 80).packed, np.uint8)
    address[:, 1, 3] = dice.integers(0, SERVERS, count)
    no = np.zeros(count, np.bool_)
    return Flows(
        kind=np.full(count, BULK),
        inside=np.stack([no, ~no], axis=1),
        v6=no,
        vlan=no,
        disorder=no,
        address=address,
        port=np.stack([dice.integers(1024, 65536, count), np.full(count, 443)], axis=1),
        sequence=dice.integers(0, 2**32, (count, 2)),
        start_ns=np.full(count, begin_ns),
    )


def _syns(flow: np.ndarray[tuple[int], np.dtype[np.int64]], begin_ns: int) -> Packets:
    nothing = np.zeros(len(flow), np.int64)
    return Packets(
        flow=flow,
        direction=nothing,
        payload_at=nothing,
        payload=nothing,
        sequence=nothing,
        acknowledged=nothing,
        flags=nothing + SYN,
        order=nothing,
        time_ns=begin_ns + np.arange(len(flow)) * GAP_NS,
        movable=nothing.astype(np.bool_),
    )
