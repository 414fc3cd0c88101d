"""Types of columns and parameters, and how their values stand in rows (MS-TDS 2.2.5.4, 2.2.5.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agent.protocols.sql.tds import values
from agent.protocols.sql.tds.values import Decode

NO_VALUE: Final = 0xFFFFFFFFFFFFFFFF
_WHOLE_LENGTH: Final = 0xFFFF
_COLLATION_BYTES: Final = 5


class IncompleteError(Exception):
    """More bytes are needed."""


class UnknownError(Exception):
    """What follows cannot be told."""


Read = Callable[[bytes, int], tuple[bytes, int]]
"""(data, place) -> (text of the value, empty for NULL; where the next one is). Raises IncompleteError."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: how a value is read in a row, and as a parameter."""

    read: Read
    is_binary: bool = False
    is_blob: bool = False  # of the old large types, which stand behind a pointer in rows, and name their table
    read_parameter: Read | None = None


def piece(data: bytes, at: int, size: int) -> bytes:
    """So many bytes."""
    if len(data) - at < size:
        raise IncompleteError
    return data[at : at + size]


def number(data: bytes, at: int, size: int) -> int:
    """A number of so many bytes, least first."""
    return int.from_bytes(piece(data, at, size), "little")


def text(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    """UTF-16 behind its number of characters, which is of `size` bytes; and where it ends."""
    end = at + size + 2 * number(data, at, size)
    return values.wide(piece(data, at + size, end - at - size)), end


def _fixed(size: int, decode: Decode) -> Kind:
    return Kind(lambda data, at: (decode(piece(data, at, size)), at + size))


def _counted(size: int, decode: Decode, null: int) -> Read:
    """Values behind their length; `null` is the length that none has."""

    def read(data: bytes, at: int) -> tuple[bytes, int]:
        begin = at + size
        length = int.from_bytes(data[at:begin], "little")
        end = begin + length
        if length == null and begin <= len(data):
            return b"", begin
        if begin > len(data) or end > len(data):
            raise IncompleteError
        return decode(data[begin:end]), end

    return read


def _chunked(decode: Decode) -> Read:
    """Values in chunks, behind their whole length (PLP, 2.2.5.2.3)."""

    def read(data: bytes, at: int) -> tuple[bytes, int]:
        if number(data, at, 8) == NO_VALUE:
            return b"", at + 8
        at += 8
        chunks = []
        while length := number(data, at, 4):
            chunks.append(piece(data, at + 4, length))
            at += 4 + length
        return decode(b"".join(chunks)), at + 4

    return read


def _pointed(decode: Decode) -> Read:
    """Values behind a pointer and a time stamp."""

    def read(data: bytes, at: int) -> tuple[bytes, int]:
        pointer = number(data, at, 1)
        if not pointer:
            return b"", at + 1
        at += 1 + pointer + 8
        length = number(data, at, 4)
        return decode(piece(data, at + 4, length)), at + 4 + length

    return read


_FIXED: Final = {
    0x1F: _fixed(0, values.same),
    **{kind: _fixed(size, values.integer) for kind, size in ((0x30, 1), (0x32, 1), (0x34, 2), (0x38, 4), (0x7F, 8))},
    0x3A: _fixed(4, values.moment),
    0x3D: _fixed(8, values.moment),
    0x3B: _fixed(4, values.real),
    0x3E: _fixed(8, values.real),
    0x3C: _fixed(8, values.money),
    0x7A: _fixed(4, values.money),
}
_SIZED: Final = {
    0x24: values.guid,
    0x26: values.integer,
    0x68: values.integer,
    0x6D: values.real,
    0x6E: values.money,
    0x6F: values.moment,
    0x27: values.same,
    0x2F: values.same,
}
_DECIMALS: Final = frozenset((0x37, 0x3F, 0x6A, 0x6C))
_DATE: Final = 0x28
_TIMES: Final = frozenset((0x29, 0x2A, 0x2B))
_SHORT_BINARY: Final = frozenset((0x25, 0x2D))
_BINARY: Final = frozenset((0xA5, 0xAD))
_NARROW: Final = frozenset((0xA7, 0xAF))
_WIDE: Final = frozenset((0xE7, 0xEF))
_TEXT, _NTEXT, _IMAGE, _VARIANT, _XML = 0x23, 0x63, 0x22, 0x62, 0xF1


def read_type(data: bytes, at: int) -> tuple[Kind, int]:
    """The type that is told at a place, and where that ends.

    Raises:
        IncompleteError: more bytes are needed.
        UnknownError: no such type is known.
    """
    code = number(data, at, 1)
    at += 1
    if code in _FIXED:
        return _FIXED[code], at
    if code in _SIZED or code in _SHORT_BINARY:
        binary = code in _SHORT_BINARY
        return Kind(_counted(1, _SIZED.get(code, values.same), 0), is_binary=binary), at + len(piece(data, at, 1))
    if code in _DECIMALS:
        return Kind(_counted(1, values.decimal(number(data, at + 2, 1)), 0)), at + 3
    if code == _DATE:
        return Kind(_counted(1, values.date, 0)), at
    if code in _TIMES:
        return Kind(_counted(1, values.time(number(data, at, 1)), 0)), at + 1
    return _large(code, data, at)


def _large(code: int, data: bytes, at: int) -> tuple[Kind, int]:
    if code in _BINARY:
        return _long(number(data, at, 2), values.same, is_binary=True), at + 2
    if code in _NARROW or code in _WIDE:
        collation = piece(data, at + 2, _COLLATION_BYTES)
        decode = values.wide if code in _WIDE else values.narrow(collation)
        return _long(number(data, at, 2), decode), at + 2 + _COLLATION_BYTES
    if code in (_TEXT, _NTEXT, _IMAGE):
        collation = b"" if code == _IMAGE else piece(data, at + 4, _COLLATION_BYTES)
        decode = values.wide if code == _NTEXT else values.narrow(collation) if collation else values.same
        parameter = _counted(4, decode, 0xFFFFFFFF)
        kind = Kind(_pointed(decode), is_binary=code == _IMAGE, is_blob=True, read_parameter=parameter)
        return kind, at + 4 + len(collation)
    if code == _VARIANT:
        return Kind(_counted(4, values.same, 0)), at + len(piece(data, at, 4))
    if code == _XML:
        at += 1
        if number(data, at - 1, 1):
            for size in (1, 1, 2):
                at = text(data, at, size)[1]
        return Kind(_chunked(values.wide)), at
    raise UnknownError


def _long(most: int, decode: Decode, *, is_binary: bool = False) -> Kind:
    read = _chunked(decode) if most == _WHOLE_LENGTH else _counted(2, decode, 0xFFFF)
    return Kind(read, is_binary=is_binary)
