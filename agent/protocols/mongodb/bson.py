"""BSON documents as one line of `name: value` pairs (bsonspec.org, version 1.1)."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

DOCUMENT, ARRAY, BINARY = 3, 4, 5
STRING: Final = frozenset((2, 13, 14))  # text, code, symbol
MOST_DEPTH: Final = 32

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EXPONENT_BIAS: Final = 6176
_GENERIC: Final = (0, 2)  # subtypes of binary values that may hold anything

Value = tuple[int, bytes]
"""Where a value ends, and its text."""
Fields = list[bytes]
Files = list[tuple[bytes, bytes]]


class Malformed(ValueError):
    """What was given is no document."""


def line(data: bytes, files: Files) -> bytes:
    """A whole document as a line; binary values are added to `files`, with their names.

    Raises:
        Malformed: the document lies about its lengths.
    """
    fields: Fields = []
    try:
        _document(data, 0, b"", fields, files, 0)
    except (IndexError, struct.error) as error:
        raise Malformed from error
    return b"\t".join(fields).replace(b"\n", b" ")


def _document(data: bytes, at: int, prefix: bytes, fields: Fields, files: Files, depth: int) -> int:
    """Add the fields of the document at `at`; where it ends."""
    size = int.from_bytes(data[at : at + 4], "little")
    end = at + size
    if size < 5 or end > len(data) or depth > MOST_DEPTH:
        raise Malformed
    at += 4
    while kind := data[at]:
        name_end = data.find(b"\0", at + 1, end)
        if name_end < 0:
            raise Malformed
        name = prefix + data[at + 1 : name_end]
        at = name_end + 1
        if kind in STRING:
            stop = at + 4 + int.from_bytes(data[at : at + 4], "little")
            fields.append(name + b": " + data[at + 4 : stop - 1])
            at = stop
        elif kind in (DOCUMENT, ARRAY):
            at = _document(data, at, name + b".", fields, files, depth + 1)
        else:
            at = _scalar(data, at, kind, name, fields, files)
        if at > end:
            raise Malformed
    return end


def _scalar(data: bytes, at: int, kind: int, name: bytes, fields: Fields, files: Files) -> int:
    if kind == BINARY:
        size, subtype = int.from_bytes(data[at : at + 4], "little"), data[at + 4]
        if subtype in _GENERIC or subtype >= 0x80:
            files.append((name, data[at + 5 : at + 5 + size]))
        return at + 5 + size
    reader = SCALARS.get(kind)
    if reader is None:
        raise Malformed
    at, text = reader(data, at)
    if text:
        fields.append(name + b": " + text)
    return at


def _nothing(size: int) -> Callable[[bytes, int], Value]:
    return lambda _, at: (at + size, b"")


def _double(data: bytes, at: int) -> Value:
    value = struct.unpack_from("<d", data, at)[0]
    return at + 8, b"%d" % int(value) if value.is_integer() and abs(value) < 1e17 else repr(value).encode()


def _date(data: bytes, at: int) -> Value:
    value = struct.unpack_from("<q", data, at)[0]
    try:
        return at + 8, (_EPOCH + timedelta(milliseconds=value)).strftime("%Y-%m-%dT%H:%M:%S").encode()
    except OverflowError:
        return at + 8, b"%d" % value


def _decimal(data: bytes, at: int) -> Value:
    """Decimal128 in its binary form (IEEE 754-2008 3.5.2); its other form is no number in use."""
    low, high = struct.unpack_from("<QQ", data, at)
    if high >> 61 & 3 == 3:
        return at + 16, b""
    exponent = (high >> 49 & 0x3FFF) - _EXPONENT_BIAS
    digits = low | (high & (1 << 49) - 1) << 64
    value = Decimal(digits).scaleb(exponent)
    return at + 16, (b"-" if high >> 63 else b"") + str(value).encode()


def _regex(data: bytes, at: int) -> Value:
    pattern_end = data.index(b"\0", at) if data.find(b"\0", at) >= 0 else len(data)
    end = data.find(b"\0", pattern_end + 1) + 1
    return end or len(data) + 1, data[at:pattern_end]


def _pointer(data: bytes, at: int) -> Value:
    end = at + 4 + int.from_bytes(data[at : at + 4], "little")
    return end + 12, data[at + 4 : end - 1]


def _scoped_code(data: bytes, at: int) -> Value:
    end = at + int.from_bytes(data[at : at + 4], "little")
    return max(end, at + 4), data[at + 8 : end]


SCALARS: Final[dict[int, Callable[[bytes, int], Value]]] = {
    1: _double,
    6: _nothing(0),
    7: _nothing(12),  # an ObjectId is no content
    8: lambda data, at: (at + 1, b"true" if data[at] else b"false"),
    9: _date,
    10: _nothing(0),
    11: _regex,
    12: _pointer,
    15: _scoped_code,
    16: lambda data, at: (at + 4, b"%d" % struct.unpack_from("<i", data, at)[0]),
    17: _nothing(8),
    18: lambda data, at: (at + 8, b"%d" % struct.unpack_from("<q", data, at)[0]),
    19: _decimal,
    127: _nothing(0),
    255: _nothing(0),
}
"""Values of which the size follows from the kind, or nearly so."""
SCALAR_BYTES: Final = {1: 8, 6: 0, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 17: 8, 18: 8, 19: 16, 127: 0, 255: 0}
"""How long they are, where it follows."""
