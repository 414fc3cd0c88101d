"""Payloads of ICMP echoes: each by itself, and joined, because what is smuggled out in them is cut anywhere."""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.records import is_file
from policies.expression import expression
from policies.part import Buffer

FIRST: Final = frozenset(range(256))
_LEAST_BYTES: Final = 8
_CONTROL: Final = expression(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""A time and counted bytes, of which ordinary echoes are made, hold control characters."""


def recognise(head: bytes) -> bool:
    """Every echo is."""
    return bool(head)


class Icmp:
    """Both directions, each joined where its first payload is text or begins a file."""

    __slots__ = ("_joined", "_last", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._joined: list[Inlet | None] = [None, None]
        self._last = [b"", b""]

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next payloads."""
        self._sink.datagrams(direction, pieces, offset)
        for piece in pieces:
            data = bytes(piece)
            if not self._last[direction] and _may_be_cut(data):
                self._joined[direction] = self._sink.begin(direction, "icmp.joined")
            joined = self._joined[direction]
            if joined is not None and data != self._last[direction]:  # ordinary echoes repeat themselves
                self._sink.at(offset)
                joined.write((data,))
            self._last[direction] = data or b"\0"
            offset += len(data)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Nobody knows of echoes that were lost."""

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._sink.at(offset)
        joined = self._joined[direction]
        if joined is not None:
            joined.end()
            self._joined[direction] = None


def _may_be_cut(data: bytes) -> bool:
    """Whether a payload is text, or begins a file, so that the next one may go on with it."""
    return len(data) >= _LEAST_BYTES and (is_file(data) or not _CONTROL.search(data))
