"""The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), read without a schema.

What is length-delimited is text, a message within, packed numbers, or bytes; only its look tells. A
message becomes one line, its values parted by tabs; messages that one field repeats become a line each.
"""

import re
import struct
from collections import Counter
from typing import Final

VARINT: Final = 0
FIXED64: Final = 1
DELIMITED: Final = 2
FIXED32: Final = 5
FIXED_BYTES: Final = {FIXED64: 8, FIXED32: 4}

MOST_FIELD: Final = 1 << 18  # a number that is read as a field's; the format allows 2 ** 29
DEPTH: Final = 24
"""Messages in messages that are followed; what lies deeper is given as bytes."""
FREE_FIELDS: Final = 1000
FIELD_BYTES: Final = 8
"""Fields that are looked at, and how long they are on average beyond them: a flood of tiny ones is read as it is."""

_LEAST_NUMBER: Final = 10**9  # a smaller number is no value that a detector knows
_MOST_NUMBER: Final = 1 << 63
_VARINT_BYTES: Final = 10
_SMALL_NUMBERS: Final = re.compile(rb"(?:[\x08\x10\x18 (08@HPX`hpx][\x80-\xff]{0,3}[\x00-\x7f])+")
_NO_CONTROL: Final = re.compile(rb"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*")
_FILES: Final = (
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"%PDF-",
    b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"BZh",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
)


class Record:
    """The values of one message: texts, and for those that are messages themselves the number of their field.

    `members` are files, and texts of another format; `room` is how many fields may yet be looked at.
    """

    __slots__ = ("_numbers", "_texts", "members", "room")

    def __init__(self, members: list[bytes], room: int) -> None:
        self._texts: list[bytes] = []
        self._numbers: list[int] = []
        self.members = members
        self.room = room

    def read(self, data: bytes, depth: int = 0) -> int:
        """Take the fields of a message; where they end, less than its length where it is damaged or a flood."""
        at, end = 0, len(data)
        while at < end:
            begin, tag = at, data[at]
            at += 1
            if tag >= 0x80:
                tag, at = varint(data, begin)
            kind = tag & 7
            if at <= 0 or not is_tag(tag) or self.room <= 0:
                return begin
            self.room -= 1
            if kind == DELIMITED and at < end:
                size = data[at]
                at += 1
                if size >= 0x80:
                    size, at = varint(data, at - 1)
                if at <= 0 or at + size > end:
                    return begin
                self.add(tag >> 3, data[at : at + size], depth)
                at += size
            elif small := _SMALL_NUMBERS.match(data, begin):
                at = small.end()
                self.room += 1
            else:
                number, at = _number(data, at, kind)
                if at <= 0:
                    return begin
                self.add_number(kind, number)
        return end

    def add(self, field: int, value: bytes, depth: int = 0) -> bool:
        """Take a length-delimited value; whether it is a message."""
        if not value:
            return False
        first = value[0]
        is_plain = is_text(value)
        if (
            is_plain
            and first >= 0x20
            and not (first & 7 == DELIMITED and value[1:2] == bytes((len(value) - 2 & 0xFF,)))
        ):
            if first in b"{[" and b"\\" in value:
                self.members.append(value)
            else:
                self._put(value, 0)
            return False
        found = Record([], self.room) if depth < DEPTH else None
        if found is not None and found.read(value, depth + 1) == len(value):
            self.members += found.members
            self._put(found.text(), field)
        elif not is_plain and value.startswith(_FILES):
            self.members.append(value)
        else:
            self._put(value if is_plain else _packed(value) or value, 0)
        if found is not None:
            self.room = found.room
        return bool(self._numbers and self._numbers[-1])

    def add_number(self, kind: int, number: int) -> None:
        """Take a number, if it may be a value."""
        text = number_text(kind, number)
        if text:
            self._put(text, 0)

    def text(self) -> bytes:
        """The values as text: a line, or several where a field repeats messages."""
        if not any(self._numbers):
            return b"\t".join(self._texts)
        repeated = {number for number, times in Counter(self._numbers).items() if number and times > 1}
        parts: list[bytes] = []
        was_line = True
        for text, number in zip(self._texts, self._numbers, strict=True):
            is_line = number in repeated
            parts += (b"\n" if is_line or was_line else b"\t", text)
            was_line = is_line
        return b"".join(parts[1:])

    def _put(self, text: bytes, field: int) -> None:
        if text:
            self._texts.append(text)
            self._numbers.append(field)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends; it ends at -1 where it is damaged, at 0 where bytes are missing."""
    number = shift = 0
    for byte in data[at : at + _VARINT_BYTES]:
        at += 1
        if byte < 0x80:
            return number | byte << shift, at
        number |= (byte & 0x7F) << shift
        shift += 7
    return 0, -1 if shift == 7 * _VARINT_BYTES else 0


def small_numbers(data: bytes, at: int, end: int) -> int:
    """Where a run of fields ends that hold small numbers, which are no values; `at` where there is none."""
    run = _SMALL_NUMBERS.match(data, at, end)
    return run.end() if run else at


def is_tag(tag: int) -> bool:
    """Whether a number names a field and a kind of value that is in use."""
    return 0 < tag >> 3 < MOST_FIELD and tag & 7 in (VARINT, FIXED64, DELIMITED, FIXED32)


def is_text(data: bytes, *, is_cut: bool = False) -> bool:
    """Whether bytes are UTF-8 without control characters; the last character may be cut where the text is."""
    if not _NO_CONTROL.fullmatch(data):
        return False
    if data.isascii():
        return True
    for cut in range(4 if is_cut else 1):
        try:
            data[: len(data) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


def number_text(kind: int, number: int) -> bytes:
    """A number as a person writes it, b"" for one that is no value."""
    if kind == VARINT:
        return b"%d" % number if _LEAST_NUMBER <= number < _MOST_NUMBER else b""
    code, most, digits = ("<d", 1e16, 15) if kind == FIXED64 else ("<f", 1e9, 7)
    (real,) = struct.unpack(code, number.to_bytes(FIXED_BYTES[kind], "little"))
    if 1e-6 <= abs(real) < most:
        return f"{real:.{digits}g}".encode()
    return number_text(VARINT, number) if kind == FIXED64 else b""


def is_message_begun(head: bytes, length: int) -> bool:
    """Whether a value of `length` bytes, of which these are the first, looks like a message."""
    at, number = 0, 0
    while at < len(head):
        tag, behind = varint(head, at)
        if behind == 0:
            return number > 0
        if behind < 0 or not is_tag(tag):
            return False
        size, at = (FIXED_BYTES.get(tag & 7, 0), behind)
        if not size:
            size, at = varint(head, behind)
            if at <= 0:
                return at == 0 and number > 0
            size = size if tag & 7 == DELIMITED else 0
        at, number = at + size, number + 1
        if at > length:
            return False
    return True


def _number(data: bytes, at: int, kind: int) -> tuple[int, int]:
    """The number of a field and where it ends, which is 0 or less where it is damaged or cut."""
    if kind not in FIXED_BYTES:
        return varint(data, at) if kind == VARINT else (0, 0)
    end = at + FIXED_BYTES[kind]
    return int.from_bytes(data[at:end], "little"), end if end <= len(data) else 0


def _packed(data: bytes) -> bytes:
    """Packed numbers, one a column; b"" unless all of them are long enough to be told."""
    found = []
    at = 0
    while at < len(data):
        number, at = varint(data, at)
        if at <= 0 or not _LEAST_NUMBER <= number < _MOST_NUMBER:
            return b""
        found.append(b"%d" % number)
    return b"\t".join(found)
