"""Compressed IP payloads: what inflates is the packet inside, the rest stays what it is."""

import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6

from agent.decode import compression
from agent.decode.compression import inflate
from agent.decode.decoder import decode
from agent.intake import Intake

RAW = 101
IPCOMP = 108
DEFLATE = 2
TEXT = b"what the innermost packet carries, what the innermost packet carries, what it carries"


def deflated(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


def packed(segment: object, following: int, cpi: int = DEFLATE) -> bytes:
    return struct.pack(">BBH", following, 0, cpi) + deflated(bytes(segment))


FOUR = IP(src="10.1.2.3", dst="198.51.100.7", proto=IPCOMP)
SIX = IPv6(src="2001:db8::1", dst="2001:db8:f::2", nh=IPCOMP)
SEGMENT = TCP(sport=5555, dport=8080, flags="PA") / TEXT
INSIDE = IP(src="10.9.9.9", dst="198.51.100.9") / UDP(sport=5555, dport=8080) / TEXT


@pytest.mark.parametrize(
    ("frame", "target"),
    [
        (FOUR / packed(SEGMENT, 6), "198.51.100.7"),
        (SIX / packed(SEGMENT, 6), "2001:db8:f::2"),
        (FOUR / packed(SEGMENT, 6, cpi=0xE3DE), "198.51.100.7"),
        (FOUR / packed(INSIDE, 4), "198.51.100.9"),
    ],
    ids=["IPv4", "IPv6", "an agreed CPI", "an IP packet"],
)
def test_what_inflates_is_the_packet(frame: object, target: str, as_frames: Callable, payloads: Callable) -> None:
    intake = Intake()
    found = [packets for packets in intake.packets(as_frames([bytes(frame)], RAW)) if len(packets)]
    assert [payloads(packets) for packets in found] == [[TEXT]]
    assert found[0].target_port.tolist() == [8080]
    assert (intake.decoded, intake.unread.total()) == (1, 0)


@pytest.mark.parametrize(
    "frame",
    [
        FOUR / packed(SEGMENT, 6)[:-1],
        FOUR / (packed(SEGMENT, 6) + b"more"),
        FOUR / (struct.pack(">BBH", 6, 0, 3) + b"LZS is not read"),
        FOUR / b"\x06\0",
        FOUR / packed(b"short", 6),
    ],
    ids=["cut", "longer", "another algorithm", "no header", "not smaller"],
)
def test_the_rest_stays_packed(frame: object, as_frames: Callable) -> None:
    found = decode(as_frames([bytes(frame)], RAW))
    assert found.packets.protocol.tolist() == [IPCOMP]
    assert found.fragments == ()


def test_a_chunk_gains_no_more_than_its_bound(as_frames: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "MOST_INFLATED", 100_000)
    bomb = bytes(FOUR / (struct.pack(">BBH", 17, 0, DEFLATE) + deflated(bytes(30_000))))
    found = decode(as_frames([bomb] * 10, RAW))
    assert [len(row.inflated) for row in found.fragments] == [30_000] * 3
    assert len(found.packets) == 7


def test_a_packet_longer_than_ip_allows_stays_packed(as_frames: Callable) -> None:
    frame = bytes(FOUR / (struct.pack(">BBH", 17, 0, DEFLATE) + deflated(bytes(70_000))))
    assert decode(as_frames([frame], RAW)).fragments == ()


@given(st.binary(max_size=80), st.integers(0, 100))
def test_any_bytes_give_a_longer_payload_or_none(packed: bytes, most: int) -> None:
    assert len(inflate(packed, most)) in (0, *range(len(packed) + 1, most + 1))
