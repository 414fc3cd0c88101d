"""Link layers: every one leads to the same packet, and what is no IP has its own reason."""

import struct
from collections.abc import Callable

import pytest
from scapy.contrib.mpls import MPLS
from scapy.layers.l2 import ARP, LLC, SNAP, CookedLinux, CookedLinuxV2, Dot1AD, Dot1AH, Dot1Q, Dot3, Ether
from scapy.layers.ppp import HDLC, PPP, PPPoE

from agent.decode.link import LINK_TYPES

A, B = "02:00:00:00:00:01", "02:00:00:00:00:02"
ETHERNET = Ether(src=A, dst=B)

NULL, ETHER, RAW, C_HDLC, SLL, SLL2 = 0, 1, 101, 104, 113, 276


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


LINKS = {
    "ethernet": (ETHER, lambda ip: ETHERNET / ip),
    "802.1Q": (ETHER, lambda ip: ETHERNET / Dot1Q(vlan=7) / ip),
    "QinQ": (ETHER, lambda ip: ETHERNET / Dot1AD(vlan=3) / Dot1Q(vlan=7) / ip),
    "five tags": (ETHER, lambda ip: ETHERNET / Dot1Q() / Dot1Q() / Dot1Q() / Dot1Q() / Dot1Q() / ip),
    "802.3 with SNAP": (ETHER, lambda ip: Dot3(src=A, dst=B) / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP() / ip),
    "802.3 with SAP 06": (ETHER, lambda ip: Dot3(src=A, dst=B) / LLC(dsap=6, ssap=6, ctrl=3) / ip),
    "VLAN with a length": (
        ETHER,
        lambda ip: ETHERNET / Dot1Q(type=60) / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP() / ip,
    ),
    "802.1ah": (ETHER, lambda ip: ETHERNET / Dot1AD() / Dot1AH() / ETHERNET / ip),
    "MPLS": (ETHER, lambda ip: ETHERNET / MPLS(label=16, s=1) / ip),
    "three MPLS labels": (ETHER, lambda ip: ETHERNET / MPLS(label=1, s=0) / MPLS(label=2, s=0) / MPLS(s=1) / ip),
    "MPLS pseudowire with control word": (
        ETHER,
        lambda ip: bytes(ETHERNET / MPLS(s=1)) + bytes(4) + bytes(ETHERNET / ip),
    ),
    "MPLS pseudowire": (
        ETHER,
        lambda ip: bytes(ETHERNET / MPLS(s=1)) + bytes(Ether(src=A, dst="8e:00:00:00:00:09") / ip),
    ),
    "PPPoE": (ETHER, lambda ip: ETHERNET / PPPoE(sessionid=4) / PPP(proto=0x21) / ip),
    "NSH": (ETHER, lambda ip: bytes(Ether(src=A, dst=B, type=0x894F)) + bytes([0, 2, 1, 1]) + bytes(4) + bytes(ip)),
    "null, little-endian": (NULL, lambda ip: struct.pack("<I", 2) + bytes(ip)),
    "null, big-endian": (NULL, lambda ip: struct.pack(">I", 2) + bytes(ip)),
    "loop": (108, lambda ip: struct.pack(">I", 2) + bytes(ip)),
    "PPP": (9, lambda ip: PPP(proto=0x21) / ip),
    "PPP with address and control": (50, lambda ip: HDLC() / PPP(proto=0x21) / ip),
    "PPP with a compressed protocol field": (9, lambda ip: b"\x21" + bytes(ip)),
    "PPP with direction": (204, lambda ip: b"\x01" + bytes(HDLC() / PPP(proto=0x21) / ip)),
    "PPPoE without Ethernet": (51, lambda ip: PPPoE(sessionid=4) / PPP(proto=0x21) / ip),
    "raw": (RAW, lambda ip: ip),
    "raw as BSD writes it": (12, lambda ip: ip),
    "raw as OpenBSD writes it": (14, lambda ip: ip),
    "IPv4": (228, lambda ip: ip),
    "Cisco HDLC": (C_HDLC, lambda ip: b"\x0f\x00\x08\x00" + bytes(ip)),
    "frame relay": (107, lambda ip: b"\x18\x41\x03\xcc" + bytes(ip)),
    "FDDI": (10, lambda ip: b"\x50" + bytes(12) + b"\xaa\xaa\x03\0\0\0\x08\0" + bytes(ip)),
    "ARCNET": (129, lambda ip: b"\x01\x02\0\0\xd4\0\0\x01" + bytes(ip)),
    "ARCNET, split": (129, lambda ip: b"\x01\x02\0\0\xd4\xff\0\x01\xd4\0\0\x01" + bytes(ip)),
    "Linux cooked": (SLL, lambda ip: CookedLinux() / ip),
    "Linux cooked, 2": (SLL2, lambda ip: CookedLinuxV2(proto=0x800) / ip),
    "Linux cooked with VLAN": (SLL, lambda ip: CookedLinux(proto=0x8100) / Dot1Q(type=0x800) / ip),
    "IP over InfiniBand": (242, lambda ip: bytes(40) + b"\x08\0\0\0" + bytes(ip)),
    "Solaris ipnet": (226, lambda ip: b"\x01\x02" + bytes(22) + bytes(ip)),
    "netfilter log": (
        239,
        lambda ip: bytes(4) + attribute(1, b"abc") + attribute(10, b"prefix\0") + attribute(9, bytes(ip)),
    ),
    "Broadcom tag": (281, lambda ip: bytes(12) + b"tag!" + b"\x08\0" + bytes(ip)),
    "Broadcom tag in front": (282, lambda ip: b"tag!" + bytes(ETHERNET / ip)),
    "DSA tag": (284, lambda ip: bytes(12) + b"tag!" + b"\x08\0" + bytes(ip)),
    "EtherType DSA tag": (285, lambda ip: bytes(12) + b"eighttag" + b"\x08\0" + bytes(ip)),
}


@pytest.mark.parametrize("name", LINKS)
def test_the_packet_inside_is_found_behind_every_link_layer(
    name: str, inside: Callable, conversation: object, expected: object
) -> None:
    link, wrapped = LINKS[name]
    assert inside(wrapped(conversation), link) == expected


SIX = {
    "ethernet": (ETHER, lambda ip: ETHERNET / ip),
    "null as FreeBSD writes it": (NULL, lambda ip: struct.pack("<I", 28) + bytes(ip)),
    "null as macOS writes it": (NULL, lambda ip: struct.pack("<I", 30) + bytes(ip)),
    "null as NetBSD writes it": (NULL, lambda ip: struct.pack(">I", 24) + bytes(ip)),
    "PPP": (9, lambda ip: PPP(proto=0x57) / ip),
    "raw": (RAW, lambda ip: ip),
    "IPv6": (229, lambda ip: ip),
    "frame relay": (107, lambda ip: b"\x18\x41\x03\x8e" + bytes(ip)),
    "Linux cooked": (SLL, lambda ip: CookedLinux(proto=0x86DD) / ip),
    "Solaris ipnet": (226, lambda ip: b"\x01\x1a" + bytes(22) + bytes(ip)),
}


@pytest.mark.parametrize("name", SIX)
def test_ipv6_is_found_behind_link_layers_that_name_it(
    name: str, inside: Callable, conversation6: object, expected6: object
) -> None:
    link, wrapped = SIX[name]
    assert inside(wrapped(conversation6), link) == expected6


REASONS = {
    "arp": (ETHER, ETHERNET / ARP()),
    "lldp": (ETHER, Ether(src=A, dst=B, type=0x88CC) / b"\x02\x07"),
    "macsec_encrypted": (ETHER, Ether(src=A, dst=B, type=0x88E5) / bytes(20)),
    "ethertype_unknown": (ETHER, Ether(src=A, dst=B, type=0x1234) / bytes(20)),
    "truncated_ethernet": (ETHER, b"\x02" * 13),
    "truncated_vlan": (ETHER, bytes(ETHERNET / Dot1Q())[:16]),
    "truncated_mpls": (ETHER, bytes(ETHERNET / MPLS(s=1))),
    "truncated_pppoe": (ETHER, bytes(Ether(src=A, dst=B, type=0x8864)) + b"\x11\0"),
    "ppp_control": (9, PPP(proto=0xC021) / bytes(8)),
    "llc": (ETHER, Dot3(src=A, dst=B) / LLC(dsap=0x42, ssap=0x42, ctrl=3) / bytes(30)),
    "not_ip": (RAW, b"\x00" * 40),
    "truncated_ip": (RAW, b""),
    "address_family_unknown": (NULL, struct.pack("<I", 7) + bytes(40)),
    "frame_relay": (107, b"\x18\x41\x03\x08" + bytes(8)),
    "fddi_management": (10, b"\x41" + bytes(40)),
    "arcnet": (129, bytes(20)),
    "nflog_without_packet": (239, bytes(4) + attribute(1, b"abcd")),
    "link_type_147": (147, bytes(60)),
    "truncated_link": (SLL, bytes(15)),
    "nsh": (ETHER, bytes(Ether(src=A, dst=B, type=0x894F)) + bytes([0, 2, 1, 9]) + bytes(40)),
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_frame_without_a_packet_has_its_reason(reason: str, inside: Callable) -> None:
    link, frame = REASONS[reason]
    assert inside(frame, link) == reason


def test_an_llc_frame_of_the_ip_service_point_with_another_control_field_is_counted(inside: Callable) -> None:
    assert inside(Dot3(src=A, dst=B) / LLC(dsap=6, ssap=6, ctrl=0xBF) / bytes(40)) == "llc"


def test_the_802_3_length_cuts_off_padding(inside: Callable, conversation: object, expected: object) -> None:
    frame = bytes(Dot3(src=A, dst=B) / LLC(dsap=6, ssap=6, ctrl=3) / conversation)
    assert inside(frame + b"\xff" * 30) == expected


def test_no_known_link_type_raises_on_an_empty_frame(inside: Callable) -> None:
    assert all(isinstance(inside(b"", link), str) for link in LINK_TYPES)
