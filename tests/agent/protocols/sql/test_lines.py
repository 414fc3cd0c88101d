"""Rows as lines of text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.lines import Fields, joined


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(st.binary(max_size=6), min_size=width, max_size=width), min_size=1, max_size=9)
    ),
    st.integers(1, 5),
)
def test_what_is_no_value_is_cut_out(rows: list[list[bytes]], framing: int) -> None:
    data, places = b"?", []
    for row in rows:
        for value in row:
            data += b"#" * framing
            places.append((len(data), len(data) + len(value)))
            data += value
    shape = (len(rows), len(rows[0]))
    begin, end = (np.array([place[side] for place in places], np.int64).reshape(shape) for side in (0, 1))
    fields = Fields(begin, end)
    flat = bytes.maketrans(b"\t\n", b" \r")
    expected = b"".join(b"\n" + b"\t".join(value.translate(flat) for value in row) for row in rows)
    assert fields.lines(data + b"behind") == expected
    assert joined([fields.column(data, number) for number in range(shape[1])]) == expected
    assert fields.first(data, 0) == next((row[0] for row in rows if row[0]), b"")
