"""A batch of parts laid out as one run of bytes, without copying them: pieces, separators, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.part import HOLD, Buffer, Part

SEPARATOR: Final = b"\0"
"""Stands between bytes that do not belong together; no detector's value or neighbour contains it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Parts as segments: bytes a value may lie across. A part is one, one of `separate` pieces has one for each.

    Positions are bytes from the beginning of the batch, separators included.
    """

    parts: Sequence[Part]
    buffers: list[Buffer]
    starts: NDArray[np.int64]  # (buffers + 1,) where each buffer begins
    segment_part: NDArray[np.int64]  # (segments,) place in `parts`
    segment_start: NDArray[np.int64]  # (segments,)
    segment_end: NDArray[np.int64]  # (segments,)
    segment_offset: NDArray[np.int64]  # (segments,) bytes of the run before it

    def answers(self, segment: int, end: int) -> bool:
        """Whether the run that holds a segment answers for what ends at `end` (see `policies.part.HOLD`)."""
        part = self.parts[int(self.segment_part[segment])]
        floor, ceiling = int(self.segment_start[segment]), int(self.segment_end[segment])
        if part.separate:
            return end - floor + int(self.segment_offset[segment]) > part.seen
        return end - floor > part.seen - HOLD and (part.last or end <= ceiling - HOLD)

    def shift(self, segment: int) -> int:
        """What turns a position in a segment into an offset in its part."""
        part = self.parts[int(self.segment_part[segment])]
        return part.offset + int(self.segment_offset[segment]) - int(self.segment_start[segment])

    def slice(self, start: int, end: int) -> bytes:
        """The bytes from one position to another."""
        first, last = np.searchsorted(self.starts, (start, end - 1), side="right") - 1
        return self.join(int(first), int(last), start, end)

    def join(self, first: int, last: int, start: int, end: int) -> bytes:
        """The same where it is known that buffer `first` holds `start` and buffer `last` the byte before `end`."""
        begin = int(self.starts[first])
        if first == last:
            return bytes(self.buffers[first][start - begin : end - begin])
        head, tail = self.buffers[first][start - begin :], self.buffers[last][: end - int(self.starts[last])]
        return b"".join((head, *self.buffers[first + 1 : last], tail))


def lay(parts: Sequence[Part]) -> Batch:
    """The batch of all parts that are to be inspected."""
    buffers: list[Buffer] = [SEPARATOR]
    first: list[int] = []
    part_of: list[int] = []
    for number, part in enumerate(parts):
        if not part.inspect:
            continue
        for group in ([piece] for piece in part.pieces) if part.separate else (part.pieces,):
            first.append(len(buffers))
            part_of.append(number)
            buffers.extend(group)
            buffers.append(SEPARATOR)
    return _measured(
        parts, buffers, np.array([*first, len(buffers)], dtype=np.int64), np.array(part_of, dtype=np.int64)
    )


def _measured(
    parts: Sequence[Part], buffers: list[Buffer], first: NDArray[np.int64], part_of: NDArray[np.int64]
) -> Batch:
    starts = np.zeros(len(buffers) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, buffers), dtype=np.int64, count=len(buffers)), out=starts[1:])
    start = starts[first[:-1]]
    # Each segment is followed by one separator byte, so what lies before it in its run is its distance
    # from the part's first segment less one byte for every segment between.
    leading = np.searchsorted(part_of, part_of)
    offset = start - start[leading] - (np.arange(len(part_of)) - leading) if len(part_of) else start
    return Batch(parts, buffers, starts, part_of, start, starts[first[1:]] - 1, offset)
