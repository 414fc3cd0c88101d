"""SIP (RFC 3261) over UDP and TCP: bodies, and fields that are no addressing.

Who calls whom is listed and not inspected, as with mail.
"""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.protocols.reader import Sink
from agent.protocols.sip.head import Head, read
from agent.protocols.sip.start import START, recognise_datagram
from agent.protocols.tape import Script, Tape
from policies.expression import expression
from policies.part import Buffer

_END: Final = b"\r\n\r\n"
_START: Final = expression(START)
_LIKELY: Final = expression(
    rb"(?:INVITE|ACK|BYE|CANCEL|REGISTER|OPTIONS|MESSAGE|SUBSCRIBE|NOTIFY|INFO|UPDATE|REFER|PUBLISH|PRACK) (?:sip|tel)"
    rb"|SIP/2\.0 [1-6]\d\d "
)
_LIKELY_BYTES: Final = len(b"SUBSCRIBE sip")


class Half:
    """One direction: its heads, and a part for each body."""

    __slots__ = ("_direction", "_fields", "_heads", "_sink")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self._direction = direction
        self._heads: Inlet | None = None
        self._fields: Inlet | None = None

    def head(self, data: bytes) -> Head:
        """Take a head."""
        head = read(data)
        self._heads = self._heads or self._sink.begin(self._direction, "sip.head", type=None, inspect=False)
        self._heads.write((head.addressing,))
        if head.content:
            self._fields = self._fields or self._sink.begin(self._direction, "sip.fields", type=None)
            self._fields.write((head.content,))
        return head

    def body(self, head: Head) -> Inlet:
        """The part for the body of a message."""
        return self._sink.begin(self._direction, "sip.body", type=head.type, codings=head.codings)

    def close(self) -> None:
        """The direction is over."""
        for inlet in (self._heads, self._fields):
            if inlet is not None:
                inlet.end()
        self._heads = self._fields = None


class SipDatagrams:
    """Each datagram is a message."""

    __slots__ = ("_halves", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._halves = (Half(sink, 0), Half(sink, 1))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next messages; what is none is given as it came."""
        other: list[Buffer] = []
        at = offset
        for piece in pieces:
            data = bytes(piece)
            self._sink.at(at)
            at += len(data)
            if recognise_datagram(data):
                self._give(self._halves[direction], data)
            elif data.strip(b"\r\n\0 "):
                other.append(piece)
        if other:
            self._sink.datagrams(direction, other, offset)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams do not follow one another."""

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._sink.at(offset)
        self._halves[direction].close()

    def _give(self, half: Half, data: bytes) -> None:
        before, mark, body = data.partition(_END)
        if not mark:
            before, _, body = data.partition(b"\n\n")
        head = half.head(before)
        if body:
            inlet = half.body(head)
            inlet.write((body,))
            inlet.end()


class SipStream:
    """Messages one behind the other, each body as long as its head says."""

    __slots__ = ("_halves", "_tapes")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._halves = (Half(sink, 0), Half(sink, 1))
        self._tapes = (Tape(sink, 0, self._script), Tape(sink, 1, self._script))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of a direction."""
        self._tapes[direction].feed(offset, pieces)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Bytes of a direction were lost."""
        self._tapes[direction].gap(offset, size)

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._tapes[direction].close(offset)
        self._halves[direction].close()

    def _script(self, tape: Tape) -> Script:
        half = self._halves[tape.direction]
        while True:
            first = yield 1
            if first in (b"\r", b"\n"):  # a sign of life (RFC 5626 4.4.1)
                continue
            tape.back(1)
            line = yield b"\n"
            if not _START.match(line):
                tape.back(len(line) - 1)
                tape.raw(line[:1])
                yield from tape.seek(_LIKELY, _LIKELY_BYTES)
                continue
            rest = yield _END
            head = half.head(line + rest)
            if head.length > 0:
                inlet = half.body(head)
                try:
                    yield from tape.body(inlet, head.length)
                finally:
                    inlet.end()
