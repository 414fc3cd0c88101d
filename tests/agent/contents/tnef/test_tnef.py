"""TNEF streams, made here attribute by attribute."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.tnef import MAGIC, Tnef

STEPS = [1, 7, 100_000]
UNICODE, STRING, OBJECT, BINARY = 0x1F, 0x1E, 0x0D, 0x102
NAMED = 0x8001
MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def attribute(identity: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BII", level, identity, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def stream(*attributes: bytes) -> bytes:
    return MAGIC + b"\x01\x00" + b"".join(attributes)


def value(kind: int, identity: int, data: bytes) -> bytes:
    name = bytes(16) + struct.pack("<II", 1, 6) + b"a\0b\0\0\0" + bytes(2) if identity == NAMED else b""
    return struct.pack("<HH", kind, identity) + name + struct.pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


FILE = bytes(range(256)) * 300
FIXED = struct.pack("<HHI", 3, 0x0E07, 1)
WHOLE = stream(
    attribute(0x00018004, b"Subject line\0"),
    attribute(
        0x00069003,
        properties(
            FIXED,
            value(UNICODE, 0x1000, "正文：订单".encode("utf-16-le")),
            value(STRING, 0x0C1F, b"clerk@x.example\0"),
            value(UNICODE, 0x3A08, "+86 10 5555 0100\0".encode("utf-16-le")),
            value(BINARY, 0x1013, b"<p>hello</p>"),
            value(STRING, NAMED, "项目甲".encode("gbk")),
        ),
    ),
    attribute(0x00069002, bytes(14), 2),
    attribute(0x00018010, "清单.csv\0".encode("gbk"), 2),
    attribute(0x0006800F, FILE, 2),
    attribute(0x00069005, properties(value(UNICODE, 0x3707, "清单.csv".encode("utf-16-le"))), 2),
)


@pytest.mark.parametrize("step", STEPS)
def test_body_properties_and_files_are_parts(decode: Any, step: int) -> None:
    members = decode(Tnef, WHOLE, step).members
    assert [(member.label, member.name, bytes(member.data)) for member in members] == [
        ("tnef.properties", "", b"Subject line"),
        ("tnef.body", "", "正文：订单".encode("utf-16-le")),
        ("tnef.html", "", b"<p>hello</p>"),
        ("tnef.properties", "", "+86 10 5555 0100\n项目甲\n".encode()),
        ("tnef.properties", "", "清单.csv".encode("gbk")),
        ("tnef.attachment", "清单.csv", FILE),
        ("tnef.properties", "", "清单.csv\n".encode()),
    ]
    assert members[1].type == "text/plain; charset=utf-16le"
    assert all(member.ended for member in members)


@pytest.mark.parametrize("step", STEPS)
def test_a_message_may_hold_a_message(decode: Any, step: int) -> None:
    inner = stream(attribute(0x0002800C, b"the inner body"))
    held = value(OBJECT, 0x3701, MESSAGE + inner)
    other = value(OBJECT, 0x3701, bytes(16) + b"a storage")
    out = decode(Tnef, stream(attribute(0x00069005, properties(held, other), 2), attribute(0x0002800C, b"outer")), step)
    assert [bytes(member.data) for member in out.members] == [b"the inner body", b"a storage", b"outer"]


def test_a_length_that_lies_stays_within_its_attribute(decode: Any) -> None:
    lying = struct.pack("<I", 9) + struct.pack("<HHII", UNICODE, 0x1000, 1, 1 << 30) + b"x"
    out = decode(Tnef, stream(attribute(0x00069003, lying), attribute(0x0002800C, b"next")))
    assert bytes(out.members[-1].data) == b"next"


def test_a_stream_that_is_cut_or_damaged_is_told(decode: Any) -> None:
    assert decode(Tnef, WHOLE[:-100]).failed == "tnef ended early"
    assert decode(Tnef, stream() + b"\x07" * 20).failed == "tnef damaged"
    assert decode(Tnef, WHOLE).failed == ""
    assert decode(Tnef, WHOLE, 50, gap_at=200).failed == "gap"


@given(st.data(), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise_and_cuts_change_nothing(decode: Any, data: st.DataObject, step: int) -> None:
    small = WHOLE.replace(FILE, FILE[:20])
    at = data.draw(st.integers(0, len(small)))
    bytes_ = small[:at] + data.draw(st.binary(max_size=20)) + small[at:]

    def read(size: int) -> list[tuple[str, bytes]]:
        return [(member.label, bytes(member.data)) for member in decode(Tnef, bytes_, size).members]

    assert read(step) == read(1 << 20)
