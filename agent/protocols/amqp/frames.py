"""One direction of an AMQP connection: the header that says the version, and its frames."""

from collections.abc import Callable

from agent.protocols.amqp.classic import Classic
from agent.protocols.amqp.modern import Modern
from agent.protocols.amqp.start import HEADER, HEADER_BYTES
from agent.protocols.reader import Sink
from agent.protocols.records import Records
from agent.protocols.tape import Script, Tape

_TLS = 2
_FRAME_START = 1
_VERSION_1 = b"\x01\0\0"


class Frames:
    """One direction, in whichever version it says."""

    __slots__ = ("_modern", "_records", "tape")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._records = Records(sink, direction, "amqp.message")
        self._modern: bool | None = None  # None: not known yet
        self.tape = Tape(sink, direction, self._script)

    def close(self, offset: int) -> None:
        """The direction is over."""
        self.tape.close(offset)
        self._records.end()

    def _script(self, tape: Tape) -> Script:
        while True:
            first = yield 1
            tape.back(1)
            if first == b"A":
                header = yield HEADER_BYTES
                if HEADER.match(header):
                    self._modern = header[5:] == _VERSION_1
                    if self._modern and header[4] == _TLS:
                        tape.switch("amqp.tls")
                        return
                else:
                    tape.raw(header)
            if self._modern is None:
                self._modern = first[0] != _FRAME_START and first != b"A"
            read: Callable[[], Script] = (Modern if self._modern else Classic)(tape, self._records).frames
            yield from read()
