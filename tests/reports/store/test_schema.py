"""The tables as statements know them."""

import sqlite3
from pathlib import Path

from reports.recorder.tables import KEYS
from reports.store import Store
from reports.store.schema import TABLES, runs, totals, upsert


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


def test_an_upsert_sets_every_column_that_is_no_key() -> None:
    text = str(upsert(totals))
    assert "DO UPDATE SET run_id = excluded.run_id, transfers = excluded.transfers, bytes = excluded.bytes" in text
    assert runs.name not in KEYS


def test_every_table_and_its_key_are_documented() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/database.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert {table.name for table in TABLES} <= set(rows)
    assert all(", ".join(key) in rows[name] for name, key in KEYS.items() if name != "totals")
