"""The sheets of a workbook as lines, one a row (ECMA-376 part 1, 18.3 and 18.4).

Most writers put the strings that cells share behind the sheets. So sheets wait, in an unlinked
temporary file of bounded size, until the strings are known; a sheet beyond the bound is given as it
is, and the strings as a part of their own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.zip.office import Kind
from agent.contents.zip.rows import flat, lines
from policies.part import Buffer

SPOOL_BYTES: Final = 64 << 20
"""Most decompressed bytes of sheets and strings that are put together; what is beyond is charged as it is."""
STRINGS_BYTES: Final = 16 << 20
"""Most bytes of shared strings that are put into cells."""

_MEMORY_BYTES: Final = 1 << 20
_READ_BYTES: Final = 256 << 10
_STRINGS_NAME: Final = "xl/sharedStrings.xml"
_SHEET_NAME: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRING: Final = re.compile(rb"</(?:\w{1,20}:)?si>|<(?:\w{1,20}:)?si/>")
_TAG: Final = re.compile(rb"<[^<>]*>")


class Workbook:
    """What a workbook's members hold, put together once its strings are known."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._strings: list[bytes] | None = None
        self._waiting: list[_Sheet] = []
        self._room = SPOOL_BYTES
        self._closed = False  # no strings will come

    def begin(self, name: str) -> Inlet:
        """A sheet, or the strings."""
        if name == _STRINGS_NAME:
            return _Strings(self)
        if self._room <= 0:
            return self._outlet.begin("xlsx", name=name)
        return _Sheet(self, name)

    def close(self) -> None:
        """Give the sheets that waited, with the strings or without."""
        self._closed = True
        waiting, self._waiting = self._waiting, []
        for sheet in waiting:
            self.give(sheet)

    def strings_are(self, text: bytes) -> None:
        """The shared strings, as the XML of their table."""
        self._strings = [flat(_TAG.sub(b"", item)) for item in _STRING.split(text)]
        self.close()

    def plain(self, name: str) -> Inlet:
        """A member that is too large to be put together."""
        return self._outlet.begin("xlsx", name=name)

    def take(self, size: int) -> bool:
        """Whether so many bytes more may wait."""
        self._room -= size
        return self._room >= 0

    def give(self, sheet: "_Sheet") -> None:
        """Write the rows of a sheet, or keep it until the strings are known."""
        if self._strings is None and not self._closed:
            self._waiting.append(sheet)
            return
        inlet = self._outlet.begin("xlsx", name=sheet.name, type="text/xml")
        for text in lines(sheet.chunks(), self._strings or []):
            if self._outlet.spent:
                break
            inlet.write((text,))
        inlet.end()
        sheet.drop()


class _Sheet:
    """The XML of a sheet, spooled."""

    def __init__(self, book: Workbook, name: str) -> None:
        from tempfile import SpooledTemporaryFile

        self.name = name
        self._book = book
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - lives as long as the sheet waits
        self._over: Inlet | None = None

    def write(self, pieces: Sequence[Buffer]) -> None:
        """More of the sheet."""
        if self._over is None and not self._book.take(sum(map(len, pieces))):
            self._over = self._book.plain(self.name)
            for chunk in self.chunks():
                self._over.write((chunk,))
            self.drop()
        if self._over is not None:
            self._over.write(pieces)
            return
        for piece in pieces:
            self._file.write(piece)

    def gap(self, size: int) -> None:
        """Nothing: a compressed member has no gaps."""

    def end(self, damage: str = "") -> None:
        """The sheet is complete, or as complete as it will be."""
        if self._over is not None:
            self._over.end(damage)
        else:
            self._book.give(self)

    def chunks(self) -> Iterator[bytes]:
        """What was written, from the beginning."""
        self._file.seek(0)
        return iter(lambda: self._file.read(_READ_BYTES), b"")

    def drop(self) -> None:
        """The file is needed no more."""
        self._file.close()


class _Strings:
    """The XML of the shared strings."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._text = bytearray()
        self._over: Inlet | None = None

    def write(self, pieces: Sequence[Buffer]) -> None:
        """More of the strings; too many of them become a part of their own."""
        if self._over is None:
            self._text += b"".join(pieces)
            if self._book.take(sum(map(len, pieces))) and len(self._text) <= STRINGS_BYTES:
                return
            self._over = self._book.plain(_STRINGS_NAME)
            pieces, self._text = (bytes(self._text),), bytearray()
        self._over.write(pieces)

    def gap(self, size: int) -> None:
        """Nothing: a compressed member has no gaps."""

    def end(self, damage: str = "") -> None:
        """The strings are complete."""
        if self._over is not None:
            self._over.end(damage)
            self._book.close()
        else:
            self._book.strings_are(bytes(self._text))


def is_table(kind: Kind, name: str) -> bool:
    """Whether a member holds the rows of a sheet, or the strings they share."""
    return kind.label == "xlsx" and (name == _STRINGS_NAME or _SHEET_NAME.fullmatch(name) is not None)
