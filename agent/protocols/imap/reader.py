"""IMAP (RFC 3501, 9051, 4978): mails in both directions."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.imap.client import Client
from agent.protocols.imap.server import Server
from agent.protocols.reader import Sink
from policies.part import Buffer

CONTROL_BYTES: Final = 1 << 20
"""Commands of the client tell when the server begins to compress."""


class Imap:
    """One conversation."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (CONTROL_BYTES, 0)

    def __init__(self, sink: Sink) -> None:
        client = Client(sink, 0)
        self._halves: tuple[Client, Server] = (client, Server(sink, 1, client.compressing))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
