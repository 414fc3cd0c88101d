"""Record batches and message sets (Kafka documentation, 5.3), plain or compressed; each record is one record."""

import struct
from collections.abc import Callable, Generator
from typing import Final

from agent.contents import CODINGS
from agent.contents.format import Decoder, Format, Outlet
from agent.protocols.kafka.start import BATCH, BATCH_BYTES, is_batch
from agent.protocols.packed import Packed
from agent.protocols.reader import Sink
from agent.protocols.records import WHOLE_BYTES, Records
from agent.protocols.tape import Script, Tape

PATH: Final = "kafka.record"
_CODECS: Final = ("", "gzip", "snappy", "lz4", "zstd")
_CODEC_BITS: Final = 7
_CONTROL: Final = 0x20
_SET_BYTES: Final = 17  # offset, size, checksum or epoch, format
_MOST_VARINT_BYTES: Final = 10
ENDLESS: Final = 1 << 62
_SCHEMA_BYTES: Final = 5  # a zero and the number of a schema, before JSON (Confluent wire format)

Number = Generator[int | bytes, bytes, int]
Bytes = Generator[int | bytes, bytes, bytes]


class Malformed(ValueError):
    """What was given is no record."""


def batches(tape: Tape, records: Records, end: int) -> Script:
    """Batches and messages up to `end` of the stream; the last one may be cut off there."""
    while end - tape.offset >= _SET_BYTES:
        head = yield _SET_BYTES
        size, form = int.from_bytes(head[8:12], "big", signed=True), head[16]
        stop = tape.offset + size - (_SET_BYTES - 12)
        if size < 0 or form > 2:
            tape.raw(head)
            raise Malformed
        cut = stop > end
        stop = min(stop, end)
        if stop - tape.offset < (BATCH_BYTES - _SET_BYTES if form == 2 else 9):
            break
        yield from _batch(tape, records, stop) if form == 2 else _message(tape, records, form, stop, cut=cut)
        yield from tape.pass_over(stop - tape.offset)
    yield from tape.pass_over(end - tape.offset)


def search(tape: Tape, records: Records, end: int) -> Script:
    """Batches in a response of which nobody knows what it answers."""
    while end - tape.offset > BATCH_BYTES:
        if not (yield from tape.find(BATCH, BATCH_BYTES, end - tape.offset - BATCH_BYTES)):
            break
        head = yield BATCH_BYTES
        if not is_batch(head):
            tape.back(BATCH_BYTES - 1)
            tape.raw(head[:1])
            continue
        tape.back(BATCH_BYTES - _SET_BYTES)
        stop = min(end, tape.offset + int.from_bytes(head[8:12], "big") - (_SET_BYTES - 12))
        if stop - tape.offset >= BATCH_BYTES - _SET_BYTES:
            yield from _batch(tape, records, stop)
            yield from tape.pass_over(stop - tape.offset)
    yield from tape.pass_over(end - tape.offset)


def _batch(tape: Tape, records: Records, stop: int) -> Script:
    head = yield BATCH_BYTES - _SET_BYTES
    attributes = int.from_bytes(head[4:6], "big")
    codec = attributes & _CODEC_BITS
    if codec >= len(_CODECS):
        raise Malformed
    if attributes & _CONTROL:
        yield from tape.pass_over(stop - tape.offset)
    elif codec:
        yield from _packed(tape, codec, stop, _within)
    else:
        yield from _records(tape, records, stop)


def _packed(tape: Tape, codec: int, stop: int, script: "Callable[[Tape, Records, int], Script]") -> Script:
    """What is compressed up to `stop`."""
    coding = CODINGS[_CODECS[codec]]

    def decoder(outlet: Outlet) -> Decoder:
        return _Inside(outlet, coding, script)

    inlet = tape.sink.begin(tape.direction, "kafka.batch", given=Format(coding.label, decoder))
    try:
        yield from tape.body(inlet, stop - tape.offset)
    finally:
        inlet.end()


class _Inside(Packed):
    """Compressed records while they are read."""

    def __init__(self, outlet: Outlet, coding: Format, script: "Callable[[Tape, Records, int], Script]") -> None:
        self._script = script
        self._lines: Records | None = None
        super().__init__(outlet, coding, self._read)

    def _read(self, sink: Sink, tape: Tape) -> Script:
        self._lines = self._lines or Records(sink, 0, PATH)
        try:
            yield from self._script(tape, self._lines, ENDLESS)
        except Malformed:
            yield from tape.rest()

    def close(self) -> None:
        """No more bytes come."""
        super().close()
        if self._lines is not None:
            self._lines.end()


def _within(tape: Tape, records: Records, stop: int) -> Script:
    yield from _records(tape, records, stop)


def _records(tape: Tape, records: Records, stop: int) -> Script:
    """Records of format 2, each behind its length."""
    while tape.offset < stop:
        size = yield from _varint()
        if not 0 < size <= stop - tape.offset:
            raise Malformed
        if size <= 2 * WHOLE_BYTES:
            data = yield size
            if not _give(records, data):
                tape.raw(data)
        else:
            yield from _long(tape, records, tape.offset + size)


def _give(records: Records, data: bytes) -> bool:
    """Make a line of a record; False where it is none."""
    try:
        _, at = _number(data, 1)
        _, at = _number(data, at)
        key, at = _field(data, at)
        value, at = _field(data, at)
        count, at = _number(data, at)
        context = []
        for _ in range(count):
            name, at = _field(data, at)
            content, at = _field(data, at)
            context.append(name + b": " + content + b"\t")
    except IndexError:
        return False
    _add(records, key, b"".join(context), value)
    return at == len(data)


def _add(records: Records, key: bytes, context: bytes, value: bytes) -> None:
    if value[:1] == b"\0" and value[_SCHEMA_BYTES : _SCHEMA_BYTES + 1] in (b"{", b"["):
        value = value[_SCHEMA_BYTES:]
    before = (key + b"\t" if key else b"") + context
    if before or value:
        records.add(before.replace(b"\n", b" "), value, name=key[:255].decode("utf-8", "replace"))


def _long(tape: Tape, records: Records, stop: int) -> Script:
    """A record that is too long for a line; its headers come behind its value."""
    yield 1
    for _ in range(2):
        yield from _varint()
    key = yield from _short(tape, stop)
    size = yield from _varint()
    if size > stop - tape.offset:
        raise Malformed
    yield from _value(tape, records, key, max(size, 0))
    yield from tape.pass_over(stop - tape.offset)


def _short(tape: Tape, stop: int) -> Bytes:
    size = yield from _varint()
    if size > min(WHOLE_BYTES, stop - tape.offset):
        raise Malformed
    return (yield max(size, 0))


def _value(tape: Tape, records: Records, key: bytes, size: int) -> Script:
    inlet = records.own(key, name=key[:255].decode("utf-8", "replace"))
    try:
        yield from tape.body(inlet, size)
    finally:
        inlet.end()


def _message(tape: Tape, records: Records, form: int, stop: int, *, cut: bool) -> Script:
    """A message of format 0 or 1; one that is compressed holds a set of messages."""
    codec = (yield 1)[0] & _CODEC_BITS
    if form == 1:
        yield min(8, stop - tape.offset)
    sizes = []
    key = b""
    for _ in range(2):
        if stop - tape.offset < 4:
            raise Malformed
        size = struct.unpack(">i", (yield 4))[0]
        sizes.append(size)
        if len(sizes) == 1:
            if size > min(WHOLE_BYTES, stop - tape.offset):
                raise Malformed
            key = yield max(size, 0)
    size = min(max(sizes[1], 0), stop - tape.offset)
    if codec and codec < len(_CODECS):
        yield from _packed(tape, codec, tape.offset + size, batches)
    elif size > 2 * WHOLE_BYTES or cut:
        yield from _value(tape, records, key, size)
    else:
        _add(records, key, b"", (yield size))


def _varint() -> Number:
    """A number in zigzag form, byte by byte (Protocol Buffers encoding guide)."""
    value = shift = 0
    while True:
        byte = (yield 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value >> 1 ^ -(value & 1)
        shift += 7
        if shift >= 7 * _MOST_VARINT_BYTES:
            raise Malformed


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value >> 1 ^ -(value & 1), at
        shift += 7
        if shift >= 7 * _MOST_VARINT_BYTES:
            raise IndexError


def _field(data: bytes, at: int) -> tuple[bytes, int]:
    size, at = _number(data, at)
    if size > len(data) - at:
        raise IndexError
    size = max(size, 0)
    return data[at : at + size], at + size
