"""The search tree of a database as an array, walked by whole columns of addresses.

A node is two records, left and right. A record below `nodes` is another node, one equal to `nodes`
is "nothing known", one above it is `nodes` plus a value (MaxMind DB format 2.0, "Binary Search Tree
Section"). The walk takes at most as many steps as an address has bits, so a tree with circles ends too.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.addresses import MAPPED, WORD, Address, Words, is_mapped

Records = NDArray[np.uint32]

RECORD_SIZES: Final = (24, 28, 32)
"""Bits of one record."""


def unpack(raw: NDArray[np.uint8], nodes: int, record_size: int) -> Records:
    """The (2 * nodes,) records of a packed tree: left and right of each node in turn.

    `raw` holds at least `nodes * record_size / 4` bytes; `record_size` is one of RECORD_SIZES.
    """
    if record_size == 32:
        return np.frombuffer(raw.data, ">u4", 2 * nodes).astype(np.uint32)
    if record_size == 28:
        return _unpack_28(raw, nodes)
    return _unpack_24(raw, nodes)


def _unpack_24(raw: NDArray[np.uint8], nodes: int) -> Records:
    """Three bytes a record."""
    records = np.empty(2 * nodes, np.uint32)
    if nodes:
        # Each record but the first is read as four bytes, of which the first belongs to its neighbour.
        wide = np.ndarray((2 * nodes - 1,), ">u4", raw.data, offset=2, strides=(3,))
        np.bitwise_and(wide, 0xFF_FFFF, out=records[1:])
        records[0] = int.from_bytes(raw[:3].tobytes(), "big")
    return records


def _unpack_28(raw: NDArray[np.uint8], nodes: int) -> Records:
    """Seven bytes a node: the middle one holds the top four bits of the left and of the right record."""
    rows = raw[: 7 * nodes].reshape(nodes, 7)
    records = np.zeros((nodes, 2), np.uint32)
    records[:, 0] = rows[:, 3] >> 4
    records[:, 1] = rows[:, 3] & 0x0F
    for side, first in ((0, 0), (1, 4)):
        for byte in range(first, first + 3):
            records[:, side] = records[:, side] << 8 | rows[:, byte]
    return records.reshape(-1)


def root_of_ipv4(records: Records, nodes: int, ip_version: int) -> int:
    """The record IPv4 lookups start from: ::/96 in an IPv6 tree. It may be a leaf already."""
    node = 0
    for _ in range(96 if ip_version == 6 else 0):
        if node >= nodes:
            break
        node = int(records[2 * node])
    return node


@dataclass(frozen=True, slots=True)
class Tree:
    """A search tree over addresses. `ipv6` is False where it holds IPv4 only."""

    records: Records  # (2 * nodes,)
    nodes: int
    root4: int
    ipv6: bool = True

    def find(self, high: Words, low: Words) -> Records:
        """(n,) value of the longest prefix that holds each address, 0 where there is none."""
        reached = np.full(len(low), self.nodes, np.uint32)
        mapped = is_mapped(high, low)
        four = np.flatnonzero(mapped)
        reached[four] = self._walk(self.root4, (low[four].astype(np.uint32),))
        if self.ipv6 and len(four) < len(low):
            six = np.flatnonzero(~mapped)
            reached[six] = self._walk(0, _halves(high[six], low[six]))
        # A tree with circles leaves rows at an inner node: nothing is known of them.
        return np.maximum(reached, np.uint32(self.nodes)) - np.uint32(self.nodes)

    def reach(self, address: Address) -> tuple[int, int]:
        """The value of the longest prefix that holds one address, 0 where there is none, and the prefix's length.

        Raises:
            ValueError: the tree has a circle.
        """
        node, length = self.root4 if address.version == 4 else 0, 0
        while node < self.nodes and length < address.max_prefixlen:
            length += 1
            node = int(self.records[2 * node + (int(address) >> address.max_prefixlen - length & 1)])
        if node < self.nodes:
            raise ValueError("the search tree has a circle")
        return node - self.nodes, length

    def _walk(self, root: int, parts: tuple[Records, ...]) -> Records:
        """Follow the bits of 32-bit parts, most significant first, from one root; rows that end are put aside."""
        reached = np.full(len(parts[0]), root, np.uint32)
        rows = np.arange(len(reached) if root < self.nodes else 0)
        node = reached[rows]
        for part in parts:
            bits = part[rows]
            for shift in range(31, -1, -1):
                node = self.records[2 * node + (bits >> np.uint32(shift) & np.uint32(1))]
                inner = node < self.nodes
                if not inner.all():
                    reached[rows] = node
                    rows, node, bits = rows[inner], node[inner], bits[inner]
                    if not len(rows):
                        return reached
        return reached


def _halves(high: Words, low: Words) -> tuple[Records, ...]:
    """128 bits as four (n,) parts of 32, most significant first."""
    shift = np.uint64(32)
    return tuple(part.astype(np.uint32) for word in (high, low) for part in (word >> shift, word))


def sample(tree: Tree, limit: int) -> list[tuple[int, int]]:
    """One address, as (high, low) words, for each of some `limit` distinct values, the shortest prefixes first."""
    four = _shallowest(tree, tree.root4, 32, limit)
    six = _shallowest(tree, 0, 128, limit) if tree.ipv6 else {}
    addresses = [(0, MAPPED | address) for address in four.values()]
    return addresses + [(address >> 64, address & WORD) for value, address in six.items() if value not in four]


def _shallowest(tree: Tree, root: int, width: int, limit: int) -> dict[int, int]:
    """Values and an address of each, level by level; a level is cut at `limit` nodes, so that a hostile tree ends."""
    if root >= tree.nodes:
        return {root - tree.nodes: 0} if root > tree.nodes else {}
    found: dict[int, int] = {}
    level = {root: 0}
    for depth in range(width - 1, -1, -1):
        below: dict[int, int] = {}
        for node, prefix in level.items():
            for bit, record in enumerate(tree.records[2 * node : 2 * node + 2].tolist()):
                if record < tree.nodes:
                    below.setdefault(record, prefix << 1 | bit)
                elif record > tree.nodes:
                    found.setdefault(record - tree.nodes, (prefix << 1 | bit) << depth)
        if not below or len(found) >= limit:
            break
        level = dict(list(below.items())[:limit])
    return found
