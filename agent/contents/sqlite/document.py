"""A SQLite database as parts: its bytes as they are, and each table with its columns' names, a row a line.

The bytes hold what the tables do not: rows that were deleted, and those of a database that is cut off.
"""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.sqlite.pages import Pages
from agent.contents.sqlite.rows import Columns, Value, columns, values
from policies.part import Buffer

MOST_BYTES: Final = 64 << 20
"""Largest database whose tables are read; a larger one is read as it is."""
BATCH_ROWS: Final = 500
"""Rows that are given at once."""

_MEMORY_BYTES: Final = 1 << 20
_SCHEMA_ROOT: Final = 1
_SCHEMA_COLUMNS: Final = 5  # type, name, table, root, sql
_FILES: Final = (
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"%PDF-",
    b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
)
_BREAKS: Final = str.maketrans("\t\r\n", "   ")


class Sqlite:
    """Passes the database on as it comes, keeps a copy, and reads its tables once it is whole."""

    def __init__(self, outlet: Outlet) -> None:
        from tempfile import SpooledTemporaryFile

        self._outlet = outlet
        self._size = 0
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - lives until the database is whole

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Pass on, and keep."""
        self._outlet.give(pieces, same=True)
        self._size += sum(map(len, pieces))
        if self._size > MOST_BYTES:
            self._file.close()
            return
        for piece in pieces:
            self._file.write(piece)

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes; the tables are not read then."""
        self._size = MOST_BYTES
        self._file.close()
        return self._outlet.lose(size)

    def close(self) -> None:
        """Read the tables."""
        if self._file.closed:
            return
        with self._file:
            pages = Pages(self._file, self._size)
            if pages.readable:
                _Tables(self._outlet, pages).give()


class _Tables:
    """The tables that the schema lists."""

    def __init__(self, outlet: Outlet, pages: Pages) -> None:
        self._outlet = outlet
        self._pages = pages

    def give(self) -> None:
        """Every table as a part of its own."""
        for cell in self._pages.cells(_SCHEMA_ROOT):
            row = values(cell, self._pages.text_codec)
            if self._outlet.spent:
                return
            if len(row) == _SCHEMA_COLUMNS and row[0] == "table" and isinstance(row[4], str):
                root = row[3] if isinstance(row[3], str) else ""
                if root.isdigit():
                    self._table(str(row[1]), int(root), columns(row[4]))

    def _table(self, name: str, root: int, of: Columns) -> None:
        inlet = self._outlet.begin("sqlite.table", name=name, type="text/plain")
        lines = ["\t".join(_one_line(name) for name in of.names)] if of.names else []
        for cell in self._pages.cells(root):
            row = values(cell, self._pages.text_codec)
            if 0 <= of.key < len(row) and not row[of.key]:
                row[of.key] = str(cell.key)
            lines.append("\t".join(self._text(value) for value in row))
            if len(lines) >= BATCH_ROWS:
                _write(inlet, lines)
                lines = []
            if self._outlet.spent:
                break
        _write(inlet, lines)
        inlet.end()

    def _text(self, value: Value) -> str:
        """A value as text; a file is a part of its own."""
        if isinstance(value, str):
            return _one_line(value)
        if value.startswith(_FILES):
            inlet = self._outlet.begin("sqlite.blob")
            inlet.write((value,))
            inlet.end()
            return ""
        try:
            return _one_line(value.decode())
        except UnicodeDecodeError:  # in the bytes of the database all the same
            return ""


def _one_line(text: str) -> str:
    return text if text.isprintable() else text.translate(_BREAKS)


def _write(inlet: Inlet, lines: list[str]) -> None:
    if lines:
        inlet.write(("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"),))
