"""One PostgreSQL conversation: each direction is read by itself, so that either may come first, or alone."""

from collections.abc import Sequence

from agent.protocols.reader import Sink
from agent.protocols.sql.half import Half
from agent.protocols.sql.postgres.client import Client
from agent.protocols.sql.postgres.server import Server
from policies.part import Buffer


class Postgres:
    """Statements of the client, results of the server."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))
        self._halves[0].begin(Client(self._halves[0]))
        self._halves[1].begin(Server(self._halves[1]))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
