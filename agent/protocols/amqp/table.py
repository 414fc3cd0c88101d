"""Field tables of AMQP 0-9-1 (4.2.5.5, with the types that RabbitMQ uses) as names and texts."""

import struct
from typing import Final

MOST_DEPTH: Final = 8

_SIZES: Final = {
    **dict.fromkeys(b"tbB", 1),
    **dict.fromkeys(b"sUu", 2),
    **dict.fromkeys(b"Iif", 4),
    **dict.fromkeys(b"LldT", 8),
    ord("D"): 5,
    ord("V"): 0,
}
_NUMBERS: Final = {ord("I"): ">i", ord("i"): ">I", ord("l"): ">q", ord("L"): ">q", ord("s"): ">h", ord("d"): ">d"}
_TEXTS: Final = b"Sx"
_TABLE, _ARRAY = ord("F"), ord("A")


def pairs(data: bytes, prefix: bytes = b"", depth: int = 0) -> list[tuple[bytes, bytes]]:
    """The fields of a table, those of tables within it with both names.

    Raises:
        ValueError: the table lies about its lengths.
    """
    found: list[tuple[bytes, bytes]] = []
    at = 0
    while at < len(data):
        size = data[at]
        name = prefix + data[at + 1 : at + 1 + size]
        at = _value(data, at + 1 + size, name, found, depth)
    return found


def _value(data: bytes, at: int, name: bytes, found: list[tuple[bytes, bytes]], depth: int) -> int:
    """Add the value at `at`; where it ends."""
    if at >= len(data) or depth > MOST_DEPTH:
        raise ValueError("table")
    kind = data[at]
    at += 1
    if kind in _SIZES:
        end = at + _SIZES[kind]
        if kind in _NUMBERS and end <= len(data):
            found.append((name, str(struct.unpack_from(_NUMBERS[kind], data, at)[0]).encode()))
        return end
    end = at + 4 + int.from_bytes(data[at : at + 4], "big")
    if end > len(data):
        raise ValueError("table")
    if kind in _TEXTS:
        found.append((name, data[at + 4 : end]))
    elif kind == _TABLE:
        found += pairs(data[at + 4 : end], name + b".", depth + 1)
    elif kind == _ARRAY:
        inside, place = data[at + 4 : end], 0
        while place < len(inside):
            place = _value(inside, place, name, found, depth + 1)
    else:
        raise ValueError("table")
    return end
