"""Messages of PostgreSQL: a letter and a length (55.7), and where they begin in bytes that are no messages yet."""

import struct
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.protocols.sql.lines import FEW

HEADER_BYTES: Final = 5

STARTUP: Final = 3
"""Major version of the startup packet."""
CANCEL, SSL, GSS = 80877102, 80877103, 80877104
STARTUP_BYTES: Final = 10_000
"""Longest startup packet (MAX_STARTUP_PACKET_LENGTH)."""

# Letters a message can begin with, and its least and longest length (the length counts itself).
_ANY: Final = (4, 1 << 30)
CLIENT: Final = {
    **dict.fromkeys(b"QPd", _ANY),
    ord("B"): (12, 1 << 30),
    ord("D"): (6, 300),
    ord("C"): (6, 300),
    ord("E"): (9, 300),
    ord("F"): (14, 1 << 30),
    ord("f"): (5, 4096),
    ord("p"): (5, 65_000),
    **dict.fromkeys(b"SHXc", (4, 4)),
}
SERVER: Final = {
    ord("R"): (8, 65_000),
    ord("K"): (12, 268),
    ord("S"): (6, 65_000),
    ord("Z"): (5, 5),
    ord("T"): (6, 1 << 20),
    ord("D"): (6, 1 << 30),
    ord("d"): _ANY,
    ord("C"): (5, 200),
    **dict.fromkeys(b"EN", (5, 1 << 20)),
    **dict.fromkeys(b"nI123sc", (4, 4)),
    ord("t"): (6, 1 << 19),
    ord("A"): (10, 1 << 16),
    **dict.fromkeys(b"GHW", (7, 7 + 2 * 2000)),
    ord("V"): (8, 1 << 30),
    ord("v"): (12, 4096),
}

_length: Final = struct.Struct(">I").unpack_from
_IN_A_ROW: Final = 3
_NEAR_BYTES: Final = 16 << 10
"""Longest message that is followed to the next one while a beginning is looked for."""
_is_letter: Final = np.isin(np.arange(256), sorted({*CLIENT, *SERVER}))


def header(data: bytes, at: int, kinds: dict[int, tuple[int, int]]) -> int | bool:
    """The whole size of the message at a place; False where none begins, True where more bytes may tell."""
    limits = kinds.get(data[at])
    if limits is None:
        return False
    if len(data) - at < HEADER_BYTES:
        return True
    length: int = _length(data, at + 1)[0]
    return 1 + length if limits[0] <= length <= limits[1] else False


def begins(data: bytes, at: int, kinds: dict[int, tuple[int, int]]) -> bool | None:
    """Whether three messages in a row begin at a place; None where more bytes may tell."""
    for _ in range(_IN_A_ROW):
        if at >= len(data):
            return None
        size = header(data, at, kinds)
        if size is False:
            return False
        if size is True:
            return None
        if size > _NEAR_BYTES:
            return False
        at += size
    return True


def search(data: bytes, at: int, kinds: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Where messages begin, or -1; and from where on bytes must be kept."""
    view = np.frombuffer(data, np.uint8)[at:]
    has_any = data.find(b"\0\0", at) >= 0
    zeros = np.flatnonzero((view[1:-1] == 0) & (view[2:] == 0)) if has_any else np.empty(0, np.int64)
    zeros = zeros[_is_letter[view[zeros]]]
    for place in (zeros + at).tolist():
        answer = begins(data, place, kinds)
        if answer:
            return place, place
        if answer is None:
            return -1, place
    return -1, next((tail for tail in (len(data) - 2, len(data) - 1) if tail >= at and data[tail] in kinds), len(data))


def run(data: bytes, at: int, longest: int) -> NDArray[np.int64]:
    """Where the messages of the same letter begin that follow one another, and where the last one ends.

    The first message must be complete, as the others are; none is longer than `longest`, which is below 65536.
    """
    edges, kind, size = [at], data[at], len(data)
    while at + HEADER_BYTES <= size and data[at] == kind:
        length: int = _length(data, at + 1)[0]
        at += 1 + length
        if at > size or not 4 <= length < longest:
            break
        edges.append(at)
        if len(edges) > FEW:
            return _long_run(data, np.array(edges, np.int64), longest)
    return np.array(edges, np.int64)


def _long_run(data: bytes, edges: NDArray[np.int64], longest: int) -> NDArray[np.int64]:
    """The run goes on: all places that look like its next messages at once, and of these the ones it leads to."""
    at = int(edges[-1])
    if len(data) - at < HEADER_BYTES:
        return edges
    view = np.frombuffer(data, np.uint8)[at:]
    looks = (view[:-4] == data[edges[0]]) & (view[1:-3] == 0) & (view[2:-2] == 0)
    begin = np.flatnonzero(looks) + at
    if not len(begin) or begin[0] != at:
        return edges
    length = np.ndarray((len(data) - 3,), ">u4", data, 0, (1,))[begin + 1].astype(np.int64)
    end = begin + 1 + length
    end[(length < 4) | (length >= longest) | (end > len(data))] = 0
    in_a_row = bool((end[:-1] == begin[1:]).all())  # an end of 0 can only be the last then
    return np.concatenate((edges, end[: len(end) - (not end[-1])] if in_a_row else end[_led_to(begin, end)]))


def _led_to(begin: NDArray[np.int64], end: NDArray[np.int64]) -> list[int]:
    """Numbers of the messages that follow one another from the first on, where others seem to lie within them."""
    following = np.searchsorted(begin, end).tolist()
    begins, ends = begin.tolist(), end.tolist()
    number, chain = 0, []
    while number < len(begins) and ends[number]:
        chain.append(number)
        if following[number] >= len(begins) or begins[following[number]] != ends[number]:
            break
        number = following[number]
    return chain


def payload(data: bytes, edges: NDArray[np.int64]) -> bytes:
    """What the messages of a run carry, joined."""
    if len(edges) > FEW:
        view = np.frombuffer(data, np.uint8)[edges[0] : edges[-1]]
        keep = np.ones(len(view), np.bool_)
        headers = edges[:-1] - edges[0]
        for byte in range(HEADER_BYTES):
            keep[headers + byte] = False
        joined: bytes = view[keep].tobytes()
        return joined
    return b"".join([data[at + HEADER_BYTES : end] for at, end in pairwise(edges.tolist())])
