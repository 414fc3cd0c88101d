"""Values in MySQL's binary form, and the parameters of executions."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.mysql.definition import definition
from agent.protocols.sql.mysql.execution import Executions, attributes
from agent.protocols.sql.mysql.infile import begin_file
from agent.protocols.sql.mysql.packets import length, run, search, texts
from agent.protocols.sql.mysql.values import TYPES, UNSIGNED, decoder


@pytest.mark.parametrize(
    ("kind", "flags", "value", "text"),
    [
        (3, 0, b"\xff\xff\xff\xff", b"-1"),
        (3, UNSIGNED, b"\xff\xff\xff\xff", b"4294967295"),
        (8, 0, struct.pack("<q", 13900000000), b"13900000000"),
        (5, 0, struct.pack("<d", 0.25), b"0.25"),
        (10, 0, struct.pack("<HBB", 1990, 2, 3), b"1990-02-03"),
        (12, 0, struct.pack("<HBBBBB", 2024, 1, 2, 3, 4, 5), b"2024-01-02 03:04:05"),
        (11, 0, b"\1" + struct.pack("<IBBB", 1, 2, 3, 4), b"-26:03:04"),
        (11, 0, b"", b""),
    ],
)
def test_values_by_type(kind: int, flags: int, value: bytes, text: bytes) -> None:
    decode = decoder(kind, flags)
    assert decode is not None
    assert decode(value) == text


def test_an_execution_is_read_though_its_statement_was_not_seen() -> None:
    body = b"\x17\7\0\0\0\0\1\0\0\0\0\1\x08\0\xfd\0" + struct.pack("<q", 13900000000) + b"\2ab"
    execution = Executions().read(body)
    assert execution is not None
    assert execution.row.values(body, execution.begin, len(body)) == [struct.pack("<q", 13900000000), b"ab"]


def test_attributes_stand_before_a_query() -> None:
    assert attributes(b"\x03SELECT 1") == ([], b"SELECT 1")
    assert attributes(b"\x03\0\1SELECT 1") == ([], b"SELECT 1")
    assert attributes(b"\x03\1\1\0\1\xfe\0\3key\3valSELECT 1") == ([b"key: val"], b"SELECT 1")


@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    for kind in TYPES:
        decode = decoder(kind, 0)
        assert decode is None or isinstance(decode(data), bytes)
    executions = Executions()
    executions.prepared(data)
    executions.read(b"\x17\1\0\0\0" + data)
    executions.read(b"\x17\1\0\0\0\0\1\0\0\0" + data)
    attributes(data)
    definition(b"\3def" + data)
    length(data, 0)
    texts(data, 0, 3)
    search(data, 0)
    assert run(data, 0, 0, 100)[0] == 0
    assert callable(begin_file)
