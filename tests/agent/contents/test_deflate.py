"""Decompression: members, bombs, damage."""

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.deflate import STEP_BYTES, Deflate, Gzip, is_gzip

TEXT = b"one two three " * 50


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_several_members_are_one_text(decode: Any, step: int) -> None:
    out = decode(Gzip, gzip.compress(TEXT) + gzip.compress(b"end"), step)
    assert (bytes(out.data), out.failed) == (TEXT + b"end", "")


def test_zeros_behind_the_last_member_are_padding(decode: Any) -> None:
    out = decode(Gzip, gzip.compress(TEXT) + bytes(100), 30)
    assert (bytes(out.data), out.failed) == (TEXT, "")


@pytest.mark.parametrize("step", [1, 3, 1 << 20])
def test_other_bytes_behind_the_last_member_are_a_part(decode: Any, step: int) -> None:
    out = decode(Gzip, gzip.compress(TEXT) + b"\0tail", step)
    assert (bytes(out.data), out.failed) == (TEXT, "")
    assert [(m.label, bytes(m.data), m.ended) for m in out.members] == [("gzip.rest", b"tail", True)]


def test_a_truncated_member_gives_what_there_is(decode: Any) -> None:
    out = decode(Gzip, gzip.compress(TEXT)[:-9])
    assert TEXT.startswith(bytes(out.data))
    assert out.failed == "gzip truncated"


def test_a_wrong_checksum_hides_nothing(decode: Any) -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-5] ^= 1
    assert bytes(decode(Gzip, bytes(packed)).data) == TEXT
    packed = bytearray(zlib.compress(TEXT))
    packed[-1] ^= 1
    assert bytes(decode(Deflate, bytes(packed)).data) == TEXT


@pytest.mark.parametrize("step", [1, 4, 1 << 20])
def test_every_field_of_a_header_is_skipped(decode: Any, step: int) -> None:
    packed = gzip.compress(TEXT)
    header = packed[:3] + b"\x1e" + packed[4:10] + b"\x03\x00abc" + b"name\0" + b"comment\0" + b"cc"
    assert bytes(decode(Gzip, header + packed[10:], step).data) == TEXT


@pytest.mark.parametrize("step", [1, 5, 1 << 20])
@pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflate_is_zlib_or_raw(decode: Any, step: int, window: int) -> None:
    packer = zlib.compressobj(wbits=window)
    out = decode(Deflate, packer.compress(TEXT) + packer.flush(), step)
    assert (bytes(out.data), out.failed) == (TEXT, "")


def test_a_spent_budget_stops_a_bomb_within_one_step(decode: Any) -> None:
    class Full(Gzip):
        def __init__(self, outlet: Any) -> None:
            outlet.room = 0
            super().__init__(outlet)

    assert len(decode(Full, gzip.compress(bytes(50 << 20), 1)).data) == STEP_BYTES


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_fail_or_decode_the_same_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    for make in (Gzip, Deflate):
        for stream in (data, gzip.compress(TEXT)[:12] + data, gzip.compress(b"a") + data):
            whole, cut = decode(make, stream), decode(make, stream, step)
            assert (cut.failed, cut.members) == (whole.failed, whole.members)
            assert cut.data == whole.data or whole.failed


def test_nothing_is_decoded_behind_a_gap(decode: Any) -> None:
    assert decode(Gzip, gzip.compress(TEXT), 8, gap_at=8).failed == "gap"


def test_only_deflate_members_are_called_gzip() -> None:
    assert is_gzip(gzip.compress(b""))
    assert not is_gzip(b"\x1f\x8b\x07")
