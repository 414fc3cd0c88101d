"""Elements in the Basic Encoding Rules of ASN.1 (X.690 8), with definite lengths."""

from collections.abc import Iterator
from typing import Final

MOST_LENGTH_BYTES: Final = 4
OCTETS: Final = 0x04
CONSTRUCTED: Final = 0x20
MOST_DEPTH: Final = 16

Element = tuple[int, int, int]
"""The tag, and where the content begins and ends."""


class Malformed(ValueError):
    """What was given is no element."""


def element(data: bytes, at: int, end: int) -> Element:
    """The element at `at`, which must end by `end`.

    Raises:
        Malformed: it does not.
    """
    if end - at < 2 or end > len(data):
        raise Malformed
    length, start = data[at + 1], at + 2
    if length >= 0x80:
        width = length & 0x7F
        start += width
        if not 0 < width <= MOST_LENGTH_BYTES or start > end:
            raise Malformed
        length = int.from_bytes(data[at + 2 : start], "big")
    if start + length > end:
        raise Malformed
    return data[at], start, start + length


def elements(data: bytes, at: int, end: int) -> Iterator[Element]:
    """The elements that fill a place."""
    while at < end:
        one = element(data, at, end)
        yield one
        at = one[2]


def strings(data: bytes, at: int, end: int, depth: int = 0) -> Iterator[bytes]:
    """All octet strings in a place, those with tags of their own among them."""
    if depth > MOST_DEPTH:
        raise Malformed
    for tag, start, stop in elements(data, at, end):
        if tag & CONSTRUCTED:
            yield from strings(data, start, stop, depth + 1)
        elif tag == OCTETS or tag & 0xC0 == 0x80:
            yield data[start:stop]


def message_bytes(head: bytes) -> int:
    """The length of the sequence that begins bytes, tag and length included; -1 where none does, 0 while unknown."""
    if not head:
        return 0
    if head[0] != 0x30:
        return -1
    if len(head) < 2:
        return 0
    length = head[1]
    if length < 0x80:
        return 2 + length
    width = length & 0x7F
    if not 0 < width <= MOST_LENGTH_BYTES:
        return -1
    if len(head) < 2 + width:
        return 0
    return 2 + width + int.from_bytes(head[2 : 2 + width], "big")
