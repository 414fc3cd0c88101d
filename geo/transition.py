"""Transition addresses: the IPv4 address that IPv6 wrapped around it.

A database's own answer for these ranges is worthless (it tells where the relay is registered), so the
IPv4 address inside is located instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.addresses import MAPPED, Words, is_mapped

FULL: Final = 0xFFFF_FFFF_FFFF_FFFF
UPPER: Final = 0xFFFF_FFFF_0000_0000
LAST_32: Final = np.uint64(0xFFFF_FFFF)
LOOPBACK: Final = 1
"""Low word of ::1; it and :: are no IPv4 addresses inside IPv6."""


def _last(_high: Words, low: Words) -> Words:
    return low & LAST_32


def _inverted(_high: Words, low: Words) -> Words:
    return ~low & LAST_32


def _after_prefix(high: Words, _low: Words) -> Words:
    return high >> np.uint64(16) & LAST_32


@dataclass(frozen=True, slots=True)
class Wrapping:
    """One way to write IPv4 inside IPv6: the words under the masks, and where the address then is."""

    name: str
    high: int
    high_mask: int
    low: int
    low_mask: int
    embedded: Callable[[Words, Words], Words]

    def holds(self, high: Words, low: Words) -> NDArray[np.bool_]:
        """(n,) True where an address is written this way."""
        high_agrees: NDArray[np.bool_] = high & np.uint64(self.high_mask) == self.high
        low_agrees: NDArray[np.bool_] = low & np.uint64(self.low_mask) == self.low
        return high_agrees & low_agrees


WRAPPINGS: Final = (
    Wrapping("NAT64 (RFC 6052)", 0x0064_FF9B << 32, FULL, 0, UPPER, _last),
    Wrapping("6to4 (RFC 3056)", 0x2002 << 48, 0xFFFF << 48, 0, 0, _after_prefix),
    Wrapping("Teredo (RFC 4380)", 0x2001 << 48, UPPER, 0, 0, _inverted),
    Wrapping("IPv4-translated (RFC 2765)", 0, FULL, 0xFFFF << 48, UPPER, _last),
    Wrapping("IPv4-compatible (RFC 4291)", 0, FULL, 0, UPPER, _last),
)


def unwrap(high: Words, low: Words) -> tuple[Words, Words, NDArray[np.int8]]:
    """The addresses with every wrapped IPv4 address in the open.

    Returns:
        (n,) high and (n,) low columns, and (n,) how a row was wrapped: 1 + its place in WRAPPINGS, or 0.
    """
    wrapped = np.zeros(len(low), np.int8)
    rows = np.flatnonzero(~is_mapped(high, low) & ((high != 0) | (low > LOOPBACK)))
    if not len(rows):
        return high, low, wrapped
    old_high, old_low, high, low = high[rows], low[rows], high.copy(), low.copy()
    for number, wrapping in enumerate(WRAPPINGS, 1):
        held = wrapping.holds(old_high, old_low)
        inside = rows[held]
        wrapped[inside] = number
        high[inside] = 0
        low[inside] = wrapping.embedded(old_high[held], old_low[held]) | np.uint64(MAPPED)
    return high, low, wrapped
