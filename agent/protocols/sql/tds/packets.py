"""Packets of TDS (MS-TDS 2.2.3): type, status, length, and which one it is."""

import re
from typing import Final

from policies.expression import expression

HEADER_BYTES: Final = 8
MOST_BYTES: Final = 32_768

BATCH, OLD_LOGIN, RPC, RESULT, ATTENTION, BULK, TRANSACTION, LOGIN, SSPI, PRELOGIN = 1, 2, 3, 4, 6, 7, 14, 16, 17, 18
CLIENT: Final = frozenset((BATCH, OLD_LOGIN, RPC, ATTENTION, BULK, 8, TRANSACTION, LOGIN, SSPI, PRELOGIN))
SERVER: Final = frozenset((RESULT, PRELOGIN))

LAST: Final = 1
"""The bit of the status that ends a message."""
_STATUS: Final = 0x1B

_BEGIN: Final = expression(rb"(?=[\x01\x03\x04\x07][\0\x01\x04\x08\x09][\0-\x80]....\0)", re.S)
_RESULT_HEAD: Final = 4


def size(data: bytes, at: int, kinds: frozenset[int]) -> int | bool:
    """The whole size of the packet at a place; False where none begins, True where more bytes may tell."""
    if data[at] not in kinds:
        return False
    if len(data) - at < HEADER_BYTES:
        return True
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    if not HEADER_BYTES <= length <= MOST_BYTES or data[at + 1] & ~_STATUS or data[at + 7]:
        return False
    return length


def search(data: bytes, at: int, kinds: frozenset[int], longest: int) -> tuple[int, int]:
    """Where two packets of a message follow one another, or -1; and from where on bytes must be kept."""
    for match in _BEGIN.finditer(data, at):
        place = match.start()
        length = size(data, place, kinds)
        if length is False or length > longest:
            continue
        following = place + int(length)
        if following + HEADER_BYTES > len(data):
            return -1, place
        if data[following] == data[place] and size(data, following, kinds) is not False:
            return place, place
    return -1, max(at, len(data) - HEADER_BYTES)
