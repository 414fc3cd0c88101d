"""Reading by asking: a parser is a generator that yields how many bytes it needs, and is sent them.

So it is written as if all bytes were there, and takes them as they come. Large values go to an inlet unread.
"""

from collections.abc import Generator, Sequence
from typing import Final

from agent.contents.format import NOWHERE, Inlet
from policies.part import Buffer

MOST_HELD: Final = 32 << 10
"""Most bytes that are asked for at once."""


class Ask:
    """Some bytes: to be given back, or to be written to an inlet."""

    __slots__ = ("inlet", "size")

    def __init__(self, size: int, inlet: Inlet | None = None) -> None:
        self.size = size
        self.inlet = inlet


Parser = Generator[Ask, bytes, None]


def within(parser: Parser, size: int) -> Parser:
    """A parser that gets at most `size` bytes: of what it asks for beyond, nothing; what it leaves is skipped."""
    try:
        ask = next(parser)
        while ask.size <= size:
            size -= ask.size
            ask = parser.send((yield ask))
    except StopIteration:
        pass
    parser.close()
    yield Ask(size, NOWHERE)


def into(inlet: Inlet, size: int) -> Parser:
    """Bytes that are a part of their own."""
    damage = "ended early"
    try:
        yield Ask(size, inlet)
        damage = ""
    finally:
        inlet.end(damage)


class Feed:
    """Gives a parser what it asks for."""

    __slots__ = ("_ask", "_held", "_left", "_parser", "is_over")

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._held = b""
        self.is_over = False
        self._ask = Ask(0)
        self._left = 0
        self._next(None)

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        data = b"".join((self._held, *pieces))
        at = 0
        while not self.is_over:
            taken = data[at : at + self._left]
            inlet = self._ask.inlet
            if inlet is None and len(taken) < self._left:
                break
            at += len(taken)
            if inlet is not None and taken:
                inlet.write((taken,))
            self._left -= len(taken)
            if self._left:
                break
            self._next(taken if inlet is None else b"")
        self._held = b"" if self.is_over else data[at:]

    @property
    def is_between(self) -> bool:
        """Whether nothing that began is missing."""
        return self.is_over or (self._left == self._ask.size and not self._held)

    def close(self) -> None:
        """No more bytes come."""
        self._parser.close()

    def _next(self, got: bytes | None) -> None:
        try:
            self._ask = next(self._parser) if got is None else self._parser.send(got)
            self._left = self._ask.size
            if self._ask.inlet is None and self._left > MOST_HELD:
                self.is_over = True
        except StopIteration:
            self.is_over = True
