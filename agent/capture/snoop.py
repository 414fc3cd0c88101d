"""snoop captures of Solaris (RFC 1761)."""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.capture.chain import Chain, walk
from agent.capture.records import MAX_RECORD, UNKNOWN_LINK, Records, rows
from agent.frames import Damage

MAGIC: Final = b"snoop\0\0\0"
HEADER_BYTES: Final = 16
RECORD_BYTES: Final = 24
CHAIN: Final = Chain(order=">", length_at=8, beyond=0, least=RECORD_BYTES, header=RECORD_BYTES)
LINKS: Final = {0: 1, 2: 6, 4: 1, 8: 10}
"""Datalink types of RFC 1761 as LINKTYPE_ values: IEEE 802.3, token ring, Ethernet, FDDI."""


class SnoopReader:
    """Records of one snoop file; the format is rare, so its records are followed one by one."""

    header_bytes = HEADER_BYTES

    def __init__(self, head: bytes) -> None:
        """Take the file header, which `head` must hold in full."""
        _version, datalink = struct.unpack_from(">2I", head, len(MAGIC))
        self._link = LINKS.get(datalink, UNKNOWN_LINK)
        self.secrets: list[bytes] = []

    def read(self, buffer: NDArray[np.uint8], length: int, offset: int) -> Records:
        """All whole records of the buffer."""
        at = walk(buffer, CHAIN, 0, length)
        wire, captured, size, _, seconds, micros = rows(buffer, at, RECORD_BYTES, ">").astype(np.int64).T
        absurd = (size < RECORD_BYTES + captured) | (size > MAX_RECORD)
        stops = np.flatnonzero(absurd | (at + size > length))
        whole = int(stops[0]) if len(stops) else len(at)
        consumed = int(at[whole]) if len(stops) else int(at[-1] + size[-1]) if whole else 0
        stopped = len(stops) > 0 and bool(absurd[whole])
        return Records(
            start=at[:whole] + RECORD_BYTES,
            captured=captured[:whole],
            wire=np.maximum(wire[:whole], captured[:whole]),
            time_ns=seconds[:whole] * 1_000_000_000 + micros[:whole] * 1000,
            link=np.full(whole, self._link, np.uint16),
            consumed=consumed,
            damage=[Damage(offset + consumed, "a record's lengths contradict each other")] if stopped else [],
            stopped=stopped,
        )
