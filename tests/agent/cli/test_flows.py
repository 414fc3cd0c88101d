"""`kouan flows`: lines for people and for programs, and what cannot be read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agent.craft import Endpoint, Frame, udp_frame, write_capture

Kouan = Callable[..., Result]


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    frames = [
        Frame(
            1_770_000_000_000_000_000 + n,
            udp_frame(Endpoint("10.0.0.1", 5_000 + n), Endpoint("44.233.10.25", 53), b"x"),
        )
        for n in range(3)
    ]
    write_capture(tmp_path / "some.pcap", frames)
    return tmp_path / "some.pcap"


def test_every_flow_is_a_line(kouan: Kouan, capture: Path) -> None:
    result = kouan("flows", capture)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 3)
    assert "10.0.0.1:5000" in result.stdout


def test_json_lines_hold_the_same_flows(kouan: Kouan, capture: Path) -> None:
    lines = [json.loads(line) for line in kouan("flows", capture, "--json").stdout.splitlines()]
    assert [line["client_port"] for line in lines] == [5_000, 5_001, 5_002]


def test_an_unreadable_capture_stops_nothing(kouan: Kouan, capture: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"no capture")
    result = kouan("flows", tmp_path / "broken", capture)
    assert (result.exit_code, len(result.stdout.splitlines())) == (3, 3)
    assert "broken" in result.stderr


def test_damage_is_told_with_its_offset(kouan: Kouan, capture: Path) -> None:
    whole = capture.read_bytes()
    capture.write_bytes(whole[:-1])
    result = kouan("flows", capture)
    assert (result.exit_code, len(result.stdout.splitlines())) == (3, 2)
    assert f"damaged at byte {len(whole) - 59}" in result.stderr


def test_a_geographic_database_that_is_missing_is_said(kouan: Kouan, capture: Path, tmp_path: Path) -> None:
    result = kouan("flows", capture, "--geo", tmp_path / "absent.mmdb")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "absent.mmdb" in result.stderr


def test_places_of_a_users_own_list_are_used(kouan: Kouan, capture: Path, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("10.0.0.0/8,DE,,,\n", "utf-8")
    (line, *_) = kouan("flows", capture, "--json", "--geo", tmp_path / "own.csv").stdout.splitlines()
    assert json.loads(line)["client_place"]["country"] == "DE"
