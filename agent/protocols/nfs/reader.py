"""NFS 3 (RFC 1813) and 4 (RFC 7530, 8881) over TCP, and 3 over UDP: both directions of a conversation."""

from collections.abc import Sequence

from agent.contents.format import Inlet
from agent.contents.scattered.files import Files
from agent.contents.stretches import Stretches
from agent.protocols.nfs.half import HEAD_BYTES, Half
from agent.protocols.nfs.messages import Messages
from agent.protocols.nfs.rpc import header
from agent.protocols.reader import Sink
from policies.part import Buffer


class Nfs:
    """One stream. Which file the server's bytes belong to is known from what the client asked."""

    __slots__ = ("_halves",)

    control: tuple[int, int] = (1 << 62, 64 << 10)

    def __init__(self, sink: Sink) -> None:
        files = _files(sink)
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


class NfsDatagrams:
    """One conversation of datagrams, each a message."""

    __slots__ = ("_messages", "_places", "_sink")

    control: tuple[int, int] = (1 << 62, 64 << 10)

    def __init__(self, sink: Sink) -> None:
        files = _files(sink)
        self._sink = sink
        self._places = files.places
        self._messages = (Messages(sink, 0, files), Messages(sink, 1, files))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next datagrams of a direction."""
        for piece in pieces:
            data = bytes(piece)
            if header(data) is None:
                self._sink.datagrams(direction, [piece], offset)
            else:
                self._message(direction, offset, data)
            offset += len(piece)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams do not follow one another."""

    def close(self, direction: int, offset: int) -> None:  # noqa: ARG002
        """A direction is over."""
        self._messages[direction].close()

    def _message(self, direction: int, offset: int, data: bytes) -> None:
        def begin_raw() -> Inlet:
            return self._sink.begin(direction, "raw", type=None, exact=True)

        messages = self._messages[direction]
        messages.begin()
        message = Stretches(begin_raw if self._sink.wants(direction) else None)
        message.left = len(data)
        at = 0
        while at < len(data):
            self._places[direction].move(offset + at)
            if message:
                at += message.take(memoryview(data)[at:])
            else:
                message.lay_out(messages.command(data[at : at + HEAD_BYTES], message.left), HEAD_BYTES)


def _files(sink: Sink) -> Files:
    def begin(direction: int, path: str, name: str) -> Inlet:
        return sink.begin(direction, path, name=name)

    return Files(sink.wants, begin, sink.at)
