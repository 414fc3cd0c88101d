"""A result: one part, the names of the columns in its first line, then one row a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from agent.contents.format import Inlet
from agent.contents.json.escapes import unescape
from agent.protocols.sql.half import Half
from agent.protocols.sql.lines import Fields, joined, line

FILE_BYTES: Final = 64
"""A binary value as long as this may be a file, and is a part of its own."""

Decode = Callable[[bytes], bytes]
"""A value in the protocol's binary form as text; any bytes are accepted."""

_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\r"))


def is_text(value: bytes) -> bool:
    """Whether a value has no control characters and is UTF-8, its last character perhaps cut, or GBK."""
    if len(value.translate(None, _CONTROLS)) < len(value):
        return False
    return value.isascii() or any(_is_encoded(value, codec) for codec in ("utf-8", "gb18030"))


def _is_encoded(value: bytes, codec: str) -> bool:
    try:
        value.decode(codec)
    except UnicodeDecodeError as error:
        return error.start >= len(value) - 3
    return True


@dataclass(slots=True)
class Column:
    """A column. Whether its values are binary is told by the first of them where the protocol does not say."""

    name: bytes = b""
    decode: Decode | None = None  # None: text in every form
    binary: bool | None = None
    holds_files: bool = False  # its values are bytes of any kind

    def decide(self, first: bytes) -> None:
        """Look at the first value that is not empty."""
        if self.binary is None and first:
            self.binary = not is_text(first)


class Table:
    """Results of one direction, one after another."""

    __slots__ = ("_columns", "_half", "_part", "_path", "type")

    def __init__(self, half: Half, path: str) -> None:
        self._half = half
        self._path = path
        self._columns: Sequence[Column] = ()
        self._part: Inlet | None = None
        self.type: str | None = None  # media type of the parts, where their text is not UTF-8

    def open(self, columns: Sequence[Column]) -> None:
        """The columns of the rows that follow; the part begins with the first of these."""
        self.end()
        self._columns = columns

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the rows that follow."""
        return self._columns

    def write(self, data: bytes, fields: Fields, *, parted: bool = True) -> None:
        """Rows of a block, at least one, with as many fields as there are columns.

        `parted` says that a byte of no value stands before each value.
        """
        coded = not parted
        for number, column in enumerate(self._columns):
            if column.decode is not None:
                if column.binary is None:
                    column.decide(fields.first(data, number))
                coded = coded or bool(column.binary)
        if not coded:
            self.text(fields.lines(data))
            return
        self.text(joined([self._texts(column, fields.column(data, n)) for n, column in enumerate(self._columns)]))

    def row(self, values: Sequence[bytes]) -> None:
        """One row, its values in the protocol's form."""
        texts = []
        for column, value in zip(self._columns, values, strict=True):
            if column.decode is not None:
                column.decide(value)
            texts.append(self._texts(column, (value,))[0])
        self.text(b"\n" + line(texts))

    def text(self, lines: bytes) -> None:
        """Rows that are lines already, each behind a line feed."""
        if self._part is None:
            self._part = self._half.sink.begin(self._half.direction, self._path, type=self.type)
            names = line([column.name for column in self._columns])
            lines = names + lines if names.strip() else lines[1:]
        # One byte is found much faster than two.
        is_escaped = b"\\" in lines and b"\\u" in lines
        self._part.write((unescape(lines) if is_escaped else lines,))

    def begin_value(self, column: Column | None) -> Inlet:
        """A part for one value that is long, or may be a file."""
        name = column.name.decode("utf-8", "replace") if column else ""
        return self._half.sink.begin(self._half.direction, f"{self._path} > value", name=name)

    def gap(self, size: int) -> None:
        """Rows were lost."""
        if self._part is not None:
            self._part.gap(size)

    def end(self, damage: str = "") -> None:
        """The result is over; rows that follow have columns without names."""
        if self._part is not None:
            self._part.end(damage)
            self._part = None
        self._columns = ()

    def _texts(self, column: Column, values: Sequence[bytes]) -> Sequence[bytes]:
        if column.decode is None or not column.binary:
            return values
        if column.holds_files:
            return [self._file(column, value) for value in values]
        return list(map(column.decode, values))

    def _file(self, column: Column, value: bytes) -> bytes:
        """Bytes of any kind: long ones may be a file, others stand in the row."""
        if len(value) < FILE_BYTES:
            return value
        part = self.begin_value(column)
        part.write((value,))
        part.end()
        return b""
