"""Link layers: where the network header of a frame begins, for every link type Kouan knows."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from agent.decode.rows import REASONS, Layer, Rows, Work
from agent.decode.wifi import ieee80211, ppi, prism, radiotap

ETHERTYPE_LAYERS = {
    0x0800: Layer.IPV4,
    0x86DD: Layer.IPV6,
    0x8100: Layer.VLAN,
    0x88A8: Layer.VLAN,
    0x9100: Layer.VLAN,
    0x9200: Layer.VLAN,
    0x8847: Layer.MPLS,
    0x8848: Layer.MPLS,
    0x8864: Layer.PPPOE,
    0x880B: Layer.PPP,
    0x6558: Layer.ETHERNET,  # transparent Ethernet bridging
    0x88E7: Layer.BACKBONE,
    0x894F: Layer.NSH,
}
"""IEEE 802 numbers (IANA) whose payload may hold an IP packet."""

ETHERTYPE_REASONS = {
    0x0806: "arp",
    0x8035: "rarp",
    0x8137: "ipx",
    0x8863: "pppoe_discovery",
    0x888E: "eapol",
    0x88CC: "lldp",
    0x88E5: "macsec_encrypted",
    0x8809: "slow_protocols",
    0x9000: "loopback_test",
    0x88F7: "ptp",
    0x88B8: "goose",
    0x8892: "profinet",
}

LAYER_OF = np.zeros(65536, np.uint8)
for _type, _layer in ETHERTYPE_LAYERS.items():
    LAYER_OF[_type] = _layer

REASON_OF = np.full(65536, REASONS.code("ethertype_unknown"), np.uint16)
for _type, _reason in ETHERTYPE_REASONS.items():
    REASON_OF[_type] = REASONS.code(_reason)

ETHERNET = np.dtype([("target", "V6"), ("source", "V6"), ("type", ">u2")])
LONGEST_802_3_LENGTH = 1500
SNAP = b"\xaa\xaa\x03"


def by_ethertype(work: Work, types: NDArray[np.uint16], rows: Rows) -> None:
    """Send rows on by EtherType, or say which type stopped them."""
    layers = LAYER_OF[types]
    work.dispatch(layers, rows)
    unknown = layers == Layer.NONE
    if unknown.any():
        work.reason[rows.frame[unknown]] = REASON_OF[types[unknown]]


def ethernet(work: Work, rows: Rows) -> None:
    """Ethernet II and 802.3 (IEEE 802.3 3.2.6: up to 1500 the field is a length)."""
    rows = work.whole(rows, 14, "truncated_ethernet")
    types = work.headers(rows, ETHERNET)["type"].astype(np.uint16)
    rows = rows.skip(14)
    lengths = types <= LONGEST_802_3_LENGTH
    if lengths.any():
        framed = rows.where(lengths)
        size = types[lengths].astype(np.int64)
        bounded = Rows(
            framed.frame,
            framed.at,
            np.minimum(framed.end, framed.at + size),
            np.minimum(framed.wire_end, framed.at + size),
            framed.ip,
        )
        work.send(Layer.LLC, bounded)
        rows, types = rows.where(~lengths), types[~lengths]
    by_ethertype(work, types, rows)


def llc(work: Work, rows: Rows) -> None:
    """802.2 LLC: SNAP carries an EtherType, SAP 06 an IP packet; the rest is no IP."""
    rows = work.whole(rows, 3, "llc")
    sap = work.byte(rows, 0)
    control = work.byte(rows, 2)
    work.send(Layer.IPV4, rows.where((sap == 0x06) & (control == 0x03)).skip(3))
    snap = (sap == 0xAA) & (work.byte(rows, 1) == 0xAA) & (control == 0x03) & rows.room(8)
    work.give_up(rows.where(~snap & ~((sap == 0x06) & (control == 0x03))), "llc")
    rows = rows.where(snap)
    ethertypes = (work.byte(rows, 3) == 0) & (work.byte(rows, 4) == 0) & np.isin(work.byte(rows, 5), (0x00, 0xF8))
    work.give_up(rows.where(~ethertypes), "llc")
    rows = rows.where(ethertypes)
    by_ethertype(work, big_endian(work, rows, 6), rows.skip(8))


def vlan(work: Work, rows: Rows) -> None:
    """One 802.1Q or 802.1ad tag; stacked tags take a round each."""
    rows = work.whole(rows, 4, "truncated_vlan")
    types = big_endian(work, rows, 2)
    rows = rows.skip(4)
    lengths = types <= LONGEST_802_3_LENGTH
    work.send(Layer.LLC, rows.where(lengths))
    by_ethertype(work, types[~lengths], rows.where(~lengths))


def backbone(work: Work, rows: Rows) -> None:
    """Provider backbone bridging (IEEE 802.1ah): four bytes of service tag, then the customer's frame."""
    work.send(Layer.ETHERNET, rows.skip(4))


def mpls(work: Work, rows: Rows) -> None:
    """One MPLS label (RFC 3032); behind the bottom the first nibble tells what follows (RFC 4928 3)."""
    rows = work.whole(rows, 4, "truncated_mpls")
    bottom = (work.byte(rows, 2) & 1) == 1
    rows = rows.skip(4)
    work.send(Layer.MPLS, rows.where(~bottom))
    rows = work.whole(rows.where(bottom), 1, "truncated_mpls")
    nibble = work.byte(rows, 0) >> 4
    work.send(Layer.IPV4, rows.where(nibble == 4))
    work.send(Layer.IPV6, rows.where(nibble == 6))
    # Pseudowire control word, first nibble 0, before an Ethernet frame (RFC 4448 4.6).
    controlled = nibble == 0
    work.send(Layer.ETHERNET, rows.where(controlled).skip(4))
    work.send(Layer.ETHERNET, rows.where(~controlled & (nibble != 4) & (nibble != 6)))


def pppoe(work: Work, rows: Rows) -> None:
    """PPPoE session (RFC 2516 4): six bytes, then a PPP protocol number."""
    rows = work.whole(rows, 6, "truncated_pppoe")
    work.send(Layer.PPP, rows.skip(6))


def ppp(work: Work, rows: Rows) -> None:
    """PPP in HDLC-like framing (RFC 1662), address and control and the protocol's first byte maybe compressed."""
    rows = work.whole(rows, 2, "truncated_ppp")
    framed = (work.byte(rows, 0) == 0xFF) & (work.byte(rows, 1) == 0x03)
    rows = work.whole(rows.skip(np.where(framed, 2, 0)), 2, "truncated_ppp")
    short = (work.byte(rows, 0) & 1) == 1
    number = np.where(short, work.byte(rows, 0), big_endian(work, rows, 0)).astype(np.int64)
    rows = rows.skip(np.where(short, 1, 2))
    work.send(Layer.IPV4, rows.where(number == 0x0021))
    work.send(Layer.IPV6, rows.where(number == 0x0057))
    work.send(Layer.MPLS, rows.where((number == 0x0281) | (number == 0x0283)))
    work.give_up(rows.where(~np.isin(number, (0x0021, 0x0057, 0x0281, 0x0283))), "ppp_control")


def nsh(work: Work, rows: Rows) -> None:
    """Network service header (RFC 8300 2.2)."""
    rows = work.whole(rows, 8, "truncated_nsh")
    size = (work.byte(rows, 1) & 0x3F).astype(np.int64) * 4
    following = work.byte(rows, 3)
    rows = rows.skip(size)
    for number, layer in ((1, Layer.IPV4), (2, Layer.IPV6), (3, Layer.ETHERNET)):
        work.send(layer, rows.where(following == number))
    work.give_up(rows.where((following == 0) | (following > 3)), "nsh")


def nibble_told(work: Work, rows: Rows) -> None:
    """Raw IP: the version nibble says which."""
    rows = work.whole(rows, 1, "truncated_ip")
    version = work.byte(rows, 0) >> 4
    work.send(Layer.IPV4, rows.where(version == 4))
    work.send(Layer.IPV6, rows.where(version == 6))
    work.give_up(rows.where((version != 4) & (version != 6)), "not_ip")


def big_endian(work: Work, rows: Rows, offset: int) -> NDArray[np.uint16]:
    """A 16-bit number in network order, one a row."""
    high = work.byte(rows, offset).astype(np.uint16)
    return high * np.uint16(256) | work.byte(rows, offset + 1)


def address_family(work: Work, rows: Rows) -> None:
    """BSD null and loop: a four-byte address family in either byte order; IPv6 has several numbers."""
    rows = work.whole(rows, 4, "truncated_null")
    family = np.maximum(work.byte(rows, 0), work.byte(rows, 3))
    rows = rows.skip(4)
    work.send(Layer.IPV4, rows.where(family == 2))
    six = np.isin(family, (10, 24, 28, 30))
    work.send(Layer.IPV6, rows.where(six))
    work.give_up(rows.where(~six & (family != 2)), "address_family_unknown")


def typed(header: int, type_at: int) -> Callable[[Work, Rows], None]:
    """A link layer of `header` bytes with an EtherType at `type_at`."""

    def decode(work: Work, rows: Rows) -> None:
        rows = work.whole(rows, header, "truncated_link")
        types = big_endian(work, rows, type_at)
        rows = rows.skip(header)
        lengths = types <= 4  # Linux cooked: 1 is 802.3 without LLC, 4 is 802.2
        work.send(Layer.LLC, rows.where(lengths))
        by_ethertype(work, types[~lengths], rows.where(~lengths))

    return decode


def c_hdlc(work: Work, rows: Rows) -> None:
    """Cisco HDLC: address, control, EtherType."""
    rows = work.whole(rows, 4, "truncated_link")
    by_ethertype(work, big_endian(work, rows, 2), rows.skip(4))


def frame_relay(work: Work, rows: Rows) -> None:
    """Frame relay (RFC 2427): two address bytes, control 03, an NLPID."""
    rows = work.whole(rows, 4, "truncated_link")
    nlpid = work.byte(rows, 3)
    unnumbered = work.byte(rows, 2) == 0x03
    work.send(Layer.IPV4, rows.where(unnumbered & (nlpid == 0xCC)).skip(4))
    work.send(Layer.IPV6, rows.where(unnumbered & (nlpid == 0x8E)).skip(4))
    work.give_up(rows.where(~(unnumbered & np.isin(nlpid, (0xCC, 0x8E)))), "frame_relay")


def fddi(work: Work, rows: Rows) -> None:
    """FDDI: frame control, two addresses, LLC; other frame controls carry no data."""
    rows = work.whole(rows, 13, "truncated_link")
    data = (work.byte(rows, 0) & 0xF0) == 0x50
    work.give_up(rows.where(~data), "fddi_management")
    work.send(Layer.LLC, rows.where(data).skip(13))


def arcnet(work: Work, rows: Rows) -> None:
    """ARCNET as Linux writes it: addresses, offset, type, and RFC 1201's split flag and sequence."""
    rows = work.whole(rows, 9, "truncated_link")
    protocol, flag = work.byte(rows, 4), work.byte(rows, 5)
    ip = (protocol == 0xD4) | (protocol == 0xF0)
    work.give_up(rows.where(~ip), "arcnet")
    work.send(Layer.IPV4, rows.where(ip & (flag != 0xFF)).skip(8))
    work.send(Layer.IPV4, rows.where(ip & (flag == 0xFF)).skip(12))


def nflog(work: Work, rows: Rows) -> None:
    """Linux netfilter log: attributes (length, type, value padded to four); type 9 is the packet."""
    rows = work.whole(rows, 4, "truncated_link").skip(4)
    for _ in range(32):
        rows = work.whole(rows, 4, "nflog_without_packet")
        if not len(rows):
            return
        size = work.byte(rows, 0).astype(np.int64) | (work.byte(rows, 1).astype(np.int64) << 8)
        packet = (work.byte(rows, 2) == 9) & (work.byte(rows, 3) == 0)
        work.send(Layer.NIBBLE, rows.where(packet).skip(4))
        rows = rows.skip((np.maximum(size, 4) + 3) & ~3).where(~packet)
    work.give_up(rows, "nflog_without_packet")


def ipnet(work: Work, rows: Rows) -> None:
    """Solaris ipnet: version, family 2 or 26, 24 bytes in all."""
    rows = work.whole(rows, 24, "truncated_link")
    family = work.byte(rows, 1)
    rows = rows.skip(24)
    work.send(Layer.IPV4, rows.where(family == 2))
    work.send(Layer.IPV6, rows.where(family == 26))
    work.give_up(rows.where((family != 2) & (family != 26)), "address_family_unknown")


def dsa(tag: int) -> Callable[[Work, Rows], None]:
    """Ethernet with a switch tag of `tag` bytes between the addresses and the EtherType (Broadcom, Marvell)."""

    def decode(work: Work, rows: Rows) -> None:
        rows = work.whole(rows, 14 + tag, "truncated_ethernet")
        types = big_endian(work, rows, 12 + tag)
        by_ethertype(work, types, rows.skip(14 + tag))

    return decode


def prepended(size: int) -> Callable[[Work, Rows], None]:
    """Ethernet behind a tag of `size` bytes."""

    def decode(work: Work, rows: Rows) -> None:
        work.send(Layer.ETHERNET, rows.skip(size))

    return decode


def with_direction(work: Work, rows: Rows) -> None:
    """PPP behind one byte that says who sent it."""
    work.send(Layer.PPP, rows.skip(1))


def waits_at(layer: Layer) -> Callable[[Work, Rows], None]:
    """A link type that is a layer already."""

    def decode(work: Work, rows: Rows) -> None:
        work.send(layer, rows)

    return decode


LINK_TYPES: dict[int, Callable[[Work, Rows], None]] = {
    0: address_family,  # NULL
    1: ethernet,
    9: ppp,
    10: fddi,
    12: nibble_told,  # RAW, as some systems write it
    14: nibble_told,
    50: ppp,  # PPP_HDLC
    51: waits_at(Layer.PPPOE),
    101: nibble_told,  # RAW
    104: c_hdlc,
    105: ieee80211,
    107: frame_relay,
    108: address_family,  # LOOP
    113: typed(16, 14),  # LINUX_SLL
    119: prism,
    127: radiotap,
    129: arcnet,
    192: ppi,
    204: with_direction,
    226: ipnet,
    228: waits_at(Layer.IPV4),
    229: waits_at(Layer.IPV6),
    239: nflog,
    242: typed(44, 40),  # IPOIB: GRH and pseudo addresses
    276: typed(20, 0),  # LINUX_SLL2
    281: dsa(4),  # DSA_TAG_BRCM
    282: prepended(4),  # DSA_TAG_BRCM_PREPEND
    284: dsa(4),  # DSA_TAG_DSA
    285: dsa(8),  # DSA_TAG_EDSA
}
"""LINKTYPE_ values (the tcpdump group's registry) and how each is read."""


def link_layers(work: Work, rows: Rows, links: NDArray[np.uint16]) -> None:
    """Start every frame at the link layer its capture names."""
    same = bool((links == links[:1]).all())
    unknown = np.zeros(65536, np.uint16)
    for link in links[:1].tolist() if same else np.flatnonzero(np.bincount(links)).tolist():
        decode = LINK_TYPES.get(link)
        if decode is None:
            unknown[link] = REASONS.code(f"link_type_{link}")
        else:
            decode(work, rows.where(links == link))
    reasons = unknown[links]
    work.reason[reasons > 0] = reasons[reasons > 0]
