"""What the parameters of statements are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.statements import parameter_names


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        (b"INSERT INTO t (a, \"b\", c) VALUES ($1, 'x', $2)", [b"a", b"c"]),
        (b"insert into t(a,b) values (?, ?), (?, ?)", [b"a", b"b", b"a", b"b"]),
        (b"UPDATE t SET mobile = $2, x=now() WHERE t.id=$1", [b"id", b"mobile"]),
        (b"SELECT * FROM t WHERE a LIKE ? AND `b` >= ?", [b"a", b"b"]),
        (b"SELECT f($1)", [b""]),
    ],
)
def test_names_are_the_columns_they_are_inserted_in_or_compared_with(statement: bytes, names: list[bytes]) -> None:
    assert parameter_names(statement, len(names)) == names


@given(st.text("(),$?1a=' VALUES", max_size=60), st.integers(0, 5))
def test_no_statement_raises(statement: str, count: int) -> None:
    assert len(parameter_names(statement.encode(), count)) == count
