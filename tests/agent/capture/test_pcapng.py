"""pcapng files: sections, interfaces, all kinds of packet blocks, secrets, and what breaks them."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Make = Callable[..., Any]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("chunk_bytes", [1, 100, 4096, 1 << 20])
def test_packets_of_both_byte_orders_read_back(
    read: Make, pcapng: Make, many: list[Any], order: str, chunk_bytes: int
) -> None:
    ng = pcapng(order)
    data = ng.section() + ng.interface(113) + b"".join(ng.packet(f.data, f.time_ns // 1000, f.wire) for f in many)
    assert read(data, chunk_bytes).frames == [type(f)(f.data, f.time_ns, f.wire, 113) for f in many]


def test_thousands_of_packets_read_back(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    texts = [bytes([n % 256]) * (n * 7919 % 300) for n in range(9000)]
    found = read(ng.section() + ng.interface() + b"".join(ng.packet(text, n) for n, text in enumerate(texts))).frames
    assert [(f.data, f.time_ns) for f in found] == [(text, n * 1000) for n, text in enumerate(texts)]


def test_interfaces_have_their_own_link_type_and_clock(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    data = ng.section() + ng.interface(1, resolution=9) + ng.interface(101, resolution=0x80 | 10, offset=-3)
    data += ng.packet(b"a", 7, number=0) + ng.packet(b"b", 1024 * 5 + 512, number=1)
    assert [(f.link, f.time_ns) for f in read(data).frames] == [(1, 7), (101, 2_500_000_000)]


@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_a_section_begins_its_interfaces_again(read: Make, pcapng: Make, chunk_bytes: int) -> None:
    data = b""
    for order, link in zip("<><<>>", (1, 113, 101, 12, 276, 0), strict=True):
        ng = pcapng(order)
        data += ng.section() + ng.interface(link) + ng.packet(b"x") + ng.interface(228) + ng.packet(b"y", number=1)
    assert [f.link for f in read(data, chunk_bytes).frames] == [1, 228, 113, 228, 101, 228, 12, 228, 276, 228, 0, 228]


def test_an_old_packet_block_has_a_sixteen_bit_interface(read: Make, pcapng: Make) -> None:
    for ng in (pcapng("<"), pcapng(">")):
        data = ng.section() + ng.interface(1) + ng.interface(101) + ng.old_packet(b"abc", 5, number=1)
        assert [(f.data, f.time_ns, f.link) for f in read(data).frames] == [(b"abc", 5000, 101)]


def test_a_simple_packet_is_cut_to_the_snapshot_length(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    data = ng.section() + ng.interface(1, snap=5) + ng.simple_packet(b"abcde\0\0\0", 900) + ng.simple_packet(b"abc", 3)
    assert [(f.data, f.wire, f.time_ns) for f in read(data).frames] == [(b"abcde", 900, 0), (b"abc", 3, 0)]


def test_other_blocks_are_skipped(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    data = ng.section() + ng.block(0x0BAD, b"custom") + ng.interface() + ng.block(4, b"names") + ng.packet(b"x")
    reading = read(data + ng.block(0x77777777, bytes(100)))
    assert (len(reading.frames), reading.capture.damage) == (1, [])


def test_secrets_are_collected(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    data = ng.section() + ng.secrets(b"CLIENT_RANDOM one") + ng.interface() + ng.secrets(b"two")
    assert read(data).capture.secrets == [b"CLIENT_RANDOM one", b"two"]


@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_a_packet_of_an_interface_described_later_has_no_link_type(read: Make, pcapng: Make, chunk_bytes: int) -> None:
    ng = pcapng()
    data = ng.section() + ng.interface() + ng.packet(b"x", number=1) + ng.interface() + ng.packet(b"y", number=1)
    reading = read(data, chunk_bytes)
    assert [f.link for f in reading.frames] == [0xFFFF, 1]
    assert [(d.offset, d.reason) for d in reading.capture.damage] == [(52, "a packet's interface is not described")]


def test_a_packet_cannot_be_longer_than_its_block(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    body = struct.pack("<5I", 0, 0, 0, 5000, 5000) + b"abcd"
    reading = read(ng.section() + ng.interface() + ng.block(6, body) + ng.packet(b"next"))
    assert [(f.data, f.wire) for f in reading.frames] == [(b"abcd", 5000), (b"next", 4)]
    assert reading.reasons == ["a packet claims more bytes than its block holds"]


BROKEN = [
    (struct.pack("<III", 5, 8, 8), "a block claims a length of 8 bytes"),
    (struct.pack("<II", 5, 18) + bytes(30), "a block claims a length of 18 bytes"),
    (struct.pack("<II", 5, 0xFFFFFFFC) + bytes(30), "a block claims a length of 4294967292 bytes"),
    (struct.pack("<II", 5, 16) + bytes(30), "the two lengths of a block differ"),
    (struct.pack("<II", 0x0A0D0D0A, 28) + bytes(30), "a section has no byte order"),
    (struct.pack("<II", 5, 4000) + bytes(30), "cut short: 38 bytes are left of the last record"),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN)
@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_a_broken_block_ends_the_capture_there(
    read: Make, pcapng: Make, broken: bytes, reason: str, chunk_bytes: int
) -> None:
    ng = pcapng()
    before = ng.section() + ng.interface() + ng.packet(b"x")
    reading = read(before + broken, chunk_bytes)
    assert [(d.offset, d.reason) for d in reading.capture.damage] == [(len(before), reason)]
    assert len(reading.frames) == 1


def test_a_block_too_short_for_its_kind_is_passed_over(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    reading = read(ng.section() + ng.interface() + ng.block(6, bytes(8)) + ng.block(1, b"") + ng.packet(b"x"))
    assert (len(reading.frames), reading.reasons) == (1, ["a block is too short for its kind"])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6))
def test_any_bytes_are_read_the_same_in_any_chunk(
    read: Make, pcapng: Make, data: bytes, changes: list[tuple[int, int]]
) -> None:
    small, big = pcapng("<"), pcapng(">")
    good = bytearray()
    for ng in (small, big, small):
        good += ng.section() + ng.interface(1, 9) + ng.packet(b"abcdef") + ng.simple_packet(b"xy", 2) + ng.secrets(b"k")
    for place, value in changes:
        good[28 + place % (len(good) - 28)] = value
    whole = bytes(good) + data
    assert read(whole, 64).summary == read(whole).summary
