"""The streams within a compound file: sectors chained by a table, small ones in a stream of their own (MS-CFB 2)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEADER_BYTES: Final = 512
MOST_ENTRIES: Final = 20_000
"""Most directory entries that are looked at."""

_ENTRY_BYTES: Final = 128
_IN_HEADER: Final = 109  # places of the table's sectors that stand in the header itself
_STREAM, _ROOT = 2, 5  # kinds of entries
_NO_SECTOR: Final = 0xFFFFFFFA  # and above: end of chain, free, and the table itself


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream: where it begins and how long it says it is."""

    name: str
    kind: int
    first: int
    size: int


class Compound:
    """A compound file that is whole in memory. What is damaged reads short; nothing raises."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sector = 1 << min(16, max(7, _word(data, 30, 2)))
        self._mini_sector = 1 << min(12, max(4, _word(data, 32, 2)))
        self._cutoff = _word(data, 56)
        self._table = self._sectors_table()
        self.entries = self._directory(_word(data, 48))
        self._mini_table: tuple[int, ...] = ()
        self._mini = b""
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        if root is not None:
            self._mini_table = _numbers(self._chain(_word(data, 60), len(data)))
            self._mini = self._chain(root.first, root.size)

    def streams(self) -> Iterator[Entry]:
        """All streams, in the order of the directory."""
        return (entry for entry in self.entries if entry.kind == _STREAM)

    def read(self, entry: Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size >= self._cutoff:
            return self._chain(entry.first, entry.size)
        places = _followed(self._mini_table, entry.first, entry.size // self._mini_sector + 1)
        size = self._mini_sector
        return b"".join(self._mini[at * size : (at + 1) * size] for at in places)[: entry.size]

    def _chain(self, first: int, size: int) -> bytes:
        size = min(size, len(self._data))
        places = _followed(self._table, first, size // self._sector + 1)
        return b"".join(map(self._at, places))[:size]

    def _at(self, place: int) -> bytes:
        begin = (place + 1) * self._sector
        return self._data[begin : begin + self._sector]

    def _sectors_table(self) -> tuple[int, ...]:
        """For each sector the one behind it."""
        most = len(self._data) // self._sector + 1
        places = list(_numbers(self._data[76 : 76 + 4 * _IN_HEADER]))
        more, seen = _word(self._data, 68), 0
        while more < most and seen < most:
            numbers = _numbers(self._at(more))
            places += numbers[:-1]
            more, seen = numbers[-1] if numbers else most, seen + 1
        return _numbers(b"".join(self._at(place) for place in places[:most] if place < most))

    def _directory(self, first: int) -> list[Entry]:
        listed = self._chain(first, len(self._data))[: MOST_ENTRIES * _ENTRY_BYTES]
        return [_entry(listed[at : at + _ENTRY_BYTES]) for at in range(0, len(listed) - _ENTRY_BYTES + 1, _ENTRY_BYTES)]


def _entry(data: bytes) -> Entry:
    name = data[: min(64, max(0, _word(data, 64, 2) - 2))].decode("utf-16-le", "replace")
    return Entry(name, data[66], _word(data, 116), _word(data, 120))


def _followed(table: tuple[int, ...], first: int, most: int) -> Iterator[int]:
    """A chain of places; one that goes round ends where its stream would."""
    place = first
    for _ in range(most):
        if place >= _NO_SECTOR:
            return
        yield place
        if place >= len(table):
            return
        place = table[place]


def _numbers(data: bytes) -> tuple[int, ...]:
    count = len(data) // 4
    return struct.unpack(f"<{count}I", data[: 4 * count])


def _word(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size], "little")
