"""What a capture knows of itself once its frames have passed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent.capture.source import open_capture

Make = Callable[..., Any]


def test_size_and_fingerprint_are_those_of_all_bytes_also_after_damage(read: Make, pcap: Make, many: list[Any]) -> None:
    data = pcap(many) + b"\xff" * 100_000
    readings = [read(data, chunk_bytes) for chunk_bytes in (64, 5000, 1 << 20)]
    assert {(r.capture.size, r.capture.fingerprint) for r in readings} == {(len(data), readings[0].capture.fingerprint)}
    assert readings[0].capture.fingerprint != read(pcap(many)).capture.fingerprint


def test_frames_are_counted_by_link_type(read: Make, pcapng: Make) -> None:
    ng = pcapng()
    data = ng.section() + ng.interface(1) + ng.interface(101)
    data += b"".join(ng.packet(b"x", number=n % 3 == 0) for n in range(9))
    assert read(data, 200).capture.link_types == {1: 6, 101: 3}


def test_chunks_say_where_their_frames_stand_in_the_capture(tmp_path: Path, pcap: Make, many: list[Any]) -> None:
    data = pcap(many)
    (tmp_path / "capture").write_bytes(data)
    with open_capture(str(tmp_path / "capture"), 3000) as capture:
        for chunk in capture:
            for start, captured in zip(chunk.start.tolist(), chunk.captured.tolist(), strict=True):
                at = start + chunk.file_offset
                assert data[at : at + captured] == chunk.buffer[start : start + captured].tobytes()


def test_a_capture_closes_its_file(tmp_path: Path, pcap: Make) -> None:
    (tmp_path / "capture").write_bytes(pcap([]))
    with open_capture(str(tmp_path / "capture")) as capture:
        pass
    assert capture._file.closed
