"""Values of AMQP 1.0 (part 1, "Types") as texts."""

import struct
from typing import Final

MOST_DEPTH: Final = 16

_FORMATS: Final = {
    0x50: ">B", 0x60: ">H", 0x70: ">I", 0x80: ">Q", 0x51: ">b", 0x61: ">h", 0x71: ">i", 0x81: ">q",
    0x52: ">B", 0x53: ">B", 0x54: ">b", 0x55: ">b", 0x72: ">f", 0x82: ">d",
}  # fmt: skip
_EMPTY: Final = {0x40: b"", 0x41: b"true", 0x42: b"false", 0x43: b"0", 0x44: b"0", 0x45: b""}
_LISTS: Final = (0xC0, 0xD0)
_MAPS: Final = (0xC1, 0xD1)
_ARRAYS: Final = (0xE0, 0xF0)
_LONG: Final = 0x10  # this bit tells sizes of four bytes from sizes of one

Fields = list[tuple[bytes, bytes]]


class Malformed(ValueError):
    """What was given is no value."""


def plain(data: bytes, at: int) -> tuple[bytes, int] | None:
    """A value that holds no others, and where it ends; None where it holds others.

    Raises:
        Malformed: there is no such value.
    """
    kind = data[at]
    if kind in _EMPTY:
        return _EMPTY[kind], at + 1
    if kind in _FORMATS:
        value = struct.unpack_from(_FORMATS[kind], data, at + 1)[0]
        return str(value).encode(), at + 1 + struct.calcsize(_FORMATS[kind])
    width = kind >> 4
    if width in (0xA, 0xB):
        start, end = sized(data, at)
        return data[start:end], end
    if width in (5, 6, 7, 8, 9):
        return b"", at + 1 + (1 << width - 5)
    if kind == 0 or width in (0xC, 0xD, 0xE, 0xF):
        return None
    raise Malformed


def sized(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of a value with a size begins and ends."""
    wide = data[at] & _LONG
    start = at + (5 if wide else 2)
    end = start + int.from_bytes(data[at + 1 : start], "big")
    if end > len(data) or start > len(data):
        raise Malformed
    return start, end


def flatten(data: bytes, at: int, name: bytes, found: Fields, depth: int = 0) -> int:
    """Add a value, and what it holds, with names; where it ends."""
    if depth > MOST_DEPTH or at >= len(data):
        raise Malformed
    try:
        value = plain(data, at)
    except (IndexError, struct.error) as error:
        raise Malformed from error
    if value is not None:
        if value[0]:
            found.append((name, value[0]))
        return value[1]
    if data[at] == 0:
        return flatten(data, flatten(data, at + 1, b"", [], depth + 1), name, found, depth + 1)
    start, end = sized(data, at)
    place = start + (4 if data[at] & _LONG else 1)
    if data[at] in _MAPS:
        while place < end:
            key: Fields = []
            place = flatten(data, place, b"", key, depth + 1)
            label = key[0][1] if key else b""
            place = flatten(data, place, name + b"." + label if name else label, found, depth + 1)
    elif data[at] in _LISTS:
        while place < end:
            place = flatten(data, place, name, found, depth + 1)
    elif data[at] not in _ARRAYS:
        raise Malformed
    return end


def items(data: bytes) -> list[bytes]:
    """The plain values of a list, such as the fields of a performative; those that hold others are empty."""
    start, end = sized(data, 0)
    place = start + (4 if data[0] & _LONG else 1)
    found = []
    while place < end:
        try:
            value = plain(data, place)
        except (IndexError, struct.error) as error:
            raise Malformed from error
        if value is None:
            place = flatten(data, place, b"", [])
            found.append(b"")
        else:
            found.append(value[0])
            place = value[1]
    return found
