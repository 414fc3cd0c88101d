"""The text of a Word document before 2007, put together from its pieces (MS-DOC 2.4.1, 2.9.178)."""

import struct
from collections.abc import Iterator
from typing import Final

MAGIC: Final = b"\xec\xa5"
STEP_BYTES: Final = 256 << 10
"""Bytes of a piece that are converted at once."""

_FLAGS_AT, _CLX_AT = 0x0A, 0x01A2
_ENCRYPTED, _OTHER_TABLE = 0x0100, 0x0200
_FORMATS, _PIECES = 1, 2  # what the table of pieces is made of
_NARROW: Final = 0x40000000
_ENDS: Final = str.maketrans("\r\x07\x0b\x0c\x13\x14\x15", "\n\t\n\n   ")


def table_name(document: bytes) -> str:
    """The name of the stream that says where the pieces are, "" where a password protects them."""
    flags = int.from_bytes(document[_FLAGS_AT : _FLAGS_AT + 2], "little")
    if flags & _ENCRYPTED:
        return ""
    return "1Table" if flags & _OTHER_TABLE else "0Table"


def text(document: bytes, table: bytes) -> Iterator[str]:
    """The text in the order it is read, a paragraph or a table's row a line."""
    for at, size, wide in _pieces(document, table):
        for begin in range(at, at + size, STEP_BYTES):
            data = document[begin : min(begin + STEP_BYTES, at + size)]
            yield _lines(data.decode("utf-16-le" if wide else "cp1252", "replace"))


def _lines(characters: str) -> str:
    return characters.replace("\x07\x07", "\n").translate(_ENDS)


def _pieces(document: bytes, table: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each piece begins, its bytes, and whether it is in UTF-16."""
    at, size = struct.unpack("<II", document[_CLX_AT : _CLX_AT + 8].ljust(8, b"\0"))
    clx = table[at : at + size]
    while clx[:1] == bytes((_FORMATS,)):
        clx = clx[3 + int.from_bytes(clx[1:3], "little") :]
    if clx[:1] != bytes((_PIECES,)):
        return
    listed = clx[5 : 5 + int.from_bytes(clx[1:5], "little")]
    count = max(0, (len(listed) - 4) // 12)
    places = struct.unpack(f"<{count + 1}I", listed[: 4 * (count + 1)].ljust(4 * (count + 1), b"\0"))
    left = len(document)  # pieces of a hostile document may overlap
    for number in range(count):
        begin = 4 * (count + 1) + 8 * number
        where = int.from_bytes(listed[begin + 2 : begin + 6], "little")
        characters = max(0, places[number + 1] - places[number])
        wide = not where & _NARROW
        first = where & (_NARROW - 1) if wide else (where & (_NARROW - 1)) // 2
        size = min(characters << wide, len(document) - first, left)
        if size > 0:
            left -= size
            yield first, size, wide
