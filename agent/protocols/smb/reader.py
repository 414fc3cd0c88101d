"""SMB 1 (MS-CIFS), 2 and 3 (MS-SMB2) over TCP: both directions of a conversation."""

from collections.abc import Sequence

from agent.contents.format import Inlet
from agent.contents.scattered.files import Files
from agent.protocols.reader import Sink
from agent.protocols.smb.half import Half
from policies.part import Buffer


class Smb:
    """One conversation. Which file the server's bytes belong to is known from what the client asked."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (1 << 62, 64 << 10)

    def __init__(self, sink: Sink) -> None:

        def begin(direction: int, path: str, name: str) -> Inlet:
            return sink.begin(direction, path, name=name)

        files = Files(sink.wants, begin, sink.at)
        self._halves = (Half(sink, 0, files), Half(sink, 1, files))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._halves[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._halves[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._halves[direction].close(offset)
