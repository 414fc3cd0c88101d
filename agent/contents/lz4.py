"""LZ4 frames (lz4_Frame_format.md), decompressed as they arrive by a library that bounds what one call gives."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from agent.contents.format import Format, Outlet
from policies.part import Buffer

if TYPE_CHECKING:
    from lz4.frame import LZ4FrameDecompressor

MAGIC: Final = b"\x04\x22\x4d\x18"
STEP_BYTES: Final = 128 << 10
"""Most bytes one call of the decompressor may give, so that the budget is asked often."""
SLICE_BYTES: Final = 64 << 10
"""Encoded bytes fed at once."""


class Lz4:
    """Frames one behind the other; other bytes behind a frame are damage."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._frame: LZ4FrameDecompressor | None = None
        self._over = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        try:
            for piece in pieces:
                for at in range(0, len(piece), SLICE_BYTES):
                    if self._over or not self._step(bytes(piece[at : at + SLICE_BYTES])):
                        self._over = True
                        return
        except (RuntimeError, EOFError, MemoryError, ValueError):
            self._over = True
            self._outlet.fail("lz4 damaged")

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The last frame must have ended."""
        if not self._over and (self._frame is None or not self._frame.eof):
            self._outlet.fail("lz4 truncated")

    def _step(self, data: bytes) -> bool:
        """Decompress a slice; False once nothing more can be given."""
        from lz4.frame import LZ4FrameDecompressor

        while True:
            if self._frame is None or self._frame.eof:
                if not data:
                    return True
                self._frame = LZ4FrameDecompressor()
            out = self._frame.decompress(data, STEP_BYTES)
            if out and not self._outlet.give((out,)):
                return False
            data = (self._frame.unused_data or b"") if self._frame.eof else b""
            if not self._frame.eof and self._frame.needs_input:
                return True


LZ4: Final = Format("lz4", Lz4)
