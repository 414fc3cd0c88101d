"""pcap files of every byte order, resolution and record header."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MICRO, NANO, MODIFIED = 0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34
FORMS = [(MICRO, 0), (MICRO, 8), (MICRO, 4), (NANO, 0), (MODIFIED, 8), (MODIFIED, 12)]
Make = Callable[..., Any]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "extra"), FORMS)
def test_every_form_reads_back_as_written(
    read: Make, pcap: Make, many: list[Any], order: str, magic: int, extra: int
) -> None:
    assert read(pcap(many, order, magic, 1, extra)).frames == [
        type(frame)(frame.data, frame.time_ns, frame.wire_bytes, 1) for frame in many
    ]


@pytest.mark.parametrize("chunk_bytes", [1, 64, 100, 1000, 4096, 16 << 20])
def test_frames_do_not_depend_on_the_chunk(read: Make, pcap: Make, many: list[Any], chunk_bytes: int) -> None:
    data = pcap(many)
    assert read(data, chunk_bytes).summary == read(data, 777).summary


def test_thousands_of_records_read_back_as_written(read: Make, pcap: Make, frame: Make) -> None:
    frames = [
        frame(bytes([n % 256]) * (n * 7919 % 300), 1_700_000_000_000_000_000 + n * 50_000_000_000) for n in range(9000)
    ]
    found = read(pcap(frames)).frames
    assert [(f.data, f.time_ns) for f in found] == [(f.data, f.time_ns) for f in frames]


def test_a_capture_carried_in_frames_stays_inside_them(read: Make, pcap: Make, frame: Make) -> None:
    inner = pcap([frame(bytes(40))] * 30)
    frames = [frame(inner)] * 6000
    assert read(pcap(frames)).capture.frames_total == 6000


def test_nanoseconds_are_kept(read: Make, pcap: Make, frame: Make) -> None:
    assert read(pcap([frame(b"x", 5_123_456_789)], magic=NANO)).frames[0].time_ns == 5_123_456_789


def test_check_sequence_bits_are_no_part_of_the_link_type(read: Make, pcap: Make, frame: Make) -> None:
    assert read(pcap([frame(b"x")], link=0x1400_0071)).capture.link_types == {0x71: 1}


def test_wire_length_is_at_least_what_was_captured(read: Make, pcap: Make, frame: Make) -> None:
    assert [f.wire for f in read(pcap([frame(b"12345", wire=2), frame(b"1", wire=0xFFFFFFFF)])).frames] == [
        5,
        0xFFFFFFFF,
    ]


def test_no_record_is_no_frame_and_no_damage(read: Make, pcap: Make) -> None:
    assert (read(pcap([])).frames, read(pcap([])).capture.damage) == ([], [])


def test_what_stands_before_a_truncation_is_read_and_its_place_told(read: Make, pcap: Make, many: list[Any]) -> None:
    whole = pcap(many)
    ends = [24]
    for frame in many:
        ends.append(ends[-1] + 16 + len(frame.data))
    for length in range(24, 3000, 7):
        reading = read(whole[:length], 500)
        before = sum(end <= length for end in ends) - 1
        assert len(reading.frames) == before
        assert [damage.offset for damage in reading.capture.damage] == ([] if length in ends else [ends[before]])


@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_an_absurd_length_ends_the_capture_there(read: Make, pcap: Make, frame: Make, chunk_bytes: int) -> None:
    bad = struct.pack("<IIII", 1, 1, 0xFFFFFFF0, 60) + bytes(300)
    reading = read(pcap([frame(b"x" * 100)] * 3) + bad, chunk_bytes)
    assert len(reading.frames) == 3
    assert [(d.offset, d.reason) for d in reading.capture.damage] == [
        (24 + 3 * 116, "a record claims 4294967280 captured bytes")
    ]


def test_a_claim_the_file_cannot_keep_is_a_cut(read: Make, pcap: Make, frame: Make) -> None:
    reading = read(pcap([frame(b"x")]) + struct.pack("<IIII", 1, 1, 27 << 20, 60) + bytes(6000), 64)
    assert (len(reading.frames), reading.reasons) == (1, ["cut short: 6016 bytes are left of the last record"])


def test_a_record_longer_than_the_chunk_is_read_whole(read: Make, pcap: Make, frame: Make) -> None:
    frames = [frame(b"a"), frame(b"b" * 300_000), frame(b"c")]
    assert [f.data for f in read(pcap(frames), 64).frames] == [f.data for f in frames]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([MICRO, NANO, MODIFIED]), st.sampled_from("<>"))
def test_any_bytes_are_read_without_an_error(read: Make, pcap: Make, data: bytes, magic: int, order: str) -> None:
    whole = pcap([], order, magic) + data
    assert read(whole, 64).summary == read(whole).summary
