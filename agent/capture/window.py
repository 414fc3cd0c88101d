"""One reused buffer that slides over the decompressed bytes of a capture."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from agent.capture.fingerprint import Fingerprint
from agent.frames import SLACK

LEAST_BYTES: Final = 64


class ByteSource(Protocol):
    """Bytes in order. It never raises for what the bytes are: it ends, and says why it ended early."""

    @property
    def fault(self) -> str:
        """Why the bytes ended before their end, or nothing."""

    def readinto(self, target: memoryview) -> int:
        """Fill some of `target`, at least one byte; 0 at the end."""


class Window:
    """`buffer[:length]` are the bytes from `offset` on; `SLACK` zero bytes follow them."""

    def __init__(self, source: ByteSource, chunk_bytes: int) -> None:
        """Make the buffer; nothing is read before `skip`."""
        self._source = source
        self._chunk = max(chunk_bytes, LEAST_BYTES)
        self._fingerprint = Fingerprint()
        self.buffer: NDArray[np.uint8] = np.empty(self._chunk + SLACK, np.uint8)
        self.length = 0
        self.offset = 0
        self.ended = False

    @property
    def size(self) -> int:
        """Bytes seen so far."""
        return self.offset + self.length

    @property
    def fingerprint(self) -> str:
        """Digest of what was seen so far."""
        return self._fingerprint.digest(self.size)

    def skip(self, count: int) -> None:
        """Begin behind the first `count` bytes, at most `LEAST_BYTES`, with a full buffer."""
        self._fill(count)
        self.advance(self.length)

    def advance(self, consumed: int) -> None:
        """Let go of the first `consumed` bytes and fill the buffer behind the rest."""
        tail = self.length - consumed
        # Twice what is there and no more: a record that only claims to be long must not take memory.
        capacity = self._chunk if tail < self._chunk else 2 * tail
        target = self.buffer if len(self.buffer) == capacity + SLACK else np.empty(capacity + SLACK, np.uint8)
        target[:tail] = self.buffer[consumed : self.length]
        self.buffer, self.length, self.offset = target, tail, self.offset + consumed
        self._fill(capacity)
        self.buffer[self.length : self.length + SLACK] = 0

    def drain(self) -> None:
        """Read what is left, so that size and fingerprint are those of all bytes."""
        while not self.ended:
            self.advance(self.length)

    def _fill(self, capacity: int) -> None:
        view = self.buffer.data
        while self.length < capacity and not self.ended:
            got = self._source.readinto(view[self.length : capacity])
            self._fingerprint.feed(view[self.length : self.length + got], self.size)
            self.length += got
            self.ended = got == 0
