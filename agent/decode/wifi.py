"""Wireless link layers: 802.11 data frames, bare or behind a capture header; encrypted ones are named."""

import numpy as np

from agent.decode.rows import Layer, Rows, Work

DATA, QOS, WITHOUT_DATA = 2, 0x80, 0x40
PROTECTED, ORDER, TO_DS, FROM_DS = 0x40, 0x80, 0x01, 0x02


def ieee80211(work: Work, rows: Rows) -> None:
    """802.11 data frames (IEEE 802.11-2020 9.3.2.1) to their LLC header."""
    rows = work.whole(rows, 24, "wifi_no_data")
    control, flags = work.byte(rows, 0), work.byte(rows, 1)
    data = ((control >> 2) & 3 == DATA) & ((control & WITHOUT_DATA) == 0)
    work.give_up(rows.where(~data), "wifi_no_data")
    sealed = data & ((flags & PROTECTED) != 0)
    work.give_up(rows.where(sealed), "wifi_encrypted")
    clear = data & ~sealed
    rows, control, flags = rows.where(clear), control[clear], flags[clear]
    both = (flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS)
    qos = (control & QOS) != 0
    size = 24 + 6 * both + 2 * qos + 4 * (qos & ((flags & ORDER) != 0))
    work.send(Layer.LLC, rows.skip(size.astype(np.int64)))


def radiotap(work: Work, rows: Rows) -> None:
    """802.11 behind a radiotap header; the FCS at the end is left to the IP length."""
    rows = work.whole(rows, 8, "truncated_link")
    ieee80211(work, rows.skip(_little_endian(work, rows, 2)))


def prism(work: Work, rows: Rows) -> None:
    """802.11 behind a Prism header, or one with a radiotap-like length."""
    rows = work.whole(rows, 8, "truncated_link")
    ieee80211(work, rows.skip(_little_endian(work, rows, 4)))


def ppi(work: Work, rows: Rows) -> None:
    """Per-packet information: its own length and the link type inside (Ethernet, 802.11 or raw)."""
    rows = work.whole(rows, 8, "truncated_link")
    inner = work.byte(rows, 4)
    rows = rows.skip(_little_endian(work, rows, 2))
    ieee80211(work, rows.where(inner == 105))
    work.send(Layer.ETHERNET, rows.where(inner == 1))
    work.send(Layer.NIBBLE, rows.where((inner == 101) | (inner == 12)))
    work.give_up(rows.where(~np.isin(inner, (105, 1, 101, 12))), "ppi_link_unknown")


def _little_endian(work: Work, rows: Rows, offset: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return work.byte(rows, offset).astype(np.int64) | (work.byte(rows, offset + 1).astype(np.int64) << 8)
