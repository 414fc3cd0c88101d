"""Brotli (RFC 7932), decompressed as it arrives where the library is installed."""

from collections.abc import Sequence
from typing import Any, Final

from agent.contents.format import Outlet
from policies.part import Buffer

STEP_BYTES: Final = 128 << 10
"""About how many bytes one call of the decompressor may give, so that the budget is asked often."""
SLICE_BYTES: Final = 4 << 10
"""Encoded bytes fed at once: what the decompressor had decoded of them is lost where it meets damage."""


class Brotli:
    """One Brotli stream; it has no checksum and no magic, so it is read only where it is announced."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._stream: Any = None

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part, and so does a missing library."""
        try:
            import brotli  # type: ignore[import-untyped]
        except ImportError:
            self._outlet.fail("br needs the library brotli")
            return
        self._stream = self._stream or brotli.Decompressor()
        try:
            for piece in pieces:
                for at in range(0, len(piece), SLICE_BYTES):
                    if not self._step(bytes(piece[at : at + SLICE_BYTES])):
                        return
        except brotli.error:
            self._outlet.fail("br damaged")

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The stream must have ended."""
        if self._stream is None or not self._stream.is_finished():
            self._outlet.fail("br truncated")

    def _step(self, data: bytes) -> bool:
        """Decompress a slice; False once nothing more can be given."""
        while True:
            out = self._stream.process(data, output_buffer_limit=STEP_BYTES)
            if out and not self._outlet.give((out,)):
                return False
            if self._stream.is_finished() or self._stream.can_accept_more_data():
                return True
            data = b""
