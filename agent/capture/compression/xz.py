"""xz (the .xz file format 1.2), one stream after another."""

import lzma
from typing import Final

from agent.capture.compression.feed import Feed
from agent.capture.window import ByteSource

MAGIC: Final = b"\xfd7zXZ\0"
MEMORY_BYTES: Final = 256 << 20
"""What a stream's dictionary may take; `xz -9` needs 65 MB."""
OUTPUT_BYTES: Final = 4096
"""liblzma drops the output of a failing call, so this is the most that damage can take with it."""


class XzSource:
    """The decompressed bytes of all streams; zero bytes between and after streams are padding."""

    def __init__(self, packed: ByteSource) -> None:
        """Decompress from `packed`, nothing yet."""
        self._feed = Feed(packed)
        self._stream = self._decompressor()
        self.fault = ""

    @staticmethod
    def _decompressor() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY_BYTES)

    def readinto(self, target: memoryview) -> int:
        """Fill some of `target`; 0 at the end or where the compressed data is damaged."""
        most = min(len(target), OUTPUT_BYTES)
        while not self.fault:
            if self._stream.eof and not self._next_stream():
                break
            packed = self._feed.some() if self._stream.needs_input else b""
            if self._stream.needs_input and not packed:
                self.fault = self._feed.fault or "the xz data is cut short"
            elif piece := self._decompress(packed, most):
                target[: len(piece)] = piece
                return len(piece)
        return 0

    def _decompress(self, packed: bytes, most: int) -> bytes:
        try:
            piece = self._stream.decompress(packed, most)
        except lzma.LZMAError as error:
            self.fault = f"the xz data is damaged: {error}"
            return b""
        if self._stream.eof:
            self._feed.put_back(self._stream.unused_data)
        return piece

    def _next_stream(self) -> bool:
        head = self._feed.skip_padding()
        if not head:
            self.fault = self._feed.fault
        elif not MAGIC.startswith(head):
            self.fault = "bytes after the last xz stream are not xz"
        else:
            self._stream = self._decompressor()
            return True
        return False
