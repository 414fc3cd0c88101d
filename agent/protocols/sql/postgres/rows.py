"""DataRow messages (PostgreSQL 55.7): a number of fields, each behind its length, -1 for NULL."""

import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.protocols.sql.lines import FEW, Fields

COUNT_AT: Final = 5
FIRST_AT: Final = 7
MOST_FIELDS: Final = 2000
"""More than a result can have (MaxTupleAttributeNumber is 1664)."""

_count: Final = struct.Struct(">H").unpack_from
_length: Final = struct.Struct(">i").unpack_from


def values(data: bytes, at: int, end: int, count: int) -> list[bytes] | None:
    """Fields that fill the bytes from `at` to `end`, None where they do not."""
    fields = []
    for _ in range(count):
        if at + 4 > end:
            return None
        size = max(_length(data, at)[0], 0)
        at += 4 + size
        fields.append(data[at - size : at])
    return fields if at == end else None


def value(data: bytes, at: int, _: int) -> tuple[int, int] | None:
    """The size of a field's length and of its value (see `agent.protocols.sql.longrow`)."""
    return (4, _length(data, at)[0]) if len(data) - at >= 4 else None


def single(data: bytes, edges: NDArray[np.int64]) -> Iterator[tuple[int, int, list[bytes] | None]]:
    """The rows of messages one by one: where each begins and ends, and its fields, None where it is no row."""
    for at, end in pairwise(edges.tolist()):
        count = _count(data, at + COUNT_AT)[0] if end - at >= FIRST_AT else MOST_FIELDS
        yield at, end, values(data, at + FIRST_AT, end, count) if count < MOST_FIELDS else None


def together(data: bytes, edges: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], Fields | None]]:
    """The rows of many messages as columns: the edges of some, and their fields.

    Rows that follow one another and have as many fields are one group. Its fields are None where one of the rows is
    wrong: they must be read one by one.
    """
    at = edges[:-1] + COUNT_AT
    if (np.diff(edges) < FIRST_AT).any():
        yield edges, None
        return
    counts = np.ndarray((len(data) - 1,), ">u2", data, 0, (1,))[at].astype(np.int64)
    cuts = np.flatnonzero(np.diff(counts)) + 1
    for first, last in pairwise([0, *cuts.tolist(), len(counts)]):
        group = edges[first : last + 1]
        yield group, _fields(data, group, int(counts[first])) if last - first >= FEW else None


def _fields(data: bytes, edges: NDArray[np.int64], count: int) -> Fields | None:
    if not 0 < count < MOST_FIELDS:
        return None
    lengths = np.ndarray((len(data) - 3,), ">i4", data, 0, (1,))  # one at every byte
    begin, end = np.empty((2, len(edges) - 1, count), np.int64)
    at, limit = edges[:-1] + FIRST_AT, edges[1:]
    for number in range(count):
        begin[:, number] = at + 4
        at = at + 4
        if (at > limit).any():
            return None
        at += np.maximum(lengths[at - 4], 0)
        end[:, number] = at
    return Fields(begin, end) if (at == limit).all() else None
