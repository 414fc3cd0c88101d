"""Addresses in columns to text and back."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from agent.packets import MAPPED


def text(high: int, low: int) -> str:
    """The address as people write it; a mapped one (::ffff:0:0/96) as IPv4."""
    if high == 0 and low >> 32 == MAPPED >> 32:
        return str(IPv4Address(low & 0xFFFF_FFFF))
    return str(IPv6Address(high << 64 | low))


def halves(address: str) -> tuple[int, int]:
    """Both 64-bit halves of an address written as text; IPv4 as mapped."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return 0, MAPPED | int(parsed)
    return int(parsed) >> 64, int(parsed) & 0xFFFF_FFFF_FFFF_FFFF
