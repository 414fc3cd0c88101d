"""Five-tuples as columns: their canonical order, seeded hash, grouping, and a table that checks them exactly."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.packets import Packets

NAMES = ("a_high", "a_low", "b_high", "b_low", "ports", "protocol", "version")


@dataclass(slots=True)
class Keys:
    """(n,) five-tuples; address `a` sorts before `b`, `ports` holds a's port in the upper half."""

    a_high: NDArray[np.uint64]
    a_low: NDArray[np.uint64]
    b_high: NDArray[np.uint64]
    b_low: NDArray[np.uint64]
    ports: NDArray[np.uint32]
    protocol: NDArray[np.uint8]
    version: NDArray[np.uint8]

    def take(self, rows: NDArray[np.int64]) -> "Keys":
        """Some of the keys."""
        return Keys(*(getattr(self, name)[rows] for name in NAMES))

    def same(self, other: "Keys") -> NDArray[np.bool_]:
        """(n,) where both are equal in every column."""
        equal: NDArray[np.bool_] = self.a_low == other.a_low
        for name in NAMES:
            if name != "a_low":
                equal &= getattr(self, name) == getattr(other, name)
        return equal


def canonical(packets: Packets) -> tuple[Keys, NDArray[np.uint8]]:
    """The key of each packet, and its side: 0 where the source is `a`, 1 where it is `b`."""
    p = packets
    high = p.source_high > p.target_high
    low = (p.source_low > p.target_low) | ((p.source_low == p.target_low) & (p.source_port > p.target_port))
    swap = high | ((p.source_high == p.target_high) & low)
    source, target = p.source_port.astype(np.uint32), p.target_port.astype(np.uint32)
    keys = Keys(
        np.where(swap, p.target_high, p.source_high),
        np.where(swap, p.target_low, p.source_low),
        np.where(swap, p.source_high, p.target_high),
        np.where(swap, p.source_low, p.target_low),
        np.where(swap, target << 16 | source, source << 16 | target),
        p.protocol,
        p.version,
    )
    return keys, swap.view(np.uint8)


def group(keys: Keys, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """An order that brings equal keys together, capture order within, and where each group starts in it.

    Hash and row number are sorted as one 64-bit number, which is several times as fast as sorting rows by hash.
    """
    n = len(hashes)
    bits = max(1, (n - 1).bit_length()) if n else 1
    low = np.uint64((1 << bits) - 1)
    packed = np.sort((hashes & ~low) | np.arange(n, dtype=np.uint64))
    order = (packed & low).astype(np.int64)
    prefix = packed >> np.uint64(bits)
    differs = np.append(True, prefix[1:] != prefix[:-1]) if n else np.zeros(0, np.bool_)
    for name in NAMES:
        column = getattr(keys, name)[order]
        if not (differs[1:] | (column[1:] == column[:-1])).all():
            return _group_exactly(keys)
    return order, np.flatnonzero(differs)


def _group_exactly(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same by sorting every column, for the chunk in which two keys share a hash prefix."""
    order = np.lexsort([getattr(keys, name) for name in NAMES])
    ordered = keys.take(order)
    differs = np.ones(len(order), np.bool_)
    differs[1:] = ~ordered.take(np.arange(1, len(order))).same(ordered.take(np.arange(len(order) - 1)))
    return order, np.flatnonzero(differs)


def span(rows: NDArray[np.int64]) -> NDArray[np.int64] | slice:
    """Rows that follow one another as a slice: writing to it is several times as fast."""
    if len(rows) and int(rows[-1] - rows[0]) == len(rows) - 1 and bool((rows[1:] > rows[:-1]).all()):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


class KeyTable:
    """The latest flow of each five-tuple: linear probing, at most half full."""

    def __init__(self, seed: int) -> None:
        random = hashlib.blake2b(str(seed).encode(), digest_size=48).digest()
        self._factors = np.frombuffer(random, np.uint64) | np.uint64(1)
        self._slots = np.full(2048, -1, np.int32)
        self._used = 0
        self._keys = Keys(*(np.zeros(0, kind) for kind in ("u8", "u8", "u8", "u8", "u4", "u1", "u1")))
        self._hashes = np.zeros(0, np.uint64)

    @property
    def protocol(self) -> NDArray[np.uint8]:
        """(flows,) IP protocol of each flow."""
        return self._keys.protocol

    @property
    def keys(self) -> Keys:
        """(flows,) the key of each flow."""
        return self._keys

    def hash(self, keys: Keys) -> NDArray[np.uint64]:
        """A seeded 64-bit hash of each key (multiply and shift, twice mixed at the end)."""
        f = self._factors
        with np.errstate(over="ignore"):
            h: NDArray[np.uint64] = keys.a_low * f[0] ^ (keys.b_low * f[1] >> np.uint64(7))
            h ^= (keys.a_high * f[2]) ^ (keys.b_high * f[3] >> np.uint64(11))
            h ^= (keys.ports.astype(np.uint64) << np.uint64(16) | keys.protocol) * f[4] ^ keys.version
            for _ in range(2):
                h ^= h >> np.uint64(32)
                h *= f[5]
            h ^= h >> np.uint64(29)
        return h

    def grow(self, capacity: int) -> None:
        """Make room for flows up to `capacity`."""
        for name in NAMES:
            old = getattr(self._keys, name)
            column = np.zeros(capacity, old.dtype)
            column[: len(old)] = old
            setattr(self._keys, name, column)
        hashes = np.zeros(capacity, np.uint64)
        hashes[: len(self._hashes)] = self._hashes
        self._hashes = hashes

    def find(self, keys: Keys, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """(n,) the flow of each key, -1 where there is none."""
        found = np.full(len(hashes), -1, np.int64)
        pending = np.arange(len(hashes))
        mask = np.uint64(len(self._slots) - 1)
        slot = (hashes & mask).astype(np.int64)
        while len(pending):
            flow = self._slots[slot].astype(np.int64)
            occupied = flow >= 0
            pending, slot, flow = pending[occupied], slot[occupied], flow[occupied]
            hit = self._hashes[flow] == hashes[pending]
            if hit.any():
                rows = np.flatnonzero(hit)
                hit[rows] = self._keys.take(flow[rows]).same(keys.take(pending[rows]))
            found[pending[hit]] = flow[hit]
            pending, slot = pending[~hit], (slot[~hit] + 1) & int(mask)
        return found

    def put(self, flows: NDArray[np.int64], keys: Keys, hashes: NDArray[np.uint64]) -> None:
        """Let these flows be the latest of their keys. A key given twice keeps the last flow."""
        if not len(flows):
            return
        at = span(flows)
        for name in NAMES:
            getattr(self._keys, name)[at] = getattr(keys, name)
        self._hashes[at] = hashes
        if (self._used + len(flows)) * 2 > len(self._slots):
            self._rebuild(np.concatenate((self._slots[self._slots >= 0].astype(np.int64), flows)))
            return
        self._insert(flows)

    def _insert(self, flows: NDArray[np.int64]) -> None:
        mask = len(self._slots) - 1
        slot = (self._hashes[flows] & np.uint64(mask)).astype(np.int64)
        pending = flows
        while len(pending):
            holder = self._slots[slot].astype(np.int64)
            empty = holder < 0
            # A slot held by another flow of the same key is taken over.
            same = np.zeros(len(pending), np.bool_)
            taken = np.flatnonzero(~empty)
            same[taken] = self._keys.take(holder[taken]).same(self._keys.take(pending[taken]))
            claim = empty | same
            self._slots[slot[claim]] = pending[claim]
            settled = claim & (self._slots[slot] == pending)
            self._used += int(np.count_nonzero(settled & empty))
            # Two flows of one key in one call: the later one holds the slot, the earlier is done.
            lost = np.flatnonzero(claim & ~settled)
            winner = self._slots[slot[lost]].astype(np.int64)
            settled[lost] = self._keys.take(winner).same(self._keys.take(pending[lost]))
            again = ~settled
            slot = np.where(claim, slot, (slot + 1) & mask)[again]
            pending = pending[again]

    def _rebuild(self, flows: NDArray[np.int64]) -> None:
        size = len(self._slots)
        while len(flows) * 2 > size // 2:
            size *= 2
        self._slots = np.full(size, -1, np.int32)
        self._used = 0
        self._insert(flows)

    def forget(self, alive: NDArray[np.bool_]) -> None:
        """Keep only the flows that are alive."""
        flows = self._slots[self._slots >= 0].astype(np.int64)
        self._rebuild(flows[alive[flows]])
