"""What compressed packets hold, decompressed under a budget."""

import zlib
from collections.abc import Callable, Sequence
from typing import Final

from agent.protocols.sql.mysql.compressed import ZSTD_MAGIC
from policies.part import Buffer

FREE_BYTES: Final = 32 << 20
"""Decompressed bytes that need no reason."""
RATIO: Final = 200
"""Times the compressed bytes that may be decompressed beyond."""
_STEP_BYTES: Final = 256 << 10

_BLOCK_BYTES: Final = 16 << 10

Give = Callable[[bytes], None]


class Account:
    """What one direction may decompress."""

    __slots__ = ("_read", "_written", "spent")

    def __init__(self) -> None:
        self._read = self._written = 0
        self.spent = False

    def book(self, read: int, written: int) -> None:
        """Bytes were read and written."""
        self._read += read
        self._written += written
        self.spent = self.spent or self._written > FREE_BYTES + RATIO * self._read


class Inflate:
    """The content of one compressed packet, as it comes."""

    __slots__ = ("_account", "_decompress", "_give", "_held", "_left", "damaged")

    def __init__(self, head: bytes, size: int, account: Account, give: Give) -> None:
        """`head` are its first bytes, `size` how long it says that it is when decompressed; 0: it is as it is."""
        self._account = account
        self._give = give
        self._left = size
        self._decompress = _decompressor(head) if size else None
        self._held = bytearray()
        self.damaged = False

    def write(self, pieces: Sequence[Buffer]) -> None:
        """The next bytes."""
        for piece in pieces:
            if self._decompress is None:
                self._account.book(len(piece), 0)
                self._give(bytes(piece))
            else:
                self._held += piece
                self._inflate_blocks()

    def gap(self, _: int) -> None:
        """Nothing can be decompressed behind a gap."""
        self.damaged = self.damaged or self._decompress is not None

    def end(self, damage: str = "") -> None:
        """The packet ends."""
        if self._held and not damage:
            self._inflate(bytes(self._held))
        self.damaged = self.damaged or bool(damage)

    def _inflate_blocks(self) -> None:
        """Blocks of the same bytes however these arrive: what is before damage comes out alike."""
        whole = len(self._held) // _BLOCK_BYTES * _BLOCK_BYTES
        for at in range(0, whole, _BLOCK_BYTES):
            self._inflate(bytes(self._held[at : at + _BLOCK_BYTES]))
        del self._held[:whole]

    def _inflate(self, piece: bytes) -> None:
        if self.damaged or self._account.spent or self._decompress is None:
            return
        self._account.book(len(piece), 0)
        while not self._account.spent:
            try:
                text, piece = self._decompress(piece)
            except ValueError:
                self.damaged = True
                return
            text = text[: self._left]
            self._left -= len(text)
            self._account.book(0, len(text))
            if text:
                self._give(text)
            if not piece:
                return


def _decompressor(head: bytes) -> Callable[[bytes], tuple[bytes, bytes]]:
    """What decompresses a piece: (bytes, what of the piece is left)."""
    if head.startswith(ZSTD_MAGIC):
        import zstandard

        stream = zstandard.ZstdDecompressor(max_window_size=1 << 24).decompressobj()

        def zstd(piece: bytes) -> tuple[bytes, bytes]:
            try:
                return (b"" if stream.eof else stream.decompress(piece)), b""
            except zstandard.ZstdError as error:
                raise ValueError from error

        return zstd
    deflated = zlib.decompressobj()

    def zlib_step(piece: bytes) -> tuple[bytes, bytes]:
        try:
            text = deflated.decompress(piece, _STEP_BYTES)
        except zlib.error as error:
            raise ValueError from error
        return text, b"" if deflated.eof else deflated.unconsumed_tail

    return zlib_step
