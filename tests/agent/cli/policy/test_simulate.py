"""`kouan policy simulate`: what a policy would say of what was recorded or captured."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Kouan = Callable[..., Result]

LENIENT = """
extends: [{firm}]
transfers:
  - id: T-NEW
    mechanism: approval
    recipients: {{cidrs: [0.0.0.0/0]}}
    classes: [pi.*]
    valid: {{from: 2020-01-01}}
"""


@pytest.fixture
def firm(demonstration: Path) -> Path:
    """The policy that judged the demonstration."""
    return demonstration / "example-wealth.yaml"


@pytest.fixture
def lenient(firm: Path, tmp_path: Path) -> Path:
    """The same policy with a path that covers all personal data."""
    file = tmp_path / "lenient.yaml"
    file.write_text(LENIENT.format(firm=firm), encoding="utf-8")
    return file


def test_the_policy_of_the_record_changes_nothing(recorded: Path, firm: Path, kouan: Kouan) -> None:
    answer = kouan("policy", "simulate", firm, "--db", recorded)
    assert answer.exit_code == 0
    assert "0 would stand differently" in answer.stdout
    assert "would vanish" not in answer.stdout


def test_a_new_path_makes_incidents_vanish_by_name_and_says_what_becomes_of_them(
    recorded: Path, lenient: Path, kouan: Kouan
) -> None:
    answer = kouan("policy", "simulate", lenient, "--db", recorded)
    assert answer.exit_code == 1
    names = {
        one["id"] for one in map(json.loads, kouan("incidents", "list", "--db", recorded, "--json").stdout.splitlines())
    }
    assert any(name in answer.stdout for name in names)
    assert "then: 1 x authorised by T-NEW" in answer.stdout
    assert "are not simulated" in answer.stdout


def test_nothing_is_written(recorded: Path, lenient: Path, kouan: Kouan) -> None:
    before = hashlib.sha256(recorded.read_bytes()).digest()
    kouan("policy", "simulate", lenient, "--db", recorded)
    assert hashlib.sha256(recorded.read_bytes()).digest() == before


def test_programs_get_the_same_as_json(recorded: Path, lenient: Path, kouan: Kouan) -> None:
    told = json.loads(kouan("policy", "simulate", lenient, "--db", recorded, "--json").stdout)
    assert told["changed"] == sum(move["transfers"] for move in told["moves"]) > 0
    assert told["vanished"] == len(told["vanishing"]) > 0
    assert all(one["id"].startswith("INC-") for one in told["vanishing"])
    assert told["not_judged"]["transfers"] >= 1
    with sqlite3.connect(recorded) as connection:
        assert told["transfers"] == connection.execute("SELECT count(*) FROM transfers").fetchone()[0]


def test_captures_are_judged_under_both_policies(demonstration: Path, firm: Path, lenient: Path, kouan: Kouan) -> None:
    capture = demonstration / "day.pcap"
    same = kouan("policy", "simulate", firm, capture, "--against", firm)
    assert (same.exit_code, "0 would stand differently" in same.stdout) == (0, True)
    told = json.loads(kouan("policy", "simulate", lenient, capture, "--against", firm, "--json").stdout)
    assert any(move["new"]["paths"] == ["T-NEW"] for move in told["moves"])
    assert told["changed"] > 0


def test_what_only_one_border_lets_cross_is_a_difference(
    demonstration: Path, firm: Path, tmp_path: Path, kouan: Kouan
) -> None:
    wide = tmp_path / "wide.yaml"
    wide.write_text(f"extends: [{firm}]\nborder: {{mainland: [CN, US, SG, GB, JP, HK]}}\n", encoding="utf-8")
    told = json.loads(kouan("policy", "simulate", wide, demonstration / "day.pcap", "--against", firm, "--json").stdout)
    assert told["appeared"] == 0
    assert told["vanished"] > 0


@pytest.mark.parametrize("arguments", [("x.pcap",), ("--against", "inventory"), ("-", "--against", "inventory")])
def test_captures_and_a_policy_to_compare_with_belong_together(kouan: Kouan, arguments: tuple[str, ...]) -> None:
    assert kouan("policy", "simulate", "inventory", *arguments).exit_code == 2


def test_what_cannot_be_used_or_read_is_told(tmp_path: Path, kouan: Kouan) -> None:
    assert kouan("policy", "simulate", "no/such.yaml").exit_code == 2
    missing = kouan("policy", "simulate", "inventory", "--db", tmp_path / "no.db")
    assert (missing.exit_code, "no such database" in missing.stderr) == (3, True)
    unread = kouan("policy", "simulate", "inventory", tmp_path / "no.pcap", "--against", "inventory")
    assert (unread.exit_code, "cannot read" in unread.stderr) == (3, True)
