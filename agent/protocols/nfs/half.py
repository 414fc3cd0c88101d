"""One direction of a stream of RPC messages: records to messages (RFC 5531 11), messages to stretches of bytes.

Rule 1: no byte is lost. What is no record, and what lies unread in one, is given raw.
Rule 2: no decision depends on how the bytes were cut into pieces.
"""

from collections.abc import Sequence
from typing import Final

from agent.contents.format import Inlet
from agent.contents.scattered.files import Files
from agent.contents.stretches import Stretches
from agent.protocols.nfs.messages import Messages
from agent.protocols.nfs.rpc import FRAME_BYTES, LONGEST_RECORD, MARKS, RECORD_BYTES, is_record, search
from agent.protocols.reader import Sink
from policies.part import Buffer

BLOCK_BYTES: Final = 16 << 10
"""Bytes that are joined to be read at once."""
HEAD_BYTES: Final = 8 << 10
"""What is gathered of a message before it is read; data behind it pass through."""
_LAST: Final = 1 << 31  # the last fragment of a record; of others, only the first is understood
_LENGTH: Final = _LAST - 1
_TLS_RECORD: Final = b"\x16\x03"  # RPC with TLS (RFC 9289 4.1)


class Half:
    """The messages of one direction."""

    __slots__ = (
        "_at",
        "_direction",
        "_held",
        "_is_fragment",
        "_is_lost",
        "_lost_from",
        "_message",
        "_messages",
        "_place",
        "_raw",
        "_sink",
    )

    def __init__(self, sink: Sink, direction: int, files: Files) -> None:
        self._sink = sink
        self._direction = direction
        self._messages = Messages(sink, direction, files)
        self._message = Stretches(self._begin_raw if sink.wants(direction) else None)
        self._place = files.places[direction]
        self._held = b""
        self._at = 0  # where in the stream the joined bytes begin
        self._is_fragment = False  # the record goes on
        self._is_lost = False  # a record is looked for, `_lost_from` bytes on
        self._lost_from = 0
        self._raw: Inlet | None = None

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction; TLS takes the rest over."""
        number = 0
        while number < len(pieces):
            if self._message and not self._held:
                self._place.move(offset)
                number, size = self._message.through(pieces, number)
                offset += size
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            self._at = offset - len(self._held)
            data = b"".join((self._held, *pieces[first:number]))
            at = self._read(data)
            self._held = data[at:]
            if self._held.startswith(_TLS_RECORD) and not (self._message.left or self._is_lost):
                self._held = b""
                self._sink.switch(self._direction, self._at + at, [data[at:], *pieces[number:]], "nfs.starttls")
                return
            offset += size

    def gap(self, offset: int, size: int) -> None:
        """Go on inside a record by its length; elsewhere look for the next one."""
        self._hurry(offset)
        if (self._message or self._message.left) and self._message.lose(size):
            return
        if self._raw is not None:
            self._raw.gap(size)
        self._is_lost, self._lost_from, self._is_fragment = True, 0, False

    def close(self, offset: int) -> None:
        """End what is open."""
        self._hurry(offset)
        self._message.abandon()
        self._end_raw()
        self._messages.close()

    # Steps: (data, where in it) -> bytes taken, -1 for too few

    def _read(self, data: bytes) -> int:
        at, end = 0, len(data)
        while at < end:
            if self._message:
                self._place.move(self._at + at)
                took = self._message.take(memoryview(data)[at:])
            elif self._message.left:
                took = self._command(data, at)
            elif self._is_lost:
                took = self._search(data, at)
            else:
                took = self._record(data, at)
            if took < 0:
                break
            at += took
        return at

    def _record(self, data: bytes, at: int) -> int:
        known = is_record(data[at : at + RECORD_BYTES])
        length = int.from_bytes(data[at : at + FRAME_BYTES], "big")
        if len(data) - at < FRAME_BYTES or data.startswith(_TLS_RECORD, at):
            return -1
        if self._is_fragment and length & _LENGTH <= LONGEST_RECORD:
            self._is_fragment = length < _LAST
            self._message.unread(length & _LENGTH)
            self._message.advance(0)
            return FRAME_BYTES
        if known is None:
            return -1
        if not known:
            self._is_lost, self._lost_from, self._is_fragment = True, 1, False
            return 0
        self._is_fragment = length < _LAST
        self._message.left = length & _LENGTH
        self._messages.begin()
        self._end_raw()
        return FRAME_BYTES

    def _command(self, data: bytes, at: int) -> int:
        need = min(self._message.left, HEAD_BYTES)
        if len(data) - at < need:
            return -1
        self._place.move(self._at + at)
        self._message.lay_out(self._messages.command(data[at : at + need], self._message.left), HEAD_BYTES)
        return 0

    def _search(self, data: bytes, at: int) -> int:
        found, keep = search(data, at + self._lost_from, marks=MARKS)
        end = found if found >= 0 else keep
        if end > at:
            self._give_raw(data[at:end], self._at + at)
            self._lost_from = 0
        if found >= 0:
            self._end_raw()
            self._is_lost = False
            return end - at
        return end - at if end > at else -1

    # Inside

    def _hurry(self, offset: int) -> None:
        """Wait no longer: read of a message what is there; what begins no record is raw."""
        while self._held and self._message.left:
            held, self._held = self._held, b""
            self._at = offset - len(held)
            self._place.move(self._at)
            self._message.lay_out(self._messages.command(held, self._message.left), HEAD_BYTES)
            self._held = held[self._read(held) :]
        held, self._held = self._held, b""
        self._give_raw(held, offset - len(held))

    def _begin_raw(self) -> Inlet:
        return self._sink.begin(self._direction, "raw", type=None, exact=True)

    def _give_raw(self, data: bytes, at: int) -> None:
        if data:
            if self._raw is None:
                self._raw = self._begin_raw()
            self._place.move(at)
            self._raw.write((data,))

    def _end_raw(self) -> None:
        if self._raw is not None:
            self._raw.end()
            self._raw = None
