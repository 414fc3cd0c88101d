"""How DNS is told: a message whose counts, names and lengths all fit, over UDP, or behind its length over TCP."""

from typing import Final

from agent.protocols.dns.message import HEADER_BYTES, Malformed, begins, parse

FIRST: Final = frozenset(range(256))
_LEAST_BYTES: Final = HEADER_BYTES + 5
_READ_BYTES: Final = 4096
"""How much of a message over TCP is waited for."""


def recognise_datagram(head: bytes) -> bool:
    """Whether a datagram is a message."""
    if len(head) < _LEAST_BYTES:
        return False
    try:
        parse(head)
    except Malformed:
        return False
    return True


def recognise(head: bytes) -> bool | None:
    """Whether a stream begins with a message behind its length; None while it may."""
    if len(head) < 2:
        return None
    size = int.from_bytes(head[:2], "big")
    if size < _LEAST_BYTES:
        return False
    begun = begins(head[2 : 2 + size])
    if not begun:
        return begun if len(head) < 2 + size else False
    if len(head) < 2 + min(size, _READ_BYTES):
        return None
    return recognise_datagram(head[2 : 2 + size]) if size <= _READ_BYTES else True
