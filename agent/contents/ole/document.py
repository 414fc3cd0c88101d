"""A compound file as parts: its bytes as they are, the UTF-16 text in them, and what its streams hold."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from agent.contents.format import Outlet
from agent.contents.ole import cells, word
from agent.contents.ole.compound import HEADER_BYTES, Compound, Entry
from agent.contents.ole.scattered import Scattered
from policies.part import Buffer

MOST_BYTES: Final = 32 << 20
"""Largest file whose streams are put together; a larger one is read as it is."""

_MEMORY_BYTES: Final = 1 << 20
_WORKBOOKS: Final = {"Workbook": True, "Book": False}  # with their names since Excel 97 and before
_WORD: Final = "WordDocument"
_ENCRYPTED: Final = "EncryptedPackage"  # the stream of a protected document (MS-OFFCRYPTO 2.3.4)
_NATIVE: Final = "\x01Ole10Native"  # a file of any kind within a document (MS-OLEDS 2.3.6)
_PROPERTY: Final = "__substg1.0_"  # of an Outlook message (MS-OXMSG 2.4)
_TYPES: Final = {"37010102": "", "10130102": "text/html", "Package": "", "CONTENTS": ""}
"""Streams that are files themselves: an attachment's, the HTML of a message, an embedded document's."""


class Ole:
    """Passes the file on as it comes, keeps a copy, and reads its streams once it is whole."""

    def __init__(self, outlet: Outlet) -> None:
        from tempfile import SpooledTemporaryFile

        self._outlet = outlet
        self._scattered = Scattered(outlet)
        self._size = 0
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - lives until the file is whole

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Pass on, and keep."""
        self._scattered.feed(pieces)
        self._size += sum(map(len, pieces))
        if self._size > MOST_BYTES:
            self._file.close()
            return
        for piece in pieces:
            self._file.write(piece)

    def gap(self, size: int) -> bool:
        """Go on behind lost bytes; the streams are not put together then."""
        self._size = MOST_BYTES
        self._file.close()
        return self._scattered.gap(size)

    def close(self) -> None:
        """Give what the streams hold; a protected document is unread."""
        self._scattered.close()
        encrypted = self._scattered.encrypted
        if HEADER_BYTES <= self._size <= MOST_BYTES and not self._file.closed:
            self._file.seek(0)
            encrypted |= _Streams(self._outlet, Compound(self._file.read())).give()
        self._file.close()
        if encrypted:
            self._outlet.fail("encrypted")


class _Streams:
    """What is in the streams of a file."""

    def __init__(self, outlet: Outlet, compound: Compound) -> None:
        self._outlet = outlet
        self._compound = compound
        self._encrypted = False

    def give(self) -> bool:
        """Everything that needs to be put together; whether something is encrypted."""
        for entry in self._compound.streams():
            if self._outlet.spent:
                break
            if entry.name in _WORKBOOKS:
                self._text("xls", entry, partial(cells.rows, wide=_WORKBOOKS[entry.name]))
            elif entry.name == _WORD:
                self._text("doc", entry, self._word)
            elif entry.name == _NATIVE:
                self._file(_native(self._compound.read(entry)), entry.name)
            elif (kind := _TYPES.get(entry.name.removeprefix(_PROPERTY))) is not None:
                self._file(self._compound.read(entry), entry.name, kind)
            self._encrypted |= entry.name == _ENCRYPTED
        return self._encrypted

    def _word(self, document: bytes) -> Iterator[str]:
        name = word.table_name(document) if document.startswith(word.MAGIC) else ""
        self._encrypted |= not name
        table = next((entry for entry in self._compound.streams() if entry.name == name), None)
        return word.text(document, self._compound.read(table)) if table is not None else iter(())

    def _text(self, label: str, entry: Entry, read: Callable[[bytes], Iterator[str]]) -> None:
        inlet = self._outlet.begin(label, name=entry.name, type="text/plain")
        try:
            for text in read(self._compound.read(entry)):
                inlet.write((text.encode("utf-8", "replace"),))
                if self._outlet.spent:
                    break
        except cells.Encrypted:
            self._encrypted = True
        inlet.end()

    def _file(self, data: bytes, name: str, kind: str = "") -> None:
        inlet = self._outlet.begin("ole", name=name.strip("\x01"), type=kind)
        inlet.write((data,))
        inlet.end()


def _native(data: bytes) -> bytes:
    """The file behind its name, its path and the path it was dropped from."""
    at = 6
    for _ in range(2):
        at = data.find(b"\0", at) + 1
        if not at:
            return b""
    at += 4
    at += 4 + int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4], "little")]
