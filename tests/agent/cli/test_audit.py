"""`kouan audit`: which options do what; the contract is in tests/scenarios."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agent.cli.audit import CLEAN, INCIDENTS, UNREADABLE, USAGE
from agent.craft import Conversation, Endpoint, write_capture
from agent.demo.messages import request

Kouan = Callable[..., Result]


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    talk = Conversation(Endpoint("10.20.3.41", 40_000), Endpoint("44.233.10.25", 80), 1_770_000_000_000_000_000)
    talk.open()
    talk.say("client", request("GET", "/", "www.example.org"))
    talk.close()
    write_capture(tmp_path / "clean.pcap", talk.frames)
    return tmp_path / "clean.pcap"


def test_statuses_are_those_of_the_contract() -> None:
    assert (CLEAN, INCIDENTS, USAGE, UNREADABLE) == (0, 1, 2, 3)


def test_without_json_the_next_steps_are_told(kouan: Kouan, clean: Path, tmp_path: Path) -> None:
    result = kouan("audit", clean, "--db", tmp_path / "k.db")
    assert result.exit_code == CLEAN
    assert "1 clear" in result.stdout
    assert str(tmp_path / "k.db") in result.stdout


def test_a_sequence_of_no_capture_at_all_is_unreadable(kouan: Kouan, tmp_path: Path) -> None:
    assert kouan("audit", tmp_path / "absent", "--sequence", "--db", tmp_path / "k.db").exit_code == UNREADABLE


def test_a_geographic_database_that_is_missing_is_said_before_anything_is_audited(
    kouan: Kouan, clean: Path, tmp_path: Path
) -> None:
    result = kouan("audit", clean, "--db", tmp_path / "k.db", "--geo", tmp_path / "absent.mmdb")
    assert result.exit_code == UNREADABLE
    assert "absent.mmdb" in result.stderr
    assert not (tmp_path / "k.db").exists()


def test_a_sealed_audit_works_like_another(kouan: Kouan, clean: Path, tmp_path: Path) -> None:
    assert kouan("audit", clean, "--seal", "--db", tmp_path / "k.db").exit_code == CLEAN


def test_help_gives_an_example(kouan: Kouan) -> None:
    assert "Example: kouan audit" in kouan("audit", "--help").stdout
