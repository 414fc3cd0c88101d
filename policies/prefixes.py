"""Which entries an address falls under, without walking all of them."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Entry = TypeVar("Entry")

IPV4_MAPPED = 0xFFFF
"""The upper 96 bits of an IPv4-mapped IPv6 address (RFC 4291 2.5.5.2)."""


@dataclass(frozen=True, slots=True)
class PrefixTable(Generic[Entry]):
    """Entries by prefix. `lengths` holds the (IP version, bits behind the prefix) in use, the longest prefix first."""

    lengths: tuple[tuple[int, int], ...]
    entries: Mapping[tuple[int, int, int], tuple[Entry, ...]]

    def at(self, address: str) -> Iterator[Entry]:
        """All entries whose prefix holds the address, the longest prefix first; none for what is no address."""
        if not self.lengths:
            return
        version, number = numbered(address)
        for length in self.lengths:
            if length[0] == version:
                yield from self.entries.get((*length, number >> length[1]), ())


def prefix_table(entries: Iterable[tuple[str, Entry]]) -> PrefixTable[Entry]:
    """The table of (canonical prefix, entry) pairs; entries of one prefix keep their order."""
    by_prefix: dict[tuple[int, int, int], tuple[Entry, ...]] = {}
    for cidr, entry in entries:
        net = ipaddress.ip_network(cidr)
        host_bits = net.max_prefixlen - net.prefixlen
        key = (net.version, host_bits, int(net.network_address) >> host_bits)
        by_prefix[key] = (*by_prefix.get(key, ()), entry)
    return PrefixTable(tuple(sorted({key[:2] for key in by_prefix}, key=lambda length: length[1])), by_prefix)


def numbered(address: str) -> tuple[int, int]:
    """(IP version, value) of an address, IPv4-mapped ones as IPv4; (0, 0) for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return 0, 0
    value = int(parsed)
    if parsed.version == 6 and value >> 32 == IPV4_MAPPED:
        return 4, value & 0xFFFFFFFF
    return parsed.version, value
