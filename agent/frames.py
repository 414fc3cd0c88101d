"""Frames as columns: bytes as captured, link layer included, one row a frame."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLACK = 128
"""Readable bytes every `Frames.buffer` has behind its last frame: headers are gathered without bounds checks."""


@dataclass(slots=True)
class Frames:
    """A chunk of frames. The buffer may be reused by the source once the next chunk is asked for."""

    buffer: NDArray[np.uint8]  # the chunk's bytes and SLACK more
    start: NDArray[np.int64]  # (n,) offset in `buffer` of each frame's first byte
    captured: NDArray[np.int64]  # (n,) bytes present in the buffer
    wire: NDArray[np.int64]  # (n,) bytes on the wire, at least `captured`
    time_ns: NDArray[np.int64]  # (n,) since 1970 UTC
    link: NDArray[np.uint16]  # (n,) LINKTYPE_ value of each frame
    first_number: int  # number of the first frame in its capture, from 1
    file_offset: int  # what to add to `start` for the offset in the decompressed capture

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a capture could not be read on, and why."""

    offset: int  # in the decompressed capture
    reason: str
