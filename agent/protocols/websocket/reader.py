"""WebSocket (RFC 6455): messages of both directions."""

from collections.abc import Sequence

from agent.protocols.reader import Sink
from agent.protocols.websocket.half import Half
from policies.part import Buffer


class WebSocket:
    """One conversation, from behind the handshake on. Each direction is read by itself."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
