"""Tunnels: from the packet outside to the packet inside. What does not look like its tunnel stays the outer packet."""

import numpy as np
from numpy.typing import NDArray

from agent.decode.link import big_endian, by_ethertype
from agent.decode.rows import Layer, Rows, Work

ERSPAN_II, ERSPAN_III = 0x88BE, 0x22EB
EOIP = 0x6400  # Ethernet over IP as MikroTik sends it, in GRE version 1
GRE_CHECKSUM, GRE_ROUTING, GRE_KEY, GRE_SEQUENCE, GRE_ACK = 0x80, 0x40, 0x20, 0x10, 0x80


def gre(work: Work, rows: Rows) -> None:
    """GRE versions 0 and 1 (RFC 2784, 2890, 2637), ERSPAN among its payloads."""
    rows = rows.where(rows.room(4))
    flags, second = work.byte(rows, 0), work.byte(rows, 1)
    types = big_endian(work, rows, 2)
    version = second & 7
    size = np.full(len(rows), 4, np.int64)
    size += np.where((version == 0) & ((flags & (GRE_CHECKSUM | GRE_ROUTING)) != 0), 4, 0)
    size += np.where((flags & GRE_KEY) != 0, 4, 0)
    sequenced = (flags & GRE_SEQUENCE) != 0
    size += np.where(sequenced, 4, 0)
    size += np.where((version == 1) & ((second & GRE_ACK) != 0), 4, 0)
    known = (version <= 1) & ((flags & GRE_ROUTING) == 0)
    rows, types, sequenced, size = rows.where(known), types[known], sequenced[known], size[known]
    rows = rows.skip(size)
    mirrored = (types == ERSPAN_II) | (types == ERSPAN_III)
    bridged = types == EOIP
    work.send(Layer.ETHERNET, rows.where(bridged))
    plain = ~mirrored & ~bridged
    by_ethertype(work, types[plain], rows.where(plain))
    if mirrored.any():
        erspan(work, rows.where(mirrored), types[mirrored], sequenced[mirrored])


def erspan(work: Work, rows: Rows, types: NDArray[np.uint16], sequenced: NDArray[np.bool_]) -> None:
    """ERSPAN types I (no header), II (8 bytes) and III (12, and 8 more when the O bit is set)."""
    size = np.where(types == ERSPAN_II, np.where(sequenced, 8, 0), 12)
    third = (types == ERSPAN_III) & rows.room(12)
    if third.any():
        optional = (work.byte(rows.where(third), 11) & 1) != 0
        size[third] += np.where(optional, 8, 0)
    work.send(Layer.ETHERNET, rows.skip(size))


def etherip(work: Work, rows: Rows) -> None:
    """Ethernet within IP (RFC 3378): two bytes, version 3."""
    rows = rows.where(rows.room(2))
    work.send(Layer.ETHERNET, rows.where(work.byte(rows, 0) >> 4 == 3).skip(2))


def vxlan(work: Work, rows: Rows) -> None:
    """VXLAN (RFC 7348 5): a frame behind eight bytes, also where the I flag that the RFC asks for is missing."""
    work.send(Layer.ETHERNET, rows.where(rows.room(8)).skip(8))


def vxlan_gpe(work: Work, rows: Rows) -> None:
    """VXLAN with the protocol named in its header (draft-ietf-nvo3-vxlan-gpe 3.1)."""
    rows = rows.where(rows.room(8))
    following = work.byte(rows, 3)
    for number, layer in ((1, Layer.IPV4), (2, Layer.IPV6), (3, Layer.ETHERNET), (4, Layer.NSH)):
        work.send(layer, rows.where(following == number).skip(8))


def geneve(work: Work, rows: Rows) -> None:
    """Geneve (RFC 8926 3.4): version 0, options in words of four bytes, an EtherType."""
    rows = rows.where(rows.room(8))
    first = work.byte(rows, 0)
    rows, first = rows.where(first >> 6 == 0), first[first >> 6 == 0]
    types = big_endian(work, rows, 2)
    by_ethertype(work, types, rows.skip(8 + (first & 0x3F).astype(np.int64) * 4))


def gtp(work: Work, rows: Rows) -> None:
    """GTP-U (3GPP TS 29.281 5): G-PDUs of version 1, extension headers skipped."""
    rows = rows.where(rows.room(8))
    flags = work.byte(rows, 0)
    user_data = (flags >> 4 == 3) & (work.byte(rows, 1) == 255)
    rows, flags = rows.where(user_data), flags[user_data]
    optional = (flags & 7) != 0
    extended = ((flags & 4) != 0) & rows.room(12)
    following = np.zeros(len(rows), np.uint8)
    following[extended] = work.byte(rows.where(extended), 11)
    rows = rows.skip(np.where(optional, 12, 8))
    for _ in range(8):
        chained = (following != 0) & rows.room(4)
        if not chained.any():
            break
        size = np.zeros(len(rows), np.int64)
        size[chained] = work.byte(rows.where(chained), 0).astype(np.int64) * 4
        rows = rows.skip(size)
        chained &= (size > 0) & (rows.at <= rows.end)
        following[:] = np.where(chained, work.buffer[np.minimum(rows.at, rows.end) - 1], 0)
    _nibble(work, rows)


def teredo(work: Work, rows: Rows) -> None:
    """Teredo (RFC 4380 5.1.1): an authentication and an origin header may come before the IPv6 packet."""
    rows = rows.where(rows.room(8))
    authenticated = (work.byte(rows, 0) == 0) & (work.byte(rows, 1) == 1)
    size = 13 + work.byte(rows, 2).astype(np.int64) + work.byte(rows, 3)
    rows = rows.skip(np.where(authenticated, size, 0))
    rows = rows.where(rows.room(8))
    origin = (work.byte(rows, 0) == 0) & (work.byte(rows, 1) == 0)
    rows = rows.skip(np.where(origin, 8, 0))
    rows = rows.where(rows.room(40))
    work.send(Layer.IPV6, rows.where(work.byte(rows, 0) >> 4 == 6))


def l2tp(work: Work, rows: Rows) -> None:
    """L2TP version 2 data messages (RFC 2661 3.1) to their PPP frame."""
    rows = rows.where(rows.room(8))
    flags = work.byte(rows, 0)
    data = ((flags & 0x80) == 0) & ((work.byte(rows, 1) & 0x0F) == 2)
    rows, flags = rows.where(data), flags[data]
    size = 6 + 2 * ((flags & 0x40) != 0) + 4 * ((flags & 0x08) != 0)
    offset = ((flags & 0x02) != 0) & rows.room(16)
    padding = np.zeros(len(rows), np.int64)
    if offset.any():
        padding[offset] = 2 + big_endian(work, rows.where(offset).skip(size[offset].astype(np.int64)), 0)
    work.send(Layer.PPP, rows.skip(size.astype(np.int64) + padding))


def _nibble(work: Work, rows: Rows) -> None:
    rows = rows.where(rows.room(1))
    version = work.byte(rows, 0) >> 4
    work.send(Layer.IPV4, rows.where(version == 4))
    work.send(Layer.IPV6, rows.where(version == 6))
