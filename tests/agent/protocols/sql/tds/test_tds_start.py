"""How conversations with SQL Server begin, and values by their types."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.sql.tds import values
from agent.protocols.sql.tds.start import recognise
from agent.protocols.sql.tds.types import IncompleteError, UnknownError, read_type

PRELOGIN = b"\x12\1\0\x1a\0\0\1\0" + b"\0\0\x0b\0\6\1\0\x11\0\1\xff" + bytes(7)
BATCH = b"\1\1\0\x30\0\0\1\0\x16\0\0\0\x12\0\0\0\2\0" + bytes(12) + "SELECT 12".encode("utf-16-le")


@pytest.mark.parametrize(
    "head",
    [PRELOGIN, b"\4" + PRELOGIN[1:], BATCH, b"\4\1\0\x15\0\0\1\0\xfd\x10\0\xc1\0" + bytes(8)],
)
def test_first_packets_batches_and_answers_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is not False for size in range(1, len(head)))


@pytest.mark.parametrize(
    "head",
    [
        b"\1\1 some text behind",
        bytes([4]) * 40,
        b"\x12\1\0\x1a\0\0\1\0" + b"x" * 30,
        b"\4\1\0\x15\0\0\1\0" + b"text" * 9,
    ],
)
def test_other_bytes_are_not(head: bytes) -> None:
    assert recognise(head) is False


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (b"\x38", struct.pack("<i", -3), b"-3"),
        (b"\x30", b"\xff", b"255"),
        (b"\x26\x08", b"\x08" + struct.pack("<q", 13900000000), b"13900000000"),
        (b"\x26\x08", b"\0", b""),
        (b"\x6a\x09\x0c\x02", b"\5\0" + struct.pack("<I", 12), b"-0.12"),
        (b"\x3c", struct.pack("<iI", 0, 123456), b"12.3456"),
        (b"\x6f\x08", b"\x08" + struct.pack("<iI", 1, 300 * 61), b"1900-01-02 00:01:01"),
        (b"\x28", b"\3" + (739000).to_bytes(3, "little"), b"2024-04-25"),
        (b"\x29\0", b"\3" + (3661).to_bytes(3, "little"), b"01:01:01"),
        (b"\xf1\0", struct.pack("<QI", 6, 6) + "<a>".encode("utf-16-le") + bytes(4), b"<a>"),
        (
            b"\xa7\xff\xff" + bytes(5),
            struct.pack("<QI", 1 << 63, 1) + b"a" + struct.pack("<I", 1) + b"b" + bytes(4),
            b"ab",
        ),
        (b"\x24\x10", b"\x10" + bytes(16), b"00000000-0000-0000-0000-000000000000"),
        (b"\xef\x08\0" + bytes(5), b"\xff\xff", b""),
    ],
)
def test_values_by_type(kind: bytes, value: bytes, text: bytes) -> None:
    found, end = read_type(kind, 0)
    assert end == len(kind)
    assert found.read(value, 0) == (text, len(value))


def test_chinese_collations_tell_the_character_set() -> None:
    assert values.narrow(b"\x04\x08\xd0\0\0")("张三".encode("gbk")) == "张三".encode()
    assert values.narrow(b"\x04\x08\xd0\x04\0")("张三".encode()) == "张三".encode()


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_bytes_raise_anything_else(kind: bytes, value: bytes) -> None:
    try:
        found, _ = read_type(kind, 0)
        for read in (found.read, found.read_parameter or found.read):
            read(value, 0)
    except (IncompleteError, UnknownError):
        pass
