"""Syslog over UDP (RFC 5426, RFC 3164) and TCP (RFC 6587): one message, one record."""

from collections.abc import Sequence
from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.records import Records
from agent.protocols.syslog.start import MESSAGE, MESSAGE_BYTES
from agent.protocols.tape import MOST_BYTES, Script, Tape
from policies.expression import expression
from policies.part import Buffer

_SIZE: Final = expression(rb"[1-9]\d{0,6} ")
_START: Final = expression(rb"(?:[1-9]\d{0,6} )?" + MESSAGE)
_START_BYTES: Final = MESSAGE_BYTES + 8
_MARK: Final = b"\xef\xbb\xbf"  # before a message in UTF-8 (RFC 5424 6.4)


def give(records: Records, message: bytes) -> None:
    """A message as a line, its JSON without escapes."""
    line = message.replace(_MARK, b"").strip(b"\r\n\0").replace(b"\n", b" ")
    if b"{" in line and b"\\" in line:
        records.json(line)
    elif line:
        records.text(line)


class SyslogDatagrams:
    """Each datagram is a message."""

    __slots__ = ("_records", "_sink")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._records = (Records(sink, 0, "syslog"), Records(sink, 1, "syslog"))

    def feed(self, direction: int, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next messages."""
        for piece in pieces:
            self._sink.at(offset)
            give(self._records[direction], bytes(piece))
            offset += len(piece)

    def gap(self, direction: int, offset: int, size: int) -> None:
        """Datagrams do not follow one another."""

    def close(self, direction: int, offset: int) -> None:
        """A direction is over."""
        self._sink.at(offset)
        self._records[direction].end()


class SyslogStream:
    """Messages behind their sizes, or up to line feeds."""

    __slots__ = ("_records", "_tapes")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._records = (Records(sink, 0, "syslog"), Records(sink, 1, "syslog"))
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
        self._records[direction].end()

    def _script(self, tape: Tape) -> Script:
        records = self._records[tape.direction]
        while True:
            first = yield 1
            tape.back(1)
            if first == b"<":
                give(records, (yield b"\n"))
            elif first.isdigit():
                yield from self._sized(tape, records)
            elif first in (b"\n", b"\0", b"\r"):
                yield 1
            else:
                tape.raw((yield 1))
                yield from tape.seek(_START, _START_BYTES)

    def _sized(self, tape: Tape, records: Records) -> Script:
        """A message behind its size (RFC 6587 3.4.1)."""
        head = yield 8
        size = _SIZE.match(head)
        if size is None:
            tape.back(7)
            tape.raw(head[:1])
            yield from tape.seek(_START, _START_BYTES)
            return
        tape.back(8 - size.end())
        left = int(size[0])
        if left <= MOST_BYTES:
            give(records, (yield left))
            return
        inlet = records.own()
        try:
            yield from tape.body(inlet, left)
        finally:
            inlet.end()
