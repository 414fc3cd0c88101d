"""Rows of MySQL results: text, each value behind its length; and binary, by the types of the columns."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.protocols.sql.lines import Fields
from agent.protocols.sql.mysql.packets import HEADER_BYTES, NULL, length, texts
from agent.protocols.sql.mysql.values import FIXED, MOMENTS

_NONE: Final = 1 << 40
"""Longer than any row: no length."""
_NULLS_FROM: Final = 2
"""The bit of the first column in a row's map of NULLs."""


def text_values(data: bytes, at: int, end: int, count: int) -> list[bytes] | None:
    """The values of a row in text, None where they do not fill it."""
    found = texts(data[at:end], 0, count)
    return found[0] if found and found[1] == end - at else None


def text_prefix(data: bytes, at: int, _: int) -> tuple[int, int] | None:
    """The length before a value in text (see `agent.protocols.sql.longrow`)."""
    return length(data, at)


def text_fields(data: bytes, edges: Sequence[int], count: int) -> Fields | None:
    """The values of many rows in text; None where one of the rows is wrong."""
    view = np.frombuffer(data, np.uint8)
    places = np.array(edges, np.int64)
    at, limit = places[:-1] + HEADER_BYTES, places[1:]
    begin, end = np.empty((2, len(at), count), np.int64)
    for number in range(count):
        if (at >= limit).any():
            return None
        at, size = _lengths(view, at)
        if (at + size > limit).any():
            return None
        begin[:, number] = at
        at = at + size
        end[:, number] = at
    return Fields(begin, end) if (at == limit).all() else None


def _lengths(view: NDArray[np.uint8], at: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where values begin behind their lengths, and these; a length that is none is longer than any row."""
    size = view[at].astype(np.int64)
    at = at + 1
    if not (size >= NULL).any():
        return at, size
    marks, last = size, len(view) - 1
    size = np.where(marks < NULL, marks, np.where(marks == NULL, 0, _NONE))
    for first, more in ((0xFC, 2), (0xFD, 3)):
        here = np.flatnonzero(marks == first)
        value = np.zeros(len(here), np.int64)
        for byte in range(more):
            value |= view[np.minimum(at[here] + byte, last)].astype(np.int64) << 8 * byte
        size[here] = value
        at[here] += more
    return at, size


class BinaryRow:
    """Where the values of a row in the binary form are."""

    __slots__ = ("_kinds", "_nulls")

    def __init__(self, kinds: Sequence[int], nulls: bytes, first: int = _NULLS_FROM) -> None:
        """`nulls` is the map of NULLs, `first` the bit of the first column in it."""
        self._kinds = kinds
        bits = int.from_bytes(nulls, "little") >> first
        self._nulls = [bool(bits >> number & 1) for number in range(len(kinds))]

    def prefix(self, data: bytes, at: int, number: int) -> tuple[int, int] | None:
        """The size of a value's length and of the value (see `agent.protocols.sql.longrow`)."""
        if number >= len(self._kinds) or self._nulls[number]:
            return 0, -1
        kind = self._kinds[number]
        if kind in FIXED:
            return 0, FIXED[kind]
        if kind in MOMENTS:
            return (1, data[at]) if at < len(data) else None
        return length(data, at)

    def values(self, data: bytes, at: int, end: int) -> list[bytes] | None:
        """The values that fill the bytes from `at` to `end`, None where they do not."""
        found = []
        for number in range(len(self._kinds)):
            head = self.prefix(data, at, number)
            if head is None:
                return None
            size = max(head[1], 0)
            at += head[0] + size
            if at > end:
                return None
            found.append(data[at - size : at])
        return found if at == end else None


def nulls_size(count: int) -> int:
    """Bytes of a row's map of NULLs."""
    return (count + 7 + _NULLS_FROM) // 8


def binary_values(data: bytes, at: int, end: int, kinds: Sequence[int]) -> list[bytes] | None:
    """The values of a row in the binary form, behind a zero and the map of NULLs."""
    begin = at + 1 + nulls_size(len(kinds))
    if begin > end or data[at]:
        return None
    return BinaryRow(kinds, data[at + 1 : begin]).values(data, begin, end)


def binary_fields(data: bytes, edges: Sequence[int], kinds: Sequence[int]) -> Fields | None:
    """The values of many rows in the binary form; None where one of the rows is wrong."""
    view = np.frombuffer(data, np.uint8)
    places = np.array(edges, np.int64)
    first, limit = places[:-1] + HEADER_BYTES, places[1:]
    at = first + 1 + nulls_size(len(kinds))
    begin, end = np.empty((2, len(at), len(kinds)), np.int64)
    if (at > limit).any() or view[first].any():
        return None
    for number, kind in enumerate(kinds):
        bit = number + _NULLS_FROM
        here = np.flatnonzero(view[first + 1 + bit // 8] >> bit % 8 & 1 == 0)
        size = np.zeros(len(at), np.int64)
        if kind in FIXED:
            size[here] = FIXED[kind]
        elif (at[here] >= limit[here]).any():
            return None
        elif kind in MOMENTS:
            size[here] = view[at[here]]
            at[here] += 1
        else:
            at[here], size[here] = _lengths(view, at[here])
        begin[:, number] = at
        at = at + size
        if (at > limit).any():
            return None
        end[:, number] = at
    return Fields(begin, end) if (at == limit).all() else None
