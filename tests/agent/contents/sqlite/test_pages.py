"""Pages of databases."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.contents.sqlite.pages import Pages, varint


def test_numbers_take_one_to_nine_bytes() -> None:
    assert varint(b"\x7f", 0) == (127, 1)
    assert varint(b"x\x81\x00", 1) == (128, 3)
    assert varint(b"\xff" * 9, 0) == (2**64 - 1, 9)


def test_a_tree_that_goes_round_ends(make_database: Any) -> None:
    data = bytearray(make_database("CREATE TABLE t (a)", ("INSERT INTO t VALUES (?)", [("x" * 100,)] * 100), page=512))
    root = 512
    assert data[root] == 5
    data[root + 8 : root + 12] = (2).to_bytes(4, "big")
    assert len(list(Pages(io.BytesIO(bytes(data)), len(data)).cells(2))) < 100


@given(st.binary(max_size=20), st.integers(-2, 25))
def test_any_bytes_have_numbers(data: bytes, at: int) -> None:
    value, end = varint(data, max(0, at))
    assert value >= 0
    assert end > max(0, at)
