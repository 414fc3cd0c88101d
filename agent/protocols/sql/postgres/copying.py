"""COPY data (PostgreSQL SQL reference, COPY): text and CSV as they are, the binary format row by row."""

import struct
from typing import Final

from agent.contents.format import Inlet
from agent.contents.json.escapes import unescape
from agent.protocols.sql.half import LONG_BYTES, Half
from agent.protocols.sql.postgres.rows import MOST_FIELDS
from agent.protocols.sql.postgres.values import guessed
from agent.protocols.sql.table import Column, Table

SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0"
HEADER_BYTES: Final = len(SIGNATURE) + 8

TOO_LONG: Final[tuple[list[bytes], int]] = ([], 0)
_TRAILER: Final = -1

_count: Final = struct.Struct(">h").unpack_from
_length: Final = struct.Struct(">i").unpack_from


class Copying:
    """One COPY after another in one direction."""

    __slots__ = ("_binary", "_half", "_held", "_part", "_table", "title", "type")

    def __init__(self, half: Half) -> None:
        self._half = half
        self._table = Table(half, "postgres.copy")
        self._part: Inlet | None = None
        self._binary: bool | None = None  # None until the first bytes have told
        self._held = b""
        self.title = b""  # the statement, where it is known: it names the columns
        self.type: str | None = None

    def write(self, data: bytes) -> None:
        """The next bytes, of any number of messages."""
        if self._binary is None:
            data, self._held = self._held + data, b""
            if len(data) < len(SIGNATURE) and SIGNATURE.startswith(data):
                self._held = data
                return
            self._binary = data.startswith(SIGNATURE)
        if self._binary:
            self._rows(self._held + data)
        else:
            self._text(data)

    def gap(self, size: int) -> None:
        """Rows were lost; those of the binary format cannot be told apart any more."""
        self._flush()
        self._binary = False
        if self._part is not None:
            self._part.gap(size)

    def end(self) -> None:
        """The COPY is over."""
        self._flush()
        self._table.end()
        if self._part is not None:
            self._part.end()
        self._part, self._binary, self.title = None, None, b""

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._text(held)

    def _text(self, data: bytes) -> None:
        if self._part is None:
            self._part = self._half.sink.begin(self._half.direction, "postgres.copy", type=self.type)
            if self.title:
                self._part.write((self.title, b"\n"))
        self._part.write((unescape(data) if b"\\u" in data else data,))

    def _rows(self, data: bytes) -> None:
        at = 0
        if data.startswith(SIGNATURE):
            if len(data) < HEADER_BYTES or len(data) < HEADER_BYTES + self._extension(data):
                self._held = data
                return
            at = HEADER_BYTES + self._extension(data)
        while len(data) - at >= 2:
            count = _count(data, at)[0]
            row = _row(data, at + 2, count) if 0 < count < MOST_FIELDS else TOO_LONG
            if row is TOO_LONG:
                self._held = data[at + 2 * (count == _TRAILER) :]
                self._flush()
                self._binary = False
                return
            if row is None:
                break
            if len(self._table.columns) != count:
                self._table.open([Column(b"", guessed, binary=True) for _ in range(count)])
            self._table.row(row[0])
            at = row[1]
        self._held = data[at:]

    def _extension(self, data: bytes) -> int:
        size: int = _length(data, len(SIGNATURE) + 4)[0]
        return max(0, min(size, LONG_BYTES))


def _row(data: bytes, at: int, count: int) -> tuple[list[bytes], int] | None:
    """The values of a row and where it ends; None while it is not complete, TOO_LONG where it cannot be held."""
    row, most = [], at + LONG_BYTES
    for _ in range(count):
        if len(data) - at < 4:
            return None
        size = max(0, _length(data, at)[0])
        at += 4 + size
        if at > most:
            return TOO_LONG
        if at > len(data):
            return None
        row.append(data[at - size : at])
    return row, at
