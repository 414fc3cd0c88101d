"""Bytes that no protocol recognised: given as they are, while a message start is looked for near the beginning."""

from collections.abc import Callable, Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from policies.part import Buffer

SEARCH_BYTES: Final = 64 << 10
"""How far into a stream a message start is looked for: a capture may begin in the middle of a message."""

BINARY: Final = "application/octet-stream"
"""A format is told by its first bytes, as in any file."""

Search = Callable[[bytes], tuple[int, int]]


class Raw:
    """One stream direction, unrecognised."""

    __slots__ = ("_held", "_part", "_search", "_searched", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink, search: Search | None) -> None:
        """`search` finds a message start; None where none is looked for."""
        self._sink = sink
        self._search = search
        self._searched = 0 if search else SEARCH_BYTES
        self._held = b""
        self._part: Inlet | None = None

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Give the bytes on, without a copy once the search is over."""
        if self._searched == SEARCH_BYTES:
            self._write(direction, offset, pieces)
            return
        room = SEARCH_BYTES - self._searched
        near, far = _split(pieces, room)
        if self._look(direction, offset, b"".join(near), far) and self._searched == SEARCH_BYTES:
            self._release(direction, offset + room)
            self._write(direction, offset + room, far)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Nothing is glued over a gap."""
        self._release(direction, offset)
        if self._part is not None:
            self._part.gap(size)

    def close(self, direction: int, offset: int) -> None:
        """Give what was held back."""
        self._release(direction, offset)
        self._end()

    def _look(self, direction: int, offset: int, new: bytes, behind: Sequence[Buffer]) -> bool:
        """Look for a message start in `new`; False when one was found and the reader changes."""
        self._searched += len(new)
        data = self._held + new if self._held else new
        start = offset - len(self._held)
        found, keep = self._search(data) if self._search else (-1, len(data))
        if found < 0:
            self._held = data[keep:]
            self._write(direction, start, [data[:keep]] if keep < len(data) else [data])
            return True
        self._held = b""
        self._write(direction, start, [data[:found]])
        self._end()
        self._sink.switch(direction, start + found, [data[found:], *behind], "")
        return False

    def _release(self, direction: int, offset: int) -> None:
        held, self._held = self._held, b""
        self._write(direction, offset - len(held), [held])

    def _end(self) -> None:
        if self._part is not None:
            self._part.end()
            self._part = None

    def _write(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        if any(map(len, pieces)):
            if self._part is None:
                self._part = self._sink.begin(direction, "raw", type=BINARY, exact=True)
            self._sink.at(offset)
            self._part.write(pieces)


def _split(pieces: Sequence[Buffer], size: int) -> tuple[Sequence[Buffer], Sequence[Buffer]]:
    """Pieces up to `size` bytes, and those behind; a piece that lies across is cut."""
    left = size
    for number, piece in enumerate(pieces):
        if len(piece) >= left:
            return [*pieces[:number], piece[:left]], [piece[left:], *pieces[number + 1 :]]
        left -= len(piece)
    return pieces, ()


class Datagrams:
    """Unrecognised datagrams: each is a message of its own."""

    __slots__ = ("_sink",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """Give the datagrams on, all those of one feed in one part."""
        self._sink.datagrams(direction, pieces, offset)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams do not follow one another."""

    def close(self, direction: int, offset: int) -> None:
        """Nothing is open."""
