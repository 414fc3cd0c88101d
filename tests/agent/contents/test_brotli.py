"""Brotli: pieces, bombs, damage, and a library that is not there."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.brotli import STEP_BYTES, Brotli

brotli = pytest.importorskip("brotli")
TEXT = b"one two three " * 5000


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_a_stream_is_decompressed_however_it_arrives(decode: Any, step: int) -> None:
    out = decode(Brotli, brotli.compress(TEXT), step)
    assert (bytes(out.data), out.failed) == (TEXT, "")


def test_a_truncated_stream_gives_what_there_is(decode: Any) -> None:
    packed = brotli.compress(bytes(range(256)) * 40, quality=1)
    out = decode(Brotli, packed[:-9], 16)
    assert (bytes(range(256)) * 40).startswith(bytes(out.data))
    assert out.failed == "br truncated"


def test_a_spent_budget_stops_a_bomb_within_one_step(decode: Any) -> None:
    class Full(Brotli):
        def __init__(self, outlet: Any) -> None:
            outlet.room = 0
            super().__init__(outlet)

    assert 0 < len(decode(Full, brotli.compress(bytes(50 << 20), quality=1)).data) <= 2 * STEP_BYTES


def test_without_the_library_the_part_is_unread(decode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    out = decode(Brotli, brotli.compress(TEXT))
    assert (bytes(out.data), out.failed) == (b"", "br needs the library brotli")


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_plain_text_that_is_announced_as_brotli_is_read(decode: Any, step: int) -> None:
    text = b'{"name": "value", "list": [1, 2, 3], "more": "and more text than one slice would hold"}' * 100
    out = decode(Brotli, text, step)
    assert (bytes(out.data), out.failed) == (text, "")


def test_damage_behind_decompressed_text_ends_the_part(decode: Any) -> None:
    packed = bytearray(brotli.compress(bytes(range(256)) * 400, quality=1))
    packed[-20:] = b"\xff" * 20
    assert decode(Brotli, bytes(packed) * 2, 100).failed == "br damaged"


def test_nothing_is_decoded_behind_a_gap(decode: Any) -> None:
    assert decode(Brotli, brotli.compress(TEXT), 8, gap_at=8).failed == "gap"


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_fail_or_decode_the_same_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    for stream in (data, brotli.compress(TEXT)[:12] + data):
        whole, cut = decode(Brotli, stream), decode(Brotli, stream, step)
        assert whole.data == cut.data or whole.failed
        assert cut.failed == whole.failed
