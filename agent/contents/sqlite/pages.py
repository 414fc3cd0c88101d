"""The pages of a SQLite database and the records in its trees (fileformat2.html 1.5, 1.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

_HEADER_BYTES: Final = 100  # on the first page, before the page's own header
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_INTERIOR: Final = (_INTERIOR_INDEX, _INTERIOR_TABLE)
_ENCODINGS: Final = {2: "utf-16-le", 3: "utf-16-be"}
_MOST_PAYLOAD: Final = 16 << 20
"""Largest row that is put together from its overflow pages."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row as it is stored."""

    key: int  # the row's number; 0 in tables that have none
    payload: bytes


class Pages:
    """A database in a file. What is damaged ends the tree it is in; nothing raises."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._size = size
        file.seek(0)
        head = file.read(_HEADER_BYTES)
        told = int.from_bytes(head[16:18], "big")
        self.page_bytes = 65536 if told == 1 else told
        self.text_codec = _ENCODINGS.get(int.from_bytes(head[56:60], "big"), "utf-8")
        self._usable = self.page_bytes - head[20] if len(head) == _HEADER_BYTES else 0
        self._read = 0  # pages so far: the trees of a hostile file may share theirs

    @property
    def readable(self) -> bool:
        """Whether the header makes sense."""
        return self.page_bytes >= 512 and not self.page_bytes & (self.page_bytes - 1) and self._usable >= 480

    def cells(self, root: int) -> Iterator[Cell]:
        """All rows of a tree, in order."""
        waiting = [root]
        seen: set[int] = set()
        while waiting:
            number = waiting.pop()
            page = self._page(number)
            start = _HEADER_BYTES if number == 1 else 0
            kind = page[start] if len(page) > start + 12 else 0
            if number in seen or kind not in (*_INTERIOR, _LEAF_INDEX, _LEAF_TABLE):
                continue
            seen.add(number)
            places = self._places(page, start, interior=kind in _INTERIOR)
            if kind in _INTERIOR:
                waiting.append(int.from_bytes(page[start + 8 : start + 12], "big"))
                waiting.extend(int.from_bytes(page[at : at + 4], "big") for at in reversed(places))
            if kind != _INTERIOR_TABLE:
                for at in places:
                    yield self._cell(page, at + 4 * (kind == _INTERIOR_INDEX), table=kind == _LEAF_TABLE)

    def _page(self, number: int) -> bytes:
        self._read += 1
        if not 0 < number <= self._size // self.page_bytes + 1 or self._read > 4 * (self._size // self.page_bytes + 1):
            return b""
        self._file.seek((number - 1) * self.page_bytes)
        return self._file.read(self.page_bytes)

    @staticmethod
    def _places(page: bytes, start: int, *, interior: bool) -> list[int]:
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        first = start + (12 if interior else 8)
        listed = page[first : first + 2 * count]
        return [int.from_bytes(listed[at : at + 2], "big") for at in range(0, len(listed) - 1, 2)]

    def _cell(self, page: bytes, at: int, *, table: bool) -> Cell:
        size, at = varint(page, at)
        key, at = varint(page, at) if table else (0, at)
        local = self._local(size, table=table)
        payload = page[at : at + local]
        if local < size:
            payload += self._overflow(int.from_bytes(page[at + local : at + local + 4], "big"), size - local)
        return Cell(key, payload)

    def _local(self, size: int, *, table: bool) -> int:
        """How much of a payload stands on its page (fileformat2.html 1.6)."""
        usable = self._usable
        most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (usable - 12) * 32 // 255 - 23
        kept = least + (size - least) % (usable - 4)
        return kept if kept <= most else least

    def _overflow(self, number: int, size: int) -> bytes:
        pieces: list[bytes] = []
        size = min(size, _MOST_PAYLOAD)
        while size > 0 and number:
            page = self._page(number)
            piece = page[4 : min(self._usable, 4 + size)]
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
            number = int.from_bytes(page[:4], "big")
        return b"".join(pieces)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    if at < len(data) and data[at] < 0x80:
        return data[at], at + 1
    value = 0
    for byte in data[at : at + 8]:
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    return value << 8 | (data[at] if at < len(data) else 0), at + 1
