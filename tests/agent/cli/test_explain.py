"""`kouan explain`: why an incident is one."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Kouan = Callable[..., Result]


def incidents(kouan: Kouan, database: Path) -> dict[str, str]:
    """Incident -> rule."""
    lines = kouan("incidents", "list", "--db", database, "--json").stdout.splitlines()
    return {one["id"]: one["rule"] for one in map(json.loads, lines)}


def test_every_incident_is_explained_in_both_languages(recorded: Path, kouan: Kouan) -> None:
    for name in incidents(kouan, recorded):
        answer = kouan("explain", name, "--db", recorded)
        assert answer.exit_code == 0
        for wanted in ("概要 / In short", "为何没有合法路径 / Why no lawful path", "法律依据 / The law",
                       "责任阶梯 / Ladder of accountability", "怎样才能通过 / What would make it pass",
                       "this is no legal advice", "kouan incidents review"):  # fmt: skip
            assert wanted in answer.stdout


def test_one_language_can_be_chosen(recorded: Path, kouan: Kouan) -> None:
    name = next(iter(incidents(kouan, recorded)))
    english = kouan("explain", name, "--lang", "en", "--db", recorded).stdout
    assert "In short" in english
    assert "概要" not in english
    chinese = kouan("explain", name.lower(), "--lang", "zh", "--db", recorded).stdout
    assert "概要" in chinese
    assert "In short" not in chinese


def test_programs_get_the_same_content_as_json(recorded: Path, kouan: Kouan) -> None:
    name = next(iter(incidents(kouan, recorded)))
    told = json.loads(kouan("explain", name, "--json", "--db", recorded).stdout)
    text = kouan("explain", name, "--lang", "en", "--db", recorded).stdout
    flat = re.sub(r"\s+", " ", text)
    assert told["incident"] == name
    for sentence in (told["summary"], *told["reasons"], *told["remedies"], *(one["where"] for one in told["ends"])):
        assert sentence["en"] in flat
    assert all(article["named"]["en"] in flat for article in told["articles"])
    assert [rung["kind"] for rung in told["ladder"]] == ["administrative", "criminal", "civil", "integrity"]


def test_a_path_that_was_tried_is_told_with_what_failed(recorded: Path, kouan: Kouan) -> None:
    (payroll,) = (
        told
        for told in (
            json.loads(kouan("explain", name, "--json", "--db", recorded).stdout) for name in incidents(kouan, recorded)
        )
        if told["trial"]["paths"]
    )
    (path,) = payroll["trial"]["paths"]
    assert path["failed"] in {"class", "field"}
    assert any(path["id"] in remedy["en"] for remedy in payroll["remedies"])


def test_an_older_record_keeps_too_little_of_the_policy_and_that_is_said(recorded: Path, kouan: Kouan) -> None:
    with sqlite3.connect(recorded) as connection:
        connection.execute("UPDATE policies SET wording = json_remove(wording, '$.detectors')")
    name = next(iter(incidents(kouan, recorded)))
    assert "keeps too little" in kouan("explain", name, "--db", recorded, "--lang", "en").stdout


def test_an_unknown_incident_and_a_missing_record_are_told(recorded: Path, tmp_path: Path, kouan: Kouan) -> None:
    unknown = kouan("explain", "INC-0", "--db", recorded)
    assert (unknown.exit_code, "no such incident" in unknown.stderr) == (2, True)
    assert kouan("explain", "INC-0", "--db", tmp_path / "no.db").exit_code == 3


@pytest.mark.parametrize("columns", ["20", "60", "500"])
def test_lines_keep_to_the_terminal(
    recorded: Path, kouan: Kouan, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.wrapping import display_width

    monkeypatch.setenv("COLUMNS", columns)
    name = next(iter(incidents(kouan, recorded)))
    lines = kouan("explain", name, "--db", recorded).stdout.splitlines()
    wide = [line for line in lines if display_width(line) > max(int(columns), 50) and " " in line.strip()]
    assert all("kouan " in line or len(line) < 111 for line in wide)
