"""COMPRESS=DEFLATE (RFC 4978): one deflate stream a direction, its output read as lines again."""

import zlib
from collections.abc import Iterator
from typing import Final

from policies.part import Buffer

PIECE_BYTES: Final = 256 << 10
FREE_BYTES: Final = 32 << 20
RATIO: Final = 200
"""Beyond the free bytes, output may be this many times the input: more is a bomb."""


class Inflater:
    """The decompressor of one direction."""

    __slots__ = ("_given", "_stream", "_taken", "is_broken")

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self._taken = self._given = 0
        self.is_broken = False

    def inflate(self, data: Buffer) -> Iterator[bytes]:
        """What the next bytes hold, in pieces; `is_broken` says that they, and all behind them, cannot be read."""
        self._taken += len(data)
        rest: Buffer = data
        while not self.is_broken:
            try:
                piece = self._stream.decompress(rest, PIECE_BYTES)
            except zlib.error:
                self.is_broken = True
                return
            self._given += len(piece)
            self.is_broken = self._stream.eof or self._given > FREE_BYTES + RATIO * self._taken
            if not piece:
                return
            yield piece
            rest = self._stream.unconsumed_tail
