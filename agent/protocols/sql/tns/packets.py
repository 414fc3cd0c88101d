"""Packets of TNS: length, checksum, type; Oracle publishes nothing, dissectors know them (Wireshark, packet-tns.c)."""

from typing import Final

HEADER_BYTES: Final = 8
MOST_BYTES: Final = 2 << 20
"""Greatest session data unit, since version 12.2."""

CONNECT, ACCEPT, REFUSE, REDIRECT, DATA, NO_DATA, RESEND, MARKER = 1, 2, 4, 5, 6, 7, 11, 12
TYPES: Final = frozenset((*range(1, 8), 9, 11, 12, 13, 14, 15))


def size(data: bytes, at: int) -> int | bool:
    """The whole size of the packet at a place; False where none begins, True where more bytes may tell."""
    head = data[at : at + HEADER_BYTES]
    if len(head) < HEADER_BYTES:
        return len(head) < 5 or head[4] in TYPES
    length = int.from_bytes(head[:2], "big")
    if length < HEADER_BYTES or head[2] or head[3]:  # no checksum: a length of large units
        length = int.from_bytes(head[:4], "big")
    if head[4] not in TYPES or not HEADER_BYTES <= length <= MOST_BYTES or head[6] or head[7]:
        return False
    return length


def begins(data: bytes, at: int) -> bool | None:
    """Whether two packets with data follow one another; None where more bytes may tell."""
    for _ in range(2):
        if at >= len(data):
            return None
        length = size(data, at)
        if length is False:
            return False
        if length is True or len(data) - at < HEADER_BYTES + 2:
            return None
        if data[at + 4] != DATA or data[at + HEADER_BYTES] or length < HEADER_BYTES + 2:
            return False
        at += length
    return True
