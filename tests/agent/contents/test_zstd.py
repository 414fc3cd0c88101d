"""Zstandard: frames, windows, bombs, damage."""

from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.zstd import SLICE_BYTES, Zstd

TEXT = b"one two three " * 5000
SKIPPABLE = b"\x50\x2a\x4d\x18\x03\0\0\0abc"


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_several_frames_are_one_text(decode: Any, step: int) -> None:
    out = decode(Zstd, zstandard.compress(TEXT) + SKIPPABLE + zstandard.compress(b"end"), step)
    assert (bytes(out.data), out.failed) == (TEXT + b"end", "")


def test_a_truncated_frame_gives_what_there_is(decode: Any) -> None:
    out = decode(Zstd, zstandard.compress(TEXT)[:-3])
    assert TEXT.startswith(bytes(out.data))
    assert out.failed == "zstd truncated"


def test_other_bytes_behind_a_frame_are_damage(decode: Any) -> None:
    out = decode(Zstd, zstandard.compress(TEXT) + b"tail tail tail")
    assert (bytes(out.data), out.failed) == (TEXT, "zstd damaged")


def test_one_slice_of_a_bomb_gives_16_megabytes_at_most(decode: Any) -> None:
    class Full(Zstd):
        def __init__(self, outlet: Any) -> None:
            outlet.room = 0
            super().__init__(outlet)

    repeated_block = ((128 << 10) << 3 | 2).to_bytes(3, "little") + b"0"
    out = decode(Full, b"\x28\xb5\x2f\xfd\x00\x58" + repeated_block * 1000)
    assert 0 < len(out.data) <= SLICE_BYTES // 4 * (128 << 10)


def test_a_window_that_would_take_much_memory_is_not_followed(decode: Any) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    out = decode(Zstd, packer.compress(TEXT) + packer.flush())
    assert (bytes(out.data), out.failed) == (b"", "zstd window too large")


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_plain_text_that_is_announced_as_zstandard_is_read(decode: Any, step: int) -> None:
    out = decode(Zstd, TEXT, step)
    assert (bytes(out.data), out.failed) == (TEXT, "")


def test_nothing_is_decoded_behind_a_gap(decode: Any) -> None:
    assert decode(Zstd, zstandard.compress(TEXT), 8, gap_at=8).failed == "gap"


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_fail_or_decode_the_same_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    for stream in (data, zstandard.compress(TEXT)[:12] + data, zstandard.compress(b"a") + data):
        whole, cut = decode(Zstd, stream), decode(Zstd, stream, step)
        assert whole.data == cut.data or whole.failed
        assert bool(cut.failed) == bool(whole.failed)
