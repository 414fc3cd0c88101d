"""xz captures: streams, padding, and what survives damage."""

import lzma
import random
from collections.abc import Callable
from typing import Any

import pytest

from agent.capture.capture import CaptureUnreadable
from agent.capture.compression import xz

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def plain(pcap: Make, frame: Make) -> bytes:
    dice = random.Random(5)
    return bytes(pcap([frame(dice.randbytes(400), 10**18 + n * 1000) for n in range(300)]))


@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_it_reads_like_the_plain_capture(read: Make, plain: bytes, chunk_bytes: int) -> None:
    assert read(lzma.compress(plain), chunk_bytes).summary == read(plain).summary


def test_streams_follow_one_another_and_zeros_are_padding(read: Make, plain: bytes) -> None:
    data = lzma.compress(plain[:5000]) + bytes(8) + lzma.compress(plain[5000:]) + bytes(4)
    assert read(data).summary == read(plain).summary


def test_a_cut_file_is_read_to_the_cut(read: Make, plain: bytes) -> None:
    packed = lzma.compress(plain)
    reading = read(packed[: len(packed) // 2])
    assert len(reading.frames) > 130
    assert reading.reasons == ["the xz data is cut short"]


def test_damage_costs_little_of_what_stands_before_it(read: Make, plain: bytes) -> None:
    packed = bytearray(lzma.compress(plain))
    packed[-40] ^= 0xFF
    reading = read(bytes(packed))
    assert len(reading.frames) >= 300 - xz.OUTPUT_BYTES // 400 - 1
    assert reading.reasons[0].startswith("the xz data is damaged")


def test_a_stream_that_needs_too_much_memory_is_refused(
    read: Make, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xz, "MEMORY_BYTES", 1 << 16)
    with pytest.raises(CaptureUnreadable, match="the xz data is damaged: Memory usage limit"):
        read(lzma.compress(plain))


def test_bytes_after_the_last_stream_are_told(read: Make, plain: bytes) -> None:
    reading = read(lzma.compress(plain) + b"garbage")
    assert (len(reading.frames), reading.reasons) == (300, ["bytes after the last xz stream are not xz"])
