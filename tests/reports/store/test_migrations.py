"""The steps to the newest schema."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports.store import Store
from reports.store.migrations import script, steps
from reports.store.schema import KEYS, TABLES


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, int]]:
    return [(row[1], row[5]) for row in connection.execute(f"PRAGMA table_info({table})")]


def test_statements_know_the_columns_and_keys_the_steps_made(database: Path) -> None:
    Store.open(database).close()
    with sqlite3.connect(database) as connection:
        made = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert made == {table.name for table in TABLES}
        for table in TABLES:
            found = columns(connection, table.name)
            assert {name for name, _ in found} == {column.name for column in table.columns}
            key = tuple(name for name, place in sorted(found, key=lambda item: item[1]) if place)
            assert table.name not in KEYS or key == KEYS[table.name]


def test_every_table_is_strict(database: Path) -> None:
    Store.open(database).close()
    with sqlite3.connect(database) as connection:
        strict = {row[1]: row[5] for row in connection.execute("PRAGMA table_list")}
    assert all(strict[table.name] for table in TABLES)


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
