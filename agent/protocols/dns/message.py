"""DNS messages (RFC 1035 4): their names, and the data of their records."""

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

HEADER_BYTES: Final = 12
MOST_QUESTIONS: Final = 8
MOST_RECORDS: Final = 4096
NAME_BYTES: Final = 255

_CLASSES: Final = frozenset((1, 3, 4, 254, 255))
_NAMES: Final = {2: 0, 5: 0, 12: 0, 39: 0, 15: 2, 33: 6}  # types whose data holds a name, and where it begins
_TEXTS: Final = frozenset((16, 99, 13))  # TXT, SPF, HINFO
_PLAIN: Final = frozenset((1, 28, 6, 41, 43, 46, 47, 48, 50, 250))  # addresses, keys, signatures: no text
_FLAGS_ZERO: Final = 0x0040
_OPCODES: Final = frozenset((0, 1, 2, 4, 5, 6))
_POINTER: Final = 0xC0
_MOST_JUMPS: Final = 32

Name = tuple[bytes, ...]


class Malformed(ValueError):
    """What was given is no message."""


@dataclass(slots=True)
class Message:
    """What a message holds that somebody may have put there."""

    names: list[Name] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)


@lru_cache(maxsize=4)
def parse(data: bytes) -> Message:
    """A whole message; the last ones are remembered, because what is recognised is read at once.

    Raises:
        Malformed: it lies about its counts or lengths, or bytes follow it.
    """
    message = Message()
    try:
        end = _walk(data, message)
    except (IndexError, struct.error) as error:
        raise Malformed from error
    if end != len(data):
        raise Malformed
    return message


def begins(data: bytes) -> bool | None:
    """Whether a header and a first question begin bytes; None while they are too few."""
    if len(data) < HEADER_BYTES:
        return None
    flags, questions, *counts = struct.unpack_from(">5H", data, 2)
    if not _plausible(flags, questions, counts):
        return False
    if not questions:
        return sum(counts) > 0 and bool(flags >> 15)
    try:
        _, at = _name(data, HEADER_BYTES)
        kind, network = struct.unpack_from(">HH", data, at)
    except Malformed:
        return False
    except (IndexError, struct.error):
        return None if len(data) < HEADER_BYTES + NAME_BYTES + 5 else False
    return kind > 0 and network & 0x7FFF in _CLASSES


def _plausible(flags: int, questions: int, counts: list[int]) -> bool:
    return (
        questions <= MOST_QUESTIONS
        and flags >> 11 & 15 in _OPCODES
        and flags & 15 < 12
        and not flags & _FLAGS_ZERO
        and sum(counts) <= MOST_RECORDS
        and questions + sum(counts) > 0
    )


def _walk(data: bytes, message: Message) -> int:
    flags, questions, *counts = struct.unpack_from(">5H", data, 2)
    if not _plausible(flags, questions, counts):
        raise Malformed
    at = HEADER_BYTES
    for _ in range(questions):
        name, at = _name(data, at)
        _, network = struct.unpack_from(">HH", data, at)
        if network & 0x7FFF not in _CLASSES:  # the first bit is multicast DNS's own (RFC 6762 5.4)
            raise Malformed
        _add(message, name)
        at += 4
    for _ in range(sum(counts)):
        name, at = _name(data, at)
        kind, _, _, size = struct.unpack_from(">HHIH", data, at)
        at += 10
        if at + size > len(data):
            raise Malformed
        _add(message, name)
        _record(data, at, size, kind, message)
        at += size
    return at


def _record(data: bytes, at: int, size: int, kind: int, message: Message) -> None:
    """What the data of a record holds."""
    if kind in _NAMES and size > _NAMES[kind]:
        _add(message, _name(data, at + _NAMES[kind])[0])
    elif kind in _TEXTS:
        message.texts.append(strings(data[at : at + size]))
    elif kind not in _PLAIN and size:
        message.texts.append(data[at : at + size])


def _add(message: Message, name: Name) -> None:
    if name and name not in message.names[-4:]:
        message.names.append(name)


def strings(data: bytes) -> bytes:
    """Strings behind their lengths (RFC 1035 3.3.14), joined: a long text is cut into them."""
    found, at = [], 0
    while at < len(data):
        found.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(found)


def _name(data: bytes, at: int) -> tuple[Name, int]:
    """The labels of a name, and where it ends."""
    labels: list[bytes] = []
    end, size, jumps = -1, 0, 0
    while length := data[at]:
        if length >= _POINTER:
            target = (length & 0x3F) << 8 | data[at + 1]
            jumps += 1
            if target >= at or jumps > _MOST_JUMPS:
                raise Malformed
            end, at = (at + 2 if end < 0 else end), target
            continue
        size += length + 1
        if length > 63 or size > NAME_BYTES:
            raise Malformed
        label = data[at + 1 : at + 1 + length]
        if len(label) < length:
            raise IndexError
        labels.append(label)
        at += 1 + length
    return tuple(labels), at + 1 if end < 0 else end
