"""The statements that an audit writes with are those SQLAlchemy renders, and every one of them runs."""

import re
import sqlite3
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from reports.recorder import Recorder
from reports.recorder.statements import FILE, STATEMENTS, parse
from reports.store.statements import render


def test_the_kept_text_is_what_sqlalchemy_renders() -> None:
    kept = resources.files("reports.recorder").joinpath(FILE).read_text("utf-8")
    assert kept == render(), "run python scripts/render_statements.py"


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_statement_compiles_against_the_newest_schema(name: str, database: Path) -> None:
    Recorder.open(database).close()
    with sqlite3.connect(database) as connection:
        sql = STATEMENTS[name]
        values = dict.fromkeys(re.findall(r"(?<=:)[a-z_0-9]+", sql), "[]")
        row = dict.fromkeys((part.strip(" :") for part in sql.partition("VALUES (")[2].partition(")")[0].split(",")), 0)
        parameters = (None,) * sql.count("?") if "?" in sql else {**values, **row}
        connection.execute(f"EXPLAIN {sql}", parameters)


def test_statements_are_told_by_their_names() -> None:
    assert parse("heading\n\n-- one\nSELECT 1;\n\n-- two\nSELECT\n2;\n") == {"one": "SELECT 1", "two": "SELECT\n2"}


def test_an_audit_writes_without_loading_sqlalchemy() -> None:
    script = "import sys, agent.cli.audit, agent.cli.session; assert 'sqlalchemy' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
