"""Connection attempts that nothing follows wait outside the flow table, so that a flood of them costs an append each.

Rule 1: an attempt is a bare SYN: no payload, no tunnel, and no flow or other packet of its five-tuple known so far.
Rule 2: once a packet of the same five-tuple comes, its attempts are tracked first, in their order: the flows are those
that would have been without waiting.
Rule 3: nothing waits until attempts are most of a chunk, and memory is bounded: the oldest are let go and counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agent.flowkeys import canonical
from agent.flows import FlowTable
from agent.packets import ACK, FIN, RST, SYN, TCP, Packets

LEAST: Final = 1024
"""Attempts in a chunk from which waiting pays."""

MOST_WAITING: Final = 3_000_000
MOST_RUNS: Final = 64
REPLAYED_TOGETHER: Final = 1 << 17

PREFIX: Final = np.uint64(0xFFFF_FFFF_FF00_0000)
"""Bits of a hash that tell five-tuples apart when attempts are counted; the others hold the first sequence number."""

SPREAD: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
ABSENT: Final = frozenset({"buffer", "payload_at", "payload_captured", "payload_bytes", "outer", "tunnels"})
KEPT: Final = tuple(field.name for field in fields(Packets) if field.name not in ABSENT)
"""Columns of `Packets` that say something about an attempt."""


@dataclass(slots=True)
class _Run:
    """Attempts of one chunk, in capture order; those that were tracked in the meantime no longer wait."""

    hashes: NDArray[np.uint64]
    columns: dict[str, NDArray[Any]]
    waits: NDArray[np.bool_]
    order: NDArray[np.int64] | None = None  # by hash, made when first asked for

    def rows(self, wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Waiting rows with one of these hashes."""
        if self.order is None:
            self.order = np.argsort(self.hashes)
        low = np.searchsorted(self.hashes, wanted, sorter=self.order)
        high = np.searchsorted(self.hashes, wanted, "right", sorter=self.order)
        found = [self.order[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True) if b > a]
        rows = np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)
        return rows[self.waits[rows]]

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
        """Let these rows wait no longer."""
        self.waits[rows] = False
        return {name: column[rows] for name, column in self.columns.items()}


class Attempts:
    """The attempts of one capture that wait."""

    def __init__(self, table: FlowTable) -> None:
        self._table = table
        self._runs: list[_Run] = []
        self._waiting = 0
        self.flows = 0
        """Flows that were nothing but attempts and wait no more."""

    def admit(self, packets: Packets) -> Packets:
        """The packets to track now: without attempts that wait, behind earlier ones that they go on with."""
        bare = _bare(packets)
        count = int(np.count_nonzero(bare))
        many = count >= LEAST and 2 * count > len(packets)
        if not many and not self._runs:
            return packets
        keys, _ = canonical(packets)
        hashes = self._table.keys.hash(keys)
        going_on = np.unique(hashes[~bare] if many else hashes)
        earlier = self._earlier(going_on)
        if many:
            known = _among(hashes, going_on) | (self._table.keys.find(keys, hashes) >= 0)
            wait = bare & ~known
            self._hold(packets, hashes, wait)
            packets = packets.take(~wait)
        return _behind(earlier, packets) if earlier else packets

    def settle(self) -> Iterator[Packets]:
        """Count what still waits; gives the attempts of five-tuples that were tried anew, to be tracked after all."""
        again = self._count(self._runs)
        runs, self._runs, self._waiting = self._runs, [], 0
        for at in range(0, len(again), REPLAYED_TOGETHER):
            some = again[at : at + REPLAYED_TOGETHER]
            yield _behind([run.take(run.waits & _among(run.hashes & PREFIX, some)) for run in runs], _nothing())

    def _hold(self, packets: Packets, hashes: NDArray[np.uint64], wait: NDArray[np.bool_]) -> None:
        chosen: slice | NDArray[np.bool_] = slice(None) if wait.all() else wait
        columns = {name: getattr(packets, name)[chosen] for name in KEPT}
        for name in ("source_high", "target_high"):
            if not columns[name].any():
                columns[name] = np.broadcast_to(np.uint64(0), len(columns[name]))  # IPv4: no memory
        hashes = hashes[chosen]
        self._runs.append(_Run(hashes, columns, np.ones(len(hashes), np.bool_)))
        self._waiting += len(hashes)
        while self._waiting > MOST_WAITING or len(self._runs) > MOST_RUNS:
            self._let_go()

    def _let_go(self) -> None:
        oldest = self._runs.pop(0)
        self._waiting -= len(oldest.hashes)
        before = self.flows
        self._count([oldest])
        self._table.evicted += self.flows - before

    def _earlier(self, wanted: NDArray[np.uint64]) -> list[dict[str, NDArray[Any]]]:
        """The waiting attempts with these hashes, as columns; they wait no longer."""
        found = [(run, run.rows(wanted)) for run in self._runs if len(wanted)]
        return [run.take(rows) for run, rows in found if len(rows)]

    def _count(self, runs: Sequence[_Run]) -> NDArray[np.uint64]:
        """Count five-tuples that were tried once, or again with the same number; returns prefixes of the others."""
        if not runs:
            return np.zeros(0, np.uint64)
        numbers = np.concatenate([(run.hashes & PREFIX) | _first_number(run) for run in runs])
        numbers = np.sort(numbers[np.concatenate([run.waits for run in runs])])
        distinct = numbers[np.append(True, numbers[1:] != numbers[:-1])] if len(numbers) else numbers
        prefix = distinct & PREFIX
        same = prefix[1:] == prefix[:-1]
        again = np.unique(prefix[1:][same])
        self.flows += len(distinct) - int(np.count_nonzero(same)) - len(again)
        return again


def _bare(packets: Packets) -> NDArray[np.bool_]:
    """(n,) SYNs without payload, outside tunnels."""
    bare: NDArray[np.bool_] = (packets.flags & (SYN | ACK | FIN | RST)) == SYN
    bare &= packets.protocol == TCP
    bare &= packets.payload_bytes == 0
    bare &= packets.outer < 0
    return bare


def _among(hashes: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """(n,) which hashes are among the wanted ones, which are sorted."""
    if not len(wanted):
        return np.zeros(len(hashes), np.bool_)
    at = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
    found: NDArray[np.bool_] = wanted[at] == hashes
    return found


def _first_number(run: _Run) -> NDArray[np.uint64]:
    """Who sent an attempt with which first sequence number, in the bits that PREFIX leaves."""
    swapped = run.columns["source_low"] > run.columns["target_low"]
    spread = (run.columns["sequence"].astype(np.uint64) << np.uint64(1) | swapped) * SPREAD
    return spread >> np.uint64(40)


def _nothing() -> Packets:
    """No packets."""
    empty = {field.name: np.zeros(0, np.uint8) for field in fields(Packets)}
    return Packets(**{**empty, "tunnels": ()})  # type: ignore[arg-type]


def _behind(earlier: Sequence[dict[str, NDArray[Any]]], packets: Packets) -> Packets:
    """The packets of a chunk behind attempts of earlier ones."""
    count = sum(len(columns["number"]) for columns in earlier)
    joined: dict[str, Any] = {"buffer": packets.buffer, "tunnels": packets.tunnels}
    for name in KEPT:
        kind = earlier[0][name].dtype
        joined[name] = np.concatenate([*(columns[name] for columns in earlier), getattr(packets, name).astype(kind)])
    for name in ("payload_at", "payload_captured", "payload_bytes"):
        joined[name] = np.concatenate((np.zeros(count, np.int64), getattr(packets, name)))
    joined["outer"] = np.concatenate((np.full(count, -1, np.int32), packets.outer))
    return Packets(**joined)
