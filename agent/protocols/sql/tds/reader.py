"""One conversation with SQL Server: each direction is read by itself, so that either may come first, or alone."""

from collections.abc import Sequence

from agent.protocols.reader import Sink
from agent.protocols.sql.half import Half
from agent.protocols.sql.tds.client import Requests
from agent.protocols.sql.tds.messages import Packets
from agent.protocols.sql.tds.packets import CLIENT, SERVER
from agent.protocols.sql.tds.server import Answers
from policies.part import Buffer


class Tds:
    """Statements of the client, results of the server."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))
        self._halves[0].begin(Packets(self._halves[0], CLIENT, Requests(self._halves[0])))
        self._halves[1].begin(Packets(self._halves[1], SERVER, Answers(self._halves[1], "tds.rows")))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
