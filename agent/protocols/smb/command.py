"""What a command is to the framing: so many bytes, of which a stretch is content that goes somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.contents.format import Inlet
from policies.part import Buffer


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
