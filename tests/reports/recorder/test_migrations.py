"""The steps to the newest schema."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports.recorder.migrations import script, steps
from reports.store import Store


def test_a_step_that_fails_leaves_the_version_and_tables_before_it() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        connection.executescript(script(0, (*steps(), "CREATE TABLE again (a); CREATE TABLE again (a);")))
    connection.rollback()
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_processes_that_start_together_make_one_schema(database: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Store.open(database).close(), range(8)))
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(steps()),)
