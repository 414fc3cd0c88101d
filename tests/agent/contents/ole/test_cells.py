"""Cells of workbooks."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.ole.cells import Encrypted, rows

NUMBER, RK, MANY_RK, LABEL_SST, LABEL, FORMULA, TEXT = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0x06, 0x207


def place(row: int, column: int) -> bytes:
    return struct.pack("<HHH", row, column, 15)


def rk(number: int, *, hundredth: bool = False) -> bytes:
    return struct.pack("<i", number << 2 | 2 | hundredth)


@pytest.fixture
def sheet(make_record: Any) -> bytes:
    """Strings and numbers in every form."""
    strings = bytes(8) + b"\4\0\0name" + b"\2\0\1" + "电话".encode("utf-16-le")
    return b"".join(
        make_record(kind, content)
        for kind, content in (
            (0x809, bytes(16)),
            (0xFC, strings),
            (LABEL_SST, place(0, 0) + b"\0\0\0\0"),
            (LABEL_SST, place(0, 2) + b"\1\0\0\0"),
            (LABEL, place(1, 0) + b"\2\0\0a\n"),
            (NUMBER, place(1, 2) + struct.pack("<d", 13800138000.0)),
            (RK, place(2, 0) + rk(1234, hundredth=True)),
            (MANY_RK, struct.pack("<HH", 2, 1) + b"\x0f\0" + rk(7) + b"\x0f\0" + rk(138) + b"\2\0"),
            (RK, place(3, 1) + struct.pack("<d", 0.5)[4:]),
            (FORMULA, place(3, 2) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
            (TEXT, b"\3\0\0sum"),
            (FORMULA, place(3, 3) + struct.pack("<d", 42.0) + bytes(8)),
            (0x0A, b""),
        )
    )


def test_a_row_is_a_line_and_a_value_stays_in_its_column(sheet: bytes) -> None:
    lines = ["name\t\t电话", "a \t\t13800138000", "12.34\t7\t138", "\t0.5\tsum\t42"]
    assert "".join(rows(sheet, wide=True)).split("\n") == [*lines, ""]


def test_the_text_of_a_note_is_a_line(make_record: Any) -> None:
    note = (
        make_record(0x1B6, bytes(18))
        + make_record(0x3C, b"\1" + "批注".encode("utf-16-le"))
        + make_record(0x3C, b"fmt")
    )
    assert "".join(rows(note, wide=True)) == "批注\n"


def test_a_password_is_told(make_record: Any, sheet: bytes) -> None:
    with pytest.raises(Encrypted):
        list(rows(make_record(0x2F, bytes(6)) + sheet, wide=True))


def test_a_row_that_claims_a_far_column_stays_short(make_record: Any) -> None:
    line = "".join(rows(make_record(RK, place(0, 60000) + rk(5)), wide=True))
    assert line.strip() == "5"
    assert len(line) < 300


@given(
    st.binary(max_size=200),
    st.lists(st.sampled_from([NUMBER, RK, MANY_RK, 0xFC, LABEL_SST, LABEL, FORMULA, TEXT, 0x1B6, 0x3C])),
)
def test_any_records_can_be_read(make_record: Any, content: bytes, kinds: list[int]) -> None:
    list(rows(content, wide=True))
    for wide in (True, False):
        list(rows(b"".join(make_record(kind, content[n:]) for n, kind in enumerate(kinds)), wide=wide))
