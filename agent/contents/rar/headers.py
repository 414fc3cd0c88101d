"""The blocks of a rar archive, of version 5 (technote) and before (unrar's technote of 1.5 to 4)."""

import struct
from dataclasses import dataclass
from typing import Final

from agent.contents.rar import MAGIC

MARK_5: Final = MAGIC + b"\1\0"
MARK_4: Final = MAGIC + b"\0"
HEADER_BYTES: Final = 64 << 10
"""Longest header that is read; a longer one is damage."""

OTHER, FILE, ENCRYPTED, END = range(4)  # kinds of blocks that matter

_HEAD_4: Final = struct.Struct("<HBHH")
_ARCHIVE_4, _FILE_4, _SERVICE_4, _END_4 = 0x73, 0x74, 0x7A, 0x7B
_FILE_HEAD_4: Final = struct.Struct("<IIBIIBBHI")
_STORED_4: Final = 0x30
_FILE_5, _SERVICE_5, _ENCRYPTION_5, _END_5 = 2, 3, 4, 5


class Damaged(Exception):
    """What should be a block is none."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its header, and how many bytes follow it."""

    kind: int
    size: int  # of the header
    data_bytes: int = 0
    name: str = ""
    stored: bool = False
    encrypted: bool = False


def block_4(data: bytes, at: int) -> Block | None:
    """The block that begins at a place, None while it is not complete.

    Raises:
        Damaged: there is none.
    """
    if len(data) - at < _HEAD_4.size:
        return None
    _, kind, flags, size = _HEAD_4.unpack_from(data, at)
    if size < _HEAD_4.size or not 0x72 <= kind <= 0x7B:
        raise Damaged
    if len(data) - at < size:
        return None
    fields = data[at + _HEAD_4.size : at + size]
    more = int.from_bytes(fields[:4], "little") if flags & 0x8000 else 0
    if kind == _ARCHIVE_4 and flags & 0x80:
        return Block(ENCRYPTED, size)
    if kind in (_FILE_4, _SERVICE_4) and len(fields) >= _FILE_HEAD_4.size:
        return _file_4(fields, flags, size, more, service=kind == _SERVICE_4)
    return Block(END if kind == _END_4 else OTHER, size, more)


def block_5(data: bytes, at: int) -> Block | None:
    """The same of version 5.

    Raises:
        Damaged: there is none.
    """
    begin = _number(data, at + 4)
    if begin is None:
        if len(data) - at > 16:
            raise Damaged
        return None
    size, start = begin
    if not 0 < size <= HEADER_BYTES:
        raise Damaged
    if len(data) < start + size:
        return None
    fields = _Fields(data[start : start + size])
    kind, flags = fields.number(), fields.number()
    extra = fields.number() if flags & 1 else 0
    more = fields.number() if flags & 2 else 0
    whole = start + size - at
    if kind == _ENCRYPTION_5:
        return Block(ENCRYPTED, whole)
    if kind in (_FILE_5, _SERVICE_5):
        return _file_5(fields, whole, more, extra, service=kind == _SERVICE_5)
    return Block(END if kind == _END_5 else OTHER, whole, more)


def _file_4(fields: bytes, flags: int, size: int, packed: int, *, service: bool) -> Block:
    *_, method, name_bytes, _ = _FILE_HEAD_4.unpack_from(fields)
    begin = _FILE_HEAD_4.size
    if flags & 0x100:
        packed |= int.from_bytes(fields[begin : begin + 4], "little") << 32
        begin += 8
    raw = fields[begin : begin + name_bytes].partition(b"\0")[0]
    kind = OTHER if service else FILE
    return Block(kind, size, packed, _text(raw), method == _STORED_4, bool(flags & 4))


def _file_5(fields: "_Fields", size: int, packed: int, extra: int, *, service: bool) -> Block:
    flags = fields.number()
    fields.number()  # unpacked size
    fields.number()  # attributes
    fields.skip((4 if flags & 2 else 0) + (4 if flags & 4 else 0))
    method = fields.number() >> 7 & 7
    fields.number()  # system
    name = _text(fields.take(fields.number()))
    return Block(OTHER if service else FILE, size, packed, name, not method, fields.has_encryption(extra))


class _Fields:
    """Reads on in the fields of a header; behind their end there are zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self) -> int:
        value, self._at = _number(self._data, self._at) or (0, len(self._data))
        return value

    def skip(self, size: int) -> None:
        self._at += size

    def take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def has_encryption(self, extra: int) -> bool:
        """Whether one of the records in the last `extra` bytes says how the file is encrypted."""
        at = len(self._data) - extra
        while 0 <= at < len(self._data):
            record = _number(self._data, at)
            if record is None or not record[0]:
                return False
            size, start = record
            kind = _number(self._data, start)
            if kind is not None and kind[0] == 1:
                return True
            at = start + size
        return False


def _number(data: bytes, at: int) -> tuple[int, int] | None:
    """A number of seven bits a byte, the lowest first, and where it ends; None where it is not complete."""
    value = 0
    for place in range(10):
        if at + place >= len(data):
            return None
        byte = data[at + place]
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, at + place + 1
    return value, at + 10


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
