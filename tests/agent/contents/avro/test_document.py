"""Avro files as lines."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.contents.avro import MAGIC, document
from agent.contents.avro.document import Avro

DATA = Path(__file__).parents[3] / "data" / "avro"
CODINGS = ["null", "deflate", "bzip2", "xz", "zstandard"]
NAMES = "name\tid_card\tmobile\tscore\tsex\ttags\tmore\thome\traw\tok"
FIRST = [
    "某0\t\t13800138000\t0\tf\t\tk: 0\t\tabcd\tfalse",
    "某1\t11010519491231002X\t13800138001\t1.5\tm\ta\tk: 1\t沪 浦 \tabcd\ttrue",
]


def container(schema: bytes, coding: bytes, *blocks: bytes) -> bytes:
    """A file of blocks, each of one record."""

    def text(data: bytes) -> bytes:
        return number(len(data)) + data

    head = MAGIC + number(2) + text(b"avro.schema") + text(schema) + text(b"avro.codec") + text(coding) + b"\0"
    return head + b"S" * 16 + b"".join(number(1) + text(block) + b"S" * 16 for block in blocks)


def number(value: int) -> bytes:
    value, out = value << 1, b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


@pytest.mark.parametrize("step", [1, 100, 1 << 20])
@pytest.mark.parametrize("coding", CODINGS)
def test_a_record_is_a_line_under_the_names_of_its_fields(decode: Any, coding: str, step: int) -> None:
    out = decode(Avro, (DATA / f"{coding}.avro").read_bytes(), step)
    lines = out.data.decode().split("\n")
    assert (lines[0], lines[1:3], len(lines), out.failed) == (NAMES, FIRST, 42, "")


def test_a_coding_that_is_not_read_is_said(decode: Any) -> None:
    assert decode(Avro, container(b'"string"', b"snappy", b"x")).failed == "avro snappy not supported yet"


@pytest.mark.parametrize("schema", [b"{", b"5", b'{"type": "record"}', b'"unknown"', b"[" * 99 + b"]" * 99])
def test_a_schema_that_makes_no_sense_is_damage(decode: Any, schema: bytes) -> None:
    assert decode(Avro, container(schema, b"null", b"\2x")).failed == "avro damaged"


def test_a_truncated_file_gives_its_whole_blocks(decode: Any) -> None:
    data = (DATA / "null.avro").read_bytes()
    out = decode(Avro, data[: len(data) - 5])
    assert out.failed == "avro truncated"
    assert FIRST[1] in out.data.decode()


def test_blocks_that_claim_much_are_not_waited_for(decode: Any) -> None:
    data = container(b'"string"', b"null") + number(1) + number(document.BLOCK_BYTES + 1)
    assert decode(Avro, data).failed == "avro damaged"


def test_a_spent_budget_ends_the_file(decode: Any) -> None:
    data = container(b'"string"', b"null", *[number(100) + b"x" * 100] * 500)
    assert len(decode(Avro, data, room=1000).data) < 1300


def test_nothing_is_told_behind_a_gap(decode: Any) -> None:
    assert decode(Avro, (DATA / "null.avro").read_bytes(), 100, gap_at=100).failed == "gap"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CODINGS), st.data(), st.binary(max_size=8), st.integers(1, 400))
def test_any_damage_gives_the_same_at_any_cut(
    decode: Any, coding: str, data: st.DataObject, junk: bytes, step: int
) -> None:
    whole = (DATA / f"{coding}.avro").read_bytes()
    at = data.draw(st.integers(4, len(whole)))
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    out, cut = decode(Avro, damaged), decode(Avro, damaged, step)
    assert out.data == cut.data
    decode(Avro, MAGIC + junk)
