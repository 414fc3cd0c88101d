"""LDAP (RFC 4511): entries that are found and written, each a record; what is encrypted is told."""

from collections.abc import Generator, Sequence
from typing import Final

from agent.protocols.ber import Malformed, element, message_bytes
from agent.protocols.ldap.operations import give
from agent.protocols.ldap.start import MOST_BYTES, OPERATIONS
from agent.protocols.reader import Sink
from agent.protocols.records import Records
from agent.protocols.tape import MOST_BYTES as HELD_BYTES
from agent.protocols.tape import Lost, Script, Tape
from policies.expression import expression
from policies.part import Buffer

_HEAD_BYTES: Final = 6
_TLS_HANDSHAKE: Final = 22
_START: Final = expression(
    rb"(?s:\x30(?:[\0-\x7f]|\x81.|\x82..|\x83...|\x84\0...)\x02(?:\x01.|\x02..|\x03...|\x04....)"
    rb"[\x42\x4a\x50\x60\x61\x63-\x69\x6b-\x6f\x73\x77-\x79])"
)
_START_BYTES: Final = 13
_MESSAGE_BEGUN: Final = expression(rb"(?s:\x30(?:\x84....|\x82..|\x81.|.)\x02[\x01-\x04])")
_TOKEN_BYTES: Final = 80  # of the beginning, in which a message shows where it is not encrypted


class Ldap:
    """One conversation. Each direction is read by itself."""

    __slots__ = ("_records", "_tapes")

    control: tuple[int, int] = (0, 0)

    def __init__(self, sink: Sink) -> None:
        self._records = (Records(sink, 0, "ldap"), Records(sink, 1, "ldap"))
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
        while True:
            first = (yield 1)[0]
            tape.back(1)
            if first == _TLS_HANDSHAKE:
                tape.switch("ldap.starttls")
                return
            head = yield _HEAD_BYTES
            size = message_bytes(head)
            if 7 <= size <= MOST_BYTES:
                tape.back(_HEAD_BYTES)
                yield from self._message(tape, tape.offset + size)
            elif head[:2] == b"\0\0" and head[4:].startswith((b"\x05\x04", b"\x01\x00")):
                tape.back(_HEAD_BYTES)
                if (yield from self._wrapped(tape)):
                    return
            else:
                tape.back(_HEAD_BYTES - 1)
                tape.raw(head[:1])
                yield from tape.seek(_START, _START_BYTES)

    def _message(self, tape: Tape, end: int) -> Script:
        """A message up to `end`; what is too long, malformed, or stands behind a gap, is given raw."""
        if end - tape.offset > HELD_BYTES:
            yield from tape.pass_over(end - tape.offset)
            return
        try:
            data = yield end - tape.offset
        except Lost as lost:
            behind = tape.offset + lost.size
            if lost.size == 0 or behind > end:
                raise
            tape.raw(lost.held)
            yield from tape.pass_over(end - behind)
            return
        try:
            self._read(tape, data)
        except (Malformed, ValueError):
            tape.raw(data)

    def _read(self, tape: Tape, data: bytes) -> None:
        _, start, end = element(data, 0, len(data))
        _, _, number_end = element(data, start, end)
        tag, at, stop = element(data, number_end, end)
        if tag not in OPERATIONS:
            raise Malformed
        if not give(self._records[tape.direction], data, tag, at, stop) and stop - at > 7:
            tape.raw(data)

    def _wrapped(self, tape: Tape) -> Generator[int | bytes, bytes, bool]:
        """What a SASL layer wraps (RFC 4422 3.7): opaque, unless a message shows in it."""
        head = yield 4
        size = int.from_bytes(head, "big")
        least = min(size, _TOKEN_BYTES)
        token = yield least
        if _MESSAGE_BEGUN.search(token, 4):
            tape.raw(head + token)
            yield from tape.pass_over(size - least)
            return False
        tape.opaque(4 + least)
        return True
