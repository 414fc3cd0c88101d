"""Values and columns of databases."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.sqlite.pages import Cell
from agent.contents.sqlite.rows import columns, values


@pytest.mark.parametrize(
    ("statement", "names", "key"),
    [
        ("CREATE TABLE t (a, b TEXT, c INTEGER PRIMARY KEY)", ("a", "b", "c"), 2),
        ('CREATE TABLE "t" ("a b" TEXT, `c` DECIMAL(10, 2), [d] CHECK (d IN (1, 2)))', ("a b", "c", "d"), -1),
        ("CREATE TABLE t (a TEXT DEFAULT 'x, y)', b, PRIMARY KEY (a, b), UNIQUE (b))", ("a", "b"), -1),
        ("CREATE TABLE t (a, -- (the first), one\n b /* , */ )", ("a", "b"), -1),
        ("CREATE TABLE t AS SELECT 1", (), -1),
    ],
)
def test_columns_are_named_as_the_statement_says(statement: str, names: tuple[str, ...], key: int) -> None:
    found = columns(statement)
    assert tuple(name for name in found.names if name) == names
    assert found.key == key


def test_every_kind_of_value_is_read() -> None:
    kinds = bytes([0, 1, 5, 7, 8, 9, 12 + 2 * 2, 13 + 2 * 3])
    body = b"\xff" + (13800138000).to_bytes(6, "big") + struct.pack(">d", 12.5) + b"\1\2" + b"abc"
    found = values(Cell(1, bytes([9]) + kinds + body), "utf-8")
    assert found == ["", "-1", "13800138000", "12.5", "0", "1", b"\1\2", "abc"]


@given(st.binary(max_size=80), st.text(max_size=60))
def test_any_row_and_statement_can_be_read(payload: bytes, statement: str) -> None:
    values(Cell(0, payload), "utf-16-le")
    columns(f"CREATE TABLE t ({statement}")
    columns(statement)
