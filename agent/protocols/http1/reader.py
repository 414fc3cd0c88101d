"""HTTP/1.x (RFC 9112): requests and responses, in either direction."""

from collections.abc import Sequence

from agent.protocols.http1.half import Half
from agent.protocols.reader import Sink
from policies.part import Buffer


class Http1:
    """One conversation. Only requests matter where they are not wanted: for names, HEAD and CONNECT."""

    __slots__ = ("_halves", "_methods", "_sink")

    control: tuple[int, int] = (64 << 10, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._methods: list[bytes] = []
        self._halves: list[Half | None] = [None, None]

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        half = self._halves[direction]
        if half is None:
            half = self._halves[direction] = Half(self._sink, direction, self._methods)
        half.feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        half = self._halves[direction]
        if half is not None:
            half.gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        half = self._halves[direction]
        if half is not None:
            half.close(offset)
