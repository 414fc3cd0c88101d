"""Longest-prefix match of a table of networks: nested prefixes laid flat as ranges, found by bisection."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.addresses import WORD, Network, Words, is_mapped, plain

Values = NDArray[np.uint32]
Sixteen = NDArray[np.bytes_]
"""(n,) IPv6 addresses as 16 bytes each, which sort like the addresses."""


@dataclass(frozen=True, slots=True)
class PrefixTable:
    """Where each range begins, one array a family, and its value; a range ends where the next begins."""

    starts4: NDArray[np.uint32]
    values4: Values
    starts6: Sixteen
    values6: Values

    def find(self, high: Words, low: Words) -> Values:
        """(n,) 1 + the place of the longest network that holds each address, 0 where there is none."""
        found = np.zeros(len(low), np.uint32)
        mapped = is_mapped(high, low)
        four = np.flatnonzero(mapped)
        found[four] = self.values4[np.searchsorted(self.starts4, low[four].astype(np.uint32), "right") - 1]
        if len(four) < len(low):
            six = np.flatnonzero(~mapped)
            found[six] = self.values6[np.searchsorted(self.starts6, _sixteen(high[six], low[six]), "right") - 1]
        return found


def prefix_table(networks: Iterable[Network]) -> PrefixTable:
    """The table of some networks; of equal ones the last counts."""
    numbers = {plain(network): number for number, network in enumerate(networks, 1)}
    starts4, values4 = _flat({network: number for network, number in numbers.items() if network.version == 4}, 32)
    starts6, values6 = _flat({network: number for network, number in numbers.items() if network.version == 6}, 128)
    high = np.array([start >> 64 for start in starts6], np.uint64)
    low = np.array([start & WORD for start in starts6], np.uint64)
    return PrefixTable(np.array(starts4, np.uint32), values4, _sixteen(high, low), values6)


def _flat(numbers: Mapping[Network, int], width: int) -> tuple[list[int], Values]:
    """Beginnings and values of the ranges that networks of one family leave, the first beginning at 0."""
    ranges = dict(_edges(numbers))
    ranges.pop(1 << width, None)
    return list(ranges), np.array(list(ranges.values()), np.uint32)


def _edges(numbers: Mapping[Network, int]) -> Iterator[tuple[int, int]]:
    """Addresses in rising order, each with the value that holds from there on; of equal ones the last is right."""
    outer: list[tuple[int, int]] = []
    yield 0, 0
    for first, length, network in sorted((int(n.network_address), n.prefixlen, n) for n in numbers):
        yield from _closed(outer, first)
        yield first, numbers[network]
        outer.append((first + (1 << network.max_prefixlen - length), numbers[network]))
    yield from _closed(outer, 1 << 128)


def _closed(outer: list[tuple[int, int]], until: int) -> Iterator[tuple[int, int]]:
    """Take the networks that end at or before `until` off the stack; behind each, the one around it holds."""
    while outer and outer[-1][0] <= until:
        end, _ = outer.pop()
        yield end, outer[-1][1] if outer else 0


def _sixteen(high: Words, low: Words) -> Sixteen:
    words = np.stack([high, low], axis=1).astype(">u8")
    return words.view("S16").reshape(-1)
