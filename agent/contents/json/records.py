"""Records of JSON that was printed for people: each on one line, so that what belongs together stands together.

A record is an object of the first list of objects, told by how far its brace is indented; without
such a list, one that begins a line. JSON that was not printed so is passed on as it is, not copied.
"""

import re
from collections.abc import Sequence
from typing import Final

from policies.expression import expression
from policies.part import Buffer

TELLING_BYTES: Final = 256
"""First bytes that tell whether a text was printed over lines."""
HELD_BYTES: Final = 4096
"""Longest white space that is held back where a piece ends within it."""

_PRINTED: Final = expression(rb"\n[ \t]*[^\s{]")
_LIST: Final = expression(rb"\[[ \t]*\r?\n([ \t]{0,100})\{")
_NEXT: Final = expression(rb"[\r\n][ \t]*\}[ \t]*,[ \t]*\{")
_OPEN: Final = expression(rb"\[?[ \t]*(?:[\r\n][ \t\r\n]*(?:\}[ \t]*,?[ \t]*)?)?\Z")
_MAY_OPEN: Final = (b"[", b" ", b"\t", b"\r")
_RECORD: Final = b"\0"  # a byte that no JSON has, until line breaks are spaces
_SPACES: Final = bytes.maketrans(b"\r\n\t\0", b"   \n")


class Records:
    """Lays text out by records, once its first bytes have told that it needs it."""

    def __init__(self, *, is_lines: bool = False) -> None:
        """`is_lines`: the text is said to be a record a line already."""
        self._head = b""
        self._held = b""
        self._printed: bool | None = False if is_lines else None  # None: not known yet
        self._begin = _BEGINNING
        self._list_seen = False

    def feed(self, pieces: Sequence[Buffer]) -> Sequence[Buffer]:
        """The text as far as it is settled; the very pieces where nothing is to be changed."""
        if self._printed is False:
            return pieces
        data = self._held + b"".join(pieces)
        if self._printed is None:
            self._decide(data[len(self._held) :])
            if self._printed is None and (b"\n" in data or b"\r" in data or data[-1:] in _MAY_OPEN):
                self._held = data
                return ()
            if not self._printed:
                held, self._held = self._held, b""
                return (data,) if held else pieces
        return self._laid_out(data, last=False)

    def end(self) -> Sequence[Buffer]:
        """What was held back: the text ends, or has a gap here."""
        held, self._held = self._held, b""
        return self._laid_out(held, last=True) if self._printed else (held,)

    def _decide(self, data: bytes) -> None:
        self._head += data[: TELLING_BYTES - len(self._head)]
        if _PRINTED.search(self._head):
            self._printed = True
        elif len(self._head) >= TELLING_BYTES:
            self._printed = False

    def _laid_out(self, data: bytes, *, last: bool) -> Sequence[Buffer]:
        match = None if last else _OPEN.search(data, max(0, len(data) - HELD_BYTES))
        cut = match.start() if match else len(data)
        self._held = data[cut:]
        text = data[:cut]
        if self._list_seen or (found := _LIST.search(text)) is None:
            return (self._lines(text),)
        before, behind = text[: found.start() + 1], text[found.start() + 1 :]
        first = self._lines(before)
        self._begin, self._list_seen = _beginning(found[1]), True
        return first, self._lines(behind)

    def _lines(self, text: bytes) -> bytes:
        text = self._begin.sub(_RECORD + b"{", text)
        text = _NEXT.sub(b" }," + _RECORD + b"{", text)
        return text.translate(_SPACES)


def _beginning(indent: bytes) -> re.Pattern[bytes]:
    """Where a record begins whose brace is indented so far."""
    return re.compile(rb"\r?\n" + re.escape(indent) + rb"\{")


_BEGINNING: Final = _beginning(b"")
