"""Longest-prefix match of a small table of networks, in the shape of a database's search tree."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from geo.addresses import Network
from geo.tree import Tree

ROOTS: Final = {6: 0, 4: 1}
"""The node each address family starts from: the two share no prefix."""


class _Builder:
    """Nodes under construction: a child is a node number, or a value written as its complement."""

    def __init__(self) -> None:
        self.children = [~0, ~0, ~0, ~0]

    def insert(self, network: Network, value: int) -> None:
        """Put a network below all shorter ones inserted before."""
        node, bits = ROOTS[network.version], int(network.network_address)
        width, length = network.max_prefixlen, network.prefixlen
        if not length:
            self.children[2 * node] = self.children[2 * node + 1] = ~value
            return
        for depth in range(1, length):
            node = self._inner(2 * node + (bits >> (width - depth) & 1))
        self.children[2 * node + (bits >> (width - length) & 1)] = ~value

    def _inner(self, slot: int) -> int:
        """The node in a slot; a leaf there becomes a node whose both sides hold its value."""
        child = self.children[slot]
        if child >= 0:
            return child
        self.children += (child, child)
        self.children[slot] = len(self.children) // 2 - 1
        return self.children[slot]


def prefix_tree(networks: Iterable[Network]) -> Tree:
    """A tree whose value for an address is 1 + the place in `networks` of the longest one that holds it.

    Of equal networks the last one counts.
    """
    builder = _Builder()
    numbered = sorted(enumerate(networks, 1), key=lambda item: item[1].prefixlen)
    for value, network in numbered:
        builder.insert(network, value)
    children = np.array(builder.children, np.int64)
    nodes = len(children) // 2
    records = np.where(children < 0, nodes + ~children, children).astype(np.uint32)
    return Tree(records, nodes, root4=ROOTS[4])
