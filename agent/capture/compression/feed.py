"""Compressed input in pieces; bytes that were not used can be put back."""

from typing import Final

from agent.capture.window import ByteSource

PIECE_BYTES: Final = 256 << 10


class Feed:
    """Hands out the compressed bytes of a source."""

    def __init__(self, packed: ByteSource) -> None:
        """Read from `packed`, nothing yet."""
        self._packed = packed
        self._piece = memoryview(bytearray(PIECE_BYTES))
        self._back = b""

    @property
    def fault(self) -> str:
        """Why the compressed bytes themselves ended early."""
        return self._packed.fault

    def some(self, most: int = PIECE_BYTES) -> bytes:
        """The next bytes, at most `most`; b"" at the end."""
        piece = self._back or bytes(self._piece[: self._packed.readinto(self._piece)])
        self._back = piece[most:]
        return piece[:most]

    def exactly(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end."""
        pieces: list[bytes] = []
        while count and (piece := self.some(count)):
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def put_back(self, unused: bytes) -> None:
        """Return bytes to the front."""
        self._back = unused + self._back

    def skip_padding(self) -> bytes:
        """Skip zero bytes; the first four bytes after them, which stay in front, or b"" at the end."""
        while piece := self.some():
            if rest := piece.lstrip(b"\0"):
                self.put_back(rest)
                head = self.exactly(4)
                self.put_back(head)
                return head
        return b""
