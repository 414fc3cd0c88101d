"""Documents of any length as they come: what stands in an array is one record each, such as a batch of results."""

import struct
from collections.abc import Generator
from typing import Final

from agent.protocols.mongodb.bson import (
    ARRAY,
    BINARY,
    DOCUMENT,
    MOST_DEPTH,
    SCALAR_BYTES,
    SCALARS,
    STRING,
    Files,
    Malformed,
    line,
)
from agent.protocols.records import WHOLE_BYTES, Records, is_file
from agent.protocols.tape import MOST_BYTES, Script, Tape

_LEAST_DOCUMENT: Final = 5
_SECRET: Final = (b"payload",)  # the steps of a log-in; what a user names is no content
_PLAIN: Final = b"PLAIN"


Text = Generator[int | bytes, bytes, bytes]
Number = Generator[int | bytes, bytes, int]


class Documents:
    """Reads documents off a tape into records."""

    __slots__ = ("_records",)

    def __init__(self, records: Records) -> None:
        self._records = records

    def record(self, tape: Tape, end: int) -> Script:
        """A document that is a record, which ends before `end` of the stream."""
        size = yield from _size(tape, end)
        if size > MOST_BYTES - 4:
            yield from self._fields(tape, tape.offset + size - 4, 0)
            return
        data = size.to_bytes(4, "little") + (yield size - 4)
        self._give(tape, data)

    def command(self, tape: Tape, end: int) -> Script:
        """A document that says what to do, or what was done: the documents in its arrays are records."""
        size = yield from _size(tape, end)
        yield from self._fields(tape, tape.offset + size - 4, 0)

    def _fields(self, tape: Tape, end: int, depth: int) -> Script:
        """The fields of a document or array that ends at `end`."""
        if depth > MOST_DEPTH:
            raise Malformed
        fields: list[bytes] = []
        size = 0
        try:
            while kind := (yield 1)[0]:
                name = (yield b"\0")[:-1]
                if tape.offset > end or len(name) > WHOLE_BYTES:
                    raise Malformed
                if kind in (DOCUMENT, ARRAY):
                    self._line(fields)
                    yield from self._nested(tape, kind, end, depth)
                    continue
                text = yield from self._value(tape, kind, name, end, fields)
                if text:
                    fields.append(name + b": " + text)
                size += len(name) + len(text)
                if size > WHOLE_BYTES:
                    self._line(fields)
                    size = 0
        finally:
            self._line(fields)
        if tape.offset != end:
            raise Malformed

    def _nested(self, tape: Tape, kind: int, end: int, depth: int) -> Script:
        size = yield from _size(tape, end)
        end = tape.offset + size - 4
        yield from self._fields(tape, end, depth + 1) if kind == DOCUMENT else self._array(tape, end, depth + 1)

    def _array(self, tape: Tape, end: int, depth: int) -> Script:
        """Each document in an array is a record."""
        if depth > MOST_DEPTH:
            raise Malformed
        fields: list[bytes] = []
        while kind := (yield 1)[0]:
            name = (yield b"\0")[:-1]
            if tape.offset > end or len(name) > WHOLE_BYTES:
                raise Malformed
            if kind == DOCUMENT:
                yield from self.record(tape, end)
            elif kind == ARRAY:
                yield from self._nested(tape, kind, end, depth)
            else:
                text = yield from self._value(tape, kind, b"", end, fields)
                if text:
                    self._records.add(b"", text)
        if tape.offset != end:
            raise Malformed

    def _value(self, tape: Tape, kind: int, name: bytes, end: int, fields: list[bytes]) -> Text:
        """The text of a value that is no document."""
        if kind in STRING or kind == BINARY:
            return (yield from self._bytes(tape, kind, name, end, fields))
        if kind in SCALAR_BYTES:
            data = yield SCALAR_BYTES[kind]
            return SCALARS[kind](data, 0)[1]
        if kind == 11:
            return (yield b"\0")[:-1] + (yield b"\0")[:0]
        if kind == 15:
            size = int.from_bytes((yield 4), "little")
            if not 4 <= size <= end - tape.offset + 4:
                raise Malformed
            yield from tape.pass_over(size - 4)
            return b""
        raise Malformed

    def _bytes(self, tape: Tape, kind: int, name: bytes, end: int, fields: list[bytes]) -> Text:
        size = struct.unpack("<i", (yield 4))[0] + (kind == BINARY)
        if not 0 <= size <= end - tape.offset:
            raise Malformed
        if size <= WHOLE_BYTES:
            data = yield size
            if kind != BINARY:
                return data[:-1]
            if name in _SECRET:
                self._log_in(fields, data[1:])
                return b""
            return self._binary(name, data[1:])
        skipped = kind == BINARY
        yield int(skipped)
        inlet = self._records.own(name=name.decode("utf-8", "replace"))
        try:
            yield from tape.body(inlet, size - 1)
        finally:
            inlet.end()
        yield int(not skipped)
        return b""

    def _binary(self, name: bytes, data: bytes) -> bytes:
        if b"\n" not in data and not is_file(data):
            return data
        self._records.add(b"", data, name=name.decode("utf-8", "replace"))
        return b""

    def _give(self, tape: Tape, data: bytes) -> None:
        files: Files = []
        try:
            text = line(data, files)
        except Malformed:
            tape.raw(data)
            return
        if b"\\u" in text:
            self._records.json(text)
        elif text:
            self._records.text(text)
        for name, content in files:
            if content:
                self._records.add(name + b": ", content, name=name.decode("utf-8", "replace"))

    def _log_in(self, fields: list[bytes], payload: bytes) -> None:
        """The password of a log-in by PLAIN (RFC 4616); other mechanisms show none."""
        if any(field.endswith(_PLAIN) for field in fields) and payload.count(b"\0") == 2:
            self._records.text(b"password: " + payload.rpartition(b"\0")[2])

    def _line(self, fields: list[bytes]) -> None:
        if fields:
            self._records.text(b"\t".join(fields).replace(b"\n", b" "))
            fields.clear()


def _size(tape: Tape, end: int) -> Number:
    """The length of the document that begins here."""
    size = int(struct.unpack("<i", (yield 4))[0])
    if not _LEAST_DOCUMENT <= size <= end - tape.offset + 4:
        raise Malformed
    return size
