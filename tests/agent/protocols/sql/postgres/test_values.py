"""Values in PostgreSQL's binary form."""

import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.postgres import values


def numeric(number: Decimal) -> bytes:
    """As numeric_send writes it."""
    sign, digits, exponent = number.as_tuple()
    scale = -int(exponent)
    whole = "".join(map(str, digits)).rjust(scale + 1, "0")
    before, behind = whole[: len(whole) - scale], whole[len(whole) - scale :]
    before, behind = before.rjust(-(-len(before) // 4) * 4, "0"), behind.ljust(-(-len(behind) // 4) * 4, "0")
    groups = [int((before + behind)[at : at + 4]) for at in range(0, len(before + behind), 4)]
    weight = len(before) // 4 - 1
    while groups and groups[0] == 0:
        groups, weight = groups[1:], weight - 1
    while groups and groups[-1] == 0:
        groups = groups[:-1]
    return struct.pack(f">HhHH{len(groups)}H", len(groups), weight, 0x4000 * sign, scale, *groups)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6))
def test_a_numeric_is_its_digits(number: Decimal) -> None:
    assert Decimal(values.numeric(numeric(number)).decode()) == number


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (16, b"\1", b"t"),
        (20, struct.pack(">q", 13900000000), b"13900000000"),
        (21, b"\xff\xff", b"-1"),
        (701, struct.pack(">d", 0.5), b"0.5"),
        (1082, struct.pack(">i", 8766), b"2024-01-01"),
        (1114, struct.pack(">q", 8766 * 86400 * 10**6 + 10**6), b"2024-01-01 00:00:01"),
        (1114, struct.pack(">q", 2**63 - 1), b"9223372036854775807"),
        (2950, bytes(15) + b"\1", b"00000000-0000-0000-0000-000000000001"),
        (3802, b'\1{"a": 1}', b'{"a": 1}'),
        (869, b"\x02\x20\x00\x04\x0a\x00\x00\x01", b"10.0.0.1"),
        (1009, struct.pack(">iiIiii", 1, 0, 25, 2, 1, 1) + b"a" + struct.pack(">i", 2) + b"bc", b"a,bc"),
        (99999, struct.pack(">q", 13900000000), b"13900000000"),
        (99999, "文字".encode(), "文字".encode()),
    ],
)
def test_values_by_type(kind: int, value: bytes, text: bytes) -> None:
    column = values.column(b"", kind, 1)
    assert column.decode is not None
    if kind == 1009:
        value = struct.pack(">iiIii", 1, 0, 25, 2, 1) + b"\0\0\0\1a\0\0\0\2bc"
    assert column.decode(value) == text


@given(st.binary(max_size=60))
def test_no_bytes_raise(value: bytes) -> None:
    for decode in (*values.DECODERS.values(), values.guessed):
        assert isinstance(decode(value), bytes)
