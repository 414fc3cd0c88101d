"""Frames as columns: bytes as captured, link layer included, one row a frame."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

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

    def take(self, rows: NDArray[np.int64] | slice) -> "Frames":
        """Some of the frames, in the same buffer; their numbers are those of the caller to know."""
        columns = {name: getattr(self, name)[rows] for name in ("start", "captured", "wire", "time_ns", "link")}
        return replace(self, **columns)


def portions(frames: Frames, most: int) -> Iterator[Frames]:
    """A chunk as it is, or where it has more than `most` frames, some at a time, all in the same buffer."""
    if len(frames) <= most:
        yield frames
        return
    for at in range(0, len(frames), most):
        yield replace(frames.take(slice(at, at + most)), first_number=frames.first_number + at)


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a capture could not be read on, and why."""

    offset: int  # in the decompressed capture
    reason: str
