"""Values and tables of AMQP."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.amqp.start import recognise
from agent.protocols.amqp.table import pairs
from agent.protocols.amqp.types import Fields, Malformed, flatten, items


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xa1\3abc", b"abc"),
        (b"\xb1\0\0\0\3abc", b"abc"),
        (b"\x81\0\0\0\3\x36\x6a\xdf\x50", b"13797875536"),
        (b"\x54\xff", b"-1"),
        (b"\x41", b"true"),
        (b"\x82\x3f\xe0\0\0\0\0\0\0", b"0.5"),
        (b"\0\x53\x77\xa1\1x", b"x"),
    ],
)
def test_a_value_is_text(data: bytes, text: bytes) -> None:
    found: Fields = []
    assert flatten(data, 0, b"n", found) == len(data)
    assert found == [(b"n", text)]


def test_lists_and_maps_are_walked() -> None:
    found: Fields = []
    flatten(b"\xc1\x0e\4\xa1\1a\xa1\1b\xa1\1c\xc0\3\1\xa1\0", 0, b"", found)
    assert found == [(b"a", b"b")]
    assert items(b"\xc0\6\3\xa1\1a\x40\x45") == [b"a", b"", b""]


def test_tables_are_walked() -> None:
    assert pairs(b"\1aS\0\0\0\1x\1bA\0\0\0\6S\0\0\0\1y") == [(b"a", b"x"), (b"b", b"y")]
    with pytest.raises(ValueError, match="table"):
        pairs(b"\1aS\0\0\0\xffx")


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(Malformed):
        flatten(data, 0, b"", [])
    with suppress(Malformed):
        items(b"\xc0\x20\x20" + data)
    with suppress(ValueError):
        pairs(data)


@pytest.mark.parametrize("head", [b"AMQP\0\0\x09\x01", b"AMQP\0\1\0\0", b"AMQP\3\1\0\0", b"AMQP\1\1\0\x0a"])
def test_headers_are_recognised(head: bytes) -> None:
    assert recognise(head) is True
    assert all(recognise(head[:size]) is None for size in range(1, len(head)))


def test_the_first_frame_of_a_server_is_recognised() -> None:
    assert recognise(b"\1\0\0\0\0\1\xcb\0\x0a\0\x0a\0\x09") is True
    assert recognise(b"\1\0\0\0") is None
    assert recognise(b"\1\2\3\4") is False
    assert recognise(b"\1\0\1\0\0\0\x0a\0\x3c\0\x28\0\0\1a\1b\xce") is True
    assert recognise(b"\1\0\1\0\0\0\x0a\0\x3c\0\x28\0\0\1a\1b\0") is False
    assert recognise(b"AMQP is a protocol") is False
    assert recognise(b"Another text") is False
