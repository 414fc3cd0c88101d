"""`kouan incidents` as an officer uses it."""

import importlib.util
import json
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from reports.store import Store


def made_up() -> ModuleType:
    """The made-up transfers of tests/reports/conftest.py."""
    path = Path(__file__).parents[2] / "reports" / "conftest.py"
    spec = importlib.util.spec_from_file_location("made_up_transfers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data, path = made_up(), tmp_path_factory.mktemp("record") / "kouan.db"
    with Store.open(path) as store:
        store.record(store.begin(data.RUN), data.CAPTURE, [data.make_judged(1), data.make_judged(2)], [data.TOTAL])
    return path


def kouan(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def names(database: Path) -> list[str]:
    lines = kouan("incidents", "list", "--db", database, "--json").stdout.splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_the_list_is_a_table_for_people_and_lines_for_programs(recorded: Path) -> None:
    table = kouan("incidents", "list", "--db", recorded)
    assert table.exit_code == 0
    assert len(table.stdout.splitlines()) == 3
    assert len(names(recorded)) == 2


def test_a_filter_that_fits_nothing_lists_nothing(recorded: Path) -> None:
    found = kouan("incidents", "list", "--db", recorded, "--severity", "low")
    assert (found.exit_code, found.stdout) == (0, "")
    assert "no incidents" in found.stderr


def test_an_incident_is_shown_as_text_and_as_json_whatever_case_its_id_is_typed_in(recorded: Path) -> None:
    name = names(recorded)[0]
    assert name in kouan("incidents", "show", name.lower(), "--db", recorded).stdout
    shown = json.loads(kouan("incidents", "show", name.removeprefix("INC-"), "--json", "--db", recorded).stdout)
    assert shown["id"] == name
    assert shown["transfers_shown"][0]["evidence"]["frames"] == [4, 6]


def test_a_review_moves_the_incident_and_is_kept(recorded: Path) -> None:
    name = names(recorded)[1]
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
def test_an_unknown_incident_is_wrong_usage(recorded: Path, command: tuple[str, ...]) -> None:
    answer = kouan("incidents", command[0], "INC-00000000", *command[1:], "--db", recorded)
    assert answer.exit_code == 2
    assert "no such incident" in answer.stderr


@pytest.mark.parametrize(
    "command",
    [("list",), ("show", "INC-1"), ("review", "INC-1", "--state", "triaged", "--reason", "x", "--by", "y")],
)
def test_a_missing_database_is_status_3_and_is_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    answer = kouan("incidents", *command, "--db", tmp_path / "no.db")
    assert answer.exit_code == 3
    assert "no such database" in answer.stderr
    assert not (tmp_path / "no.db").exists()


def test_a_database_of_another_program_is_status_3(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    assert kouan("incidents", "list", "--db", tmp_path / "other.db").exit_code == 3
