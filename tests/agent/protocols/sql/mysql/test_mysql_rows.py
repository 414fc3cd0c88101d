"""Rows of MySQL results, one by one and as columns."""

import struct
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.lines import Fields
from agent.protocols.sql.mysql.rows import binary_fields, binary_values, nulls_size, text_fields, text_values

KINDS = (3, 253, 12, 1)
any_text = st.one_of(st.none(), st.binary(max_size=9), st.integers(248, 260).map(bytes))


def text(value: bytes | None) -> bytes:
    if value is None:
        return b"\xfb"
    return (bytes([len(value)]) if len(value) < 251 else b"\xfc" + struct.pack("<H", len(value))) + value


def framed(bodies: list[bytes]) -> tuple[bytes, list[int]]:
    data, edges = b"", [0]
    for number, body in enumerate(bodies):
        data += struct.pack("<I", len(body))[:3] + bytes([number]) + body
        edges.append(len(data))
    return data, edges


def lists(fields: Fields, data: bytes) -> list[list[bytes]]:
    columns = [fields.column(data, number) for number in range(fields.begin.shape[1])]
    return [list(row) for row in zip(*columns, strict=True)]


@given(st.lists(st.tuples(any_text, any_text), min_size=1, max_size=6), st.sampled_from([b"", b"", b"\0", b"\xfe"]))
def test_text_is_read_alike(rows: list[tuple[bytes | None, bytes | None]], damage: bytes) -> None:
    data, edges = framed([b"".join(map(text, row)) + (damage if n == 0 else b"") for n, row in enumerate(rows)])
    one_by_one = [text_values(data, at + 4, end, 2) for at, end in pairwise(edges)]
    fields = text_fields(data, edges, 2)
    assert (fields is None) == (None in one_by_one)
    assert fields is None or lists(fields, data) == one_by_one
    assert damage or one_by_one == [[value or b"" for value in row] for row in rows]


@given(
    st.lists(st.tuples(st.integers(0, 15), st.binary(max_size=9), st.integers(0, 11)), min_size=1, max_size=6),
    st.sampled_from([b"", b"", b"\0"]),
)
def test_the_binary_form_is_read_alike(rows: list[tuple[int, bytes, int]], damage: bytes) -> None:
    bodies = []
    for nulls, value, size in rows:
        values = [b"\1\2\3\4", text(value), bytes([size]) + bytes(size), b"\7"]
        body = b"".join(one for number, one in enumerate(values) if not nulls >> number & 1)
        bodies.append(b"\0" + struct.pack("<B", nulls << 2) + body + damage)
    data, edges = framed(bodies)
    one_by_one = [binary_values(data, at + 4, end, KINDS) for at, end in pairwise(edges)]
    fields = binary_fields(data, edges, KINDS)
    assert (fields is None) == (None in one_by_one)
    assert fields is None or lists(fields, data) == one_by_one
    assert nulls_size(4) == 1


@given(st.binary(max_size=40))
def test_no_bytes_raise(body: bytes) -> None:
    data, edges = framed([body])
    assert text_fields(data, edges, 3) is None or text_values(data, 4, edges[1], 3) is not None
    assert binary_fields(data, edges, KINDS) is None or binary_values(data, 4, edges[1], KINDS) is not None
