"""IPv4 and IPv6: addresses, lengths, fragments, extension headers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.decode.rows import Layer, Rows, Work
from agent.packets import MAPPED

IPV4 = np.dtype(
    [
        ("version_ihl", "u1"),
        ("service", "u1"),
        ("length", ">u2"),
        ("identification", ">u2"),
        ("fragment", ">u2"),
        ("ttl", "u1"),
        ("protocol", "u1"),
        ("checksum", ">u2"),
        ("source", ">u4"),
        ("target", ">u4"),
    ]
)
"""RFC 791 3.1."""

IPV6 = np.dtype(
    [
        ("version_class_label", ">u4"),
        ("length", ">u2"),
        ("next", "u1"),
        ("hops", "u1"),
        ("source_high", ">u8"),
        ("source_low", ">u8"),
        ("target_high", ">u8"),
        ("target_low", ">u8"),
    ]
)
"""RFC 8200 3."""

FRAGMENT_HEADER = 44
MORE_FRAGMENTS = 0x2000
OFFSET = 0x1FFF

PROTOCOL_LAYERS = {
    0: Layer.EXTENSION,  # hop-by-hop options
    1: Layer.ICMP,
    4: Layer.IPV4,
    6: Layer.TCP,
    17: Layer.UDP,
    41: Layer.IPV6,
    43: Layer.EXTENSION,  # routing
    44: Layer.EXTENSION,  # fragment
    47: Layer.GRE,
    51: Layer.AUTHENTICATION,
    58: Layer.ICMP,
    60: Layer.EXTENSION,  # destination options
    97: Layer.ETHERIP,
    108: Layer.COMPRESSED,
    132: Layer.SCTP,
    135: Layer.OTHER,  # mobility: nothing follows it
    137: Layer.MPLS,
}
"""IP protocol numbers (IANA); the others are flows without ports."""

LAYER_OF = np.full(256, Layer.OTHER, np.uint8)
for _number, _layer in PROTOCOL_LAYERS.items():
    LAYER_OF[_number] = _layer
LAYER_OF[59] = Layer.NONE  # no next header: an IPv6 packet without payload, a Teredo bubble for one


def bounded(rows: Rows, size: NDArray[np.int64]) -> Rows:
    """The rows, ending where a header says its packet ends: what follows is Ethernet padding or a checksum."""
    limit = rows.at + size
    return Rows(rows.frame, rows.at, np.minimum(rows.end, limit), np.minimum(rows.wire_end, limit), rows.ip)


def by_protocol(work: Work, protocol: NDArray[np.uint8], rows: Rows) -> None:
    """Send rows on by IP protocol; what only encloses another packet is a packet itself until the inner one is read."""
    layers = LAYER_OF[protocol]
    enclosing = np.isin(layers, (Layer.IPV4, Layer.IPV6, Layer.GRE, Layer.ETHERIP, Layer.MPLS))
    if enclosing.any():
        work.emit(rows.where(enclosing), None)
    nothing = layers == Layer.NONE
    if nothing.any():
        work.give_up(rows.where(nothing), "no_next_header")
    work.dispatch(layers, rows)


def ipv4(work: Work, rows: Rows) -> None:
    """IPv4 with options; a total length of 0 is segmentation offload and means the rest of the frame."""
    rows = work.whole(rows, IPV4.itemsize, "truncated_ipv4")
    header = work.headers(rows, IPV4)
    size = (header["version_ihl"] & 0x0F).astype(np.int64) * 4
    sane = (header["version_ihl"] >> 4 == 4) & (size >= IPV4.itemsize)
    if not sane.all():
        work.give_up(rows.where(~sane), "malformed_ipv4")
        rows, header, size = rows.where(sane), header[sane], size[sane]
    length = header["length"].astype(np.int64)
    rows = bounded(rows, np.where(length < size, rows.wire_end - rows.at, length))
    protocol = np.ascontiguousarray(header["protocol"])
    high = np.zeros(len(rows), np.uint64)
    mapped = np.uint64(MAPPED)
    source = header["source"].astype(np.uint64) | mapped
    target = header["target"].astype(np.uint64) | mapped
    rows = work.ips.add(4, (high, source, high, target), protocol, rows).skip(size)
    field = header["fragment"].astype(np.uint16)
    pieces = (field & (MORE_FRAGMENTS | OFFSET)) != 0
    if pieces.any():
        offset = (field[pieces] & OFFSET).astype(np.int64) * 8
        more = (field[pieces] & MORE_FRAGMENTS) != 0
        hold(
            work, rows.where(pieces), header["identification"][pieces].astype(np.int64), offset, more, protocol[pieces]
        )
        rows, protocol = rows.where(~pieces), protocol[~pieces]
    by_protocol(work, protocol, rows)


def ipv6(work: Work, rows: Rows) -> None:
    """The fixed IPv6 header; a payload length of 0 is a jumbogram or offload and means the rest of the frame."""
    rows = work.whole(rows, IPV6.itemsize, "truncated_ipv6")
    header = work.headers(rows, IPV6)
    sane = header["version_class_label"] >> 28 == 6
    if not sane.all():
        work.give_up(rows.where(~sane), "malformed_ipv6")
        rows, header = rows.where(sane), header[sane]
    length = header["length"].astype(np.int64) + IPV6.itemsize
    rows = bounded(rows, np.where(header["length"] == 0, rows.wire_end - rows.at, length))
    protocol = np.ascontiguousarray(header["next"])
    names = ("source_high", "source_low", "target_high", "target_low")
    rows = work.ips.add(6, [header[name].astype(np.uint64) for name in names], protocol, rows)
    by_protocol(work, protocol, rows.skip(IPV6.itemsize))


def extension(work: Work, rows: Rows) -> None:
    """Hop-by-hop, routing, destination options and fragment headers (RFC 8200 4), told by the header before."""
    rows = work.whole(rows, 8, "truncated_ipv6_extension")
    current = protocol_of(work, rows)
    following = work.byte(rows, 0)
    fragment = current == FRAGMENT_HEADER
    field = (work.byte(rows, 2).astype(np.int64) << 8) | work.byte(rows, 3)
    pieces = fragment & ((field & 0xFFF9) != 0)  # an atomic fragment (RFC 6946) is whole
    size = np.where(fragment, 8, (work.byte(rows, 1).astype(np.int64) + 1) * 8)
    set_protocol(work, rows, following)
    if pieces.any():
        held = rows.where(pieces)
        number = sum(work.byte(held, 4 + i).astype(np.int64) << (24 - 8 * i) for i in range(4))
        more = (field[pieces] & 1) != 0
        hold(work, held.skip(8), np.asarray(number), field[pieces] & 0xFFF8, more, following[pieces])
    by_protocol(work, following[~pieces], rows.skip(size).where(~pieces))


def authentication(work: Work, rows: Rows) -> None:
    """Authentication header (RFC 4302 2): the payload behind it is in the clear."""
    rows = work.whole(rows, 12, "truncated_ah")
    following = work.byte(rows, 0)
    size = (work.byte(rows, 1).astype(np.int64) + 2) * 4
    set_protocol(work, rows, following)
    by_protocol(work, following, rows.skip(size))


def protocol_of(work: Work, rows: Rows) -> NDArray[np.uint8]:
    """The protocol number the packet of each row has so far."""
    found = np.zeros(len(rows), np.uint8)
    first = 0
    for block in work.ips.blocks:
        protocol = block[1]
        inside = (rows.ip >= first) & (rows.ip < first + len(protocol))
        found[inside] = protocol[rows.ip[inside] - first]
        first += len(protocol)
    return found


def set_protocol(work: Work, rows: Rows, following: NDArray[np.uint8]) -> None:
    """Behind an extension header the packet is of the protocol that follows."""
    first = 0
    for block in work.ips.blocks:
        protocol = block[1]
        inside = (rows.ip >= first) & (rows.ip < first + len(protocol))
        protocol[rows.ip[inside] - first] = following[inside]
        first += len(protocol)


def hold(
    work: Work,
    rows: Rows,
    identification: NDArray[np.int64],
    offset: NDArray[np.int64],
    more: NDArray[np.bool_],
    protocol: NDArray[np.uint8],
    inflated: Sequence[bytes] | None = None,
) -> None:
    """Keep fragments for reassembly; until their datagram is whole they count as waiting.

    `inflated` are their bytes where these are not the captured ones.
    """
    work.give_up(rows, "fragment_incomplete")
    work.fragments.append(
        (rows.frame, rows.at, rows.end, rows.wire_end, rows.ip, identification, offset, more, protocol, inflated)
    )
