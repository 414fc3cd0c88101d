"""What a capture is known by: a digest of samples of its decompressed bytes, taken while they pass."""

import hashlib
import os
import stat
from io import FileIO
from typing import Final

HEAD_BYTES: Final = 1 << 20
SAMPLE_BYTES: Final = 64 << 10
PERIOD_BYTES: Final = 16 << 20


def of_file(file: FileIO) -> str:
    """The fingerprint of a plain capture file before it is read, by looking at the samples only; "" for a pipe."""
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        return ""
    fingerprint = Fingerprint()
    for offset in range(0, status.st_size, PERIOD_BYTES):
        sample = os.pread(file.fileno(), SAMPLE_BYTES if offset else HEAD_BYTES, offset)
        fingerprint.feed(memoryview(sample), offset)
    return fingerprint.digest(status.st_size)


class Fingerprint:
    """SHA-256 of the first `HEAD_BYTES`, of `SAMPLE_BYTES` at each multiple of `PERIOD_BYTES`, and of the size."""

    def __init__(self) -> None:
        """Start with no bytes seen."""
        self._hash = hashlib.sha256()

    def feed(self, piece: memoryview, offset: int) -> None:
        """Take the next bytes, which stand at `offset`."""
        end = offset + len(piece)
        at = offset
        while at < end:
            period = at - at % PERIOD_BYTES
            sampled_to = period + (SAMPLE_BYTES if period else HEAD_BYTES)
            if at < sampled_to:
                self._hash.update(piece[at - offset : min(sampled_to, end) - offset])
            at = period + PERIOD_BYTES

    def digest(self, size: int) -> str:
        """The fingerprint of a capture that ended after `size` bytes, 64 hexadecimal digits."""
        whole = self._hash.copy()
        whole.update(size.to_bytes(8, "big"))
        return whole.hexdigest()
