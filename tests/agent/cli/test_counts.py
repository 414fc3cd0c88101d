"""`kouan counts`: a table for people, and where a record cannot be read."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from agent.demo import day


def kouan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counts")
    day.write_day(folder / "day.pcap")
    assert kouan("audit", folder / "day.pcap", "--db", folder / "kouan.db").exit_code == 1
    return folder / "kouan.db"


def test_the_table_names_groups_recipients_classes_and_both_standards(database: Path) -> None:
    told = kouan("counts", "--db", database, "--year", 2026).stdout
    for word in ("personal", "sensitive", "gbt35273-2020", "gbt45574-2025", "recipient", "pi.", "estimate"):
        assert word in told


def test_a_year_without_people_says_so(database: Path) -> None:
    result = kouan("counts", "--db", database, "--year", 1999)
    assert result.exit_code == 0
    assert "no capture of this year" in result.stdout


def test_a_record_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = kouan("counts", "--db", tmp_path / "none.db")
    assert (result.exit_code, "there is no such database" in result.stderr) == (3, True)


def test_the_report_has_the_picture(database: Path, tmp_path: Path) -> None:
    assert kouan("report", "--db", database, "--out", tmp_path / "r.html").exit_code == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert 'id="people"' in page
    assert "gbt45574-2025" in page
