"""Redis (RESP2, RESP3): commands of the client and replies of the server, each a record on a line of text."""

from collections.abc import Sequence

from agent.protocols.reader import Sink
from agent.protocols.redis.commands import Commands
from agent.protocols.redis.replies import Replies
from policies.part import Buffer


class Redis:
    """One conversation. Each direction is read by itself: a reply's own shape tells what is one record."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves: tuple[Commands, Replies] = (Commands(sink, 0), Replies(sink, 1))

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
