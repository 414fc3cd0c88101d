"""AMQP 0-9-1 and 1.0: the messages of both directions."""

from collections.abc import Sequence

from agent.protocols.amqp.frames import Frames
from agent.protocols.reader import Sink
from policies.part import Buffer


class Amqp:
    """One conversation. Each direction is read by itself: its header or its first frame tells the version."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Frames(sink, 0), Frames(sink, 1))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].tape.feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].tape.gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
