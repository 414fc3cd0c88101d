"""A direction as a tape: a script, written in the order of the bytes, asks for what it reads next.

A script is a generator. It yields a number for exactly so many bytes, a negative number for at least one and at
most so many, or a mark for everything up to and with it. What it was given was read, unless it is put back.
"""

import re
from collections.abc import Callable, Generator, Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from policies.part import Buffer

MOST_BYTES: Final = 64 << 10
"""Most bytes that a script may ask for at once, so the most that is held between two calls."""
BLOCK_BYTES: Final = 256 << 10
"""Bytes that are joined to be read at once."""
SEARCH_BYTES: Final = 64 << 10
"""How far a message start is looked for behind what is no message."""

BACK_BYTES: Final = 16
"""Bytes that can be put back, however they came."""

Script = Generator[int | bytes, bytes, None]


class Lost(Exception):
    """What a script waits for does not come: `held` did, and `size` bytes behind it are lost.

    A script that does not catch it is begun anew behind the gap; what was held is given raw.
    """

    def __init__(self, held: bytes, size: int) -> None:
        super().__init__()
        self.held = held
        self.size = size


class Tape:
    """One direction. What a script cannot use it gives to `raw`: no byte is lost."""

    __slots__ = (
        "_at",
        "_begin",
        "_data",
        "_leaves",
        "_raw",
        "_raw_end",
        "_script",
        "_sealed",
        "_start",
        "_want",
        "direction",
        "sink",
    )

    def __init__(self, sink: Sink, direction: int, begin: Callable[["Tape"], Script]) -> None:
        """`begin` makes the script, at the start of the direction and again behind each gap."""
        self.sink = sink
        self.direction = direction
        self._begin = begin
        self._script: Script | None = begin(self)
        self._want: int | bytes | None = None  # None: the script has not begun
        self._data = b""
        self._at = 0  # of the next byte in `_data`
        self._start = 0  # of `_data` in the stream
        self._raw: Inlet | None = None
        self._raw_end = 0
        self._leaves: tuple[str, str] | None = None  # the label and the name of the protocol that follows
        self._sealed: int | None = None  # unreadable bytes that were given

    # For the script

    @property
    def offset(self) -> int:
        """Where in the stream the next byte stands."""
        return self._start + self._at

    def back(self, size: int) -> None:
        """Put bytes back: at most BACK_BYTES, or what was given last."""
        self._at -= size

    def raw(self, data: bytes) -> None:
        """Give bytes that were just read, and are no message, as they are."""
        if data:
            self._give_raw(data, self.offset - len(data))

    def rest(self) -> Script:
        """Give everything that comes raw."""
        while True:
            self.raw((yield -MOST_BYTES))

    def seek(self, start: re.Pattern[bytes], least: int) -> Script:
        """Give bytes raw up to the next place where a message may start: where `start` matches `least` bytes.

        Where none starts near, everything that comes is raw.
        """
        if not (yield from self.find(start, least, SEARCH_BYTES)):
            yield from self.rest()

    def find(self, start: re.Pattern[bytes], least: int, within: int) -> Generator[int | bytes, bytes, bool]:
        """Give at most `within` bytes raw, up to where `start` matches `least` bytes; whether it does."""
        left = within
        while left > 0:
            yield least
            self.back(least)
            found = start.search(self._data, self._at, self._at + left + least - 1)
            size = found.start() - self._at if found else min(left, len(self._data) - self._at - least + 1)
            self._skip(size)
            if found:
                return True
            left -= size
        return False

    def body(self, inlet: Inlet, size: int) -> Script:
        """Write the next `size` bytes to a part; lost ones within it are a gap of the part."""
        while size:
            try:
                data = yield -min(size, BLOCK_BYTES)
            except Lost as lost:
                if lost.size == 0 or lost.size > size:
                    raise
                inlet.gap(lost.size)
                size -= lost.size
                continue
            inlet.write((data,))
            size -= len(data)

    def pass_over(self, size: int) -> Script:
        """Give the next `size` bytes raw, whatever of them is lost."""
        while size > 0:
            try:
                data = yield -min(size, BLOCK_BYTES)
            except Lost as lost:
                if lost.size == 0 or lost.size > size:
                    raise
                size -= lost.size
                continue
            self.raw(data)
            size -= len(data)

    def switch(self, label: str, announced: str = "") -> None:
        """The rest is another protocol; the script must return."""
        self._leaves = (label, announced)

    def opaque(self, size: int = 0) -> None:
        """The rest cannot be read, and `size` bytes of what was given could not; the script must return."""
        self._sealed = size

    # For the reader

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            held = self._trimmed()
            self._start = offset - len(held)
            self._data = b"".join((held, *pieces[first:number]))
            offset += size
            self._run()
            if self._script is None:
                self._leave(pieces[number:])
                return
        start = self._start + len(self._data)
        self._data = self._trimmed()
        self._start = start - len(self._data)

    def gap(self, offset: int, size: int) -> None:
        """Lost bytes: the script hears of it where it waits."""
        self._interrupt(offset, size)
        if self._raw is not None:
            self._raw.gap(size)
            self._raw_end = offset + size
        self._start = offset + size

    def close(self, offset: int) -> None:
        """The direction is over."""
        self._interrupt(offset, 0)
        if self._script is not None:
            self._script.close()
            self._script = None
        self._end_raw()

    # Inside

    def _trimmed(self) -> bytes:
        """What was not read yet, and a little that may be put back."""
        behind = max(0, self._at - BACK_BYTES)
        self._at -= behind
        return self._data[behind:]

    def _run(self) -> None:
        """Let the script read until it needs more bytes than there are."""
        script = self._script
        if script is None:
            return
        try:
            if self._want is None:
                self._want = next(script)
            while True:
                size = self._ready(self._want)
                if size is None:
                    return
                self.sink.at(self._start + self._at)
                data = self._data[self._at : self._at + size]
                self._at += size
                self._want = script.send(data)
        except StopIteration:
            self._script = None
            if self._leaves is None and self._sealed is None:
                self._replace(self.rest())
                self._run()

    def _ready(self, want: int | bytes) -> int | None:
        """How many bytes the script is to be given now, None while there are too few."""
        there = len(self._data) - self._at
        if isinstance(want, bytes):
            found = self._data.find(want, self._at, self._at + MOST_BYTES)
            if found >= 0:
                return found + len(want) - self._at
            return MOST_BYTES if there >= MOST_BYTES else None
        if want >= 0:
            return want if there >= want else None
        return min(there, -want) or None

    def _interrupt(self, offset: int, size: int) -> None:
        script = self._script
        if script is None:
            return
        held, self._data, self._at, self._start = self._data[self._at :], b"", 0, offset
        try:
            if self._want is not None:
                self._want = script.throw(Lost(held, size))
                held = b""
        except (Lost, StopIteration):
            self._replace(self._begin(self))
        if held:
            self._give_raw(held, offset - len(held))

    def _replace(self, script: Script) -> None:
        self._script, self._want = script, None

    def _leave(self, pieces: Sequence[Buffer]) -> None:
        """Pass on what the script, which has returned, did not see."""
        offset, left = self.offset, self._data[self._at :]
        self._data, self._at, self._start = b"", 0, offset + len(left)
        self._end_raw()
        pieces = [left, *pieces] if left else pieces
        if self._leaves is not None:
            self.sink.switch(self.direction, offset, pieces, *self._leaves)
        elif self._sealed is not None:
            self.sink.opaque(self.direction, self._sealed + sum(map(len, pieces)))

    def _skip(self, size: int) -> None:
        data = self._data[self._at : self._at + size]
        self._at += size
        self.raw(data)

    def _give_raw(self, data: bytes, at: int) -> None:
        if self._raw is not None and at != self._raw_end:
            self._end_raw()
        if self._raw is None:
            self._raw = self.sink.begin(self.direction, "raw", type=None, exact=True)
        self.sink.at(at)
        self._raw.write((data,))
        self._raw_end = at + len(data)

    def _end_raw(self) -> None:
        if self._raw is not None:
            self._raw.end()
            self._raw = None
