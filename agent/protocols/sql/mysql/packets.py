"""Packets of MySQL: three bytes of length, least first, and a sequence number; and lengths within them."""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

HEADER_BYTES: Final = 4
WHOLE_BYTES: Final = 0xFFFFFF
"""A packet of this length goes on in the next one."""

NULL: Final = 0xFB
_TWO, _THREE, _EIGHT = 0xFC, 0xFD, 0xFE

_header: Final = struct.Struct("<I").unpack_from
_NEAR_BYTES: Final = 2 << 10
_IN_A_ROW: Final = 4


def packet(data: bytes, at: int) -> tuple[int, int] | None:
    """The length of the packet at a place and its sequence number; None while there are too few bytes."""
    if len(data) - at < HEADER_BYTES:
        return None
    header: int = _header(data, at)[0]
    return header & WHOLE_BYTES, header >> 24


def length(data: bytes, at: int) -> tuple[int, int] | None:
    """The size of a length-encoded number and its value, -1 for NULL; None where it is none or not complete."""
    if at >= len(data):
        return None
    first = data[at]
    if first < NULL:
        return 1, first
    if first == NULL:
        return 1, -1
    size = {_TWO: 3, _THREE: 4, _EIGHT: 9}.get(first, 0)
    if not size or len(data) - at < size:
        return None
    return size, int.from_bytes(data[at + 1 : at + size], "little")


def texts(data: bytes, at: int, count: int) -> tuple[list[bytes], int] | None:
    """Length-encoded strings and where the last one ends, None where they do not fit."""
    found = []
    for _ in range(count):
        head = length(data, at)
        if head is None:
            return None
        at += head[0] + max(head[1], 0)
        if at > len(data):
            return None
        found.append(data[at - max(head[1], 0) : at])
    return found, at


def run(data: bytes, at: int, sequence: int, longest: int) -> list[int]:
    """Where the packets of rows begin that follow one another, all of them complete, and where the last one ends.

    The end of the rows and an error begin with a byte of their own.
    """
    edges, size = [at], len(data)
    while at + HEADER_BYTES < size:
        header: int = _header(data, at)[0]
        end = at + HEADER_BYTES + (header & WHOLE_BYTES)
        if header >> 24 != sequence or end > size or not 0 < end - at - HEADER_BYTES <= longest:
            break
        if data[at + HEADER_BYTES] >= _EIGHT:
            break
        edges.append(end)
        at = end
        sequence = sequence + 1 & 0xFF
    return edges


def begins(data: bytes, at: int) -> bool | None:
    """Whether packets begin at a place whose numbers count up; None where more bytes may tell."""
    before = -1
    for number in range(_IN_A_ROW):
        if at >= len(data):
            return None
        header = packet(data, at)
        if header is None:
            return None
        size, sequence = header
        if not 0 < size <= _NEAR_BYTES or (number and sequence != before + 1 & 0xFF):
            return False
        at, before = at + HEADER_BYTES + size, sequence
    return True


def search(data: bytes, at: int) -> tuple[int, int]:
    """Where packets that count up begin, or -1; and from where on bytes must be kept."""
    for place in _candidates(np.frombuffer(data, np.uint8)[at:]).tolist():
        answer = begins(data, at + place)
        if answer:
            return at + place, at + place
        if answer is None:
            return -1, at + place
    return -1, max(at, len(data) - 2)


def _candidates(view: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Places of lengths that are short and not zero, and that lead to a packet with the next number, or to the end."""
    place = np.flatnonzero((view[2:] == 0) & (view[1:-1] <= _NEAR_BYTES >> 8))
    following = place + HEADER_BYTES + view[place] + (view[place + 1].astype(np.int64) << 8)
    place, following = place[following > place + HEADER_BYTES], following[following > place + HEADER_BYTES]
    last = len(view) - 1
    within = following + 3 <= last
    counts = view[np.minimum(following + 3, last)] == view[np.minimum(place + 3, last)] + np.uint8(1)
    short = view[np.minimum(following + 2, last)] == 0
    chosen: NDArray[np.int64] = place[~within | (counts & short)]
    return chosen
