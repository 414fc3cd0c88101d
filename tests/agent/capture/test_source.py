"""Which captures a SOURCE means, and what cannot be read."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.capture.source import CaptureUnreadable, find_captures, open_capture

Make = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, pcap: Make, pcapng: Make, frame: Make) -> Path:
    """Three captures whose names say nothing, and two files that are none though their names say so."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.txt").write_bytes(pcap([frame(b"x")]))
    (tmp_path / "a").write_bytes(gzip.compress(pcap([frame(b"x")])))
    (tmp_path / "deep" / "c.log").write_bytes(pcapng().section())
    (tmp_path / "notes.pcap").write_bytes(b"no capture")
    (tmp_path / "log.gz").write_bytes(gzip.compress(b"no capture"))
    return tmp_path


def found(*sources: Path | str) -> list[str]:
    return list(find_captures([str(source) for source in sources]))


def refusal(path: Path | str) -> str:
    with pytest.raises(CaptureUnreadable) as refused:
        open_capture(str(path))
    assert str(refused.value) == f"{path}: {refused.value.reason}"
    return refused.value.reason


def test_a_folder_means_its_captures_told_by_their_magic(folder: Path) -> None:
    assert found(folder) == [str(folder / name) for name in ("a", "b.txt", "deep/c.log")]


def test_a_glob_means_what_it_matches_in_order(folder: Path) -> None:
    assert found(folder / "[ab]*") == [str(folder / "a"), str(folder / "b.txt")]
    assert found(folder / "**" / "*.log") == [str(folder / "deep/c.log")]


def test_a_name_with_brackets_is_a_name_first(folder: Path) -> None:
    (folder / "[ab]").write_bytes(b"")
    assert found(folder / "[ab]") == [str(folder / "[ab]")]


def test_a_capture_is_found_once(folder: Path) -> None:
    assert found(folder / "a", folder, "-", "-") == [str(folder / "a"), *found(folder)[1:], "-"]


def test_what_is_missing_is_handed_on_and_refused(folder: Path) -> None:
    assert found(folder / "none", folder / "b.txt") == [str(folder / "none"), str(folder / "b.txt")]
    assert refusal(folder / "none") == "no such file or directory"


def test_a_folder_without_a_capture_is_handed_on_and_refused(tmp_path: Path) -> None:
    assert found(tmp_path) == [str(tmp_path)]
    assert refusal(tmp_path) == "a folder without a capture"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_reported(folder: Path) -> None:
    (folder / "b.txt").chmod(0)
    assert str(folder / "b.txt") in found(folder)
    assert refusal(folder / "b.txt") == "permission denied"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"no capture at all", "not a capture: neither pcap, pcapng nor snoop"),
        (b"\xd4\xc3\xb2\xa1\x02\x00", "cut short in its first header"),
        (b"\x0a\x0d\x0d\x0a\x1c\x00", "cut short in its first header"),
        (b"snoop\0\0\0\0", "cut short in its first header"),
        (gzip.compress(b"text", mtime=0), "not a capture: neither pcap, pcapng nor snoop"),
        (gzip.compress(gzip.compress(b"text", mtime=0), mtime=0), "not a capture: neither pcap, pcapng nor snoop"),
        (b"\x1f\x8b\x08\x00", "the gzip data is cut short"),
        (b"\xfd7zXZ\0", "the xz data is cut short"),
        (b"\x28\xb5\x2f\xfd", "the zstd data is cut short"),
    ],
)
def test_a_file_that_does_not_begin_like_a_capture_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "file").write_bytes(data)
    assert refusal(tmp_path / "file") == reason


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_is_a_capture(pcap: Make, many: list[Any], read: Make, pack: Make) -> None:
    script = """
from agent.capture.source import open_capture
with open_capture("-", 5000) as capture:
    print(sum(len(frames) for frames in capture), capture.fingerprint)
"""
    data = pcap(many)
    run = subprocess.run([sys.executable, "-c", script], input=pack(data), stdout=subprocess.PIPE, check=True)
    assert run.stdout.decode().split() == [str(len(many)), read(data).capture.fingerprint]
