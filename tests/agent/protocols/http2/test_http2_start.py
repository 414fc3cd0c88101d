"""How HTTP/2 is told apart."""

import struct
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols import recognise as recognise_any
from agent.protocols.http2.frame import HEADER_BYTES, frame
from agent.protocols.http2.start import recognise, search
from agent.protocols.reader import Kind

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def test_a_client_is_told_by_its_preface() -> None:
    assert recognise(PREFACE) is True
    assert {recognise(PREFACE[:size]) for size in range(1, 24)} == {None}
    assert recognise(b"PRI * HTTP/2.0\r\n\r\nXX") is False
    assert recognise(b"POST / HTTP/1.1\r\n") is False


def test_a_server_is_told_by_its_settings(make_frame: Any) -> None:
    settings = make_frame(4, 0, 0, struct.pack(">HIHIHI", 3, 100, 4, 65535, 0xFE03, 1))
    assert {recognise(settings[:size]) for size in range(1, len(settings))} == {None}
    assert recognise(settings) is True
    assert recognise(make_frame(4, 0, 0, struct.pack(">HI", 0x2020, 1))) is False


def test_the_middle_is_told_by_two_frames_in_a_row(make_frame: Any) -> None:
    data = make_frame(0, 0, 3, b"x" * 16384)
    assert recognise(data) is None
    assert recognise(data + make_frame(0, 1, 3, b"y")) is True
    assert recognise(data + b"something else") is False
    assert recognise(make_frame(1, 0, 1, b"\x82") * 2) is False  # no whole block
    assert recognise(make_frame(0, 0, 1) * 2) is False  # nothing in them


@pytest.mark.parametrize("header", [
    (0, 0, 0, b"x"), (1, 4, 0, b"x"), (4, 0, 1, bytes(6)), (4, 0, 0, bytes(5)), (4, 1, 0, bytes(6)), (2, 0, 1, bytes(4)),
    (3, 0, 1, bytes(5)), (6, 0, 0, bytes(7)), (8, 0, 0, bytes(5)), (8, 1, 0, bytes(4)), (5, 4, 1, bytes(3)), (0, 8, 1, b""),
    (0, 2, 1, b"x"), (0, 0, 1 << 31 | 1, b"x"), (0x20, 0, 1, bytes(16385)),
])  # fmt: skip
def test_what_the_standard_forbids_is_no_frame(make_frame: Any, header: tuple[int, int, int, bytes]) -> None:
    assert frame(make_frame(*header)[:HEADER_BYTES]) is None


@pytest.mark.parametrize("data", [
    bytes(4000),
    bytes(range(256)) * 80,
    struct.pack(">4000I", *range(4000)),
    struct.pack("<4000I", *range(4000)),
    struct.pack(">2000d", *range(2000)),
    struct.pack(">4000H", *range(4000)),
    b"\0" + "二进制之后的文字".encode("utf-16-be") * 100,
    bytes.fromhex("0000005aff534d4272000000001843c8") + bytes(100),
    bytes.fromhex("00000008 04d2162f"),
    bytes.fromhex("0000002300030000") + b"user\0postgres\0",
], ids=["zeros", "counting", "words", "little words", "reals", "shorts", "utf-16", "smb", "postgres ssl", "postgres"])  # fmt: skip
def test_other_binary_data_is_no_http_2(data: bytes) -> None:
    assert not recognise(data)
    kind = recognise_any("tcp", data)
    assert not (isinstance(kind, Kind) and kind.name == "http2")
    assert search(data)[0] == -1


def test_a_connection_or_a_header_block_is_found_behind_anything(make_frame: Any) -> None:
    block = make_frame(1, 4, 3, b"\x82\x86\x84") + make_frame(0, 1, 3, b"body")
    assert search(b"tail of a frame" + block) == (15, 15)
    assert search(b"text " + PREFACE + block) == (5, 5)
    assert search(b"text " + block[:5]) == (-1, 5)
    assert search(b"text " + PREFACE[:9]) == (-1, 5)
    assert search(b"text " + make_frame(1, 4, 3, b"\x82") + b"no frame at all") == (-1, 5 + 10 + 15)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_more_bytes_never_change_an_answer(data: bytes, size: int) -> None:
    head = recognise(b"\0" + data[:size])
    assert head is None or head == recognise(b"\0" + data)


def test_random_bytes_are_no_frames() -> None:
    random = Random(7)
    assert sum(bool(recognise(b"\0" + random.randbytes(60))) for _ in range(20_000)) == 0
    assert search(random.randbytes(1 << 20))[0] == -1
