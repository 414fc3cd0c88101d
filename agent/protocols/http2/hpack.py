"""Header compression of HTTP/2 (RFC 7541), tolerant of what a capture lacks.

Fields that a sender adds come in front of those before, so what was added while the capture saw it has
its true place whatever lies behind. A reference to what it did not see is unknown, never another field.
"""

from collections import deque
from functools import lru_cache
from typing import Final

from hpack.huffman_table import HUFFMAN_COMPLETE, HUFFMAN_EMIT_SYMBOL, HUFFMAN_FAIL, HUFFMAN_TABLE
from hpack.table import HeaderTable

Field = tuple[bytes, bytes]

UNKNOWN: Final[Field] = (b"?", b"?")
TABLE_BYTES: Final = 64 << 10
"""The most a dynamic table is remembered of; 4 KB is agreed on by default."""
REPEATED_BYTES: Final = 64 << 10
REPEATED_RATIO: Final = 32
"""What references may repeat, and per byte of a block; more is a flood, and every byte of it was given before."""

_STATIC: Final = HeaderTable.STATIC_TABLE
_ENTRY_BYTES: Final = 32  # what an entry costs besides its name and value (RFC 7541 4.1)
_INTEGER_BYTES: Final = 6
_CACHED_BYTES: Final = 256


class Table:
    """The dynamic table of one direction, as far as it is known."""

    __slots__ = ("_added", "_bytes", "_room")

    def __init__(self) -> None:
        self._added: deque[Field] = deque()  # the newest first
        self._bytes = 0
        self._room = REPEATED_BYTES

    def forget(self) -> None:
        """Header blocks were lost: what was known has another place now."""
        self._added.clear()
        self._bytes = 0

    def decode(self, block: bytes) -> tuple[list[Field], int]:
        """The fields of a block, and how much of it was understood: less than its length where it is damaged."""
        fields: list[Field] = []
        at, size = 0, len(block)
        self._room = min(REPEATED_BYTES, self._room) + REPEATED_RATIO * size
        while at < size:
            first = block[at]
            if first & 0x80:  # indexed (6.1)
                index, behind = _integer(block, at, 0x7F)
                if index:
                    fields.append(self._field(index))
                else:  # there is no such index: the block is damaged
                    behind = 0
            elif first & 0xE0 == 0x20:  # the size of the table (6.3), which only drops what is not referred to
                _, behind = _integer(block, at, 0x1F)
            else:  # literal, added or not (6.2)
                index, named = _integer(block, at, 0x3F if first & 0x40 else 0x0F)
                name, named = (self._field(index)[0], named) if index else _string(block, named)
                value, behind = _string(block, named)
                if behind:
                    fields.append((name, value))
                    if first & 0x40:
                        self._add((name, value))
            if not behind:
                self.forget()
                return fields, at
            at = behind
        return fields, size

    def _field(self, index: int) -> Field:
        if 0 < index <= len(_STATIC):
            return _STATIC[index - 1]
        index -= len(_STATIC) + 1
        field = self._added[index] if 0 <= index < len(self._added) else UNKNOWN
        self._room -= len(field[0]) + len(field[1])
        return field if self._room >= 0 else UNKNOWN

    def _add(self, field: Field) -> None:
        self._added.appendleft(field)
        self._bytes += len(field[0]) + len(field[1]) + _ENTRY_BYTES
        while self._bytes > TABLE_BYTES:
            name, value = self._added.pop()
            self._bytes -= len(name) + len(value) + _ENTRY_BYTES


def _integer(data: bytes, at: int, mask: int) -> tuple[int, int]:
    """A number and where it ends (5.1), which is 0 where it is damaged or cut."""
    if at >= len(data):
        return 0, 0
    number = data[at] & mask
    if number != mask:
        return number, at + 1
    for shift, byte in enumerate(data[at + 1 : at + _INTEGER_BYTES]):
        number += (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return number, at + 2 + shift
    return 0, 0


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    """A string and where it ends (5.2), which is 0 where it is damaged or cut, or begins at 0."""
    if not at:
        return b"", 0
    length, begin = _integer(data, at, 0x7F)
    end = begin + length
    if not begin or end > len(data):
        return b"", 0
    text = data[begin:end]
    if not data[at] & 0x80:
        return text, end
    plain = _short(text) if length <= _CACHED_BYTES else _plain(text)
    return (b"", 0) if plain is None else (plain, end)


_STEPS: Final[dict[int, tuple[int, int, bytes]]] = {}
"""State and byte of a Huffman code -> the next state, its flags, and what the byte completes (RFC 7541 5.2)."""


def _plain(text: bytes) -> bytes | None:
    """What a Huffman code stands for, None for what is none; a byte a step, made of two steps of the library."""
    state, flags = 0, HUFFMAN_COMPLETE
    plain = []
    for byte in text:
        state, flags, symbols = _STEPS.get(state << 8 | byte) or _step(state, byte)
        if flags & HUFFMAN_FAIL:
            return None
        if symbols:
            plain.append(symbols)
    return b"".join(plain) if flags & HUFFMAN_COMPLETE else None


def _step(state: int, byte: int) -> tuple[int, int, bytes]:
    key, symbols, failed = state << 8 | byte, b"", 0
    flags = 0
    for nibble in (byte >> 4, byte & 0x0F):
        state, flags, symbol = HUFFMAN_TABLE[state * 16 + nibble]
        failed |= flags & HUFFMAN_FAIL
        symbols += bytes((symbol,)) if flags & HUFFMAN_EMIT_SYMBOL else b""
    step = _STEPS[key] = state, flags | failed, symbols
    return step


_short = lru_cache(maxsize=1024)(_plain)
