"""Frames of AMQP 0-9-1: messages that are published, delivered, fetched or returned (AMQP 0-9-1, 2.3 and 4.2)."""

from typing import Final

from agent.contents import CODINGS
from agent.contents.format import Inlet
from agent.protocols.amqp.table import pairs
from agent.protocols.records import WHOLE_BYTES, Records
from agent.protocols.tape import Lost, Script, Tape
from policies.expression import expression

MOST_OPEN: Final = 256
"""Channels on which a message may be open."""
HELD_BYTES: Final = 48 << 10
"""Most bytes of all messages that wait for their end."""

_METHOD, _HEADER, _BODY = 1, 2, 3
_KINDS: Final = (_METHOD, _HEADER, _BODY, 4, 8)
_HEAD_BYTES: Final = 7
_END: Final = b"\xce"
_MOST_FRAME: Final = 128 << 20
_START: Final = expression(rb"(?s:[\x01-\x03]..[\0-\x07]...\0[\x0a\x14\x1e\x28\x32\x3c\x55\x5a]\0)")
_START_BYTES: Final = 10
_START_OK: Final = b"\0\x0a\0\x0b"
_NAMES_AT: Final = {  # method -> bytes before the names of the exchange and the routing key
    b"\0\x3c\0\x28": 2,
    b"\0\x3c\0\x32": 2,
    b"\0\x3c\0\x3c": 0,
    b"\0\x3c\0\x47": 9,
}
_ANSWERS: Final = frozenset((b"\0\x3c\0\x50", b"\0\x3c\0\x5a", b"\0\x3c\0\x78"))  # ack, reject, nack: numbers only
_DELIVER, _RETURN = b"\0\x3c\0\x3c", b"\0\x3c\0\x32"


class Message:
    """A message that is being sent on a channel."""

    __slots__ = ("coding", "context", "held", "inlet", "left", "type")

    def __init__(self, context: bytes) -> None:
        self.context = context
        self.left = 0
        self.type = ""
        self.coding = ""
        self.held = b""
        self.inlet: Inlet | None = None


class Classic:
    """Frames from one place of a direction on."""

    __slots__ = ("_open", "_records", "_tape")

    def __init__(self, tape: Tape, records: Records) -> None:
        self._tape = tape
        self._records = records
        self._open: dict[bytes, Message] = {}

    def frames(self) -> Script:
        """Frames up to where the script is begun anew."""
        tape = self._tape
        try:
            while True:
                head = yield _HEAD_BYTES
                size = int.from_bytes(head[3:], "big")
                if head[0] not in _KINDS or size > _MOST_FRAME:
                    tape.back(_HEAD_BYTES - 1)
                    tape.raw(head[:1])
                    yield from tape.seek(_START, _START_BYTES)
                    continue
                yield from self._frame(head[0], head[1:3], size)
                if (yield 1) != _END:
                    tape.back(1)
        finally:
            for message in self._open.values():
                self._end(message, "ended early")
            self._open.clear()

    def _frame(self, kind: int, channel: bytes, size: int) -> Script:
        tape = self._tape
        message = self._open.get(channel)
        if kind == _BODY and message is not None:
            yield from self._body(channel, message, size)
        elif kind in (_METHOD, _HEADER) and size <= 2 * WHOLE_BYTES:
            data = yield size
            try:
                taken = self._method(channel, data) if kind == _METHOD else self._header(channel, data)
            except (IndexError, ValueError):
                taken = False
            if not taken:
                tape.raw(data)
        else:
            yield from tape.pass_over(size)

    def _method(self, channel: bytes, data: bytes) -> bool:
        """Take what names a message, or logs in; False for all other methods."""
        method, at = data[:4], 4
        if method == _START_OK:
            return self._log_in(data)
        if method in _ANSWERS:
            return True
        if method not in _NAMES_AT:
            return len(data) <= 5
        at += _NAMES_AT[method]
        if method == _DELIVER:
            at += 1 + data[at] + 9
        elif method == _RETURN:
            at += 1 + data[at]
        exchange, at = _short(data, at)
        key, at = _short(data, at)
        self._forget(channel)
        if len(self._open) < MOST_OPEN:
            self._open[channel] = Message(b"/".join(filter(None, (exchange, key))) + b"\t")
        return True

    def _header(self, channel: bytes, data: bytes) -> bool:
        """The size of a message and what is said of it (2.3.5.2)."""
        message = self._open.get(channel)
        if message is None:
            return False
        size, flags, at = int.from_bytes(data[4:12], "big"), int.from_bytes(data[12:14], "big"), 14
        if flags & 0x8000:
            text, at = _short(data, at)
            message.type = text.decode("latin-1")
        if flags & 0x4000:
            text, at = _short(data, at)
            coding = text.decode("latin-1").lower()
            message.coding = coding if coding in CODINGS else ""  # some name a character set here
        if flags & 0x2000:
            end = at + 4 + int.from_bytes(data[at : at + 4], "big")
            message.context += b"".join(name + b": " + value + b"\t" for name, value in pairs(data[at + 4 : end]))
        message.left = size
        if size > WHOLE_BYTES or message.coding or self._held() > HELD_BYTES:
            self._begin(message)
        if not size:
            self._forget(channel)
        return True

    def _body(self, channel: bytes, message: Message, size: int) -> Script:
        """A piece of a message."""
        tape = self._tape
        take = min(size, message.left)
        if message.inlet is None and len(message.held) + take > WHOLE_BYTES:
            self._begin(message)
        try:
            if message.inlet is None:
                message.held += yield take
            else:
                yield from tape.body(message.inlet, take)
        except Lost:
            self._forget(channel)
            raise
        message.left -= take
        if not message.left:
            self._forget(channel, damage="")
        yield from tape.pass_over(size - take)

    def _begin(self, message: Message) -> None:
        if message.context:
            self._records.text(message.context)
        codings = (message.coding,) if message.coding else ()
        name = message.context.partition(b"\t")[0].decode("utf-8", "replace")
        message.inlet = self._tape.sink.begin(
            self._tape.direction, "amqp.message", name=name, type=message.type, codings=codings
        )
        if message.held:
            message.inlet.write((message.held,))
            message.held = b""

    def _held(self) -> int:
        return sum(len(message.held) for message in self._open.values())

    def _forget(self, channel: bytes, damage: str = "ended early") -> None:
        message = self._open.pop(channel, None)
        if message is not None:
            self._end(message, damage)

    def _end(self, message: Message, damage: str) -> None:
        if message.inlet is not None:
            message.inlet.end(damage)
        elif message.held:
            self._records.add(message.context.replace(b"\n", b" "), message.held)

    def _log_in(self, data: bytes) -> bool:
        """The password of connection.start-ok; who logs in is no content (RFC 4616, AMQPLAIN)."""
        at = 8 + int.from_bytes(data[4:8], "big")
        mechanism, at = _short(data, at)
        response = data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4], "big")]
        if mechanism == b"PLAIN":
            self._records.text(b"password: " + response.rpartition(b"\0")[2])
        elif mechanism == b"AMQPLAIN":
            for name, value in pairs(response):
                if name.upper() == b"PASSWORD":
                    self._records.text(b"password: " + value)
        return True


def _short(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 1 + data[at]
    return data[at + 1 : end], end
