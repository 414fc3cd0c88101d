"""Transport headers: ports, numbers and payload, as far as they were captured."""

from collections.abc import Callable

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPerror, UDPerror
from scapy.layers.inet6 import ICMPv6EchoRequest, IPv6
from scapy.layers.sctp import SCTP, SCTPChunkCookieAck

from agent.decode.decoder import decode
from agent.packets import ACK, FIN, RST, SYN

RAW = 101
FOUR = IP(src="10.1.2.3", dst="198.51.100.7")


def test_tcp_gives_numbers_flags_and_payload_behind_its_options(as_frames: Callable, payloads: Callable) -> None:
    segment = (
        FOUR
        / TCP(sport=1, dport=2, seq=2**32 - 1, ack=7, flags="FSRA", options=[("MSS", 1460), ("NOP", None)])
        / b"data"
    )
    packets = decode(as_frames([bytes(segment)], RAW)).packets
    assert (packets.sequence[0], packets.acknowledgement[0]) == (2**32 - 1, 7)
    assert packets.flags[0] == FIN | SYN | RST | ACK
    assert payloads(packets) == [b"data"]


@pytest.mark.parametrize("offset", [0, 1, 4])
def test_a_tcp_data_offset_inside_the_header_leaves_no_payload(offset: int, inside: Callable) -> None:
    frame = bytearray(bytes(FOUR / TCP(sport=1, dport=2) / b"data"))
    frame[32] = offset << 4
    assert inside(frame, RAW).payload == b""


def test_a_tcp_data_offset_beyond_the_segment_leaves_no_payload(as_frames: Callable) -> None:
    frame = bytearray(bytes(FOUR / TCP(sport=1, dport=2) / b"data"))
    frame[32] = 15 << 4
    packets = decode(as_frames([bytes(frame)], RAW)).packets
    assert (packets.payload_captured[0], packets.payload_bytes[0]) == (0, 0)


@pytest.mark.parametrize("size", [4, 8, 13])
def test_ports_are_enough_for_a_tcp_packet(size: int, inside: Callable) -> None:
    found = inside(bytes(FOUR / TCP(sport=1, dport=2))[: 20 + size], RAW)
    assert (found.source_port, found.target_port, found.payload) == (1, 2, b"")


def test_ports_are_enough_for_a_udp_packet(inside: Callable) -> None:
    found = inside(bytes(FOUR / UDP(sport=1, dport=2))[:25], RAW)
    assert (found.source_port, found.target_port, found.payload) == (1, 2, b"")


def test_a_udp_length_ends_the_payload(inside: Callable) -> None:
    frame = bytearray(bytes(FOUR / UDP(sport=1, dport=2) / b"datatail"))
    frame[24:26] = (12).to_bytes(2, "big")
    assert inside(frame, RAW).payload == b"data"


@pytest.mark.parametrize("length", [0, 7])
def test_a_udp_length_of_nothing_means_the_rest_of_the_packet(length: int, inside: Callable) -> None:
    frame = bytearray(bytes(FOUR / UDP(sport=1, dport=2) / b"data"))
    frame[24:26] = length.to_bytes(2, "big")
    assert inside(frame, RAW).payload == b"data"


def test_sctp_gives_ports_and_its_chunks_as_payload(inside: Callable) -> None:
    found = inside(FOUR / SCTP(sport=2905, dport=2906) / SCTPChunkCookieAck(), RAW)
    assert (found.protocol, found.source_port, found.target_port) == (132, 2905, 2906)
    assert found.payload == bytes(SCTPChunkCookieAck())


def test_icmp_gives_type_and_code_and_no_ports(as_frames: Callable, payloads: Callable) -> None:
    packets = decode(as_frames([bytes(FOUR / ICMP(type=3, code=13) / b"quoted")], RAW)).packets
    assert (packets.sequence[0], packets.acknowledgement[0]) == (3, 13)
    assert (packets.source_port[0], packets.target_port[0]) == (0, 0)
    assert payloads(packets) == [b"quoted"]


def test_icmpv6_gives_type_and_code(as_frames: Callable) -> None:
    packets = decode(
        as_frames([bytes(IPv6(src="2001:db8::1", dst="2001:db8::2") / ICMPv6EchoRequest(data=b"ping"))], RAW)
    ).packets
    assert (packets.protocol[0], packets.sequence[0]) == (58, 128)


def test_headers_quoted_in_an_error_are_no_flow(inside: Callable) -> None:
    error = FOUR / ICMP(type=3, code=3) / IPerror(src="198.51.100.7", dst="10.1.2.3") / UDPerror(sport=53, dport=9999)
    found = inside(error, RAW)
    assert (found.protocol, found.source, found.source_port) == (1, "10.1.2.3", 0)
