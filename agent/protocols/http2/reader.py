"""HTTP/2 (RFC 9113) in the clear, begun by prior knowledge or by an upgrade: both directions, each by itself."""

from collections.abc import Sequence

from agent.protocols.http2.half import Half
from agent.protocols.reader import Sink
from policies.part import Buffer


class Http2:
    """One conversation. Where requests are not wanted they matter for the server's name only."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (64 << 10, 0)

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
