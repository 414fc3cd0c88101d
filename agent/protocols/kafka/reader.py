"""Kafka: the records of requests to produce and of responses to fetch."""

from collections import OrderedDict
from collections.abc import Sequence

from agent.protocols.kafka.messages import Asked, Requests, Responses
from agent.protocols.reader import Sink
from policies.part import Buffer

_REQUEST_BYTES = 64 << 10
"""Bytes of requests that are read where only the responses leave: they tell what is answered."""


class Kafka:
    """One conversation."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (_REQUEST_BYTES, 0)

    def __init__(self, sink: Sink) -> None:
        asked: Asked = OrderedDict()
        self._halves: tuple[Requests, Responses] = (Requests(sink, 0, asked), Responses(sink, 1, asked))

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
