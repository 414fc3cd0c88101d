"""snoop files of Solaris."""

import struct
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


def snoop(frames: list[Any], datalink: int = 4) -> bytes:
    parts = [b"snoop\0\0\0" + struct.pack(">II", 2, datalink)]
    for frame in frames:
        seconds, rest = divmod(frame.time_ns, 1_000_000_000)
        size = 24 + len(frame.data) + -len(frame.data) % 4
        head = (frame.wire_bytes, len(frame.data), size, 0, seconds, rest // 1000)
        parts.append(struct.pack(">6I", *head) + frame.data + bytes(-len(frame.data) % 4))
    return b"".join(parts)


@pytest.mark.parametrize("chunk_bytes", [64, 1000, 1 << 20])
def test_frames_read_back_as_written(read: Make, many: list[Any], chunk_bytes: int) -> None:
    assert read(snoop(many), chunk_bytes).frames == many


@pytest.mark.parametrize(("datalink", "link"), [(0, 1), (4, 1), (8, 10), (99, 0xFFFF)])
def test_datalink_types_become_link_types(read: Make, frame: Make, datalink: int, link: int) -> None:
    assert read(snoop([frame(b"x")], datalink)).capture.link_types == {link: 1}


def test_a_cut_record_is_damage(read: Make, many: list[Any]) -> None:
    reading = read(snoop(many[:3])[:-5])
    assert len(reading.frames) == 2
    assert reading.reasons[0].startswith("cut short")


@pytest.mark.parametrize("lengths", [(4, 4, 20), (40, 40, 30), (4, 4, 0x7FFFFFFF)])
def test_contradicting_lengths_end_the_capture(read: Make, frame: Make, lengths: tuple[int, int, int]) -> None:
    before = snoop([frame(b"abcd")])
    reading = read(before + struct.pack(">6I", *lengths, 0, 0, 0) + bytes(60))
    assert [(d.offset, d.reason) for d in reading.capture.damage] == [
        (len(before), "a record's lengths contradict each other")
    ]
