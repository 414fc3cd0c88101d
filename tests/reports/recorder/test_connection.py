"""Databases that cannot be used are named, with what to do."""

import os
import sqlite3
from pathlib import Path

import pytest

from reports.store import Store
from reports.unavailable import StoreUnavailable


def test_a_url_and_a_path_mean_the_same_file(database: Path) -> None:
    with Store.open(f"sqlite:///{database}") as store:
        assert store.path == database
    with Store.read(database) as store:
        assert store.incidents() == ()


def test_names_with_url_characters_are_plain_names(tmp_path: Path) -> None:
    Store.open(tmp_path / "a?mode=ro&b#c %41.db").close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a?mode=ro&b#c %41.db"]


def test_another_kind_of_database_is_refused_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match="not a database Kouan writes") as refused:
        Store.open("postgresql://kouan:secret@db.example/kouan")
    assert "secret" not in str(refused.value)


def test_reading_makes_no_database(database: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no such database"):
        Store.read(database)
    assert not database.exists()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be one" * 9, os.urandom(5_000)])
def test_a_file_that_is_no_database_is_refused_and_kept(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    for opened in (Store.open, Store.read):
        with pytest.raises(StoreUnavailable, match="not a usable SQLite database"):
            opened(database)
    assert database.read_bytes() == content


def test_the_database_of_another_program_is_refused(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    for opened in (Store.open, Store.read):
        with pytest.raises(StoreUnavailable, match="not a record of Kouan"):
            opened(database)


def test_a_newer_schema_is_refused(database: Path) -> None:
    Store.open(database).close()
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 9")
    for opened in (Store.open, Store.read):
        with pytest.raises(StoreUnavailable, match="written by a newer Kouan"):
            opened(database)


def test_a_folder_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "kouan.db"):
        with pytest.raises(StoreUnavailable, match="cannot be written"):
            Store.open(path)


def test_a_locked_database_is_named_as_such(database: Path) -> None:
    Store.open(database).close()
    with sqlite3.connect(database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with Store.open(database, wait_ms=20) as store, pytest.raises(StoreUnavailable, match="locked by another"):
            store.finish(1)
        with Store.read(database, wait_ms=20) as store:
            assert store.runs() == ()


def test_a_damaged_database_is_named_as_such(database: Path) -> None:
    Store.open(database).close()
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="not a usable SQLite database"), Store.read(database) as store:
        store.incidents()


def test_reading_writes_nothing_and_leaves_no_file_behind(database: Path) -> None:
    Store.open(database).close()
    with Store.read(database) as store, pytest.raises(StoreUnavailable, match="readonly"):
        store.finish(1)
    assert [entry.name for entry in database.parent.iterdir()] == ["kouan.db"]


def test_an_empty_file_becomes_a_record_with_wal(database: Path) -> None:
    database.touch()
    with pytest.raises(StoreUnavailable, match="holds no record yet"):
        Store.read(database)
    Store.open(database).close()
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
