"""The cells of an Excel workbook before 2007 as lines, one a row (MS-XLS 2.4; Excel 5 and 95 alike)."""

import struct
from collections.abc import Iterator
from typing import Final

from agent.contents.ole.strings import shared_strings, short_text

BATCH_ROWS: Final = 500
"""Rows that are given at once."""

_BOF, _END = 0x0809, 0x000A
_SST, _CONTINUE, _TEXT_OBJECT = 0x00FC, 0x003C, 0x01B6
_LABEL_SST, _LABEL, _RICH_LABEL = 0x00FD, 0x0204, 0x00D6
_NUMBER, _RK, _MANY_RK = 0x0203, 0x027E, 0x00BD
_FORMULA, _FORMULA_TEXT = 0x0006, 0x0207
_FILE_PASS: Final = 0x002F
_HEAD: Final = struct.Struct("<HH")
_CELL: Final = struct.Struct("<HHH")
_EXACT: Final = 1e18
_COLUMNS: Final = 256

Record = tuple[int, bytes]


class Encrypted(Exception):
    """A password protects the workbook."""


def rows(stream: bytes, *, wide: bool) -> Iterator[str]:
    """Text of many rows at a time: a row a line, its cells between tabs; `wide` since Excel 97.

    Raises:
        Encrypted: a password protects it.
    """
    lines = _Lines(wide=wide)
    for kind, content in _records(stream):
        if kind == _FILE_PASS:
            raise Encrypted
        lines.take(kind, content)
        if len(lines.done) >= BATCH_ROWS:
            yield lines.taken()
    lines.end_row()
    yield lines.taken()


def _records(stream: bytes) -> Iterator[Record]:
    """What a record is, and what it holds."""
    at = 0
    while at + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        yield kind, stream[at : at + size]
        at += size


class _Lines:
    """Rows while their cells come."""

    def __init__(self, *, wide: bool) -> None:
        self.done: list[str] = []
        self._wide = wide
        self._row = -1
        self._cells: list[str] = []
        self._pieces: list[bytes] | None = None  # of the shared strings
        self._strings: list[str] = []
        self._last = 0
        self._cell_of_formula: tuple[int, int] = (0, 0)

    def take(self, kind: int, content: bytes) -> None:
        """One record."""
        if kind == _CONTINUE:
            self._go_on(content)
        else:
            if self._pieces is not None:
                self._strings, self._pieces = shared_strings(self._pieces), None
            self._cell(kind, content)
            self._last = kind

    def end_row(self) -> None:
        """The next cell is in another row."""
        if self._cells:
            self.done.append("\t".join(self._cells))
            self._cells = []

    def taken(self) -> str:
        """The rows that are done."""
        lines, self.done = self.done, []
        return "".join(f"{line}\n" for line in lines)

    def _go_on(self, content: bytes) -> None:
        if self._pieces is not None:
            self._pieces.append(content)
        elif self._last == _TEXT_OBJECT and content:  # a note, a text box; what follows is its format
            self.end_row()
            self.done.append(_one_line(content[1:].decode("utf-16-le" if content[0] & 1 else "latin-1", "replace")))
            self._last = 0

    def _cell(self, kind: int, content: bytes) -> None:
        if kind == _SST:
            self._pieces = [content]
        elif kind in (_BOF, _END):
            self.end_row()
            self._row = -1
        elif kind == _FORMULA_TEXT:
            self._put(*self._cell_of_formula, short_text(content, wide=self._wide))
        elif kind in _READERS and len(content) >= _CELL.size:
            row, column, _ = _CELL.unpack_from(content)
            if kind == _MANY_RK:  # the first cell's format stands where that of a single cell would
                self._put(row, column, *(_rk(content[at : at + 4]) for at in range(_CELL.size, len(content) - 5, 6)))
            else:
                self._put(row, column, self._value(kind, content[_CELL.size :], (row, column)))

    def _value(self, kind: int, value: bytes, place: tuple[int, int]) -> str:
        if kind == _LABEL_SST:
            index = int.from_bytes(value[:4], "little")
            return self._strings[index] if index < len(self._strings) else ""
        if kind in (_LABEL, _RICH_LABEL):
            return short_text(value, wide=self._wide)
        if kind == _RK:
            return _rk(value[:4])
        self._cell_of_formula = place
        return "" if kind == _FORMULA and value[6:8] == b"\xff\xff" else _number(value[:8])

    def _put(self, row: int, column: int, *texts: str) -> None:
        if row != self._row:
            self.end_row()
            self._row = row
        if any(texts):
            empty = min(column, _COLUMNS) - len(self._cells)
            self._cells.extend([""] * empty)  # a value stays under the name of its column
            self._cells.extend(map(_one_line, texts))


_READERS: Final = frozenset((_LABEL_SST, _LABEL, _RICH_LABEL, _NUMBER, _RK, _MANY_RK, _FORMULA))


def _rk(data: bytes) -> str:
    """A number packed into 30 bits, with a hundred times it told by its first bit (MS-XLS 2.5.217)."""
    packed = int.from_bytes(data, "little", signed=True)
    if packed & 2:
        number: float = packed >> 2
    else:
        number = float(struct.unpack("<d", bytes(4) + (packed & 0xFFFFFFFC).to_bytes(4, "little"))[0])
    return _written(number / 100 if packed & 1 else number)


def _number(data: bytes) -> str:
    return _written(struct.unpack("<d", data)[0]) if len(data) == 8 else ""


def _written(number: float) -> str:
    """A number as a person would read it."""
    if not abs(number) < _EXACT:  # nor where it is no number
        return ""
    return str(int(number)) if number == int(number) else repr(number)


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\t", " ") if not text.isprintable() else text
