"""Values in MySQL's binary form as text (MySQL internals, binary protocol value)."""

import struct
from collections.abc import Mapping
from typing import Final

from agent.protocols.sql.table import Column, Decode

TINY, SHORT, LONG, FLOAT, DOUBLE, NO_VALUE, TIMESTAMP, LONGLONG, INT24 = range(1, 10)
DATE, TIME, DATETIME, YEAR = range(10, 14)
BIT: Final = 16
_BLOBS: Final = frozenset(range(249, 253))
_GEOMETRY: Final = 255

FIXED: Final[Mapping[int, int]] = {
    TINY: 1,
    SHORT: 2,
    LONG: 4,
    FLOAT: 4,
    DOUBLE: 8,
    NO_VALUE: 0,
    LONGLONG: 8,
    INT24: 4,
    YEAR: 2,
}
"""Bytes of values that have no length before them, by type."""

MOMENTS: Final = frozenset((TIMESTAMP, DATE, TIME, DATETIME))
"""Types whose values have one byte of length before them."""

TYPES: Final = frozenset((*range(17), *range(245, 256)))
"""All types a value can be said to have."""

UNSIGNED: Final = 0x20
_BINARY_CHARSET: Final = 63
CHARSETS: Final[Mapping[int, str]] = {
    **dict.fromkeys((28, 87), "gbk"),
    **dict.fromkeys((24, 86), "gb2312"),
    **dict.fromkeys((1, 84), "big5"),
    **dict.fromkeys((248, 249, 250), "gb18030"),
}
"""By the number of a collation; others are UTF-8, binary, or no character set of Chinese text."""

_moment: Final = struct.Struct("<HBBBBB").unpack_from
_date: Final = struct.Struct("<HBB").unpack_from


def signed(value: bytes) -> bytes:
    """A number, least byte first."""
    return b"%d" % int.from_bytes(value, "little", signed=True) if value else value


def unsigned(value: bytes) -> bytes:
    """A number, least byte first."""
    return b"%d" % int.from_bytes(value, "little") if value else value


def real(value: bytes) -> bytes:
    """A number in IEEE 754, least byte first."""
    form = {4: "<f", 8: "<d"}.get(len(value))
    if form is None:
        return value
    number: float = struct.unpack(form, value)[0]
    return repr(number).encode()


def moment(value: bytes) -> bytes:
    """A date, with a time where it is long enough."""
    if len(value) >= 7:
        return b"%04d-%02d-%02d %02d:%02d:%02d" % _moment(value)
    return b"%04d-%02d-%02d" % _date(value) if len(value) >= 4 else b""


def duration(value: bytes) -> bytes:
    """Days, hours, minutes and seconds."""
    if len(value) < 8:
        return b""
    hours = int.from_bytes(value[1:5], "little") * 24 + value[5]
    return b"%s%02d:%02d:%02d" % (b"-" * (value[0] == 1), hours, value[6], value[7])


def same(value: bytes) -> bytes:
    """Bytes of any kind."""
    return value


_DECODERS: Final[Mapping[int, Decode]] = {
    **dict.fromkeys((FLOAT, DOUBLE), real),
    **dict.fromkeys((TIMESTAMP, DATE, DATETIME), moment),
    TIME: duration,
}


def decoder(kind: int, flags: int) -> Decode | None:
    """What makes text of the binary form of a type; None where that is text."""
    if kind in FIXED and kind not in _DECODERS:
        return unsigned if flags & UNSIGNED else signed
    return _DECODERS.get(kind)


def column(name: bytes, kind: int, flags: int, charset: int, *, binary: bool) -> Column:
    """A column of a result in text or in the binary form."""
    if (kind in _BLOBS and charset == _BINARY_CHARSET) or kind == _GEOMETRY:
        return Column(name, same, holds_files=True)
    return Column(name, decoder(kind, flags), binary=True) if binary else Column(name)
