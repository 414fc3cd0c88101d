"""Zstandard (RFC 8878), frame by frame, decompressed as it arrives."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from agent.contents.format import Outlet
from policies.part import Buffer

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

MAGIC: Final = b"\x28\xb5\x2f\xfd"
WINDOW_BYTES: Final = 8 << 20
"""Largest window that is followed; RFC 8878 3.1.1.1.2 asks for no more, RFC 9659 forbids more in HTTP."""
SLICE_BYTES: Final = 512
"""Encoded bytes fed at once. Four bytes may stand for a block of 128 KB, so that one slice gives 16 MB at most."""
_FRAME: Final = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # a frame, or one that is skipped (3.1.2)


class Zstd:
    """Frames one behind the other; skippable ones hold no content, other bytes behind a frame are damage.

    What is announced as Zstandard and begins with no frame is read as it is.
    """

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._frame: ZstdDecompressionObj | None = None
        self._head = b""  # fewer bytes than tell
        self._is_plain = False

    def feed(self, pieces: Sequence[Buffer]) -> None:
        """Decompress; damage ends the part."""
        import zstandard

        if self._frame is None:
            pieces = self._begun(b"".join(pieces))
        if self._is_plain:
            self._outlet.give(pieces)
            return
        try:
            for piece in pieces:
                for at in range(0, len(piece), SLICE_BYTES):
                    if not self._step(piece[at : at + SLICE_BYTES]):
                        return
        except zstandard.ZstdError as error:
            self._outlet.fail("zstd window too large" if "memory" in str(error) else "zstd damaged")

    def gap(self, _: int) -> bool:
        """Nothing can be decoded behind a gap."""
        return False

    def close(self) -> None:
        """The last frame must have ended."""
        if self._head:
            self._outlet.give((self._head,))
        if not self._is_plain and (self._frame is None or not self._frame.eof):
            self._outlet.fail("zstd truncated")

    def _begun(self, data: bytes) -> Sequence[Buffer]:
        """What is to be read once the first bytes show whether it is a frame."""
        if self._is_plain:
            return (data,)
        data = self._head + data
        if len(data) < len(MAGIC):
            self._head = data
            return ()
        self._head = b""
        self._is_plain = not _FRAME.match(data)
        return (data,)

    def _step(self, data: Buffer) -> bool:
        """Decompress a slice; False once nothing more can be given."""
        while len(data):
            if self._frame is None or self._frame.eof:
                self._frame = _frame()
            out = self._frame.decompress(data)
            if out and not self._outlet.give((out,)):
                return False
            data = self._frame.unused_data
        return True


def _frame() -> "ZstdDecompressionObj":
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES).decompressobj()
