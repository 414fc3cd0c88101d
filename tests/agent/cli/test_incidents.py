"""`kouan incidents` as an officer uses it."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Kouan = Callable[..., Result]


def names(kouan: Kouan, database: Path) -> list[str]:
    lines = kouan("incidents", "list", "--db", database, "--json").stdout.splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_the_list_is_a_table_for_people_and_lines_for_programs(recorded: Path, kouan: Kouan) -> None:
    table = kouan("incidents", "list", "--db", recorded)
    assert table.exit_code == 0
    assert len(table.stdout.splitlines()) == 1 + len(names(kouan, recorded)) > 2


def test_a_filter_that_fits_nothing_lists_nothing(recorded: Path, kouan: Kouan) -> None:
    found = kouan("incidents", "list", "--db", recorded, "--severity", "low")
    assert (found.exit_code, found.stdout) == (0, "")
    assert "no incidents" in found.stderr


def test_an_incident_is_shown_as_text_and_as_json_whatever_case_its_id_is_typed_in(
    recorded: Path, kouan: Kouan
) -> None:
    name = names(kouan, recorded)[0]
    assert name in kouan("incidents", "show", name.lower(), "--db", recorded).stdout
    shown = json.loads(kouan("incidents", "show", name.removeprefix("INC-"), "--json", "--db", recorded).stdout)
    assert shown["id"] == name
    assert shown["transfers_shown"][0]["evidence"]["frames"]
    assert shown["findings"][0]["samples"]


def test_a_review_moves_the_incident_and_is_kept(recorded: Path, kouan: Kouan) -> None:
    name = names(kouan, recorded)[1]
    step = ("--state", "false_positive", "--reason", "test numbers", "--by", "Lin", "--db", recorded)
    done = kouan("incidents", "review", name, *step)
    assert (done.exit_code, done.stdout) == (0, f"{name}: new -> false_positive\n")
    assert [
        one["by"] for one in json.loads(kouan("incidents", "show", name, "--json", "--db", recorded).stdout)["history"]
    ] == ["Lin"]
    again = kouan("incidents", "review", name, *step)
    assert again.exit_code == 2
    assert "cannot go from false_positive to false_positive" in again.stderr


@pytest.mark.parametrize("command", [("show",), ("review", "--state", "triaged", "--reason", "x", "--by", "y")])
def test_an_unknown_incident_is_wrong_usage(recorded: Path, command: tuple[str, ...], kouan: Kouan) -> None:
    answer = kouan("incidents", command[0], "INC-00000000", *command[1:], "--db", recorded)
    assert answer.exit_code == 2
    assert "no such incident" in answer.stderr


@pytest.mark.parametrize(
    "command",
    [("list",), ("show", "INC-1"), ("review", "INC-1", "--state", "triaged", "--reason", "x", "--by", "y")],
)
def test_a_missing_database_is_status_3_and_is_not_made(tmp_path: Path, command: tuple[str, ...], kouan: Kouan) -> None:
    answer = kouan("incidents", *command, "--db", tmp_path / "no.db")
    assert answer.exit_code == 3
    assert "no such database" in answer.stderr
    assert not (tmp_path / "no.db").exists()


def test_a_database_of_another_program_is_status_3(tmp_path: Path, kouan: Kouan) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    assert kouan("incidents", "list", "--db", tmp_path / "other.db").exit_code == 3
