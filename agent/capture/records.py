"""What a capture format hands over: the whole records of a buffer as columns."""

from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from agent.frames import Damage

MAX_RECORD: Final = 128 << 20
"""Longest record believed, bytes: the largest snapshot length libpcap and Wireshark allow any link type."""

USUAL_RECORD: Final = 262_144
"""Snapshot length of every ordinary link type (libpcap MAXIMUM_SNAPLEN); longer is believed, never guessed at."""

UNKNOWN_LINK: Final = 0xFFFF
"""Link type of a frame whose capture does not say what it is."""


@dataclass(slots=True)
class Records:
    """The whole records found in a buffer; `start` is an offset in it and each column is (n,)."""

    start: NDArray[np.int64]
    captured: NDArray[np.int64]
    wire: NDArray[np.int64]
    time_ns: NDArray[np.int64]
    link: NDArray[np.uint16]
    consumed: int  # bytes of the buffer that need not be seen again
    damage: list[Damage] = field(default_factory=list)
    stopped: bool = False  # nothing after `consumed` can be read


class Reader(Protocol):
    """A capture format. It keeps what the format says once (link types, resolutions) and no bytes."""

    @property
    def header_bytes(self) -> int:
        """Bytes before the first record."""

    @property
    def secrets(self) -> list[bytes]:
        """Key logs found so far."""

    def read(self, buffer: NDArray[np.uint8], length: int, offset: int) -> Records:
        """All whole records in `buffer[:length]`, whose first byte stands at `offset` in the decompressed capture."""


def rows(buffer: NDArray[np.uint8], at: NDArray[np.int64], width: int, order: str) -> NDArray[np.uint32]:
    """Gather a header of `width` bytes at each offset as 32-bit words.

    Args:
        buffer: bytes, of which `at + width` must exist for every offset.
        at: (n,) offsets.
        width: bytes, a multiple of four.
        order: "<" or ">", the byte order of the words.

    Returns:
        (n, width // 4) words.
    """
    # A stride of one makes every offset an element, so one fancy index fetches each header in one touch of memory.
    headers: NDArray[np.void] = np.ndarray((len(buffer) - width + 1,), f"V{width}", buffer, strides=(1,))
    words: NDArray[np.uint32] = headers[at].view(f"{order}u4").reshape(len(at), width // 4)
    return words


def joined(stretches: list[Records], consumed: int) -> Records:
    """The records of consecutive stretches of one buffer as one; none for an empty list."""
    empty = np.zeros(0, np.int64)
    return Records(
        start=np.concatenate([empty, *(each.start for each in stretches)]),
        captured=np.concatenate([empty, *(each.captured for each in stretches)]),
        wire=np.concatenate([empty, *(each.wire for each in stretches)]),
        time_ns=np.concatenate([empty, *(each.time_ns for each in stretches)]),
        link=np.concatenate([empty.astype(np.uint16), *(each.link for each in stretches)]),
        consumed=consumed,
    )
