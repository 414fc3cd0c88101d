"""Addresses as columns: 128 bits in two uint64 columns, IPv4 as IPv4-mapped IPv6 (RFC 4291 2.5.5.2)."""

import ipaddress
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Words = NDArray[np.uint64]

MAPPED: Final = 0x0000_FFFF_0000_0000
"""The low word of 0.0.0.0, written as an IPv4-mapped address; the high word is 0."""

WORD: Final = 0xFFFF_FFFF_FFFF_FFFF


def words(address: Address) -> tuple[int, int]:
    """The high and the low 64 bits of an address."""
    if isinstance(address, ipaddress.IPv4Address):
        return 0, MAPPED | int(address)
    return int(address) >> 64, int(address) & WORD


def address_of(high: int, low: int) -> Address:
    """The address two words stand for; an IPv4-mapped one is an IPv4 address."""
    if high == 0 and low >> 32 == MAPPED >> 32:
        return ipaddress.IPv4Address(low & 0xFFFF_FFFF)
    return ipaddress.IPv6Address(high << 64 | low)


def plain(network: Network) -> Network:
    """The network, as IPv4 where it is written IPv4-mapped: that is how its addresses are asked for."""
    if network.version == 4 or network.prefixlen < 96 or network.network_address.ipv4_mapped is None:
        return network
    return ipaddress.IPv4Network((network.network_address.ipv4_mapped, network.prefixlen - 96))


def columns(addresses: Sequence[str]) -> tuple[Words, Words]:
    """Written addresses as (n,) high and (n,) low columns.

    Raises:
        ValueError: one of them is not an IP address.
    """
    pairs = [words(ipaddress.ip_address(address)) for address in addresses]
    table = np.array(pairs, np.uint64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def is_mapped(high: Words, low: Words) -> NDArray[np.bool_]:
    """(n,) True where a row is an IPv4 address."""
    mapped: NDArray[np.bool_] = (high == 0) & (low >> np.uint64(32) == MAPPED >> 32)
    return mapped
