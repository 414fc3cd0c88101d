"""Addresses in columns to text and back."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from agent.packets import MAPPED


def text(high: int, low: int) -> str:
    """The address as people write it; a mapped one (::ffff:0:0/96) as IPv4."""
    if high == 0 and low >> 32 == MAPPED >> 32:
        return f"{low >> 24 & 255}.{low >> 16 & 255}.{low >> 8 & 255}.{low & 255}"
    return str(IPv6Address(high << 64 | low))


def packed(high: int, low: int) -> bytes:
    """The address as it stands in a packet: 4 bytes where it is mapped, else 16."""
    if high == 0 and low >> 32 == MAPPED >> 32:
        return (low & 0xFFFF_FFFF).to_bytes(4, "big")
    return (high << 64 | low).to_bytes(16, "big")


def network(high: int, low: int) -> str:
    """The /24 or /48 an address is in."""
    if high == 0 and low >> 32 == MAPPED >> 32:
        return f"{low >> 24 & 255}.{low >> 16 & 255}.{low >> 8 & 255}.0/24"
    return f"{IPv6Address(high >> 16 << 80)}/48"


def halves(address: str) -> tuple[int, int]:
    """Both 64-bit halves of an address written as text; IPv4 as mapped."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return 0, MAPPED | int(parsed)
    return int(parsed) >> 64, int(parsed) & 0xFFFF_FFFF_FFFF_FFFF
