"""base64 and quoted-printable."""

import base64
import binascii
import quopri
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.contents.transfer_encoding import Base64, QuotedPrintable, Uuencode


@given(st.binary(max_size=300), st.integers(1, 90))
def test_base64_lines_are_decoded_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    assert bytes(decode(Base64, base64.encodebytes(data), step).data) == data


@given(st.binary(max_size=80), st.integers(1, 9))
def test_any_bytes_decode_the_same_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    for make in (Base64, QuotedPrintable):
        assert decode(make, data, step).data == decode(make, data).data


def test_padding_in_the_middle_ends_a_run(decode: Any) -> None:
    assert bytes(decode(Base64, b"YQ==Yg==", 3).data) == b"ab"


@given(st.text("abc=中 .\n", max_size=200), st.integers(1, 90))
def test_quoted_printable_is_decoded(decode: Any, text: str, step: int) -> None:
    data = text.encode()
    assert bytes(decode(QuotedPrintable, quopri.encodestring(data), step).data) == data


def test_a_long_line_is_cut_without_cutting_an_escape(decode: Any) -> None:
    line = b"=41" * 1000
    assert bytes(decode(QuotedPrintable, line, 701).data) == b"A" * 1000


def test_only_text_survives_a_gap(decode: Any) -> None:
    assert decode(Base64, b"YWJjZGVm", 4, gap_at=4).failed == "gap"
    assert decode(QuotedPrintable, b"a=41b=42", 4, gap_at=4).lost == 7


@given(st.binary(max_size=300), st.integers(1, 90))
def test_uuencode_is_decoded_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    text = b"".join((b"begin 644 a.bin\n", *lines, b"`\nend\n"))
    assert bytes(decode(Uuencode, text, step).data) == data


def test_text_around_uuencode_stays(decode: Any) -> None:
    text = b"here it is, as you asked for, my dear friend:\nbegin 644 x\n#86)C\n`\nend\nbest regards\n"
    assert bytes(decode(Uuencode, text).data).startswith(b"here it is, as you asked for, my dear friend:\nabc")


@given(st.binary(max_size=80), st.integers(1, 9))
def test_any_bytes_are_uuencode_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    assert decode(Uuencode, data, step).data == decode(Uuencode, data).data
