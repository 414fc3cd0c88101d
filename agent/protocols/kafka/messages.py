"""Requests and responses: where the records stand in them (Kafka protocol guide)."""

import struct
from collections import OrderedDict
from collections.abc import Generator
from contextlib import suppress
from typing import Final

from agent.protocols.kafka.records import ENDLESS, PATH, Malformed, batches, search
from agent.protocols.kafka.start import HEAD_BYTES, MOST_API, MOST_BYTES, MOST_VERSION
from agent.protocols.reader import Sink
from agent.protocols.records import Records
from agent.protocols.tape import Lost, Script, Tape

PRODUCE, FETCH, SASL_HANDSHAKE, SASL_AUTHENTICATE = 0, 1, 17, 36
MOST_WAITING: Final = 256
"""Requests of which the response may still come."""

_FLEXIBLE: Final = {PRODUCE: 9, FETCH: 12, SASL_AUTHENTICATE: 2}  # versions with compact fields and tags (KIP-482)
_TOPIC_IDS: Final = 13  # versions from here on name topics by number
_ID_BYTES: Final = 16
_MOST_ENTRIES: Final = 100_000
_MOST_NAME_BYTES: Final = 4096

Asked = OrderedDict[int, tuple[int, int]]
"""Correlation id -> API and version."""
Number = Generator[int | bytes, bytes, int]
Bytes = Generator[int | bytes, bytes, bytes]


class Half:
    """One direction: a message is its size and so many bytes."""

    __slots__ = ("_aligned", "_asked", "_topic", "records", "tape")

    def __init__(self, sink: Sink, direction: int, asked: Asked) -> None:
        self._aligned = True  # the next byte begins a message
        self._asked = asked
        self._topic = b""
        self.records = Records(sink, direction, PATH)
        self.tape = Tape(sink, direction, self._script)

    def _script(self, tape: Tape) -> Script:
        while self._aligned:
            self._aligned = False
            head = yield 4
            size = int.from_bytes(head, "big")
            if 4 <= size <= MOST_BYTES:
                yield from self._message(tape, tape.offset + size)
                self._aligned = True
            else:
                tape.raw(head)
        with suppress(Malformed):
            yield from search(tape, self.records, ENDLESS)

    def _message(self, tape: Tape, end: int) -> Script:
        """A message up to `end`; what of it is malformed, or stands behind a gap, is given raw."""
        try:
            yield from self._read(tape, end)
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

    def _read(self, tape: Tape, end: int) -> Script:
        """The inside of a message."""
        yield from tape.pass_over(end - tape.offset)

    def _topics(self, tape: Tape, end: int, api: int, version: int) -> Script:
        """The topics of a request to produce, or of a response to fetch, each with its partitions."""
        flexible = version >= _FLEXIBLE[api]
        for _ in range((yield from _count(tape, end, compact=flexible))):
            topic = b""
            if version >= _TOPIC_IDS:
                yield _ID_BYTES
            else:
                topic = yield from _text(tape, end, compact=flexible)
            if topic and topic != self._topic:
                self._topic = topic
                self.records.text(b"topic: " + topic)
            for _ in range((yield from _count(tape, end, compact=flexible))):
                if api == PRODUCE:
                    yield 4
                else:
                    yield from _partition(tape, end, version)
                yield from self._batches(tape, end, compact=flexible)
                yield from _tags(tape, end, flexible)
            yield from _tags(tape, end, flexible)

    def _batches(self, tape: Tape, end: int, *, compact: bool) -> Script:
        size = yield from _length(compact=compact)
        if size > end - tape.offset:
            raise Malformed
        if size > 0:
            yield from batches(tape, self.records, tape.offset + size)


class Requests(Half):
    """What a client sends."""

    __slots__ = ()

    def _read(self, tape: Tape, end: int) -> Script:
        if end - tape.offset < HEAD_BYTES - 4:
            raise Malformed
        head = yield HEAD_BYTES - 4
        api, version, correlation, length = struct.unpack(">hhih", head)
        if not (0 <= api <= MOST_API and 0 <= version <= MOST_VERSION and length <= end - tape.offset):
            tape.raw(head)
            raise Malformed
        self._asked[correlation] = api, version
        if len(self._asked) > MOST_WAITING:
            self._asked.popitem(last=False)
        yield max(length, 0)
        flexible = version >= _FLEXIBLE.get(api, MOST_VERSION + 1)
        if api == PRODUCE:
            yield from _tags(tape, end, flexible)
            yield from self._produce(tape, end, version)
        elif api == SASL_AUTHENTICATE:
            yield from _tags(tape, end, flexible)
            self._log_in((yield from _bytes(tape, end, compact=flexible)))
        else:
            yield from tape.pass_over(end - tape.offset)

    def _produce(self, tape: Tape, end: int, version: int) -> Script:
        if version >= 3:
            yield from _text(tape, end, compact=version >= _FLEXIBLE[PRODUCE])  # the transaction
        yield 6
        yield from self._topics(tape, end, PRODUCE, version)

    def _log_in(self, token: bytes) -> None:
        """The password of a log-in by PLAIN (RFC 4616); other mechanisms show none."""
        if token.count(b"\0") == 2:
            self.records.text(b"password: " + token.rpartition(b"\0")[2])


class Responses(Half):
    """What a broker sends."""

    __slots__ = ()

    def _read(self, tape: Tape, end: int) -> Script:
        correlation = int.from_bytes((yield 4), "big", signed=True)
        asked = self._asked.pop(correlation, None)
        if asked is None:
            yield from search(tape, self.records, end)
            return
        api, version = asked
        if api != FETCH:
            yield from tape.pass_over(end - tape.offset)
            return
        yield from _tags(tape, end, version >= _FLEXIBLE[FETCH])
        yield (10 if version >= 7 else 4 if version else 0)
        yield from self._topics(tape, end, FETCH, version)


def _partition(tape: Tape, end: int, version: int) -> Script:
    """What stands before the records of a partition that was fetched."""
    yield 14 + (8 if version >= 4 else 0) + (8 if version >= 5 else 0)
    if version >= 4:
        flexible = version >= _FLEXIBLE[FETCH]
        for _ in range((yield from _count(tape, end, compact=flexible))):
            yield 16
            yield from _tags(tape, end, flexible)
    if version >= 11:
        yield 4


def _length(*, compact: bool) -> Number:
    """A length of four bytes, or a compact one; -1 for nothing."""
    if not compact:
        return int.from_bytes((yield 4), "big", signed=True)
    return (yield from _unsigned()) - 1


def _count(tape: Tape, end: int, *, compact: bool) -> Number:
    count = yield from _length(compact=compact)
    if count > min(_MOST_ENTRIES, end - tape.offset):
        raise Malformed
    return max(count, 0)


def _text(tape: Tape, end: int, *, compact: bool) -> Bytes:
    size = ((yield from _unsigned()) - 1) if compact else int.from_bytes((yield 2), "big", signed=True)
    if size > min(_MOST_NAME_BYTES, end - tape.offset):
        raise Malformed
    return (yield max(size, 0))


def _bytes(tape: Tape, end: int, *, compact: bool) -> Bytes:
    size = yield from _length(compact=compact)
    if size > min(_MOST_NAME_BYTES, end - tape.offset):
        raise Malformed
    return (yield max(size, 0))


def _tags(tape: Tape, end: int, flexible: bool) -> Script:  # noqa: FBT001
    """Tagged fields, which hold nothing that is read (KIP-482)."""
    if not flexible:
        return
    count = yield from _unsigned()
    if count > end - tape.offset:
        raise Malformed
    for _ in range(count):
        yield from _unsigned()
        size = yield from _unsigned()
        if size > end - tape.offset:
            raise Malformed
        yield from tape.pass_over(size)


def _unsigned() -> Number:
    value = shift = 0
    while True:
        byte = (yield 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7
        if shift > 28:
            raise Malformed
