"""BSON documents as lines."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocols.mongodb.bson import Malformed, line

VALUES = [
    (1, struct.pack("<d", 13800138000.0), b"13800138000"),
    (1, struct.pack("<d", 0.5), b"0.5"),
    (2, b"\3\0\0\0ab\0", b"ab"),
    (8, b"\1", b"true"),
    (9, struct.pack("<q", 86_400_000), b"1970-01-02T00:00:00"),
    (9, struct.pack("<q", 1 << 62), b"%d" % (1 << 62)),
    (11, b"^a\0i\0", b"^a"),
    (12, b"\3\0\0\0ab\0" + bytes(12), b"ab"),
    (16, struct.pack("<i", -5), b"-5"),
    (18, struct.pack("<q", 6222021234567890128), b"6222021234567890128"),
    (19, struct.pack("<QQ", 125, 6174 << 49), b"1.25"),
    (19, struct.pack("<QQ", 7, 6176 << 49 | 1 << 63), b"-7"),
]


def document(*elements: tuple[int, bytes, bytes]) -> bytes:
    data = b"".join(bytes((kind,)) + name + b"\0" + value for kind, name, value in elements)
    return struct.pack("<i", len(data) + 5) + data + b"\0"


@pytest.mark.parametrize(("kind", "value", "text"), VALUES)
def test_a_value_is_text(kind: int, value: bytes, text: bytes) -> None:
    assert line(document((kind, b"a", value), (8, b"z", b"\0")), []) == b"a: " + text + b"\tz: false"


@pytest.mark.parametrize(("kind", "size"), [(6, 0), (7, 12), (10, 0), (17, 8), (127, 0), (255, 0)])
def test_what_is_no_content_is_left_out(kind: int, size: int) -> None:
    assert line(document((kind, b"a", bytes(size)), (8, b"z", b"\0")), []) == b"z: false"


def test_names_lead_to_what_is_within() -> None:
    inner = document((2, b"c", b"\2\0\0\0x\0"))
    assert line(document((3, b"a", document((4, b"b", document((3, b"0", inner)))))), []) == b"a.b.0.c: x"


def test_binary_values_are_given_apart() -> None:
    files: list[tuple[bytes, bytes]] = []
    uuid = struct.pack("<iB", 16, 4) + bytes(16)
    assert line(document((5, b"a", struct.pack("<iB", 2, 0) + b"hi"), (5, b"u", uuid)), files) == b""
    assert files == [(b"a", b"hi")]


def test_a_document_that_lies_is_none() -> None:
    for data in (b"", b"\5\0\0\0", b"\xff\0\0\0\0", document((2, b"a", b"\xff\0\0\0x\0")), document((99, b"a", b""))):
        with pytest.raises(Malformed):
            line(data, [])
    deep = document()
    for _ in range(40):
        deep = document((3, b"a", deep))
    with pytest.raises(Malformed):
        line(deep, [])


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(Malformed):
        line(struct.pack("<i", len(data) + 4) + data, [])
