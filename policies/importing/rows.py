"""The rows of a register that is kept as CSV or as a workbook."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policies.document import Unreadable
from policies.importing.workbook import Cells, read_workbook
from policies.problems import Mark

SIZE_LIMIT: Final = 20_000_000
"""Bytes in one register."""
ROW_LIMIT: Final = 10_000
CELL_LIMIT: Final = 4_000
"""Characters in one cell."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS: Final = (",", "\t", ";")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything; rows and columns count from 1, as a spreadsheet counts them."""

    number: int
    cells: Cells


def read_rows(data: bytes, file: str, sheet: str = "1") -> list[Row]:
    """The rows of a register; what it is, is told by its first bytes. `sheet` is a number from 1 on, or a name.

    Raises:
        Unreadable: it is no register that can be read, or larger than one may be.
    """
    if len(data) > SIZE_LIMIT:
        raise Unreadable(Mark(file), f"the file has more than {SIZE_LIMIT:,} bytes, the most a register may have")
    if data.startswith(_OLE):
        raise Unreadable(Mark(file), "an old or an encrypted workbook; save it as .xlsx without a password, or as CSV")
    found = read_workbook(data, file, sheet) if data.startswith(_ZIP) else _read_csv(data, file)
    rows: list[Row] = []
    for number, cells in found:
        if not cells:
            continue
        if len(rows) == ROW_LIMIT:
            raise Unreadable(Mark(file, number), f"more than {ROW_LIMIT:,} rows")
        for column, cell in cells.items():
            if len(cell) > CELL_LIMIT:
                raise Unreadable(Mark(file, number, column), f"the cell has more than {CELL_LIMIT:,} characters")
        rows.append(Row(number, cells))
    return rows


def _read_csv(data: bytes, file: str) -> Iterator[tuple[int, Cells]]:
    text = _text(data, file)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield number, {column: cell.strip() for column, cell in enumerate(row, 1) if cell.strip()}
    except csv.Error as error:
        raise Unreadable(Mark(file, number + 1), f"not CSV: {error}") from None


def _text(data: bytes, file: str) -> str:
    """The text, as spreadsheets write it: UTF-8, UTF-16 with its mark, or the Chinese code page."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(Mark(file), "neither CSV in UTF-8 or GB18030, nor a workbook (.xlsx)")
