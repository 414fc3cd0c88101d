"""IPv4 and IPv6: options, extension headers, lengths that lie, and where a packet ends."""

import struct
from collections.abc import Callable

import pytest
from scapy.layers.inet import IP, TCP, UDP, IPOption
from scapy.layers.inet6 import (
    IPv6,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
)
from scapy.layers.ipsec import AH
from scapy.layers.l2 import Ether

from agent.decode.decoder import decode

RAW = 101
FOUR = IP(src="10.1.2.3", dst="198.51.100.7")
SIX = IPv6(src="2001:db8::1", dst="2001:db8:f::2")
PAYLOAD = b"what the innermost packet carries"
SEGMENT = TCP(sport=5555, dport=8080) / PAYLOAD
DATAGRAM = UDP(sport=5555, dport=8080) / PAYLOAD

FOURS = {
    "no options": FOUR / SEGMENT,
    "options": IP(src="10.1.2.3", dst="198.51.100.7", options=[IPOption(b"\x94\x04\x00\x00")]) / SEGMENT,
    "40 bytes of options": IP(src="10.1.2.3", dst="198.51.100.7", options=IPOption(b"\x01" * 40)) / SEGMENT,
    "do not fragment": IP(src="10.1.2.3", dst="198.51.100.7", flags="DF", id=9) / SEGMENT,
    "authentication header": FOUR / AH(nh=6, payloadlen=4, icv=bytes(12)) / SEGMENT,
    "wrong checksum": IP(src="10.1.2.3", dst="198.51.100.7", chksum=1) / SEGMENT,
}
SIXES = {
    "no extension": SIX / DATAGRAM,
    "hop-by-hop": SIX / IPv6ExtHdrHopByHop() / DATAGRAM,
    "destination options": SIX / IPv6ExtHdrDestOpt() / DATAGRAM,
    "routing": SIX / IPv6ExtHdrRouting(addresses=["2001:db8::9", "2001:db8::8"]) / DATAGRAM,
    "many": SIX / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / IPv6ExtHdrRouting() / IPv6ExtHdrDestOpt() / DATAGRAM,
    "atomic fragment": SIX / IPv6ExtHdrFragment(id=5) / DATAGRAM,
    "hop-by-hop and atomic fragment": SIX / IPv6ExtHdrHopByHop() / IPv6ExtHdrFragment(id=5) / DATAGRAM,
    "authentication header": SIX / AH(nh=17, payloadlen=4, icv=bytes(12)) / DATAGRAM,
}


@pytest.mark.parametrize("name", FOURS)
def test_ipv4_is_read(name: str, inside: Callable, expected: object) -> None:
    assert inside(FOURS[name], RAW) == expected


@pytest.mark.parametrize("name", SIXES)
def test_ipv6_is_read_to_its_transport(name: str, inside: Callable, expected6: object) -> None:
    assert inside(SIXES[name], RAW) == expected6


def test_padding_and_a_frame_check_sequence_are_no_payload(inside: Callable) -> None:
    frame = bytes(Ether() / FOUR / TCP(sport=1, dport=2) / b"x")
    assert inside(frame + bytes(6) + b"\xde\xad\xbe\xef").payload == b"x"


@pytest.mark.parametrize("length", [0, 19])
def test_a_total_length_of_nothing_means_the_rest_of_the_frame(length: int, inside: Callable, expected: object) -> None:
    frame = bytearray(bytes(FOUR / SEGMENT))
    frame[2:4] = length.to_bytes(2, "big")
    assert inside(frame, RAW) == expected


def test_an_ipv6_payload_length_of_0_means_the_rest_of_the_frame(inside: Callable, expected6: object) -> None:
    frame = bytearray(bytes(SIX / DATAGRAM))
    frame[4:6] = b"\0\0"
    assert inside(frame, RAW) == expected6


def test_a_total_length_beyond_the_frame_gives_what_is_there(as_frames: Callable) -> None:
    frame = bytearray(bytes(FOUR / SEGMENT))
    frame[2:4] = (9000).to_bytes(2, "big")
    packets = decode(as_frames([bytes(frame)], RAW)).packets
    assert packets.payload_captured.tolist() == packets.payload_bytes.tolist() == [len(PAYLOAD)]


def test_a_snap_length_cuts_what_is_there_but_not_what_was_sent(as_frames: Callable) -> None:
    frame = bytes(FOUR / SEGMENT)
    packets = decode(as_frames([frame[:50]], RAW, [len(frame)])).packets
    assert (packets.payload_captured[0], packets.payload_bytes[0]) == (10, len(PAYLOAD))
    assert packets.frame_bytes[0] == len(frame)


def test_padding_beyond_a_snap_length_is_not_counted_as_sent(as_frames: Callable) -> None:
    frame = bytes(FOUR / SEGMENT)
    packets = decode(as_frames([frame[:50]], RAW, [len(frame) + 18])).packets
    assert packets.payload_bytes[0] == len(PAYLOAD)


REASONS = {
    "truncated_ipv4": bytes(FOUR / SEGMENT)[:19],
    "truncated_ipv6": bytes(SIX / DATAGRAM)[:39],
    "malformed_ipv4": b"\x44" + bytes(FOUR / SEGMENT)[1:],
    "truncated_tcp": bytes(FOUR / SEGMENT)[:22],
    "truncated_udp": bytes(SIX / DATAGRAM)[:43],
    "truncated_ipv6_extension": bytes(SIX / IPv6ExtHdrHopByHop())[:44],
    "truncated_ah": bytes(FOUR / AH(icv=bytes(12)))[:30],
    "no_next_header": bytes(IPv6(src="2001:db8::1", dst="2001:db8::2", nh=59)),
    "fragment_incomplete": bytes(IP(src="10.1.2.3", dst="198.51.100.7", flags="MF") / SEGMENT),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_no_whole_packet_has_its_reason(reason: str, inside: Callable) -> None:
    assert inside(REASONS[reason], RAW) == reason


def test_a_protocol_without_ports_is_a_packet(inside: Callable) -> None:
    ospf = inside(IP(src="10.1.2.3", dst="198.51.100.7", proto=89) / PAYLOAD, RAW)
    assert (ospf.protocol, ospf.source_port, ospf.target_port, ospf.payload) == (89, 0, 0, PAYLOAD)


def test_a_fragment_is_held_with_all_that_reassembly_needs(as_frames: Callable) -> None:
    piece = IP(src="10.1.2.3", dst="198.51.100.7", id=77, flags="MF", frag=3, proto=17) / bytes(range(16))
    (row,) = decode(as_frames([bytes(piece) + bytes(4)], RAW)).fragments
    assert (row.identification, row.offset, row.more, row.protocol, row.version) == (77, 24, True, 17, 4)
    assert row.end - row.at == 16


def test_an_ipv6_fragment_is_held_with_all_that_reassembly_needs(as_frames: Callable) -> None:
    piece = SIX / IPv6ExtHdrHopByHop() / IPv6ExtHdrFragment(id=0xDEADBEEF, offset=2, m=0, nh=17) / bytes(9)
    (row,) = decode(as_frames([bytes(piece)], RAW)).fragments
    assert (row.identification, row.offset, row.more, row.protocol, row.version) == (0xDEADBEEF, 16, False, 17, 6)
    assert row.end - row.at == 9


def test_a_fragment_that_the_snap_length_cut_says_so(as_frames: Callable) -> None:
    piece = bytes(IP(src="10.1.2.3", dst="198.51.100.7", flags="MF", proto=17) / bytes(64))
    (row,) = decode(as_frames([piece[:52]], RAW, [len(piece)])).fragments
    assert row.lost == len(piece) - 52


def test_a_mapped_address_in_ipv6_stays_apart_from_ipv4(as_frames: Callable) -> None:
    mapped = (
        struct.pack(">IHBB", 6 << 28, 8 + 4, 17, 64)
        + bytes(10)
        + b"\xff\xff\x0a\1\2\3"
        + bytes(10)
        + b"\xff\xff\x0a\1\2\4"
    )
    found = decode(as_frames([mapped + bytes(UDP(sport=1, dport=2) / b"abcd")], RAW)).packets
    assert found.version.tolist() == [6]
