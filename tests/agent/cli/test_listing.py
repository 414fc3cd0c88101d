"""Captures one after another."""

import json
from pathlib import Path

import pytest

from agent.capture.source import Capture
from agent.cli.listing import print_lines

GLOBAL_HEADER = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")


def lines(capture: Capture) -> list[dict[str, object]]:
    """One line a capture, with a name that would move the cursor."""
    frames = sum(len(chunk) for chunk in capture)
    return [{"name": f"{frames}\x1b[2Jname"}]


def test_an_unreadable_capture_is_told_and_the_next_one_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pcap").write_bytes(b"no capture")
    (tmp_path / "b.pcap").write_bytes(GLOBAL_HEADER)
    with pytest.raises(SystemExit) as ended:
        print_lines([str(tmp_path / "a.pcap"), str(tmp_path / "b.pcap")], lines, None)
    told = capsys.readouterr()
    assert ended.value.code == 3
    assert json.loads(told.out) == {"name": "0\x1b[2Jname"}
    assert "a.pcap" in told.err


def test_rows_for_people_cannot_move_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.pcap").write_bytes(GLOBAL_HEADER)
    with pytest.raises(SystemExit) as ended:
        print_lines([str(tmp_path / "b.pcap")], lines, lambda line: str(line["name"]))
    assert ended.value.code == 0
    assert capsys.readouterr().out == "0\N{REPLACEMENT CHARACTER}[2Jname\n"
