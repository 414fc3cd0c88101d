"""Databases as parts."""

import gzip
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.sqlite import MAGIC, document
from agent.contents.sqlite.document import Sqlite

TABLE = "CREATE TABLE person (id INTEGER PRIMARY KEY, 姓名 TEXT, card TEXT, mobile INTEGER, file BLOB)"
INSERT = "INSERT INTO person (姓名, card, mobile, file) VALUES (?, ?, ?, ?)"
ROWS = [(f"某{number}", f"62220200{number:08}", 13800000000 + number, None) for number in range(300)]
LINES = [f"{n + 1}\t某{n}\t62220200{n:08}\t{13800000000 + n}\t" for n in range(300)]


def tables(out: Any) -> dict[str, list[str]]:
    assert (out.failed, [m.label for m in out.members if not m.ended]) == ("", [])
    return {m.name: m.data.decode().splitlines() for m in out.members if m.label == "sqlite.table"}


@pytest.mark.parametrize("page", [512, 4096, 65536])
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_a_row_is_a_line_under_the_names_of_its_columns(
    decode: Any, make_database: Any, encoding: str, page: int
) -> None:
    data = make_database(f"PRAGMA encoding='{encoding}'", TABLE, (INSERT, ROWS), page=page)
    out = decode(Sqlite, data, 3000)
    assert tables(out) == {"person": ["id\t姓名\tcard\tmobile\tfile", *LINES]}
    assert bytes(out.data) == data


def test_a_row_longer_than_a_page_is_whole(decode: Any, make_database: Any) -> None:
    text = "长文" * 5000 + "the end"
    data = make_database("CREATE TABLE t (a, b)", ("INSERT INTO t VALUES (?, ?)", [(text, 1.5), ("two\nlines", 13.0)]))
    assert tables(decode(Sqlite, data)) == {"t": ["a\tb", f"{text}\t1.5", "two lines\t13"]}


def test_a_table_without_row_numbers_is_read_too(decode: Any, make_database: Any) -> None:
    rows = [(f"key {number:04}", number) for number in range(500)]
    data = make_database("CREATE TABLE t (k TEXT PRIMARY KEY, v) WITHOUT ROWID", ("INSERT INTO t VALUES (?, ?)", rows))
    assert sorted(tables(decode(Sqlite, data))["t"][1:]) == [f"{key}\t{value}" for key, value in rows]


def test_files_in_rows_are_parts_and_text_in_blobs_is_text(decode: Any, make_database: Any) -> None:
    packed = gzip.compress(b"inside", mtime=0)
    data = make_database(
        TABLE, (INSERT, [("a", "b", 1, packed), ("c", "d", 2, "文".encode()), ("e", "f", 3, b"\xff\xfe")])
    )
    out = decode(Sqlite, data)
    assert [bytes(m.data) for m in out.members if m.label == "sqlite.blob"] == [packed]
    assert tables(out)["person"][1:] == ["1\ta\tb\t1\t", "2\tc\td\t2\t文", "3\te\tf\t3\t"]


def test_a_spent_budget_ends_the_tables(decode: Any, make_database: Any) -> None:
    data = make_database(TABLE, (INSERT, ROWS * 50))
    out = decode(Sqlite, data, room=len(data) + 1000)
    assert sum(len(m.data) for m in out.members) < 100_000


def test_a_database_beyond_the_bound_or_with_a_gap_is_passed_on(
    decode: Any, make_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_database(TABLE, (INSERT, ROWS))
    assert decode(Sqlite, data, 512, gap_at=1024).members == []
    monkeypatch.setattr(document, "MOST_BYTES", 1000)
    out = decode(Sqlite, data, 512)
    assert (bytes(out.data), out.members) == (data, [])


@settings(max_examples=60, deadline=None)
@given(st.data(), st.binary(max_size=40), st.integers(1, 5000))
def test_any_damage_is_survived(decode: Any, make_database: Any, data: st.DataObject, junk: bytes, step: int) -> None:
    whole = make_database(TABLE, (INSERT, ROWS), "CREATE TABLE u (a PRIMARY KEY, b) WITHOUT ROWID", page=512)
    at = data.draw(st.integers(16, len(whole)))
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    assert bytes(decode(Sqlite, damaged, step).data) == damaged
    decode(Sqlite, whole[:at], step)
    decode(Sqlite, MAGIC + junk, step)
