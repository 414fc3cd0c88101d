"""Control packets of either direction (MQTT 3.1.1 and 5.0, chapter 3)."""

from collections.abc import Generator
from contextlib import suppress
from typing import Final

from agent.protocols.reader import Sink
from agent.protocols.records import WHOLE_BYTES, Records
from agent.protocols.tape import Lost, Script, Tape
from policies.expression import expression

MOST_ALIASES: Final = 64
"""Topics that a number may stand for (5.0, 3.3.2.3.4)."""
ALIASED_BYTES: Final = 512
"""Longest topic that is kept for it."""

_CONNECT, _PUBLISH = 1, 3
_FLAGGED: Final = (3, 6, 8, 10)  # kinds of packets with flags in their first byte
_VERSION_5: Final = 5
_START: Final = expression(rb"(?s:[\x10\x30-\x35][\x80-\xff]{0,3}[\0-\x7f]\0[\x03-\x7f][!-~]{2})")
_START_BYTES: Final = 9
_USER, _PASSWORD, _WILL = 0x80, 0x40, 0x04  # flags of a CONNECT
_PROPERTY_BYTES: Final = {  # property -> bytes of its value; others hold strings (5.0, 2.2.2.2)
    **dict.fromkeys((0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A), 1),
    **dict.fromkeys((0x13, 0x21, 0x22, 0x23), 2),
    **dict.fromkeys((0x02, 0x11, 0x18, 0x27), 4),
}
_ALIAS, _SUBSCRIPTION, _USER_PROPERTY = 0x23, 0x0B, 0x26
_STRINGS: Final = frozenset((0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F))

Number = Generator[int | bytes, bytes, int]


class Malformed(ValueError):
    """What was given is no packet."""


class Version:
    """What both directions know of the connection: its version, 0 while nobody said it."""

    __slots__ = ("number",)

    def __init__(self) -> None:
        self.number = 0


class Packets:
    """One direction."""

    __slots__ = ("_aliases", "_passwords", "_version", "records", "tape")

    def __init__(self, sink: Sink, direction: int, version: Version) -> None:
        self._version = version
        self._aliases: dict[bytes, bytes] = {}
        self._passwords = Records(sink, direction, "mqtt.connect")
        self.records = Records(sink, direction, "mqtt.publish")
        self.tape = Tape(sink, direction, self._script)

    def _script(self, tape: Tape) -> Script:
        while True:
            start = tape.offset
            first = (yield 1)[0]
            size = -1
            with suppress(Malformed):
                size = yield from _remaining()
            if size < 0 or not first >> 4 or (first >> 4 not in _FLAGGED and first & 15):
                tape.back(tape.offset - start - 1)
                tape.raw(bytes((first,)))
                yield from tape.seek(_START, _START_BYTES)
                continue
            yield from self._packet(tape, first, tape.offset + size)

    def _packet(self, tape: Tape, first: int, end: int) -> Script:
        """A packet up to `end`; what of it is malformed, or stands behind a gap, is given raw."""
        try:
            if first >> 4 == _PUBLISH:
                yield from self._publish(tape, first, end)
            elif first >> 4 == _CONNECT and end - tape.offset <= 4 * WHOLE_BYTES:
                self._connect(tape, (yield end - tape.offset))
            elif end - tape.offset <= 2:
                yield end - tape.offset
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

    def _publish(self, tape: Tape, first: int, end: int) -> Script:
        """The topic and the message (3.3)."""
        if end - tape.offset < 2:
            raise Malformed
        size = int.from_bytes((yield 2), "big")
        if size > end - tape.offset:
            raise Malformed
        topic = yield size
        if first & 6:
            if end - tape.offset < 2:
                raise Malformed
            yield 2
        properties: list[tuple[bytes, bytes]] = []
        if self._version.number == _VERSION_5:
            topic = yield from self._properties(tape, end, topic, properties)
        context = topic + b"\t" + b"".join([name + b": " + value + b"\t" for name, value in properties])
        left = end - tape.offset
        if left <= 2 * WHOLE_BYTES:
            message = yield left
            if not self._version.number:  # no properties, where they may be
                message = message.removeprefix(b"\0")
            self.records.add(context.replace(b"\n", b" "), message, name=topic.decode("utf-8", "replace"))
            return
        inlet = self.records.own(context, name=topic.decode("utf-8", "replace"))
        try:
            yield from tape.body(inlet, left)
        finally:
            inlet.end()

    def _properties(
        self, tape: Tape, end: int, topic: bytes, found: list[tuple[bytes, bytes]]
    ) -> Generator[int | bytes, bytes, bytes]:
        """The properties of a PUBLISH (5.0, 3.3.2.3), and the topic that a number stands for."""
        size = yield from _remaining()
        if size > min(end - tape.offset, 2 * WHOLE_BYTES):
            raise Malformed
        data = yield size
        alias = read_properties(data, found)
        if alias and 0 < len(topic) <= ALIASED_BYTES and len(self._aliases) < MOST_ALIASES:
            self._aliases[alias] = topic
        return topic or self._aliases.get(alias, b"")

    def _connect(self, tape: Tape, data: bytes) -> None:
        """The password is content, and what is to be published when the client is gone; its names are not (3.1)."""
        try:
            self._log_in(data)
        except IndexError:
            tape.raw(data)

    def _log_in(self, data: bytes) -> None:
        _, at = _string(data, 0)
        self._version.number, flags = data[at], data[at + 1]
        at += 4
        at = self._skip_properties(data, at)
        _, at = _string(data, at)
        if flags & _WILL:
            at = self._skip_properties(data, at)
            topic, at = _string(data, at)
            message, at = _string(data, at)
            self.records.add(topic + b"\t", message)
        if flags & _USER:
            _, at = _string(data, at)
        if flags & _PASSWORD:
            password, at = _string(data, at)
            self._passwords.text(b"password: " + password)
            self._passwords.end()

    def _skip_properties(self, data: bytes, at: int) -> int:
        if self._version.number != _VERSION_5:
            return at
        value = 0
        for number in range(4):
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << 7 * number
            if byte < 0x80:
                break
        return at + value


def read_properties(data: bytes, found: list[tuple[bytes, bytes]]) -> bytes:
    """Add what a user says of a message, and return the number that stands for its topic."""
    at, alias = 0, b""
    try:
        while at < len(data):
            kind = data[at]
            at += 1
            if kind == _USER_PROPERTY:
                name, at = _string(data, at)
                value, at = _string(data, at)
                found.append((name, value))
            elif kind in _STRINGS:
                value, at = _string(data, at)
                if kind == 0x09:
                    found.append((b"correlation", value))
            elif kind == _SUBSCRIPTION:
                while data[at] >= 0x80:
                    at += 1
                at += 1
            else:
                size = _PROPERTY_BYTES[kind]
                alias = data[at : at + size] if kind == _ALIAS else alias
                at += size
    except (IndexError, KeyError) as error:
        raise Malformed from error
    return alias


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if end > len(data):
        raise IndexError
    return data[at + 2 : end], end


def _remaining() -> Number:
    """A length of one to four bytes (2.2.3)."""
    value = shift = 0
    while True:
        byte = (yield 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7
        if shift > 21:
            raise Malformed
