"""Frames of AMQP 1.0: transfers, whose payloads are messages in sections (parts 2 and 3), and log-ins (part 5)."""

from typing import Final

from agent.protocols.amqp.start import HEADER, HEADER_BYTES
from agent.protocols.amqp.types import Fields, Malformed, flatten, items
from agent.protocols.records import WHOLE_BYTES, Records
from agent.protocols.tape import MOST_BYTES, Lost, Script, Tape
from policies.expression import expression

MOST_LINKS: Final = 4
"""Links on which a message may be open at the same time."""

_HEAD_BYTES: Final = 8
_MOST_FRAME: Final = 64 << 20
_START: Final = expression(rb"(?s:[\0-\x03]...\x02[\0\x01]..\0\x53[\x10-\x18\x40-\x44])")
_START_BYTES: Final = 11
_TRANSFER, _SASL_INIT = 0x14, 0x41
_MORE: Final = 5  # field of a transfer: the message goes on
_DATA, _VALUE, _SEQUENCE = 0x75, 0x77, 0x76
_SECTIONS: Final = range(0x70, 0x79)
_TEXTS: Final = (0xA0, 0xA1, 0xB0, 0xB1)
_COMPOUND: Final = (0xC0, 0xC1, 0xD0, 0xD1)
_WIDE: Final = 0x10


class Modern:
    """Frames from one place of a direction on."""

    __slots__ = ("_links", "_records", "_tape")

    def __init__(self, tape: Tape, records: Records) -> None:
        self._tape = tape
        self._records = records
        self._links: dict[tuple[bytes, bytes], Tape] = {}

    def frames(self) -> Script:
        """Frames up to where the script is begun anew, or a protocol header."""
        tape = self._tape
        try:
            while True:
                head = yield _HEAD_BYTES
                if HEADER.match(head):
                    tape.back(HEADER_BYTES)
                    return
                size, offset = int.from_bytes(head[:4], "big"), head[4] * 4
                if not _HEAD_BYTES <= offset <= size <= _MOST_FRAME or head[5] > 1:
                    tape.back(_HEAD_BYTES - 1)
                    tape.raw(head[:1])
                    yield from tape.seek(_START, _START_BYTES)
                    continue
                end = tape.offset + size - _HEAD_BYTES
                yield offset - _HEAD_BYTES
                yield from self._frame(head[6:], end)
        finally:
            for link in self._links.values():
                link.close(tape.offset)
            self._links.clear()

    def _frame(self, channel: bytes, end: int) -> Script:
        """The body of a frame up to `end`; what of it is malformed, or stands behind a gap, is given raw."""
        tape = self._tape
        try:
            if end - tape.offset >= 5:
                yield from self._performative(channel, end)
        except Malformed:
            pass
        except Lost as lost:
            behind = tape.offset + lost.size
            if not lost.size or behind > end:
                raise
            tape.raw(lost.held)
            yield from tape.pass_over(end - behind)
            return
        yield from tape.pass_over(end - tape.offset)

    def _performative(self, channel: bytes, end: int) -> Script:
        tape = self._tape
        head = yield 4
        if head[:2] != b"\0\x53" or head[3] not in (0xC0, 0xD0) or head[2] not in (_TRANSFER, _SASL_INIT):
            tape.back(4)
            return
        width = yield 1 if head[3] == 0xC0 else 4
        size = int.from_bytes(width, "big")
        if size > min(2 * WHOLE_BYTES, end - tape.offset):
            raise Malformed
        fields = items(head[3:] + width + (yield size))
        if head[2] == _SASL_INIT:
            self._log_in(fields)
        else:
            yield from self._transfer(channel, fields, end)

    def _transfer(self, channel: bytes, fields: list[bytes], end: int) -> Script:
        """A message, or a piece of one."""
        tape = self._tape
        link = (channel, fields[0] if fields else b"")
        message = self._links.get(link)
        if message is None:
            if len(self._links) >= MOST_LINKS:
                return
            message = self._links[link] = Tape(tape.sink, tape.direction, self._message)
        at = tape.offset
        while at < end:
            try:
                data = yield -min(end - at, MOST_BYTES)
            except Lost as lost:
                if lost.size == 0 or at + lost.size > end:
                    message.close(at)
                    del self._links[link]
                    raise
                message.gap(at, lost.size)
                at += lost.size
                continue
            message.feed(at, (data,))
            at += len(data)
        if not (len(fields) > _MORE and fields[_MORE] == b"true"):
            message.close(end)
            del self._links[link]

    def _message(self, tape: Tape) -> Script:
        """The sections of a message, each a described value (part 3, 3.2)."""
        context: Fields = []
        while True:
            head = yield 4
            if head[:2] != b"\0\x53" or head[2] not in _SECTIONS:
                tape.back(4)
                return
            code, kind = head[2], head[3]
            if code in (_DATA, _VALUE) and kind in _TEXTS:
                yield from self._value(tape, context, kind)
                continue
            if kind not in _COMPOUND:
                if kind != 0x45:
                    tape.back(1)
                    return
                continue
            width = yield 4 if kind & _WIDE else 1
            size = int.from_bytes(width, "big")
            if size > MOST_BYTES:
                return
            data = head[3:] + width + (yield size)
            found: Fields = context if code not in (_VALUE, _SEQUENCE) else []
            try:
                flatten(data, 0, b"", found)
            except Malformed:
                tape.raw(data[1 + len(width) :])
            if code in (_VALUE, _SEQUENCE):
                self._records.text(_line([*context, *found]))

    def _value(self, tape: Tape, context: Fields, kind: int) -> Script:
        size = int.from_bytes((yield 4 if kind & _WIDE else 1), "big")
        before = _line(context)
        before += b"\t" if before else b""
        if size <= WHOLE_BYTES:
            self._records.add(before, (yield size))
            return
        inlet = self._records.own(before)
        try:
            yield from tape.body(inlet, size)
        finally:
            inlet.end()

    def _log_in(self, fields: list[bytes]) -> None:
        """The password of a log-in by PLAIN (RFC 4616); other mechanisms show none."""
        if fields[:1] == [b"PLAIN"] and len(fields) > 1:
            self._records.text(b"password: " + fields[1].rpartition(b"\0")[2])


def _line(fields: Fields) -> bytes:
    return b"\t".join([name + b": " + value if name else value for name, value in fields]).replace(b"\n", b" ")
