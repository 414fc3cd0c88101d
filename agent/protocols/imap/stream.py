"""The lines of one direction: plain, and compressed once both sides agreed (RFC 4978)."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from agent.protocols.imap.compression import Inflater
from agent.protocols.lines import Hearer, Lines
from policies.part import Buffer

_FOREVER: Final = 1 << 60
"""Bytes that follow an agreement to compress: all that come."""


class Stream:
    """Stands between the lines that arrive and their hearer, and decompresses."""

    __slots__ = ("_broken", "_compresses", "_count", "_hearer", "_inflater", "_inner", "_outer", "_place")

    def __init__(self, hearer: Hearer, broken: Callable[[int], None]) -> None:
        """`broken` is told once compressed bytes cannot be read any more, with how many came."""
        self._hearer = hearer
        self._broken = broken
        self._outer = Lines(self)
        self._inner: Lines | None = None
        self._inflater = Inflater()
        self._compresses = False
        self._count = 0  # bytes the inner lines got
        self._place = 0

    def bytes_follow(self, size: int, unless: re.Pattern[bytes] | None = None) -> None:
        """As `Lines.bytes_follow`."""
        (self._inner or self._outer).bytes_follow(size, unless)

    def compress(self, unless: re.Pattern[bytes] | None = None) -> None:
        """All that follows is compressed, unless it begins like that."""
        if self._inner is None:
            self._compresses = True
            self._outer.bytes_follow(_FOREVER, unless)

    def feed(self, offset: int, pieces: Sequence[Buffer]) -> None:
        """The next bytes of the direction."""
        self._outer.feed(offset, pieces)

    def gap(self, offset: int, size: int) -> None:
        """Bytes were lost."""
        self._outer.gap(offset, size)

    def close(self, offset: int) -> None:
        """No more bytes come."""
        self._outer.close(offset)
        if self._inner is not None and not self._inflater.is_broken:
            self._inner.close(self._count)

    # As the hearer of what arrives

    def line(self, line: bytes, at: int, *, whole: bool) -> None:
        """A plain line."""
        self._hearer.line(line, at, whole=whole)

    def body(self, data: bytes, at: int) -> None:
        """Bytes of a literal, or compressed ones."""
        if not self._compresses:
            self._hearer.body(data, at)
            return
        if self._inner is None:
            self._inner = Lines(self._hearer)
        self._place = at
        for piece in self._inflater.inflate(data):
            self._inner.feed(self._count, [piece])
            self._count += len(piece)
        if self._inflater.is_broken:
            self._broken(len(data))

    def body_gap(self, size: int) -> None:
        """A literal goes on behind lost bytes, compression does not."""
        if self._compresses:
            self._inflater.is_broken = True
            self._broken(0)
        else:
            self._hearer.body_gap(size)

    def body_end(self, damage: str) -> None:
        """A literal is over; compression only where it was refused, or with the connection."""
        if not self._compresses:
            self._hearer.body_end(damage)
        self._compresses &= damage != "refused"

    def left(self, at: int, pieces: Sequence[Buffer]) -> None:
        """TLS begins."""
        self._hearer.left(at, pieces)

    def place(self, at: int) -> int:
        """Where in the stream a hearer finds what it was told `at`: of what was compressed, where it arrived."""
        return at if self._inner is None else self._place
