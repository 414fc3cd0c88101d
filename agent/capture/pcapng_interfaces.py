"""The interfaces of a pcapng capture: what each section says about links, clocks and snapshot lengths."""

import struct
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.capture.records import UNKNOWN_LINK
from agent.capture.ticks import nanoseconds, shifted

OPTION_TSRESOL: Final = 9
OPTION_TSOFFSET: Final = 14
MICROSECONDS: Final = 6
MOST_INTERFACES: Final = 65_536
"""Interfaces kept of one section; a packet of a later one is a packet of an unknown interface."""


class Interface(NamedTuple):
    """What an Interface Description Block says."""

    link: int = UNKNOWN_LINK
    snap_bytes: int = 0  # 0 is no limit
    resolution: int = MICROSECONDS  # if_tsresol
    offset_seconds: int = 0
    described_at: int = 0  # offset of the block in the decompressed capture


UNKNOWN: Final = Interface()


def parse_interface(body: bytes, order: str, described_at: int) -> Interface:
    """Read the body of an Interface Description Block (pcapng 4.2); malformed options count as absent.

    Args:
        body: at least the eight fixed bytes.
        order: "<" or ">".
        described_at: offset of the block.
    """
    link, _, snap_bytes = struct.unpack_from(f"{order}HHI", body)
    resolution, offset_seconds = MICROSECONDS, 0
    at = 8
    while at + 4 <= len(body):
        code, size = struct.unpack_from(f"{order}HH", body, at)
        value = body[at + 4 : at + 4 + size]
        if code == OPTION_TSRESOL and len(value) == size == 1:
            resolution = value[0]
        elif code == OPTION_TSOFFSET and len(value) == size == 8:
            (offset_seconds,) = struct.unpack(f"{order}q", value)
        elif code == 0:
            break
        at += 4 + (size + 3 & ~3)
    return Interface(link, snap_bytes, resolution, offset_seconds, described_at)


class Interfaces:
    """All interfaces of the sections in sight, one row each, in the order they were described."""

    def __init__(self) -> None:
        """Start before the first section."""
        self._rows: list[Interface] = []
        self._sections: list[tuple[int, int]] = []  # where each begins, and its first row

    def begin_section(self, at: int) -> None:
        """A section begins at offset `at`: interface numbers start again from 0."""
        self._sections.append((at, len(self._rows)))

    def add(self, interface: Interface) -> None:
        """Give the present section one more interface."""
        if len(self._rows) - self._sections[-1][1] < MOST_INTERFACES:
            self._rows.append(interface)

    def forget_old_sections(self) -> None:
        """Keep the present section only."""
        if len(self._sections) > 1:
            at, first = self._sections[-1]
            self._rows = self._rows[first:]
            self._sections = [(at, 0)]

    def rows_of(self, at: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which row each packet means, -1 where nothing described its interface before it.

        Args:
            at: (n,) offsets of packet blocks in the decompressed capture.
            number: (n,) their interface numbers.
        """
        begins, first = np.array(self._sections, np.int64).T
        row = first[np.searchsorted(begins, at, "right") - 1] + number
        described_at = np.array([*(row.described_at for row in self._rows), np.iinfo(np.int64).max], np.int64)
        known = described_at[np.minimum(row, len(self._rows))] < at
        return np.where(known, row, -1)

    def links(self, row: NDArray[np.int64]) -> NDArray[np.uint16]:
        """LINKTYPE_ of each row."""
        return np.array([*(each.link for each in self._rows), UNKNOWN.link], np.uint16)[row]

    def snap_bytes(self, row: NDArray[np.int64]) -> NDArray[np.int64]:
        """Snapshot length of each row, 0 for none."""
        return np.array([*(each.snap_bytes for each in self._rows), UNKNOWN.snap_bytes], np.int64)[row]

    def time_ns(self, row: NDArray[np.int64], ticks: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Each packet's ticks by the clock of its row, as nanoseconds since 1970."""
        table = [*self._rows, UNKNOWN]
        resolutions = np.array([each.resolution for each in table], np.uint8)[row]
        time_ns = np.empty(len(ticks), np.int64)
        for resolution in np.flatnonzero(np.bincount(resolutions)).tolist():
            chosen = resolutions == resolution
            time_ns[chosen] = nanoseconds(ticks[chosen], resolution)
        if not any(each.offset_seconds for each in table):
            return time_ns
        return shifted(time_ns, np.array([each.offset_seconds for each in table], np.int64)[row])
