"""How a conversation with Oracle begins: the connect packet and what it is answered with."""

from typing import Final

from agent.protocols.sql.tns.packets import ACCEPT, CONNECT, HEADER_BYTES, REDIRECT, REFUSE, RESEND, begins, size

FIRST: Final = frozenset(range(0x20))
"""First bytes a direction can have: of a length."""

_VERSIONS: Final = range(300, 330)
_CONNECT_BYTES: Final = 34
_TEXT_AT: Final = 26
_RESEND: Final = b"\0\x08\0\0\x0b\0\0\0"


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin what a client or a server says; None while they may."""
    length = size(head, 0)
    if length is False:
        return False
    if length is True:
        return None
    kind = head[4]
    if kind in (CONNECT, ACCEPT):
        return _is_version(head, kind, int(length))
    if kind in (REFUSE, REDIRECT):
        return b"(DESCRIPTION" in head[:64] if len(head) >= 64 or len(head) >= length else None
    return head[:HEADER_BYTES] == _RESEND if kind == RESEND else begins(head, 0)


def _is_version(head: bytes, kind: int, length: int) -> bool | None:
    if len(head) < HEADER_BYTES + 4:
        return None
    version, lowest = int.from_bytes(head[8:10], "big"), int.from_bytes(head[10:12], "big")
    if version not in _VERSIONS or length > 4096:
        return False
    if kind == ACCEPT:
        return 24 <= length <= 64
    if lowest > version or length < _CONNECT_BYTES:
        return False
    if len(head) < _CONNECT_BYTES:
        return None
    at = int.from_bytes(head[_TEXT_AT : _TEXT_AT + 2], "big")
    return head[at : at + 1] in (b"(", b"") and at >= _CONNECT_BYTES
