"""The wire format, read without a schema."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.protobuf import wire

Field = Callable[[int, bytes | str | int], bytes]


def record(message: bytes, room: int = 1000) -> tuple[int, wire.Record]:
    """How far a message was read, and what was found."""
    found = wire.Record([], room)
    return found.read(message), found


def text(message: bytes) -> bytes:
    """A whole message as lines."""
    behind, found = record(message)
    assert behind == len(message)
    return found.text()


def test_a_message_is_one_line(field: Field) -> None:
    inner = field(1, "广东省深圳市") + field(2, 13_800_000_000)
    message = field(1, "王芳") + field(2, 7) + field(3, inner) + field(16, "note")
    assert text(message).decode() == "王芳\t广东省深圳市\t13800000000\tnote"


def test_repeated_messages_are_a_line_each(field: Field) -> None:
    people = b"".join(field(2, field(1, f"name {n}") + field(2, "x")) for n in range(2))
    assert text(field(1, "head") + people + field(3, "tail")) == b"head\nname 0\tx\nname 1\tx\ntail"


def test_numbers_are_given_where_they_may_be_values(field: Field) -> None:
    fixed = b"\x19" + struct.pack("<q", 110_101_199_001_010_000) + b"\x21" + struct.pack("<d", 31.2304)
    real = b"\x2d" + struct.pack("<f", 121.4737)
    assert text(field(1, 12) + field(2, 2**63) + fixed + real) == b"110101199001010000\t31.2304\t121.4737"


def test_packed_numbers_are_given_where_all_are_long(field: Field) -> None:
    packed = b"".join(field(1, number)[1:] for number in (13_800_000_001, 13_900_000_002))
    assert text(field(1, packed)) == b"13800000001\t13900000002"


@pytest.mark.parametrize("value", ["\nlines\n", "\ttab", "plain", '"quoted', "{}", "中", "J2 is text", "😀 cut"])
def test_text_is_text_whatever_it_begins_with(field: Field, value: str) -> None:
    assert text(field(1, value)).decode() == value


def test_a_message_of_one_long_text_is_no_text(field: Field) -> None:
    inner = field(4, "5" + "x" * 50)  # its tag and length are printable
    assert text(field(1, inner)) == b"5" + b"x" * 50


def test_bytes_of_another_character_set_are_given_as_they_are(field: Field) -> None:
    assert text(field(1, "a") + field(2, "中文地址".encode("gbk"))) == b"a\t" + "中文地址".encode("gbk")


def test_files_and_escaped_json_are_members(field: Field) -> None:
    message = field(1, b"\x1f\x8b\x08 zip") + field(2, '{"n": "\\u4e2d"}') + field(3, "text")
    _, found = record(field(1, message) + field(2, "x"))
    assert (found.members, found.text()) == ([b"\x1f\x8b\x08 zip", b'{"n": "\\u4e2d"}'], b"text\tx")


@pytest.mark.parametrize(
    "data", [b"\x00", b"\x0b", b"\x0a\x05ab", b"\x09ab", b"\x80" * 11, b"\xfa\xff\xff\xff\x7f\x00"]
)
def test_what_is_no_message_is_told(data: bytes) -> None:
    assert record(data)[0] == 0


def test_a_flood_of_tiny_fields_is_not_followed(field: Field) -> None:
    behind, found = record(field(1, "a") * 500, room=100)
    assert (behind, found.text()) == (300, b"\t".join([b"a"] * 100))
    assert record(field(1, field(1, "a") * 500), room=100)[0] == len(field(1, field(1, "a") * 500))
    assert record(field(1, 7) * 500, room=100)[0] == 1000  # small numbers cost nothing


def test_messages_in_messages_end_with_the_depth(field: Field) -> None:
    message = field(1, "innermost")
    for _ in range(100):
        message = field(1, message)
    assert b"innermost" in text(message)


@given(st.binary(max_size=80))
def test_any_bytes_are_survived(data: bytes) -> None:
    behind, found = record(data)
    assert 0 <= behind <= len(data)
    assert isinstance(found.text(), bytes)
    wire.is_message_begun(data, len(data))


@given(st.binary(max_size=80))
def test_bytes_that_are_no_message_are_given_whole(data: bytes) -> None:
    found = wire.Record([], 1000)
    if data and not found.add(1, data) and not found.members and record(data)[0] < len(data):
        assert found.text() in {data, wire._packed(data)}
