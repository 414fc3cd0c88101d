"""Tunnels: the innermost packet is the packet, the outer pair is kept, and what only looks like a tunnel is no tunnel."""

import struct
from collections.abc import Callable

import pytest
from scapy.contrib.geneve import GENEVE
from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import GRE, Dot1Q, Ether
from scapy.layers.ppp import HDLC, PPP
from scapy.layers.vxlan import VXLAN

RAW = 101
OUTER = IP(src="172.16.0.1", dst="172.16.0.2")
ETHERNET = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")


def udp(port: int, content: object) -> object:
    return OUTER / UDP(sport=49999, dport=port) / bytes(content)


def gre(kind: int, content: bytes, flags: int = 0, options: bytes = b"") -> object:
    return IP(src="172.16.0.1", dst="172.16.0.2", proto=47) / (struct.pack(">HH", flags, kind) + options + content)


def gtp(content: bytes, flags: int = 0x30, options: bytes = b"", kind: int = 255) -> object:
    return udp(2152, struct.pack(">BBHI", flags, kind, len(content) + len(options), 1) + options + content)


TUNNELS = {
    "IP in IP": lambda ip: OUTER / ip,
    "GRE": lambda ip: gre(0x0800, bytes(ip)),
    "GRE with checksum, key and sequence": lambda ip: gre(0x0800, bytes(ip), 0xB000, bytes(12)),
    "GRE of an Ethernet frame": lambda ip: gre(0x6558, bytes(ETHERNET / ip)),
    "GRE of a tagged Ethernet frame": lambda ip: gre(0x6558, bytes(ETHERNET / Dot1Q() / ip)),
    "GRE of MPLS": lambda ip: gre(0x8847, bytes(MPLS(s=1) / ip)),
    "PPTP": lambda ip: gre(0x880B, bytes(HDLC() / PPP(proto=0x21) / ip), 0x3081, struct.pack(">HHII", 60, 1, 1, 1)),
    "ERSPAN I": lambda ip: gre(0x88BE, bytes(ETHERNET / ip)),
    "ERSPAN II": lambda ip: gre(0x88BE, bytes(8) + bytes(ETHERNET / ip), 0x1000, bytes(4)),
    "ERSPAN III": lambda ip: gre(0x22EB, bytes(12) + bytes(ETHERNET / ip), 0x1000, bytes(4)),
    "ERSPAN III with its subheader": lambda ip: gre(
        0x22EB, bytes(11) + b"\1" + bytes(8) + bytes(ETHERNET / ip), 0x1000, bytes(4)
    ),
    "MikroTik EoIP": lambda ip: gre(0x6400, bytes(ETHERNET / ip), 0x2001, bytes(4)),
    "EtherIP": lambda ip: IP(src="172.16.0.1", dst="172.16.0.2", proto=97) / (b"\x30\0" + bytes(ETHERNET / ip)),
    "MPLS in IP": lambda ip: IP(src="172.16.0.1", dst="172.16.0.2", proto=137) / bytes(MPLS(s=1) / ip),
    "VXLAN": lambda ip: udp(4789, VXLAN(vni=5) / ETHERNET / ip),
    "VXLAN without its flag": lambda ip: udp(4789, bytes(8) + bytes(ETHERNET / ip)),
    "VXLAN-GPE with IPv4": lambda ip: udp(4790, b"\x0c\0\0\1" + bytes(4) + bytes(ip)),
    "VXLAN-GPE with Ethernet": lambda ip: udp(4790, b"\x0c\0\0\3" + bytes(4) + bytes(ETHERNET / ip)),
    "VXLAN-GPE with NSH": lambda ip: udp(4790, b"\x0c\0\0\4" + bytes(4) + b"\0\2\1\1" + bytes(4) + bytes(ip)),
    "Geneve": lambda ip: udp(6081, GENEVE(proto=0x6558) / ETHERNET / ip),
    "Geneve with options": lambda ip: udp(6081, b"\x02\0\x65\x58" + bytes(4) + bytes(8) + bytes(ETHERNET / ip)),
    "Geneve with IP": lambda ip: udp(6081, b"\0\0\x08\0" + bytes(4) + bytes(ip)),
    "GTP-U": lambda ip: gtp(bytes(ip)),
    "GTP-U with a sequence number": lambda ip: gtp(bytes(ip), 0x32, b"\0\1\0\0"),
    "GTP-U with an extension header": lambda ip: gtp(bytes(ip), 0x34, b"\0\0\0\x85" + b"\1\0\x09\0"),
    "GTP-U with two extension headers": lambda ip: gtp(
        bytes(ip), 0x34, b"\0\0\0\x85" + b"\2\0\x09\0\0\0\0\xc0" + b"\1\0\0\0"
    ),
    "L2TP": lambda ip: udp(1701, b"\0\2\0\1\0\1" + bytes(HDLC() / PPP(proto=0x21) / ip)),
    "L2TP with length and sequence": lambda ip: udp(
        1701, b"\x48\2\0\0\0\1\0\1\0\0\0\0" + bytes(HDLC() / PPP(proto=0x21) / ip)
    ),
    "L2TP with an offset": lambda ip: udp(1701, b"\x02\2\0\1\0\1\0\4pad!" + bytes(HDLC() / PPP(proto=0x21) / ip)),
}


@pytest.mark.parametrize("name", TUNNELS)
def test_the_packet_inside_a_tunnel_is_the_packet(
    name: str, inside: Callable, conversation: object, expected: object
) -> None:
    assert inside(TUNNELS[name](conversation), RAW) == expected._replace(tunnel="172.16.0.1 > 172.16.0.2")


def teredo(before: bytes, ip: object) -> object:
    return udp(3544, before + bytes(ip))


SIX = {
    "6in4": lambda ip: OUTER / ip,
    "GRE": lambda ip: gre(0x86DD, bytes(ip)),
    "Teredo": lambda ip: teredo(b"", ip),
    "Teredo with origin": lambda ip: teredo(bytes(8), ip),
    "Teredo with authentication": lambda ip: teredo(b"\0\1\2\3" + b"id" + b"abc" + bytes(9), ip),
    "Teredo with both": lambda ip: teredo(b"\0\1\0\0" + bytes(9) + bytes(8), ip),
    "VXLAN-GPE": lambda ip: udp(4790, b"\x0c\0\0\2" + bytes(4) + bytes(ip)),
}


@pytest.mark.parametrize("name", SIX)
def test_ipv6_inside_a_tunnel_is_the_packet(
    name: str, inside: Callable, conversation6: object, expected6: object
) -> None:
    assert inside(SIX[name](conversation6), RAW) == expected6._replace(tunnel="172.16.0.1 > 172.16.0.2")


def test_the_tunnel_of_a_tunnel_is_peeled_and_the_nearest_pair_kept(
    inside: Callable, conversation: object, expected: object
) -> None:
    nested = udp(4789, VXLAN() / ETHERNET / IP(src="10.9.0.1", dst="10.9.0.2") / GRE(proto=0x0800) / conversation)
    assert inside(nested, RAW) == expected._replace(tunnel="10.9.0.1 > 10.9.0.2")


def test_four_in_six_is_a_tunnel_too(inside: Callable, conversation: object, expected: object) -> None:
    outer = IPv6(src="2001:db8::a", dst="2001:db8::b", nh=4)
    assert inside(outer / conversation, RAW) == expected._replace(tunnel="2001:db8::a > 2001:db8::b")


OUTSIDE_ONLY = {
    "noise on VXLAN's port": udp(4789, b"\xee" * 40),
    "noise on GTP's port": udp(2152, b"\xee" * 40),
    "a GTP echo": gtp(b"", kind=1),
    "noise on Teredo's port": udp(3544, b"\xee" * 60),
    "noise on Geneve's port": udp(6081, b"\xee" * 40),
    "noise on L2TP's port": udp(1701, b"\xee" * 40),
    "an L2TP control message": udp(1701, b"\xc8\2\0\x0c\0\1\0\0\0\0\0\0"),
    "an empty datagram": udp(4789, b""),
}


@pytest.mark.parametrize("name", OUTSIDE_ONLY)
def test_what_does_not_look_like_its_tunnel_stays_the_outer_packet(name: str, inside: Callable) -> None:
    found = inside(OUTSIDE_ONLY[name], RAW)
    assert (found.source, found.source_port, found.tunnel) == ("172.16.0.1", 49999, "")


def test_a_tunnel_whose_inside_was_cut_off_stays_the_outer_packet(inside: Callable, conversation: object) -> None:
    found = inside(bytes(TUNNELS["VXLAN"](conversation))[:60], RAW)
    assert (found.source_port, found.target_port, found.protocol) == (49999, 4789, 17)


def test_a_tcp_segment_on_a_tunnel_port_is_no_tunnel(inside: Callable, conversation: object) -> None:
    assert inside(OUTER / TCP(sport=1, dport=4789) / bytes(8) / ETHERNET / conversation, RAW).target_port == 4789
