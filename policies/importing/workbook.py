"""The cells of one sheet of a workbook (ECMA-376 part 1, 18.3 and 18.4), read with care.

1. Nothing is decompressed beyond a limit, and no document type is accepted, so no entity is expanded.
2. Cells hold what was stored: a day is the number that the workbook counts it by. The column tells what it means.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.parsers import expat

from policies.document import Unreadable
from policies.problems import Mark, nearest, shown

Cells = dict[int, str]
"""The texts of a row that are not empty, by column."""

MEMBER_LIMIT: Final = 32_000_000
"""Bytes of one part of a workbook, decompressed."""
COLUMN_LIMIT: Final = 256

CELL_COUNT_LIMIT: Final = 400_000
DEPTH_LIMIT: Final = 64

_BOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Begun = Callable[[str, Mapping[str, str]], None]
Ended = Callable[[str, str], None]


def read_workbook(data: bytes, file: str, sheet: str) -> list[tuple[int, Cells]]:
    """(number, cells) of each row of a sheet that holds anything; the sheet is named by its number or its name.

    Raises:
        Unreadable: it is no workbook, has no such sheet, or is larger than a register may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Parts(archive, file)
            path = _Book(parts).path(sheet)
            return _Sheet(parts, _strings(parts), path).rows
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable(Mark(file), f"not a workbook that can be read: {error or type(error).__name__}") from None


class _Parts:
    """The parts of a workbook, each parsed under a limit."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.file = file
        self._archive = archive
        self._names = set(archive.namelist())

    def holds(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name in self._names

    def parse(self, name: str, begun: Begun, ended: Ended) -> None:
        """Tell each element's begin (local name, attributes by local name) and end (local name, own text)."""
        if name not in self._names:
            raise self.refused(f"not a workbook: it has no {name}")
        with self._archive.open(name) as part:
            content = part.read(MEMBER_LIMIT + 1)
        if len(content) > MEMBER_LIMIT:
            raise self.refused(f"{shown(name)} has more than {MEMBER_LIMIT:,} bytes")
        try:
            _parser(begun, ended).Parse(content, True)  # noqa: FBT003  (positional in the C function)
        except expat.ExpatError as error:
            raise self.refused(f"{shown(name)} is damaged: {error}") from None

    def refused(self, message: str, row: int = 1, column: int = 1) -> Unreadable:
        """The end of reading."""
        return Unreadable(Mark(self.file, row, column), message)


def _parser(begun: Begun, ended: Ended) -> expat.XMLParserType:
    texts: list[list[str]] = [[]]

    def start(name: str, attributes: Mapping[str, str]) -> None:
        texts.append([])
        if len(texts) > DEPTH_LIMIT:
            raise ValueError(f"nested deeper than {DEPTH_LIMIT} levels")
        begun(_local(name), {_attribute(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        ended(_local(name), "".join(texts.pop()))

    def inside(text: str) -> None:
        texts[-1].append(text)

    def doctype(*_: object) -> None:
        raise ValueError("it declares a document type, which no workbook does")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = inside
    parser.StartDoctypeDeclHandler = doctype
    return parser


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _attribute(name: str) -> str:
    """An attribute's name without its namespace; `r:id` keeps a prefix, since sheets have ids of their own."""
    space, _, local = name.rpartition(" ")
    return f"r:{local}" if space.endswith("/relationships") else local


class _Book:
    """Which sheets a workbook has."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts
        self._sheets: list[tuple[str, str]] = []  # name, relation
        self._targets: dict[str, str] = {}
        parts.parse(_BOOK, self._begun, _ignored)
        parts.parse(_RELATIONS, self._related, _ignored)

    def path(self, sheet: str) -> str:
        """The part that holds the sheet of this number or name."""
        names = [name for name, _ in self._sheets]
        if sheet in names:
            relation = self._sheets[names.index(sheet)][1]
        elif sheet.isascii() and sheet.isdigit() and 1 <= int(sheet) <= len(names):
            relation = self._sheets[int(sheet) - 1][1]
        else:
            known = f"; it has {', '.join(map(shown, names[:8])) or 'none'}"
            raise self._parts.refused(f"the workbook has no sheet {shown(sheet)}{nearest(sheet, names) or known}")
        target = self._targets.get(relation, "")
        return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"

    def _begun(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self._sheets.append((attributes.get("name", ""), attributes.get("r:id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            raise self._parts.refused("the workbook counts its days from 1904 on; save it as CSV")

    def _related(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self._targets[attributes.get("Id", "")] = attributes.get("Target", "")


def _ignored(name: str, text: str) -> None:
    pass


def _strings(parts: _Parts) -> list[str]:
    """The strings that cells share; how they are pronounced (`rPh`) is left out."""
    strings: list[str] = []
    runs: list[str] = []
    spoken = 0

    def begun(name: str, _: Mapping[str, str]) -> None:
        nonlocal spoken
        spoken += name == "rPh"

    def ended(name: str, text: str) -> None:
        nonlocal spoken
        if name == "t" and not spoken:
            runs.append(text)
        elif name == "rPh":
            spoken -= 1
        elif name == "si":
            strings.append("".join(runs))
            runs.clear()

    if parts.holds(_STRINGS):
        parts.parse(_STRINGS, begun, ended)
    return strings


class _Sheet:
    """The rows of a sheet, in their order."""

    def __init__(self, parts: _Parts, strings: list[str], path: str) -> None:
        self.rows: list[tuple[int, Cells]] = []
        self._parts, self._strings = parts, strings
        self._row, self._column, self._kind, self._text = 0, 0, "", ""
        self._cells = 0
        parts.parse(path, self._begun, self._ended)

    def _begun(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            told = attributes.get("r", "")
            self._row = int(told) if told.isascii() and told.isdigit() and len(told) < 8 else self._row + 1
            self._column = 0
        elif name == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _column(place[1]) if place else self._column + 1
            self._kind, self._text = attributes.get("t", "n"), ""

    def _ended(self, name: str, text: str) -> None:
        if name in ("v", "t"):
            self._text += text
        elif name == "c" and self._text:
            self._put(self._value().strip())

    def _put(self, value: str) -> None:
        if not value:
            return
        self._cells += 1
        if self._column > COLUMN_LIMIT or self._cells > CELL_COUNT_LIMIT:
            limit = f"{COLUMN_LIMIT} columns" if self._column > COLUMN_LIMIT else f"{CELL_COUNT_LIMIT:,} cells"
            raise self._parts.refused(f"more than {limit}", self._row)
        if not self.rows or self.rows[-1][0] != self._row:
            self.rows.append((self._row, {}))
        self.rows[-1][1][self._column] = value

    def _value(self) -> str:
        """What a cell shows, but for the format of a number."""
        if self._kind == "s":
            index = int(self._text) if self._text.isascii() and self._text.isdigit() and len(self._text) < 9 else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if self._kind == "b":
            return "true" if self._text == "1" else "false"
        return _plain(self._text) if self._kind == "n" else self._text


def _plain(text: str) -> str:
    """A number as it is written without exponent and without a fraction of zeros."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return text
    return f"{number.normalize():f}"


def _column(letters: str) -> int:
    """A column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
