"""Protobuf messages as they arrive: one of up to 64 KB is read as a whole, of a longer one field by field."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from agent.contents.format import Inlet, Outlet
from agent.contents.protobuf import wire
from policies.part import Buffer

WHOLE_BYTES: Final = 64 << 10
"""Longest message, or value within a longer one, that is held."""

_LENGTH_BYTES: Final = 4
_ENDLESS: Final = 1 << 62
_TELLING_BYTES: Final = 512  # first bytes of a long value, which tell what it is

_BETWEEN: Final = 0
_WHOLE: Final = 1
_FIELDS: Final = 2
_VALUE: Final = 3
_REST: Final = 4  # no field can be told any more, up to the end of the message


class Protobuf:
    """Messages as lines of text, files within them as parts of their own."""

    def __init__(self, outlet: Outlet, *, is_framed: bool) -> None:
        """`is_framed`: each message stands behind its length in four bytes; else there is one."""
        self._outlet = outlet
        self._is_framed = is_framed
        self._held = b""
        self._left = 0  # of the message, held bytes included
        self._value_left = 0
        self._looked = 0  # fields of a long message that were looked at, and their bytes
        self._looked_bytes = 0
        self._inlet: Inlet | None = None  # of a long value that is no text
        self._was_message = True  # the value before: what follows a message begins a line
        self._state = _BETWEEN
        self._text: list[bytes] = []  # of this feed

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Read what is complete; the beginning of a field or of a short message is held back."""
        data, at = b"".join((self._held, *pieces)), 0
        while not self._outlet.spent:
            taken = self._step(data, at)
            if taken < 0:
                break
            at += taken
        self._held = data[at:]
        self._give()

    def gap(self, size: int) -> bool:
        """Go on inside a long value; elsewhere what is left of the message is read as it is."""
        if self._state == _VALUE and size <= self._value_left:
            self._value_left -= size
            self._left -= size
            if self._inlet is not None:
                self._inlet.gap(size)
                return True
            return self._outlet.lose(size)
        self._left -= size
        self._cut()
        self._state = _REST if self._left > 0 else _BETWEEN
        return self._outlet.lose(size)

    def close(self) -> None:
        """Give what was held back, as far as it can be read."""
        self._cut()

    # Steps: bytes taken, -1 where more are needed

    def _step(self, data: bytes, at: int) -> int:
        there = len(data) - at
        if self._state == _BETWEEN:
            return self._begin(data, at)
        if self._state == _WHOLE:
            return self._whole(data, at, there)
        if not there:
            return -1
        if self._state == _FIELDS:
            return self._field(data, at)
        size = min(there, self._left if self._state == _REST else self._value_left)
        self._write(data[at : at + size])
        self._left -= size
        if self._state == _VALUE:
            self._value_left -= size
            if not self._value_left:
                self._end_value()
                self._state = _FIELDS
        return size + self._end_message()

    def _begin(self, data: bytes, at: int) -> int:
        if not self._is_framed:
            self._left, self._state = _ENDLESS, _WHOLE
            return 0
        if len(data) - at < _LENGTH_BYTES:
            return -1
        self._left = int.from_bytes(data[at : at + _LENGTH_BYTES], "big")
        self._looked = self._looked_bytes = 0
        self._state = _WHOLE if self._left <= WHOLE_BYTES else _FIELDS
        return _LENGTH_BYTES

    def _whole(self, data: bytes, at: int, there: int) -> int:
        if there > WHOLE_BYTES and self._left > WHOLE_BYTES:
            is_text = wire.is_text(data[at : at + _TELLING_BYTES], is_cut=True)  # wrongly declared
            self._state = _REST if is_text else _FIELDS
            return 0
        if there < self._left:
            return -1
        size = self._left
        self._give_message(data[at : at + size])
        self._left, self._state = 0, _BETWEEN
        return size

    def _field(self, data: bytes, at: int) -> int:
        """One field of a long message; a long value goes on by itself, a long message within is simply entered."""
        behind = wire.small_numbers(data, at, at + self._left)
        if behind > at:
            self._left -= behind - at
            return behind - at + self._end_message()
        tag, behind = wire.varint(data, at)
        kind = tag & 7
        number, end = 0, behind
        if behind > 0 and wire.is_tag(tag) and kind not in wire.FIXED_BYTES:
            number, end = wire.varint(data, behind)
        if behind == 0 or end == 0:
            return -1
        size = wire.FIXED_BYTES.get(kind, number if kind == wire.DELIMITED else 0)
        if behind < 0 or end < 0 or not wire.is_tag(tag) or end - at + size > self._left:
            self._state = _REST
            return 0
        if size > WHOLE_BYTES:
            return self._begin_value(data, at, end, size)
        if len(data) < end + size:
            return -1
        value = data[end : end + size]
        room = wire.FREE_FIELDS + self._looked_bytes // wire.FIELD_BYTES - self._looked
        record = wire.Record([], room - 1)
        if kind == wire.DELIMITED:
            is_message = record.add(1, value)
        else:
            is_message = False
            record.add_number(kind, number or int.from_bytes(value, "little"))
        self._give_value(record, is_message=is_message)
        self._looked += room - record.room
        self._looked_bytes += end - at + size
        if record.room <= 0:
            self._state = _REST
        self._left -= end - at + size
        return end - at + size + self._end_message()

    def _begin_value(self, data: bytes, at: int, begin: int, size: int) -> int:
        head = data[begin : begin + _TELLING_BYTES]
        if len(head) < _TELLING_BYTES:
            return -1
        self._left -= begin - at
        is_text = wire.is_text(head, is_cut=True)
        if not is_text and wire.is_message_begun(head, size):
            self._was_message = True
            return begin - at
        self._state, self._value_left = _VALUE, size
        if is_text:
            self._text.append(b"\n" if self._was_message else b"\t")
        else:
            self._give()
            self._inlet = self._outlet.begin("protobuf.bytes")
        return begin - at

    # What goes out

    def _give_message(self, message: bytes) -> None:
        """A message of which all is there, or all that ever will be."""
        record = wire.Record([], wire.FREE_FIELDS + len(message) // wire.FIELD_BYTES)
        behind = record.read(message)
        if behind < len(message) and wire.is_text(message):  # wrongly declared
            record, behind = wire.Record([], 0), 0
        for text in (record.text(), message[behind:]):
            self._text += (text, b"\n") if text else ()
        self._give_members(record.members)

    def _give_value(self, record: wire.Record, *, is_message: bool) -> None:
        text = record.text()
        if text:
            self._text += (b"\n" if is_message or self._was_message else b"\t", text)
            self._was_message = is_message
        self._give_members(record.members)

    def _give_members(self, members: Sequence[bytes]) -> None:
        for member in members:
            inlet = self._outlet.begin("protobuf.bytes")
            inlet.write((member,))
            inlet.end()

    def _write(self, data: bytes) -> None:
        if self._inlet is not None:
            self._inlet.write((data,))
        else:
            self._text.append(data)

    def _end_value(self) -> None:
        inlet, self._inlet = self._inlet, None
        if inlet is not None:
            inlet.end()
        self._was_message = False

    def _end_message(self) -> int:
        """Always 0; what comes next begins a line."""
        if not self._left:
            self._text.append(b"\n")
            self._state, self._was_message = _BETWEEN, True
        return 0

    def _cut(self) -> None:
        """What is held is not going on."""
        held, self._held = self._held, b""
        self._left -= len(held)
        if self._state == _WHOLE:
            self._give_message(held)
        elif held and self._state != _BETWEEN:
            self._text.append(b"\n")
            self._write(held)
        self._end_value()
        self._give()

    def _give(self) -> None:
        text = b"".join(self._text)
        self._text = []
        if text:
            self._outlet.give((text,))


Message = partial(Protobuf, is_framed=False)
Messages = partial(Protobuf, is_framed=True)
