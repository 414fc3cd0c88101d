"""Headers of tables: what stands above a value in its column, however far above."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from policies.context import decoded, prepared

HEAD_BYTES: Final = 2048
"""How much of a part's beginning is kept to look for a header in."""

ROW_BYTES: Final = 2048
"""How far before a value the beginning of its row is looked for."""

_LINES: Final = 12
_LONGEST_NAME: Final = 48
_DELIMITERS: Final = (b"\t", b",", b"|", b";")
_DATA: Final = re.compile(rb"[0-9]{5}|[0-9]{4}-[0-9]{2}|@")
_SQL_COLUMNS: Final = re.compile(rb"\(([^()]{1,1500})\)\s*(?:VALUES|FROM\s+stdin)", re.IGNORECASE)
_SQL_QUOTED: Final = re.compile(rb"'(?:[^'\\]|''|\\.)*'")
_CSV_QUOTED: Final = re.compile(rb'"[^"\n]*"')


@dataclass(frozen=True, slots=True)
class Table:
    """The names of a table's columns, and what parts them in a row."""

    names: tuple[str, ...]
    delimiter: bytes
    opening: bytes  # behind which a row begins
    quoted: re.Pattern[bytes]

    def name(self, row: bytes) -> str:
        """The name above the value that `row` (the bytes before it, its line's beginning among them) leads to."""
        line = row[row.rfind(b"\n") + 1 :]
        if self.quoted.pattern[:1] in line:
            line = self.quoted.sub(b"", line)
        column = line.count(self.delimiter, line.rfind(self.opening) + 1)
        return self.names[column] if column < len(self.names) else ""


def table(head: bytes) -> Table | None:
    """The table whose names stand in the first lines of a part, None where there is none.

    Understood are lines of fields under a line of names (CSV, TSV, `|` and `;`), a single column
    under one name, and the column lists of SQL `INSERT` and `COPY`.
    """
    columns = _SQL_COLUMNS.search(head)
    if columns is None:
        return _delimited(head)
    if columns[0][-5:].lower() == b"stdin":
        return Table(_names(columns[1].split(b",")), b"\t", b"\n", _SQL_QUOTED)
    return Table(_names(columns[1].split(b",")), b",", b"(", _SQL_QUOTED)


def _delimited(head: bytes) -> Table | None:
    lines = head.removeprefix(codecs.BOM_UTF8).split(b"\n")[:_LINES]
    for line, below in pairwise(lines):
        delimiter = max(_DELIMITERS, key=line.count)
        fields = line.strip(b"\r").split(delimiter)
        if all(map(_is_name, fields)) and (below.count(delimiter) == len(fields) - 1 or below is lines[-1]):
            return Table(_names(fields), delimiter, b"\n", _CSV_QUOTED)
    return None


def _names(fields: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(prepared(decoded(field.strip(b" \t\r\"'`"))) for field in fields)


def _is_name(field: bytes) -> bool:
    return 0 < len(field.strip()) <= _LONGEST_NAME and _DATA.search(field) is None
