"""Rotated captures as one."""

import struct
from pathlib import Path

from agent.capture.sequence import CaptureSequence


def rotated(path: Path, seconds: list[int]) -> str:
    """A pcap file with a frame of 60 bytes at each second."""
    records = b"".join(struct.pack("<IIII", second, 0, 60, 60) + bytes([second]) * 60 for second in seconds)
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + records)
    return str(path)


def test_captures_follow_their_first_frames_not_their_names(tmp_path: Path) -> None:
    late, early = rotated(tmp_path / "a.pcap", [30, 31]), rotated(tmp_path / "b.pcap", [10, 11, 12])
    with CaptureSequence([late, early]) as sequence:
        chunks = [(chunk.first_number, [ns // 10**9 for ns in chunk.time_ns.tolist()]) for chunk in sequence]
    assert chunks == [(1, [10, 11, 12]), (4, [30, 31])]
    assert sequence.frames_total == 5


def test_the_fingerprint_does_not_depend_on_the_order_of_the_arguments(tmp_path: Path) -> None:
    paths = [rotated(tmp_path / "a.pcap", [30]), rotated(tmp_path / "b.pcap", [10])]
    known = CaptureSequence(paths).known_fingerprint
    assert known
    assert known == CaptureSequence(paths[::-1]).known_fingerprint
    assert known != CaptureSequence(paths[:1]).known_fingerprint


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "c.pcap").write_bytes(b"no capture at all")
    good = rotated(tmp_path / "a.pcap", [1])
    with CaptureSequence([str(tmp_path / "c.pcap"), good]) as sequence:
        assert sum(len(chunk) for chunk in sequence) == 1
    assert [error.path for error in sequence.unreadable] == [str(tmp_path / "c.pcap")]


def test_damage_names_its_file(tmp_path: Path) -> None:
    path = Path(rotated(tmp_path / "a.pcap", [1, 2]))
    path.write_bytes(path.read_bytes()[:-7])
    with CaptureSequence([str(path)]) as sequence:
        assert sum(len(chunk) for chunk in sequence) == 1
    assert [damage.reason.startswith(f"{path}: ") for damage in sequence.damage] == [True]
