"""SMTP (RFC 5321) and LMTP (RFC 2033): commands and mails of the client, replies of the server."""

from collections.abc import Sequence

from agent.protocols.reader import Sink
from agent.protocols.smtp.client import Client
from agent.protocols.smtp.server import Server
from policies.part import Buffer


class Smtp:
    """One conversation. Each direction is read by itself: neither needs to know what the other one said."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves: tuple[Client, Server] = (Client(sink, 0), Server(sink, 1))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
