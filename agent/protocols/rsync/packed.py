"""Compressed pieces of files (token.c): deflate, begun anew with each file, or one Zstandard stream for all of them."""

import zlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from agent.contents.deflate import inflate
from agent.contents.format import Decoder, Format, Outlet
from policies.part import Buffer

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
FLUSHED: Final = b"\x00\x00\xff\xff"
"""What the sender takes off the end of each run of deflated pieces."""
_WINDOW_BYTES: Final = 8 << 20
_SLICE_BYTES: Final = 512
"""Encoded bytes fed at once: four may stand for a block of 128 KB."""


class Window:
    """What the pieces of one direction may refer to."""

    __slots__ = ("algorithm", "is_lost", "zstd")

    def __init__(self, algorithm: str) -> None:
        """`algorithm`: "zstd", "zlibx", or "zlib", in which pieces refer to blocks of the receiver too."""
        self.algorithm = algorithm
        self.zstd: ZstdDecompressionObj | None = None
        self.is_lost = False  # of Zstandard: nothing behind it can be read

    def format(self) -> Format:
        """The format of the next file."""
        if self.algorithm == "zstd":
            return Format("zstd", partial(_zstd, self))
        return Format("deflate", partial(_deflate, self))


class Zstd:
    """The pieces of one file within the stream of all."""

    def __init__(self, window: Window, outlet: Outlet) -> None:
        self._window = window
        self._outlet = outlet

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends this file and all that follow."""
        import zstandard

        window = self._window
        if window.zstd is None:
            window.zstd = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES).decompressobj()
        try:
            for piece in pieces:
                for at in range(0, len(piece), _SLICE_BYTES):
                    out = b"" if window.is_lost else window.zstd.decompress(piece[at : at + _SLICE_BYTES])
                    window.is_lost |= bool(out) and not self._outlet.give((out,))
        except zstandard.ZstdError:
            window.is_lost = True
        if window.is_lost:
            self._outlet.fail("rsync zstd damaged")

    def gap(self, size: int) -> bool:
        """Blocks of the receiver are in no window."""
        return self._outlet.lose(size)

    def close(self) -> None:
        """Every piece is flushed."""


class Deflate:
    """The pieces of one file."""

    def __init__(self, window: Window, outlet: Outlet) -> None:
        self._window = window
        self._outlet = outlet
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the file."""
        for piece in pieces:
            if inflate(self._stream, piece, self._outlet, "rsync deflate damaged") is None:
                return

    def gap(self, size: int) -> bool:
        """Blocks of the receiver are in the window of the older way."""
        return self._window.algorithm == "zlibx" and self._outlet.lose(size)

    def close(self) -> None:
        """Every piece is flushed."""


def _zstd(window: Window, outlet: Outlet) -> Decoder:
    return Zstd(window, outlet)


def _deflate(window: Window, outlet: Outlet) -> Decoder:
    return Deflate(window, outlet)
