"""gzip (RFC 1952), one member after another."""

import zlib
from typing import Final

from agent.capture.compression.feed import PIECE_BYTES, Feed
from agent.capture.window import ByteSource

MAGIC: Final = b"\x1f\x8b"
WITH_GZIP_HEADER: Final = 31
OUTPUT_BYTES: Final = 1 << 20


class GzipSource:
    """The decompressed bytes of all members; zero bytes between and after members are padding."""

    def __init__(self, packed: ByteSource) -> None:
        """Decompress from `packed`, nothing yet."""
        self._feed = Feed(packed)
        self._member = zlib.decompressobj(WITH_GZIP_HEADER)
        self._step = PIECE_BYTES
        self.fault = ""

    def readinto(self, target: memoryview) -> int:
        """Fill some of `target`; 0 at the end or where the compressed data is damaged."""
        most = min(len(target), OUTPUT_BYTES)
        while not self.fault:
            if self._member.eof and not self._next_member():
                break
            packed = self._member.unconsumed_tail or self._feed.some(self._step)
            if not packed:
                self.fault = self._feed.fault or "the gzip data is cut short"
            elif piece := self._decompress(packed, most):
                target[: len(piece)] = piece
                return len(piece)
        return 0

    def _decompress(self, packed: bytes, most: int) -> bytes:
        before = self._member.copy()
        try:
            piece = self._member.decompress(packed, most)
        except zlib.error as error:
            # The failing call keeps what it had decompressed: try again in smaller and smaller steps.
            self._member = before
            return self._closer(packed, most, error)
        if self._member.eof:
            self._feed.put_back(self._member.unused_data)
        return piece

    def _closer(self, packed: bytes, most: int, error: zlib.error) -> bytes:
        if len(packed) == 1:
            self.fault = f"the gzip data is damaged: {error}"
            return b""
        self._step = max(len(packed) // 16, 1)
        self._feed.put_back(packed[self._step :])
        return self._decompress(packed[: self._step], most)

    def _next_member(self) -> bool:
        head = self._feed.skip_padding()
        if not head:
            self.fault = self._feed.fault
        elif not head.startswith(MAGIC):
            self.fault = "bytes after the last gzip member are not gzip"
        else:
            self._member = zlib.decompressobj(WITH_GZIP_HEADER)
            return True
        return False
