"""One direction of a protocol of lines: lines, bytes of an announced length, and text up to a line with a dot.

No reader for itself: FTP, POP3 and IMAP are read by what they hear from it.
"""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from policies.part import Buffer

LINE_BYTES: Final = 16 << 10
"""Longest line; a longer one comes in pieces."""
BLOCK_BYTES: Final = 256 << 10
"""Bytes that are joined to be read at once."""

# What comes next.
_LINE: Final = 0
_BYTES: Final = 1
_TEXT: Final = 2
_LEFT: Final = 3

_TERMINATOR: Final = b"\r\n.\r\n"
_REFUSED_BYTES: Final = 200
_DOT: Final = b"\r\n."
_TLS_HANDSHAKE: Final = 22


class Hearer(Protocol):
    """What a direction says, in order."""

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A line with its end, found at `at` of the stream; not `whole`: the piece of a line that is no line itself."""

    def body(self, data: bytes, at: int) -> None:
        """Bytes of what was announced by `Lines.bytes_follow` or `Lines.text_follows`."""

    def body_gap(self, size: int) -> None:
        """Bytes of it were lost."""

    def body_end(self, damage: str) -> None:
        """It is complete, or `damage` says why not."""

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """What follows is no lines any more: after `Lines.leave`, or where TLS begins."""


class Lines:
    """Cuts a direction, told by its hearer what follows each line."""

    __slots__ = ("_begins_line", "_hearer", "_held", "_left", "_lent", "_state", "_unless")

    def __init__(self, hearer: Hearer) -> None:
        self._hearer = hearer
        self._held = b""
        self._state = _LINE
        self._begins_line = True
        self._left = 0  # of the announced bytes
        self._unless: re.Pattern[bytes] | None = None
        self._lent = b""  # line feed before a text, which its first line may need

    def bytes_follow(self, size: int, unless: re.Pattern[bytes] | None = None) -> None:
        """The next `size` bytes are no line, unless they begin with what shows that they were refused."""
        self._left, self._state, self._unless = size, _BYTES, unless

    def text_follows(self) -> None:
        """Lines up to one with a dot alone follow, with a dot before a dot (RFC 1939 3)."""
        self._state, self._lent = _TEXT, b"\r\n"

    def leave(self) -> None:
        """The rest is no lines."""
        self._state = _LEFT

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        number = 0
        while number < len(pieces):
            first, size = number, 0
            while number < len(pieces) and size < BLOCK_BYTES:
                size += len(pieces[number])
                number += 1
            start = offset - len(self._held)
            data = b"".join((self._held, *pieces[first:number]))
            at = self._read(data, start)
            self._held = data[at:]
            offset += size
            if self._state == _LEFT:
                held, self._held = self._held, b""
                self._hearer.left(offset - len(held), [held, *pieces[number:]] if held else pieces[number:])
                return

    def gap(self, offset: int, size: int) -> None:
        """Bytes were lost: a body goes on behind them, a line does not."""
        self._flush(offset)
        if self._state == _LINE:
            self._begins_line = False
            return
        self._hearer.body_gap(size)
        if self._state == _BYTES:
            self._begins_line = size <= self._left
            self._left -= min(size, self._left)
            self._end_bytes("" if self._begins_line else "gap")

    def close(self, offset: int) -> None:
        """Give what was held back, and end what is open."""
        self._flush(offset)
        if self._state in (_BYTES, _TEXT):
            self._state = _LINE
            self._hearer.body_end("ended early")

    def _read(self, data: bytes, start: int) -> int:
        """Read on until more bytes are needed; returns where."""
        steps = (self._line, self._bytes, self._text)
        at = 0
        while at < len(data) and self._state != _LEFT:
            before, state = at, self._state
            at = steps[state](data, at, start)
            if at == before and self._state == state:
                break
        return at

    def _line(self, data: bytes, at: int, start: int) -> int:
        if data[at] == _TLS_HANDSHAKE and self._begins_line:
            self._state = _LEFT
            return at
        end = data.find(b"\n", at, at + LINE_BYTES) + 1
        if not end and len(data) - at < LINE_BYTES:
            return at
        end = end or at + LINE_BYTES
        line = data[at:end]
        whole = self._begins_line and line.endswith(b"\n")
        self._begins_line = line.endswith(b"\n")
        self._hearer.line(line, start + at, whole=whole)
        if self._state == _BYTES:
            self._end_bytes("")
        return end

    def _bytes(self, data: bytes, at: int, start: int) -> int:
        if self._unless is not None:
            head = data[at : at + min(self._left, _REFUSED_BYTES)]
            if b"\n" not in head and len(head) < min(self._left, _REFUSED_BYTES):
                return at
            unless, self._unless = self._unless, None
            if unless.match(head):
                self._state, self._left = _LINE, 0
                self._hearer.body_end("refused")
                return at
        size = min(self._left, len(data) - at)
        if size:
            self._hearer.body(data[at : at + size], start + at)
            self._left -= size
        self._end_bytes("")
        return at + size

    def _end_bytes(self, damage: str) -> None:
        if not self._left:
            self._state = _LINE
            self._hearer.body_end(damage)

    def _text(self, data: bytes, at: int, start: int) -> int:
        """Text up to its end. Where a line begins is known by the line end before it, kept until what follows is."""
        lent = len(self._lent)
        here = self._lent + data[at:] if lent else data[at:]
        found = here.find(_TERMINATOR)
        stop = found + 2 if found >= 0 else max(lent, len(here) - _begun(here))
        if found < 0 and stop == lent:
            return at
        text = here[:stop].replace(_DOT, b"\r\n")[lent:]
        if text:
            self._hearer.body(text, start + at)
        self._lent = b""
        if found < 0:
            return at + stop - lent
        self._state = _LINE
        self._hearer.body_end("")
        return at + found + len(_TERMINATOR) - lent

    def _flush(self, offset: int) -> None:
        held, self._held = self._held, b""
        at = offset - len(held)
        if held and self._state == _LINE:
            self._begins_line = False
            self._hearer.line(held, at, whole=False)
        elif held and self._state == _BYTES:
            self._left -= len(held)
            self._hearer.body(held, at)
        elif held and self._state == _TEXT:
            self._hearer.body(held.replace(_DOT, b"\r\n"), at)
        self._lent, self._unless = b"", None


def _begun(data: bytes) -> int:
    """How many bytes at the end of `data` may begin the terminator, or hide a dot."""
    return next((size for size in range(len(_TERMINATOR) - 1, 0, -1) if data.endswith(_TERMINATOR[:size])), 0)
