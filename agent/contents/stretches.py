"""Framed messages as stretches of bytes: each is understood, or is content that goes somewhere, or is neither."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from agent.contents.format import Inlet
from policies.part import Buffer

PADDING_BYTES: Final = 8
"""So many unread bytes between and behind fields are alignment."""


class Target(Protocol):
    """Where a stretch of content goes."""

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""

    def gap(self, size: int) -> None:
        """`size` bytes were lost."""

    def done(self) -> None:
        """The stretch is over."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `size` bytes, the first `read` of which are understood, and `length` from `start` on are content."""

    size: int
    read: int
    start: int = 0
    length: int = 0
    target: Target | None = None


class Stretch:
    """A stretch of a part that goes on behind it."""

    __slots__ = ("_inlet",)

    def __init__(self, inlet: Inlet) -> None:
        self._inlet = inlet

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        self._inlet.write(pieces)

    def gap(self, size: int) -> None:
        """`size` bytes were lost."""
        self._inlet.gap(size)

    def done(self) -> None:
        """More of the part may come."""


class Whole(Stretch):
    """A stretch that is a part of its own."""

    __slots__ = ()

    def done(self) -> None:
        """The part is over."""
        self._inlet.end()


class Late:
    """A part that begins with its first byte."""

    __slots__ = ("_begin", "_inlet")

    def __init__(self, begin: Callable[[], Inlet]) -> None:
        self._begin = begin
        self._inlet: Inlet | None = None

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        if self._inlet is None:
            self._inlet = self._begin()
        self._inlet.write(pieces)

    def gap(self, size: int) -> None:
        """`size` bytes were lost."""
        if self._inlet is not None:
            self._inlet.gap(size)

    def done(self) -> None:
        """The part is over."""
        if self._inlet is not None:
            self._inlet.end()


class Stretches:
    """What is to come of a message, in order. `left` bytes behind the last stretch are not laid out yet."""

    __slots__ = ("_raw", "_stretches", "left")

    def __init__(self, raw: Callable[[], Inlet] | None) -> None:
        """`raw` begins a part for bytes that are not understood; None where nobody wants them."""
        self._raw = raw
        self._stretches: list[tuple[int, Target | None]] = []
        self.left = 0

    def __bool__(self) -> bool:
        return bool(self._stretches)

    def skip(self, size: int) -> None:
        """`size` bytes are no content."""
        self._stretches.append((size, None))
        self.advance(0)

    def unread(self, size: int) -> None:
        """`size` bytes are not understood."""
        self._stretches.append((size, None if size <= PADDING_BYTES or self._raw is None else Late(self._raw)))

    def lay_out(self, command: Command, most_read: int) -> None:
        """A command of the message, of which at most the first `most_read` bytes can have been read."""
        size = max(1, min(command.size, self.left))
        if command.target is None and not command.length and size <= command.read <= most_read:
            self._stretches.append((size, None))
            self.left -= size
            return
        start = min(command.start, size) if command.length else size
        content = min(command.length, size - start)
        read = min(command.read, start, most_read)
        self._stretches.append((read, None))
        self.unread(start - read)
        self._stretches.append((content, command.target))
        self.unread(size - start - content)
        self.left -= size
        self.advance(0)

    def take(self, data: Buffer) -> int:
        """The next bytes go to the stretch that is on; how many it takes."""
        length, target = self._stretches[0]
        size = min(length, len(data))
        if target is not None and size:
            target.write((data[:size],))
        self.advance(size)
        return size

    def through(self, pieces: Sequence[Buffer], first: int) -> tuple[int, int]:
        """The pieces from `first` on that lie in the stretch go there without a copy.

        Returns:
            The number of the first piece that does not, and the bytes of those before it.
        """
        length, target = self._stretches[0]
        size, number = 0, first
        while number < len(pieces) and size + len(pieces[number]) <= length:
            size += len(pieces[number])
            number += 1
        if target is not None and size:
            target.write(pieces[first:number])
        if size:
            self.advance(size)
        return number, size

    def lose(self, size: int) -> bool:
        """`size` bytes were lost; False where they are more than what is left of the message: it is given up."""
        if size > self.left + sum(length for length, _ in self._stretches):
            self.abandon()
            return False
        while size:
            if not self._stretches:
                self.unread(self.left)
                self.left = 0
            length, target = self._stretches[0]
            lost = min(size, length)
            if target is not None:
                target.gap(lost)
            size -= lost
            self.advance(lost)
        return True

    def abandon(self) -> None:
        """Nothing more of the message comes."""
        for _, target in self._stretches:
            if target is not None:
                target.done()
        self._stretches = []
        self.left = 0

    def advance(self, size: int) -> None:
        """`size` bytes of the stream are behind us; so are all stretches without bytes."""
        while self._stretches:
            length, target = self._stretches[0]
            if size < length:
                self._stretches[0] = (length - size, target)
                return
            del self._stretches[0]
            size = 0
            if target is not None:
                target.done()
