"""Zstandard captures: frames, skippable frames, and what survives damage."""

import random
import struct
from collections.abc import Callable
from typing import Any

import pytest
import zstandard

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def plain(pcap: Make, frame: Make) -> bytes:
    dice = random.Random(5)
    return bytes(pcap([frame(dice.randbytes(700).hex().encode(), 10**18 + n * 1000) for n in range(300)]))


def packed(data: bytes, **options: Any) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(data)


def streamed(data: bytes) -> bytes:
    """A frame that does not say its content's size, as `zstd` writes from a pipe."""
    writer = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    return writer.compress(data) + writer.flush()


@pytest.mark.parametrize("pack", [packed, streamed, lambda data: packed(data, write_content_size=False, level=19)])
@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_it_reads_like_the_plain_capture(read: Make, plain: bytes, pack: Make, chunk_bytes: int) -> None:
    assert read(pack(plain), chunk_bytes).summary == read(plain).summary


def test_frames_follow_one_another_and_some_are_skipped(read: Make, plain: bytes) -> None:
    skipped = struct.pack("<II", 0x184D2A53, 300) + bytes(300)
    data = packed(plain[:5000]) + skipped + packed(b"") + streamed(plain[5000:]) + skipped
    assert read(data).summary == read(plain).summary


def test_highly_compressed_bytes_stream_through(read: Make, pcap: Make, frame: Make) -> None:
    plain = pcap([frame(bytes(60_000))] * 200)
    assert read(packed(plain), 100_000).summary == read(plain).summary


@pytest.mark.parametrize("pack", [packed, streamed])
def test_a_cut_file_is_read_to_the_cut(read: Make, plain: bytes, pack: Make) -> None:
    data = pack(plain)
    for left_out in (1, 2, 5, 20, len(data) // 2):
        reading = read(data[:-left_out])
        assert reading.reasons == ["the zstd data is cut short"]
        assert len(reading.frames) >= 92


def test_blocks_before_damage_are_read(read: Make, plain: bytes) -> None:
    data = bytearray(packed(plain))
    data[-3000:-2000] = b"\xff" * 1000
    reading = read(bytes(data))
    assert len(reading.frames) == 3 * (128 << 10) // 1416
    assert reading.frames == read(plain).frames[: len(reading.frames)]
    assert reading.reasons[0].startswith("the zstd data is damaged")


def test_a_wrong_checksum_is_damage_behind_all_frames(read: Make, plain: bytes) -> None:
    data = bytearray(streamed(plain))
    data[-1] ^= 1
    reading = read(bytes(data))
    assert len(reading.frames) == 300
    assert reading.reasons[0].startswith("the zstd data is damaged")


def test_bytes_after_the_last_frame_are_told(read: Make, plain: bytes) -> None:
    reading = read(packed(plain) + b"garbage")
    assert (len(reading.frames), reading.reasons) == (300, ["bytes after the last zstd frame are not zstd"])
