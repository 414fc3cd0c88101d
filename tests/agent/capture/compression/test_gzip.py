"""gzip captures: members, padding, and what survives damage."""

import gzip
import random
import zlib
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def plain(pcap: Make, frame: Make) -> bytes:
    dice = random.Random(5)
    return bytes(pcap([frame(dice.randbytes(200).hex().encode(), 10**18 + n * 1000) for n in range(300)]))


@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_it_reads_like_the_plain_capture(read: Make, plain: bytes, chunk_bytes: int) -> None:
    assert read(gzip.compress(plain), chunk_bytes).summary == read(plain).summary


def test_members_follow_one_another_and_zeros_are_padding(read: Make, plain: bytes) -> None:
    data = gzip.compress(plain[:5000]) + bytes(700) + gzip.compress(b"") + gzip.compress(plain[5000:]) + bytes(512)
    assert read(data).summary == read(plain).summary


def test_highly_compressed_bytes_stream_through(read: Make, pcap: Make, frame: Make) -> None:
    plain = pcap([frame(bytes(60_000))] * 200)
    assert read(gzip.compress(plain), 100_000).summary == read(plain).summary


def test_a_cut_file_is_read_to_the_cut(read: Make, plain: bytes) -> None:
    packed = gzip.compress(plain)
    reading = read(packed[: len(packed) // 2])
    assert len(reading.frames) > 140
    assert reading.reasons == ["the gzip data is cut short"]
    assert reading.capture.damage[0].offset == reading.capture.size


def test_everything_before_damage_is_read(read: Make, plain: bytes) -> None:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(plain[:60_000]) + packer.flush(zlib.Z_FULL_FLUSH)
    reading = read(packed + b"\xff" * 1000)
    assert reading.capture.size == 60_000
    assert reading.frames == read(plain[:60_000]).frames
    assert reading.reasons == ["the gzip data is damaged: Error -3 while decompressing data: invalid block type"]


def test_a_wrong_checksum_is_damage_behind_all_frames(read: Make, plain: bytes) -> None:
    packed = bytearray(gzip.compress(plain))
    packed[-8] ^= 1
    reading = read(bytes(packed))
    assert len(reading.frames) == 300
    assert "incorrect data check" in reading.reasons[0]


def test_bytes_after_the_last_member_are_told(read: Make, plain: bytes) -> None:
    reading = read(gzip.compress(plain) + b"garbage")
    assert (len(reading.frames), reading.reasons) == (300, ["bytes after the last gzip member are not gzip"])
