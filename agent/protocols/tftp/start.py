"""How a TFTP conversation begins: a request to read or write (RFC 1350 5, RFC 2347)."""

import re
from typing import Final

from policies.expression import expression

FIRST: Final = frozenset(b"\0")
"""First byte a request has."""

REQUEST: Final = expression(
    rb"\0([\1\2])([^\0-\x1f]{1,512})\0(octet|netascii|mail)\0((?:[a-z0-9_.-]{1,32}\0[!-~]{1,32}\0)*)\0*", re.I
)
"""Opcode, file name, mode, options."""


def recognise(head: bytes) -> bool:
    """Whether a datagram is a request; the transfer itself has too little to tell it by."""
    return REQUEST.fullmatch(head) is not None
