"""The elements of a raw Snappy block, decoded as they arrive (google/snappy format_description.txt)."""

from typing import Final

from agent.contents.format import Outlet

WINDOW_BYTES: Final = 64 << 10
"""How far back a copy may reach: every compressor works in blocks of so many bytes."""
STEP_BYTES: Final = 128 << 10
"""Decoded bytes that are handed on at once."""
_AHEAD_BYTES: Final = 70
"""No element but a literal is longer; a short literal is not either."""


class Damaged(Exception):
    """What was given is no Snappy."""


class Cut(Exception):
    """An element ends behind the last byte."""


class Elements:
    """One block that is too long for a library that wants it whole."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._left = -1  # decompressed bytes to come, -1 while the length is not known
        self._literal = 0  # of them, bytes that stand for themselves
        self._held = b""
        self._window = bytearray()
        self._given = 0  # bytes of the window that were handed on
        self._over = False

    def feed(self, data: bytes) -> None:
        """Decode; damage ends the part."""
        if self._over:
            return
        data = self._held + data
        try:
            self._held = data[self._take(data, last=False) :]
        except (Damaged, Cut, IndexError):
            self._damaged()

    def close(self) -> None:
        """The block must have ended."""
        if self._over:
            return
        try:
            end = self._take(self._held, last=True)
        except (Cut, IndexError):
            end = -1
        except Damaged:
            self._damaged()
            return
        if self._hand_on() and (self._left or end < len(self._held)):
            self._outlet.fail("snappy truncated")

    def _damaged(self) -> None:
        self._over = True
        self._hand_on()
        self._outlet.fail("snappy damaged")

    def _take(self, data: bytes, *, last: bool) -> int:
        """Decode whole elements; where the first one that is not whole begins."""
        at = 0
        if self._left < 0:
            at, self._left = _varint(data)
            if self._left < 0:
                return 0
        stop = len(data) if last else len(data) - _AHEAD_BYTES
        while self._left and not self._over:
            if self._literal:
                piece = data[at : at + self._literal]
                if not piece:
                    return at
                self._window += piece
                at += len(piece)
                self._literal -= len(piece)
                self._left -= len(piece)
            elif at < stop:
                at = self._copies(data, at, stop)
            else:
                return at
            if len(self._window) - self._given >= STEP_BYTES:
                self._over = not self._hand_on()
        return at

    def _copies(self, data: bytes, at: int, stop: int) -> int:
        """Elements up to a literal that reaches behind `stop`, or until there is enough to hand on."""
        window = self._window
        begun = len(window)
        most = min(begun + self._left, begun + STEP_BYTES)
        while at < stop and len(window) < most:
            tag = data[at]
            kind = tag & 3
            if kind == 0:
                at, size = _literal(data, at, tag)
                if size > self._left - (len(window) - begun):
                    raise Damaged
                if size > len(data) - at:
                    self._literal = size
                    break
                window += data[at : at + size]
                at += size
                continue
            if kind == 1:
                size, offset = 4 + (tag >> 2 & 7), tag >> 5 << 8 | data[at + 1]
                at += 2
            else:
                width = 2 if kind == 2 else 4
                size, offset = 1 + (tag >> 2), int.from_bytes(data[at + 1 : at + 1 + width], "little")
                at += 1 + width
                if at > len(data):
                    raise Cut
            start = len(window) - offset
            if start < 0 or not offset:
                raise Damaged
            window += window[start : start + size] if offset >= size else (window[start:] * size)[:size]
        self._left -= len(window) - begun
        if self._left < 0:
            raise Damaged
        return at

    def _hand_on(self) -> bool:
        """Give what was decoded; False when no more is taken."""
        new = bytes(self._window[self._given :])
        del self._window[: max(0, len(self._window) - WINDOW_BYTES)]
        self._given = len(self._window)
        return not new or self._outlet.give((new,))


def _varint(data: bytes) -> tuple[int, int]:
    """Where the length ends, and the length; (0, -1) while it is not whole."""
    value = 0
    for at, byte in enumerate(data[:5]):
        value |= (byte & 0x7F) << 7 * at
        if byte < 0x80:
            return at + 1, value
    if len(data) >= 5:
        raise Damaged
    return 0, -1


def _literal(data: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where the bytes of a literal begin, and how many they are."""
    size = tag >> 2
    if size < 60:
        return at + 1, size + 1
    width = size - 59
    if at + width >= len(data):
        raise Cut
    return at + 1 + width, int.from_bytes(data[at + 1 : at + 1 + width], "little") + 1
