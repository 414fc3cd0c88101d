"""Compressed IP payloads (RFC 3173): what inflates waits with the fragments, whole; the rest stays packed."""

import zlib
from typing import Final

import numpy as np

from agent.decode.network import hold
from agent.decode.rows import Rows, Work

HEADER_BYTES: Final = 4
"""Next header, flags, CPI: 2 is DEFLATE (RFC 2394), a number from 256 on is what both ends agreed on (RFC 3173 3.3)."""
LONGEST: Final = 65_535 - 60
MOST_INFLATED: Final = 32 << 20
"""Bytes that the packets of a chunk may come to; those beyond stay packed."""

_UNNUMBERED: Final = -1  # no fragment has this identification, so none is taken for a piece of the datagram


def compressed(work: Work, rows: Rows) -> None:
    """Packets of protocol 108. Whatever the CPI says, the bytes tell whether they are DEFLATE."""
    work.emit(rows, None)
    rows = rows.where(rows.room(HEADER_BYTES))
    left = MOST_INFLATED
    inflated = []
    for at, end in zip(rows.at.tolist(), rows.end.tolist(), strict=True):
        data = inflate(work.buffer[at + HEADER_BYTES : end].tobytes(), min(left, LONGEST))
        left -= len(data)
        inflated.append(data)
    is_read = np.array([bool(data) for data in inflated], np.bool_)
    if is_read.any():
        rows = rows.where(is_read)
        nothing = np.zeros(len(rows), np.int64)
        following = work.byte(rows, 0)
        hold(work, rows, nothing + _UNNUMBERED, nothing, nothing > 0, following, [data for data in inflated if data])


def inflate(packed: bytes, most_bytes: int) -> bytes:
    """The payload that was packed; empty where it was not, is cut short, or is longer than `most_bytes`.

    What does not get smaller is sent as it is (RFC 3173 2.2), so a shorter result is chance.
    """
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = stream.decompress(packed, most_bytes) if most_bytes else b""
    except zlib.error:
        return b""
    return data if stream.eof and not stream.unused_data and len(data) > len(packed) else b""
