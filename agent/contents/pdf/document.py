"""A PDF document, spooled until it is whole and then read in a process of its own."""

import re
from collections.abc import Sequence
from typing import Final

from agent.contents.format import Outlet
from agent.contents.pdf.child import Extraction
from policies.part import Buffer

MAGIC: Final = b"%PDF-"
MOST_BYTES: Final = 64 << 20
"""Largest document that is read."""

_WRAPPED: Final = re.compile(rb"(?<![0-9A-Za-z])([0-9]{6,18})[ \t]*\r?\n(?=([0-9]{0,12}[0-9Xx])(?![0-9A-Za-z]))")
_NUMBER_BYTES: Final = range(15, 20)  # of resident numbers and bank cards, whose last digit tells chance from them
_MEMORY_BYTES: Final = 1 << 20
_READ_BYTES: Final = 256 << 10


class Pdf:
    """The text of all pages as one part, each attached file as another; encrypted documents are unread."""

    def __init__(self, outlet: Outlet) -> None:
        from tempfile import SpooledTemporaryFile

        self._outlet = outlet
        self._size = 0
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - lives until the document is whole

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Keep the document; the table of its objects stands at its end."""
        self._size += sum(map(len, pieces))
        if self._size > MOST_BYTES:
            self._file.close()
            self._outlet.fail("pdf too large")
            return
        for piece in pieces:
            self._file.write(piece)

    def gap(self, _: int) -> bool:
        """A document with a hole is not read."""
        self._file.close()
        return False

    def close(self) -> None:
        """Read the document."""
        with self._file, Extraction(self._file) as extraction:
            for name, data in extraction.frames():
                if not self._take(name, data):
                    return
            if extraction.failure:
                self._unread(extraction.failure)

    def _take(self, name: str, data: bytes) -> bool:
        """Give a page's text or an attached file; False once the budget is spent."""
        if not name:
            return self._outlet.give((data, wrapped(data)))
        attached = self._outlet.begin("pdf.attachment", name=name)
        attached.write((data,))
        attached.end()
        return not self._outlet.spent

    def _unread(self, failure: str) -> None:
        """Count all of the document, and say why it is unread."""
        unread = self._outlet.begin("pdf", coding="encrypted" if failure == "encrypted" else "damaged")
        self._file.seek(0)
        for data in iter(lambda: self._file.read(_READ_BYTES), b""):
            unread.write((data,))
        unread.end()
        self._outlet.fail(f"pdf {failure}")


def wrapped(text: bytes) -> bytes:
    """The long numbers that a narrow column broke in two, as lines: one ends a line, one begins the next."""
    numbers = (b"".join(match.groups()) for match in _WRAPPED.finditer(text))
    lines = [number for number in numbers if len(number) in _NUMBER_BYTES]
    return b"\n".join([*lines, b""]) if lines else b""
