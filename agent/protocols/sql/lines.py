"""Rows as lines of text, one row a line, fields parted by tabs: whole blocks of rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEW: Final = 16
"""Fewer rows than this cost less one by one than as columns."""

_TAB, _LINE_FEED = b"\t\n"
_FLAT: Final = bytes.maketrans(b"\t\n", b" \r")
"""Within a value: a tab would begin the next column, a line feed the next row."""


_UNIT, _RECORD = b"\x1f", b"\x1e"
_PARTED: Final = bytes.maketrans(b"\t\n\x1f\x1e", b" \r\t\n")


@dataclass(slots=True)
class Fields:
    """Where the values of rows lie in a block: (rows, columns) each, and at least one byte before each value.

    A NULL is as long as an empty value. The byte before a value belongs to no other one.
    """

    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    def column(self, data: bytes, number: int) -> list[bytes]:
        """The values of a column."""
        begin, end = self.begin[:, number].tolist(), self.end[:, number].tolist()
        return [data[low:high] for low, high in zip(begin, end, strict=True)]

    def first(self, data: bytes, number: int) -> bytes:
        """The first value of a column that is not empty, empty where all are."""
        begin, end = self.begin[:, number], self.end[:, number]
        row = int(np.argmax(end > begin))
        return data[begin[row] : end[row]]

    def lines(self, data: bytes) -> bytes:
        """All rows, each behind a line feed: what is no value is cut out, without a step for each row."""
        low, high = int(self.begin[0, 0]) - 1, int(self.end[-1, -1])
        text = np.frombuffer(bytearray(memoryview(data)[low:high]).translate(_FLAT), np.uint8)
        opening = self.begin - (low + 1)
        text[opening] = _TAB
        text[opening[:, 0]] = _LINE_FEED
        opening, ends = opening.ravel(), (self.end - low).ravel()
        runs = np.empty(2 * len(opening), np.int64)  # what is kept and what is cut out, in turn
        runs[::2] = ends - opening
        runs[1:-1:2] = opening[1:] - ends[:-1]
        runs[-1] = 0
        keep = np.repeat(np.tile([True, False], len(opening)), runs)
        lines: bytes = text[keep].tobytes()
        return lines


def joined(columns: Sequence[Sequence[bytes]]) -> bytes:
    """Lines of values that are text already, each line behind a line feed."""
    rows = [_UNIT.join(row) for row in zip(*columns, strict=True)]
    text = _RECORD + _RECORD.join(rows)
    if text.count(_UNIT) == len(rows) * (len(columns) - 1) and text.count(_RECORD) == len(rows):
        return text.translate(_PARTED)
    return b"".join([b"\n" + line(row) for row in zip(*columns, strict=True)])


def line(values: Sequence[bytes]) -> bytes:
    """One line without its line feed."""
    return b"\t".join([value.translate(_FLAT) for value in values])
