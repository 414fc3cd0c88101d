"""A file whose bytes come in pieces at offsets: given in order, while pieces ahead of their turn wait in a store.

Rule 1: no byte is lost. What was given already and comes again is a part of its own.
Rule 2: what never comes is a gap, once the file is closed or the store is full.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Final

from agent.contents.format import Inlet
from policies.part import Buffer

STORE_BYTES: Final = 16 << 20
"""What one store may hold, of all files together."""
MOST_WAITING: Final = 256
"""Pieces of one file that may wait."""
APPENDED: Final = -1
"""The offset of a piece that goes to the end of the file, wherever that is."""

_MEMORY_BYTES: Final = 64 << 10  # beyond it, an unlinked temporary file
_READ_BYTES: Final = 256 << 10

_MAIN: Final = 0  # the piece goes on where the file ends so far
_SIDE: Final = 1  # the piece repeats what was given already
_WAITING: Final = 2  # the piece is ahead of its turn


class Store:
    """Where pieces wait, of all files of one direction: nothing of it leaves the process."""

    __slots__ = ("_end", "_file", "_limit", "_used")

    def __init__(self, limit: int = STORE_BYTES) -> None:
        self._limit = limit
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._end = self._used = 0

    @property
    def room(self) -> int:
        """Bytes that can still be kept."""
        return self._limit - self._end

    def put(self, piece: Buffer) -> int:
        """Keep a copy; the place, or -1 when it cannot be kept."""
        if len(piece) > self.room:
            return -1
        try:
            if self._file is None:
                self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - lives as long as the store
            self._file.seek(self._end)
            self._file.write(piece)
        except OSError:  # the disk is full
            return -1
        place, self._end = self._end, self._end + len(piece)
        self._used += len(piece)
        return place

    def take(self, place: int, size: int) -> Iterator[bytes]:
        """What was kept, for the last time."""
        for at in range(place, place + size, _READ_BYTES):
            assert self._file is not None
            self._file.seek(at)
            yield self._file.read(min(_READ_BYTES, place + size - at))
        self._used -= size
        if not self._used:
            self._end = 0


@dataclass(slots=True)
class Place:
    """Where in the stream of a direction the bytes are that are being read; `tell` says it to whom it concerns."""

    tell: Callable[[int], None]
    at: int = 0

    def move(self, at: int) -> None:
        """What is written next comes from here."""
        self.at = at
        self.tell(at)


class Lane:
    """One part of the file that is being written, from `start` to `next` so far."""

    __slots__ = ("_begin", "_inlet", "next", "start")

    def __init__(self, begin: Callable[[], Inlet], start: int) -> None:
        self._begin = begin
        self._inlet: Inlet | None = None
        self.start = self.next = start

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        size = sum(map(len, pieces))
        if size:
            self._open().write(pieces)
            self.next += size

    def gap(self, size: int) -> None:
        """Bytes are missing."""
        self._open().gap(size)
        self.next += size

    def end(self, damage: str = "") -> None:
        """Nothing more comes."""
        if self._inlet is not None:
            self._inlet.end(damage)
            self._inlet = None

    def _open(self) -> Inlet:
        if self._inlet is None:
            self._inlet = self._begin()
        return self._inlet


class Scattered:
    """One direction of one file. A piece is announced by `piece`, comes by `write` and `gap`, and ends with `done`."""

    __slots__ = ("_at", "_begin", "_entry", "_main", "_mode", "_place", "_side", "_store", "_waiting")

    def __init__(self, begin: Callable[[], Inlet], store: Store, place: Place, start: int | None = 0) -> None:
        """Begin a file.

        Args:
            begin: begins a part.
            store: where pieces wait.
            place: where in the stream pieces come from.
            start: the offset the first piece is expected at, None where the file was open before.
        """
        self._begin = begin
        self._store = store
        self._place = place
        self._main = None if start is None else Lane(begin, start)
        self._side: Lane | None = None
        self._waiting: dict[int, list[tuple[int, int, int]]] = {}  # offset -> (where in the store, size, in the stream)
        self._mode = _MAIN
        self._at = 0  # of the next byte of a piece that waits
        self._entry = 0  # where that piece began

    def piece(self, offset: int) -> None:
        """A piece of the file comes next, from `offset` on."""
        main = self._main
        if main is None:
            main = self._main = Lane(self._begin, max(offset, 0))
        if offset == APPENDED:
            offset = main.next
        side = self._side
        if side is not None and offset == side.next and (self._mode == _SIDE or offset != main.next):
            self._mode = _SIDE
        elif offset == main.next:
            self._mode = _MAIN
        elif offset <= main.start < main.next:
            self._restart(offset)
        elif offset < main.next or offset in self._waiting:
            self._divert(offset)
        else:
            self._mode = _WAITING
            self._entry = self._at = offset

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the piece."""
        if self._mode != _WAITING:
            self._lane().write(pieces)
            return
        for piece in pieces:
            rest = piece[self._keep(piece) :] if self._mode == _WAITING else piece
            if len(rest):
                self._lane().write((rest,))

    def gap(self, size: int) -> None:
        """`size` bytes of the piece were lost."""
        if self._mode == _WAITING:
            self._at += size
            if self._at in self._waiting:
                self._turn()
            self._entry = self._at
        else:
            self._lane().gap(size)

    def done(self) -> None:
        """The piece is complete, or as complete as it will be: what waited for it follows."""
        if self._mode == _MAIN:
            self._follow()
        elif len(self._waiting) > MOST_WAITING:
            self._settle()

    def close(self, damage: str = "") -> None:
        """No more pieces come."""
        self._settle()
        for lane in (self._main, self._side):
            if lane is not None:
                lane.end(damage)

    # Inside

    def _keep(self, piece: Buffer) -> int:
        """Let bytes wait; how many there was room for. The piece waits no longer where that is not all."""
        fits = piece[: self._store.room]
        where = self._store.put(fits) if len(fits) else -1
        size = len(fits) if where >= 0 else 0
        if size:
            stretches = self._waiting.setdefault(self._entry, [])
            if stretches and sum(stretches[-1][:2]) == where:
                where, before, at = stretches.pop()
                stretches.append((where, before + size, at))
            else:
                stretches.append((where, size, self._place.at))
            self._at += size
        if size < len(piece):
            self._turn()
        return size

    def _lane(self) -> Lane:
        lane = self._side if self._mode == _SIDE else self._main
        assert lane is not None
        return lane

    def _restart(self, offset: int) -> None:
        """The file comes again from its beginning; what was given so far may still go on beside it."""
        if self._side is not None:
            self._side.end()
        self._side, self._main = self._main, Lane(self._begin, offset)
        self._mode = _MAIN

    def _divert(self, offset: int) -> None:
        if self._side is not None:
            self._side.end()
        self._side = Lane(self._begin, offset)
        self._mode = _SIDE

    def _follow(self) -> None:
        """Give what waited for just this place."""
        main = self._main
        while main is not None and main.next in self._waiting:
            self._give(main, main.next)

    def _give(self, lane: Lane, offset: int) -> None:
        now = self._place.at
        for where, size, at in self._waiting.pop(offset):
            self._place.move(at)
            for chunk in self._store.take(where, size):
                lane.write((chunk,))
        self._place.move(now)

    def _settle(self) -> None:
        """Wait no longer: what is missing is a gap."""
        main = self._main
        for offset in sorted(self._waiting):
            assert main is not None
            if offset < main.next:
                self._divert(offset)
                assert self._side is not None
                self._give(self._side, offset)
                continue
            if offset > main.next:
                main.gap(offset - main.next)
            self._give(main, offset)

    def _turn(self) -> None:
        """The piece that comes cannot wait."""
        self._settle()
        main, at = self._main, self._at
        assert main is not None
        self._mode = _MAIN
        if at > main.next:
            main.gap(at - main.next)
        elif at < main.next:
            self._divert(at)
