"""How a MongoDB message begins (MongoDB manual, "MongoDB Wire Protocol")."""

import struct
from typing import Final

FIRST: Final = frozenset(range(256))
HEADER_BYTES: Final = 16
MOST_BYTES: Final = 48_000_000 + (16 << 10)
"""Longest message (maxMessageSizeBytes), with its header and section heads."""

REPLY, UPDATE, INSERT, QUERY, GET_MORE, DELETE, KILL, COMPRESSED, MSG = (
    1,
    2001,
    2002,
    2004,
    2005,
    2006,
    2007,
    2012,
    2013,
)
OPCODES: Final = frozenset((REPLY, UPDATE, INSERT, QUERY, GET_MORE, DELETE, KILL, COMPRESSED, MSG))
_FLAGS: Final = 0x10003  # checksum, more to come, exhaust allowed
_LEAST_BYTES: Final = 36  # header and the fixed fields of every kind of message, and a little
_DOCUMENT_BYTES: Final = 5


def header(data: bytes) -> tuple[int, int] | None:
    """The length and the opcode of a message; None where no message begins so."""
    length, _, _, opcode = struct.unpack_from("<iiii", data)
    return (length, opcode) if opcode in OPCODES and HEADER_BYTES < length <= MOST_BYTES else None


def recognise(head: bytes) -> bool | None:
    """Whether bytes begin a message; None while they may."""
    if len(head) > 3 and head[3] > MOST_BYTES >> 24:
        return False
    if len(head) < HEADER_BYTES:
        return None if not head[14:].strip(b"\0") else False
    found = header(head)
    if found is None:
        return False
    length, opcode = found
    need = min(length, _LEAST_BYTES)
    if len(head) < need:
        return None
    return need >= HEADER_BYTES + _DOCUMENT_BYTES and _fits(opcode, length, head.ljust(_LEAST_BYTES, b"\0"))


def _fits(opcode: int, length: int, head: bytes) -> bool:
    """Whether the fields behind the header are those of the kind of message."""
    first, second = struct.unpack_from("<Ii", head, HEADER_BYTES)
    if opcode == MSG:
        kind, size = struct.unpack_from("<Bi", head, 20)
        return bool(first & ~_FLAGS == 0 and kind < 2 and _DOCUMENT_BYTES <= size <= length - 21)
    if opcode == COMPRESSED:
        return first in OPCODES and 0 < second <= MOST_BYTES and head[24] < 4
    if opcode == REPLY:
        return bool(first < 16 and 0 <= struct.unpack_from("<i", head, 32)[0] <= length)
    if opcode == QUERY:
        return first < 256 and 0x20 < head[20] < 0x7F
    if opcode == INSERT:
        return first < 2 and 0x20 < head[20] < 0x7F
    return first == 0 and (opcode == KILL or 0x20 < head[20] < 0x7F)


def search(data: bytes) -> tuple[int, int]:
    """The nearest start of an OP_MSG or OP_COMPRESSED message, and where bytes must be kept from."""
    found = min((at for mark in _MARKS if (at := _message(data, mark)) >= 0), default=-1)
    return (found, found) if found >= 0 else (-1, max(0, len(data) - _LEAST_BYTES))


_MARKS: Final = tuple(opcode.to_bytes(4, "little") for opcode in (MSG, COMPRESSED))
_OPCODE_AT: Final = 12


def _message(data: bytes, mark: bytes) -> int:
    at = data.find(mark, _OPCODE_AT)
    while at >= 0:
        begin = at - _OPCODE_AT
        if recognise(data[begin : begin + _LEAST_BYTES]):
            return begin
        at = data.find(mark, at + 1)
    return -1
