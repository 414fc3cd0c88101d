"""The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), read without a schema.

What is length-delimited is text, a message within, packed numbers, or bytes; only its look tells. A
message becomes one line, its values parted by tabs; messages that one field repeats become a line each.
"""

import re
import struct
from collections import Counter
from dataclasses import dataclass
from typing import Final

VARINT: Final = 0
FIXED64: Final = 1
DELIMITED: Final = 2
FIXED32: Final = 5
FIXED_BYTES: Final = {FIXED64: 8, FIXED32: 4}

MOST_FIELD: Final = 1 << 18  # a number that is read as a field's; the format allows 2 ** 29
DEPTH: Final = 24
"""Messages in messages that are followed; what lies deeper is given as bytes."""
_LEAST_NUMBER: Final = 10**9  # a smaller number is no value that a detector knows
_MOST_NUMBER: Final = 1 << 63
_VARINT_BYTES: Final = 10
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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


@dataclass(slots=True)
class Value:
    """What a field holds, as text; a member is a file, or text of another format, and no text of the record."""

    text: bytes
    is_message: bool = False


Members = list[bytes]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends; it ends at -1 where it is damaged, at 0 where bytes are missing."""
    number = 0
    for shift, byte in enumerate(data[at : at + _VARINT_BYTES]):
        number |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return number, at + shift + 1
    return 0, -1 if len(data) - at >= _VARINT_BYTES else 0


def is_tag(tag: int) -> bool:
    """Whether a number names a field and a kind of value that is in use."""
    return 0 < tag >> 3 < MOST_FIELD and tag & 7 in (VARINT, FIXED64, DELIMITED, FIXED32)


def is_text(data: bytes) -> bool:
    """Whether bytes are UTF-8 without control characters; the last character may be cut."""
    if _CONTROL.search(data):
        return False
    for cut in range(min(4, len(data) + 1)):
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


def value_of(data: bytes, members: Members, depth: int = 0) -> Value:
    """What a length-delimited field holds; files are added to `members`."""
    if not data:
        return Value(b"")
    first = data[0]
    is_plain = is_text(data)
    if is_plain and first >= 0x20 and not (first & 7 == DELIMITED and len(data) > 1 and data[1] == len(data) - 2):
        if b"\\" in data and first in b"{[":
            members.append(data)
            return Value(b"")
        return Value(data)
    inner = values(data, members, depth + 1) if depth < DEPTH else None
    if inner is not None:
        return Value(lines(inner), is_message=True)
    if is_plain:
        return Value(data)
    if data.startswith(_FILES):
        members.append(data)
        return Value(b"")
    return Value(_packed(data) or data)


def values(data: bytes, members: Members, depth: int = 0) -> list[tuple[int, Value]] | None:
    """The fields of a whole message: (number, value) of each; None where it is none."""
    found: list[tuple[int, Value]] = []
    mine: Members = []
    at = 0
    while at < len(data):
        at, field = _field(data, at, mine, depth)
        if field is None:
            return None
        found.append(field)
    members += mine
    return found


def beginning(data: bytes, members: Members) -> tuple[list[tuple[int, Value]], int]:
    """The fields of a message that is cut or damaged, and where what is none begins."""
    found: list[tuple[int, Value]] = []
    at = 0
    while at < len(data):
        behind, field = _field(data, at, members, 0)
        if field is None:
            break
        found.append(field)
        at = behind
    return found, at


def lines(fields: list[tuple[int, Value]]) -> bytes:
    """The values as text: a line, or several where a field repeats messages."""
    messages = Counter(number for number, value in fields if value.is_message)
    text, was_line = b"", True
    for number, value in fields:
        if value.text:
            is_line = messages[number] > 1 and value.is_message
            separator = b"" if not text else b"\n" if is_line or was_line else b"\t"
            text, was_line = text + separator + value.text, is_line
    return text


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


def _field(data: bytes, at: int, members: Members, depth: int) -> tuple[int, tuple[int, Value] | None]:
    """One field and where it ends; None where there is none."""
    tag, at = varint(data, at)
    if at <= 0 or not is_tag(tag):
        return 0, None
    kind = tag & 7
    size = FIXED_BYTES.get(kind, 0)
    number = 0
    if not size:
        number, at = varint(data, at)
        if at <= 0:
            return 0, None
    end = at + (number if kind == DELIMITED else size)
    if end > len(data):
        return 0, None
    if kind == DELIMITED:
        return end, (tag >> 3, value_of(data[at:end], members, depth))
    return end, (tag >> 3, Value(number_text(kind, number or int.from_bytes(data[at:end], "little"))))


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
