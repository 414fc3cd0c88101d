"""How LDAP messages begin (RFC 4511 4.1.1): a sequence, a number, and an operation that fits."""

from typing import Final

from agent.protocols.ber import message_bytes

FIRST: Final = frozenset((0x30,))
BIND, UNBIND, SEARCH, ENTRY, DONE, MODIFY, ADD = 0x60, 0x42, 0x63, 0x64, 0x65, 0x66, 0x68
DELETE, RENAME, COMPARE, EXTENDED = 0x4A, 0x6C, 0x6E, 0x77
_ANSWERS: Final = (0x61, 0x67, 0x69, 0x6B, 0x6D, 0x6F, 0x73, 0x78, 0x79)
_ABANDON: Final = 0x50
OPERATIONS: Final = frozenset(
    (BIND, UNBIND, SEARCH, ENTRY, DONE, MODIFY, ADD, DELETE, RENAME, COMPARE, EXTENDED, _ABANDON, *_ANSWERS)
)
MOST_BYTES: Final = 64 << 20
_CONTROLS: Final = 0xA0
_HEAD_BYTES: Final = 24


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a message; None while they may."""
    size = message_bytes(head)
    if size == 0:
        return None
    if not 7 <= size <= MOST_BYTES:
        return False
    at = 2 if head[1] < 0x80 else 2 + (head[1] & 0x7F)
    if len(head) < at + 2:
        return None if head[at : at + 1] in (b"", b"\x02") else False
    width = head[at + 1]
    if head[at] != 2 or not 1 <= width <= 4:
        return False
    at += 2 + width
    if len(head) < min(size, _HEAD_BYTES):
        return None if head[at : at + 1] == b"" or head[at] in OPERATIONS else False
    return head[at] in OPERATIONS and _fits(head, at, size)


def _fits(head: bytes, at: int, size: int) -> bool:
    """Whether the operation fills the message, or controls follow it."""
    length, start = head[at + 1], at + 2
    if length >= 0x80:
        width = length & 0x7F
        start += width
        if not 0 < width <= 4 or start > len(head):
            return False
        length = int.from_bytes(head[at + 2 : start], "big")
    end = start + length
    if head[at] == BIND and head[start : start + 3] not in (b"\x02\x01\x03", b"\x02\x01\x02"):
        return False
    return end == size or (end < size and (end >= len(head) or head[end] == _CONTROLS))
