"""Messages of either direction: commands and replies, old and new, compressed or not."""

import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from agent.contents import CODINGS
from agent.contents.format import Decoder, Format, Outlet
from agent.protocols.mongodb.bson import Malformed
from agent.protocols.mongodb.documents import Documents
from agent.protocols.mongodb.start import (
    COMPRESSED,
    DELETE,
    GET_MORE,
    HEADER_BYTES,
    INSERT,
    KILL,
    MSG,
    QUERY,
    REPLY,
    UPDATE,
    header,
)
from agent.protocols.packed import Packed
from agent.protocols.reader import Sink
from agent.protocols.records import Records
from agent.protocols.tape import Lost, Script, Tape
from policies.expression import expression

_START: Final = expression(rb"(?s:.{3}[\0-\2].{8}(?:[\xd1\xd2\xd4-\xd7\xdc\xdd]\x07)\0\0)")
_CODINGS: Final = ("", "snappy", "deflate", "zstd")
_CHECKSUM, _CHECKSUM_BYTES = 1, 4
_PATH: Final = "mongodb.document"


class Messages:
    """One direction."""

    __slots__ = ("_documents", "_sink", "records", "tape")

    def __init__(self, sink: Sink, direction: int) -> None:
        self._sink = sink
        self.records = Records(sink, direction, _PATH)
        self._documents = Documents(self.records)
        self.tape = Tape(sink, direction, self._script)

    def _script(self, tape: Tape) -> Script:
        while True:
            head = yield HEADER_BYTES
            found = header(head)
            if found is None:
                tape.back(HEADER_BYTES - 1)
                tape.raw(head[:1])
                yield from tape.seek(_START, HEADER_BYTES)
                continue
            yield from self._message(tape, found[1], tape.offset + found[0] - HEADER_BYTES)

    def _message(self, tape: Tape, opcode: int, end: int) -> Script:
        """A message up to `end`; what of it is malformed, or stands behind a gap, is given raw."""
        try:
            if opcode == COMPRESSED:
                yield from self._compressed(tape, end)
            else:
                yield from body(tape, self._documents, opcode, end)
        except Malformed:
            pass
        except Lost as lost:
            behind = tape.offset + lost.size
            if not lost.size or behind > end:
                raise
            tape.raw(lost.held)
            yield from tape.pass_over(end - behind)
            return
        if tape.offset <= end:
            yield from tape.pass_over(end - tape.offset)

    def _compressed(self, tape: Tape, end: int) -> Script:
        """The body of another message, compressed (OP_COMPRESSED)."""
        if end - tape.offset < 9:
            raise Malformed
        opcode, _, compressor = struct.unpack("<iiB", (yield 9))
        if compressor >= len(_CODINGS):
            raise Malformed
        coding = CODINGS.get(_CODINGS[compressor])
        inlet = self._sink.begin(
            tape.direction, "mongodb.message", given=Format(coding.label if coding else "bson", _within(coding, opcode))
        )
        try:
            yield from tape.body(inlet, end - tape.offset)
        finally:
            inlet.end()


class _Body(Packed):
    """A compressed body while it is read."""

    def __init__(self, outlet: Outlet, coding: Format | None, opcode: int) -> None:
        self._opcode = opcode
        self._lines: Records | None = None
        super().__init__(outlet, coding, self._read)

    def _read(self, sink: Sink, tape: Tape) -> Script:
        self._lines = Records(sink, 0, _PATH)
        with suppress(Malformed):
            yield from body(tape, Documents(self._lines), self._opcode, 1 << 62)
        yield from tape.rest()

    def close(self) -> None:
        """No more bytes come."""
        super().close()
        if self._lines is not None:
            self._lines.end()


def _within(coding: Format | None, opcode: int) -> Callable[[Outlet], Decoder]:
    return lambda outlet: _Body(outlet, coding, opcode)


def body(tape: Tape, documents: Documents, opcode: int, end: int) -> Script:
    """What follows the header of a message that ends at `end` or, in a compressed one, with the tape."""
    if opcode == MSG:
        yield from _sections(tape, documents, end)
    elif opcode == REPLY:
        yield 20
        while tape.offset < end:
            yield from documents.record(tape, end)
    elif opcode in (QUERY, INSERT, UPDATE, DELETE):
        yield 4
        yield b"\0"
        yield {QUERY: 8, INSERT: 0}.get(opcode, 4)
        while tape.offset < end:
            yield from documents.command(tape, end) if opcode == QUERY else documents.record(tape, end)
    elif opcode not in (GET_MORE, KILL):
        raise Malformed
    else:
        yield from tape.pass_over(end - tape.offset)


def _sections(tape: Tape, documents: Documents, end: int) -> Script:
    """The sections of an OP_MSG: one command, and sequences of documents."""
    flags = (yield 4)[0]
    end -= _CHECKSUM_BYTES if flags & _CHECKSUM else 0
    while tape.offset < end:
        kind = (yield 1)[0]
        if kind == 0:
            yield from documents.command(tape, end)
        elif kind == 1:
            size = int.from_bytes((yield 4), "little")
            last = tape.offset + size - 4
            yield b"\0"
            if last > end:
                raise Malformed
            while tape.offset < last:
                yield from documents.record(tape, last)
        else:
            raise Malformed
    if flags & _CHECKSUM and end < 1 << 60:
        yield _CHECKSUM_BYTES
