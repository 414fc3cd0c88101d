"""Zstandard (RFC 8878), frame by frame and block by block.

A block decompresses to at most 128 KB, so handing the library one block at a time bounds memory whatever the ratio,
loses nothing before damage, and tells a frame that is cut short from one that ended.
"""

from typing import TYPE_CHECKING, Final

from agent.capture.compression.feed import Feed
from agent.capture.window import ByteSource

if TYPE_CHECKING:
    import zstandard

MAGIC: Final = b"\x28\xb5\x2f\xfd"
SKIPPABLE: Final = frozenset(bytes([low, 0x2A, 0x4D, 0x18]) for low in range(0x50, 0x60))
WINDOW_BYTES: Final = 128 << 20
"""The largest window `zstd` itself decompresses unasked (--long=27)."""
DICTIONARY_ID_BYTES: Final = (0, 1, 2, 4)
CONTENT_SIZE_BYTES: Final = (0, 2, 4, 8)
BLOCK_HEADER_BYTES: Final = 3
RUN_LENGTH: Final = 1
CHECKSUM_BYTES: Final = 4


class ZstdSource:
    """The decompressed bytes of all frames; skippable frames are skipped."""

    def __init__(self, packed: ByteSource) -> None:
        """Decompress from `packed`, nothing yet."""
        self._feed = Feed(packed)
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._checksum = False
        self._pending = memoryview(b"")
        self.fault = ""

    def readinto(self, target: memoryview) -> int:
        """Fill some of `target`; 0 at the end or where the compressed data is damaged."""
        while not self._pending and not self.fault:
            if self._frame is None and not self._next_frame():
                break
            if self._frame is not None:
                self._next_block()
        count = min(len(self._pending), len(target))
        target[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _next_frame(self) -> bool:
        """Read a frame's header; False at the end."""
        magic = self._feed.exactly(len(MAGIC))
        if not magic:
            self.fault = self._feed.fault
            return False
        if magic in SKIPPABLE:
            return self._skip(int.from_bytes(self._feed.exactly(4), "little"))
        if magic != MAGIC:
            self.fault = "bytes after the last zstd frame are not zstd"
            return False
        self._open_frame(magic)
        return not self.fault

    def _skip(self, count: int) -> bool:
        while count and (piece := self._feed.some(count)):
            count -= len(piece)
        return True

    def _open_frame(self, magic: bytes) -> None:
        """Frame_Header, RFC 8878 3.1.1.1."""
        import zstandard

        descriptor = self._feed.exactly(1)
        flags = descriptor[0] if descriptor else 0
        single = bool(flags & 0x20)
        self._checksum = bool(flags & 0x04)
        content = CONTENT_SIZE_BYTES[flags >> 6] or int(single)
        header = self._feed.exactly((not single) + DICTIONARY_ID_BYTES[flags & 3] + content)
        self._frame = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES).decompressobj()
        self._decompress(magic + descriptor + header)

    def _next_block(self) -> None:
        """Block_Header, RFC 8878 3.1.1.2: last block, type and size in 24 bits."""
        header = self._feed.exactly(BLOCK_HEADER_BYTES)
        word = int.from_bytes(header, "little")
        last, kind, size = word & 1, word >> 1 & 3, word >> 3
        count = 1 if kind == RUN_LENGTH else size
        block = self._feed.exactly(count)
        if len(header) < BLOCK_HEADER_BYTES or len(block) < count:
            self.fault = self._feed.fault or "the zstd data is cut short"
        self._decompress(header + block)
        if last and not self.fault:
            self._close_frame()

    def _close_frame(self) -> None:
        if self._checksum:
            checksum = self._feed.exactly(CHECKSUM_BYTES)
            if len(checksum) < CHECKSUM_BYTES:
                self.fault = self._feed.fault or "the zstd data is cut short"
            self._decompress(checksum)
        self._frame = None

    def _decompress(self, packed: bytes) -> None:
        import zstandard

        assert self._frame is not None
        try:
            piece = self._frame.decompress(packed)
        except zstandard.ZstdError as error:
            self.fault = self.fault or f"the zstd data is damaged: {error}"
            return
        self._pending = memoryview(bytes(self._pending) + piece)
