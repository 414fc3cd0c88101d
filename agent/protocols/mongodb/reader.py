"""MongoDB: documents of both directions, one a line of text."""

from collections.abc import Sequence

from agent.protocols.mongodb.messages import Messages
from agent.protocols.reader import Sink
from policies.part import Buffer


class MongoDb:
    """One conversation. Each direction is read by itself."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves: tuple[Messages, Messages] = (Messages(sink, 0), Messages(sink, 1))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].tape.feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].tape.gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].tape.close(offset)
        self._halves[direction].records.end()
