"""Brotli (RFC 7932), decompressed as it arrives where the library is installed."""

from collections.abc import Sequence
from typing import Any, Final

from agent.contents.format import Outlet
from policies.part import Buffer

STEP_BYTES: Final = 128 << 10
"""About how many bytes one call of the decompressor may give, so that the budget is asked often."""
SLICE_BYTES: Final = 4 << 10
"""Encoded bytes fed at once: what the decompressor had decoded of them is lost where it meets damage."""
DOUBTFUL_BYTES: Final = 64 << 10
"""Bytes that are kept until something was decompressed, because they may be no Brotli at all."""


class Brotli:
    """One Brotli stream, which has no magic; what is announced as one and is none from its start is read as it is."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._stream: Any = None
        self._doubtful: bytes | None = b""  # what came before anything was decompressed
        self._is_plain = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part, and so does a missing library."""
        try:
            import brotli  # type: ignore[import-untyped]
        except ImportError:
            self._outlet.fail("br needs the library brotli")
            return
        self._stream = self._stream or brotli.Decompressor()
        for piece in pieces:
            for at in range(0, len(piece), SLICE_BYTES):
                data = bytes(piece[at : at + SLICE_BYTES])
                try:
                    if not (self._outlet.give((data,)) if self._is_plain else self._step(data)):
                        return
                except brotli.error:
                    if not self._damaged():
                        return

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The stream must have ended."""
        if self._is_plain or (self._stream is not None and self._stream.is_finished()):
            return
        if self._doubtful:
            self._outlet.give((self._doubtful,))
        self._outlet.fail("br truncated")

    def _step(self, data: bytes) -> bool:
        """Decompress a slice; False once nothing more can be given."""
        if self._doubtful is not None:
            self._doubtful = self._doubtful + data if len(self._doubtful) < DOUBTFUL_BYTES else None
        while True:
            out = self._stream.process(data, output_buffer_limit=STEP_BYTES)
            if out:
                self._doubtful = None
                if not self._outlet.give((out,)):
                    return False
            if self._stream.is_finished() or self._stream.can_accept_more_data():
                break
            data = b""
        return True

    def _damaged(self) -> bool:
        """Read on as plain where nothing was decompressed before; False when the part ends here."""
        if self._doubtful is None:
            self._outlet.fail("br damaged")
            return False
        self._is_plain = True
        return self._outlet.give((self._doubtful,))
