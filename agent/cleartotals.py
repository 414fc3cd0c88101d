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
"""Rows by network and hour; beyond them the smallest are added up without."""

NOWHERE = (0, 0, 0, 0)
NO_HOUR = 1 << 63

Columns = NDArray[np.uint64]
Sums = NDArray[np.int64]


class ClearTotals:
    """Transfers and bytes by sender network, recipient network, place, protocol and hour.

    Kept as columns, 72 bytes a row: small values that stay among many that go would hold on to whole pages.
    """

    def __init__(self, table: FlowTable) -> None:
        self._table = table
        self._rows: Columns = np.zeros((0, 7), np.uint64)  # both networks' halves, place, protocol, hour
        self._sums: Sums = np.zeros((0, 2), np.int64)  # transfers, bytes

    def add(self, flows: NDArray[np.int64], sides: NDArray[np.int64]) -> None:
        """Add what `sides` of `flows` sent."""
        if not len(flows):
            return
        table, keys = self._table, self._table.keys.keys.take(flows)
        sender_b = sides == 1
        networks = [_networks(high, low) for high, low in ((keys.a_high, keys.a_low), (keys.b_high, keys.b_low))]
        columns = [np.where(sender_b, networks[1][i], networks[0][i]) for i in (0, 1)]
        columns += [np.where(sender_b, networks[0][i], networks[1][i]) for i in (0, 1)]
        columns.append(table.place[flows, 1 - sides].astype(np.uint64))
        columns.append(keys.protocol.astype(np.uint64))
        columns.append((table.first_ns[flows] // HOUR_NS).astype(np.uint64))
        sums = np.stack((np.ones(len(flows), np.int64), table.payload[flows, sides]), axis=1)
        self._rows, self._sums = _united(
            np.concatenate((self._rows, np.stack(columns, axis=1))), np.concatenate((self._sums, sums))
        )
        if len(self._rows) > MOST_ROWS:
            small = np.argsort(self._sums[:, 1])[: len(self._rows) - MOST_ROWS // 2]
            self._rows[small, :4], self._rows[small, 6] = NOWHERE, NO_HOUR
            self._rows, self._sums = _united(self._rows, self._sums)

    def totals(self, places: Sequence[Place]) -> list[ClearTotal]:
        """The sums so far; places that share a country are one."""
        named: dict[tuple[str, str, str, str, str], list[int]] = {}
        for row, (count, size) in zip(self._rows.tolist(), self._sums.tolist(), strict=True):
            s_high, s_low, r_high, r_low, place, protocol, hour = row
            nowhere = (s_high, s_low, r_high, r_low) == NOWHERE
            ends = ("", "") if nowhere else (network(s_high, s_low), network(r_high, r_low))
            hours = hour - (1 << 64) if hour >> 63 else hour
            key = (*ends, places[place].country, protocol_name(protocol), hour_text(hours))
            sums = named.setdefault(key, [0, 0])
            sums[0] += count
            sums[1] += size
        return [ClearTotal(*key, transfers=count, bytes=size) for key, (count, size) in named.items()]


def _united(rows: Columns, sums: Sums) -> tuple[Columns, Sums]:
    """Equal rows as one, their sums added."""
    order = np.lexsort(rows.T)
    rows = rows[order]
    first = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
    return rows[first], np.add.reduceat(sums[order], first, axis=0)


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
