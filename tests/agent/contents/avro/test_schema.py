"""Schemas and the values they describe."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.avro.schema import Cursor, Damaged, fields

TREE = {
    "type": "record",
    "name": "tree",
    "fields": [{"name": "v", "type": "int"}, {"name": "next", "type": ["null", "tree"]}],
}


def test_a_record_may_hold_others_of_its_kind() -> None:
    names, readers = fields(TREE)
    cursor = Cursor(b"\x02\x02\x04\x02\x06\x00")
    assert (names, [read(cursor) for read in readers]) == (["v", "next"], ["1", "2 3 "])


def test_values_too_deep_are_damaged() -> None:
    _, readers = fields(TREE)
    cursor = Cursor(b"\2\2" * 1000)
    readers[0](cursor)
    with pytest.raises(Damaged):
        readers[1](cursor)


def test_values_that_take_no_byte_are_bounded() -> None:
    _, (read,) = fields({"type": "array", "items": "null"})
    with pytest.raises(Damaged):
        read(Cursor(b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f\0"))


@given(
    st.recursive(
        st.sampled_from(["int", "string", "null", "tree", 5, None, "double"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.fixed_dictionaries(
                {"type": st.sampled_from(["record", "array", "map", "enum", "fixed", "x"]) | inner},
                optional={
                    "items": inner,
                    "values": inner,
                    "size": inner,
                    "symbols": inner,
                    "fields": st.lists(st.fixed_dictionaries({"type": inner})),
                },
            )
        ),
    ),
    st.binary(max_size=60),
)
def test_any_schema_reads_any_bytes_or_is_damaged(schema: object, data: bytes) -> None:
    with contextlib.suppress(Damaged):
        _, readers = fields(schema)
        cursor = Cursor(data)
        for read in readers:
            assert isinstance(read(cursor), str)
