"""Clear transfers of a capture, added up by who, to whom, how and when: they get no rows of their own."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from agent.decode.addresses import network
from agent.flows import FlowTable
from agent.packets import MAPPED, protocol_name
from geo.place import Place
from reports.incident import ClearTotal

HOUR_NS = 3600 * 10**9
V4_NETWORK = np.uint64(0xFFFF_FFFF_FFFF_FF00)
V6_NETWORK = np.uint64(0xFFFF_FFFF_FFFF_0000)

MOST_ROWS = 100_000
"""Rows by network and hour; what comes later is added up without them."""

NOWHERE = (0, 0, 0, 0)
NO_HOUR = 1 << 63

Row = tuple[int, int, int, int, int, int, int]


class ClearTotals:
    """Transfers and bytes by sender network, recipient network, place, protocol and hour."""

    def __init__(self, table: FlowTable) -> None:
        self._table = table
        self._sums: dict[Row, list[int]] = {}

    def add(self, flows: NDArray[np.int64], sides: NDArray[np.int64]) -> None:
        """Add what `sides` of `flows` sent."""
        if not len(flows):
            return
        table, keys = self._table, self._table.keys.keys.take(flows)
        sender_b = sides == 1
        ends = ((keys.a_high, keys.a_low), (keys.b_high, keys.b_low))
        networks = [_networks(high, low) for high, low in ends]
        columns = [np.where(sender_b, networks[1][i], networks[0][i]) for i in (0, 1)]
        columns += [np.where(sender_b, networks[0][i], networks[1][i]) for i in (0, 1)]
        columns.append(table.place[flows, 1 - sides].astype(np.uint64))
        columns.append(keys.protocol.astype(np.uint64))
        columns.append((table.first_ns[flows] // HOUR_NS).astype(np.uint64))
        order = np.lexsort(columns)
        rows = np.stack(columns, axis=1)[order]
        first = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
        counts = np.diff(np.append(first, len(rows))).tolist()
        sizes = np.add.reduceat(table.payload[flows, sides][order], first).tolist()
        for row, count, size in zip(map(tuple, rows[first].tolist()), counts, sizes, strict=True):
            if row not in self._sums and len(self._sums) >= MOST_ROWS:
                row = (*NOWHERE, row[4], row[5], NO_HOUR)  # noqa: PLW2901  (nobody's sweep may fill the memory)
            sums = self._sums.setdefault(row, [0, 0])
            sums[0] += count
            sums[1] += size

    def totals(self, places: Sequence[Place]) -> list[ClearTotal]:
        """The sums so far; places that share a country are one."""
        named: dict[tuple[str, str, str, str, str], list[int]] = {}
        for (s_high, s_low, r_high, r_low, place, protocol, hour), (count, size) in self._sums.items():
            country = places[place].country
            hours = hour - (1 << 64) if hour >> 63 else hour
            nowhere = (s_high, s_low, r_high, r_low) == NOWHERE
            ends = ("", "") if nowhere else (network(s_high, s_low), network(r_high, r_low))
            key = (*ends, country, protocol_name(protocol), hour_text(hours))
            sums = named.setdefault(key, [0, 0])
            sums[0] += count
            sums[1] += size
        return [ClearTotal(*key, transfers=count, bytes=size) for key, (count, size) in named.items()]


def _networks(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The /24 or /48 of each address, as both halves of its first address."""
    mapped = (high == 0) & (low >> np.uint64(32) == np.uint64(MAPPED >> 32))
    return np.where(mapped, high, high & V6_NETWORK), np.where(mapped, low & V4_NETWORK, np.uint64(0))


def hour_text(hours: int) -> str:
    """Hours since 1970 as "2026-11-22T08", "" for a time no calendar holds."""
    try:
        return datetime.fromtimestamp(hours * 3600, UTC).strftime("%Y-%m-%dT%H")
    except (OverflowError, OSError, ValueError):
        return ""
