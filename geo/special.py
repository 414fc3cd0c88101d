"""Special address ranges: what is never an export, and what is somebody's own.

The table is Kouan's own, from the IANA special-purpose address registries (RFC 6890), because the
rules of Python's `ipaddress` differ between versions and call multicast and 6to4 relays global.
"""

import ipaddress
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from geo.addresses import Network
from geo.prefixes import PrefixTable, prefix_table

Kind = Literal["local", "private", "unknown"]


@dataclass(frozen=True, slots=True)
class SpecialRange:
    """One range. "local" never leaves the link or is nobody's, "private" is where its owner says."""

    network: Network
    kind: Kind
    name: str


def _ranges(*rows: tuple[str, Kind, str]) -> tuple[SpecialRange, ...]:
    return tuple(SpecialRange(ipaddress.ip_network(network), kind, name) for network, kind, name in rows)


SPECIAL: Final = _ranges(
    ("0.0.0.0/8", "local", "this network (RFC 791)"),
    ("10.0.0.0/8", "private", "private use (RFC 1918)"),
    ("100.64.0.0/10", "private", "shared by carriers (RFC 6598)"),
    ("127.0.0.0/8", "local", "loopback (RFC 1122)"),
    ("169.254.0.0/16", "local", "link-local (RFC 3927)"),
    ("172.16.0.0/12", "private", "private use (RFC 1918)"),
    ("192.0.0.0/24", "local", "protocol assignments (RFC 6890)"),
    ("192.0.2.0/24", "local", "documentation (RFC 5737)"),
    ("192.88.99.0/24", "local", "6to4 relay, deprecated (RFC 7526)"),
    ("192.168.0.0/16", "private", "private use (RFC 1918)"),
    ("198.18.0.0/15", "local", "benchmarking (RFC 2544); a proxy's stand-in address?"),
    ("198.51.100.0/24", "local", "documentation (RFC 5737)"),
    ("203.0.113.0/24", "local", "documentation (RFC 5737)"),
    ("224.0.0.0/4", "local", "multicast (RFC 5771)"),
    ("240.0.0.0/4", "local", "reserved (RFC 1112)"),
    ("255.255.255.255/32", "local", "broadcast (RFC 919)"),
    ("::/128", "local", "unspecified (RFC 4291)"),
    ("::1/128", "local", "loopback (RFC 4291)"),
    ("64:ff9b:1::/48", "unknown", "local NAT64 prefix (RFC 8215); an override can say where it leads"),
    ("100::/64", "local", "discard (RFC 6666)"),
    ("2001:2::/48", "local", "benchmarking (RFC 5180)"),
    ("2001:10::/28", "local", "ORCHID, deprecated (RFC 4843)"),
    ("2001:20::/28", "local", "ORCHIDv2 (RFC 7343)"),
    ("2001:db8::/32", "local", "documentation (RFC 3849)"),
    ("3fff::/20", "local", "documentation (RFC 9637)"),
    ("5f00::/16", "local", "segment routing (RFC 9602)"),
    ("fc00::/7", "private", "unique local (RFC 4193)"),
    ("fe80::/10", "local", "link-local (RFC 4291)"),
    ("fec0::/10", "private", "site-local, deprecated (RFC 3879)"),
    ("ff00::/8", "local", "multicast (RFC 4291)"),
)


@cache
def special_table() -> PrefixTable:
    """The table, ready to be asked: value 1 + the place in SPECIAL."""
    return prefix_table(row.network for row in SPECIAL)


def is_private(network: Network) -> bool:
    """Whether a network lies in private or shared address space."""
    return any(
        row.kind == "private"
        and int(row.network.network_address) <= int(network.network_address)
        and int(network.broadcast_address) <= int(row.network.broadcast_address)
        for row in SPECIAL
        if row.network.version == network.version
    )
