"""RTF documents as text and files."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.rtf import MAGIC, decoder
from agent.contents.rtf.document import MOST_GROUPS, Rtf

DATA = Path(__file__).parents[3] / "data" / "rtf"
PNG = b"\x89PNG\r\n\x1a\nand so on"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"what the object holds"


def text(decode: Any, body: bytes, step: int = 1 << 20) -> str:
    out = decode(Rtf, b"{\\rtf1\\ansi " + body + b"}", step)
    assert out.failed == ""
    assert all(member.ended for member in out.members)
    return bytes(out.data).decode()


@pytest.mark.parametrize("step", [1, 100, 1 << 20])
def test_a_document_of_a_real_program_is_read_row_by_row(decode: Any, step: int) -> None:
    out = decode(Rtf, gzip.decompress((DATA / "people.rtf.gz").read_bytes()), step)
    assert "姓名\t证件号码\t电话\t\n某某\t11010519491231002X\t13800138000\t\n" in bytes(out.data).decode()


@pytest.mark.parametrize("step", [1, 3, 1 << 20])
@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (rb"\ansicpg936 \'d0\'d5\'c3\'fb: a", "姓名: a"),
        (rb"\ansicpg936 " + "姓名".encode("gbk"), "姓名"),
        (rb"{\fonttbl{\f0\fcharset0 Arial;}{\f3\fcharset134 SimSun;}}\f3 \'d0{\'d5}\f0\'e9", "\ufffd\ufffd\xe9"),
        (rb"{\fonttbl{\f0\fcharset0 Arial;}{\f3\fcharset134 SimSun;}}{\f3\b \'d0\'d5}\f0\'e9", "姓é"),
        (rb"\u22995?\u21517 ?x", "姓名x"),
        (rb"\uc2\u22995\'d0\'d5\uc0\u21517 x", "姓名x"),
        (rb"{\uc0\u22995}\u21517?x", "姓名x"),
        (rb"\u-10179?\u-8694?", "\U0001f60a"),
        (rb"a\par b\line c\tab d\cell e\row", "a\nb\nc\td\te\n"),
        (rb"138{\b 0013}\i 8000\i0", "13800138000"),
        (rb"1380013" + b"\r\n" + rb"8000\~\{\\\}\_", "13800138000 {\\}-"),
        (rb"{\stylesheet{\s0 Normal;}}{\colortbl;\red0;}x", "x"),
        (rb"x{\header 13}{\*\atnid 7}y", "x\n13\n\n7\ny"),
    ],
)
def test_what_stands_for_characters_becomes_them(decode: Any, body: bytes, wanted: str, step: int) -> None:
    assert text(decode, body, step) == wanted


@pytest.mark.parametrize("step", [1, 10, 1 << 20])
def test_pictures_and_objects_are_parts(decode: Any, step: int) -> None:
    hexadecimal = OLE.hex().upper().encode()
    body = (
        rb"a{\pict{\*\blipuid 00ff}\pngblip\picw5 "
        + PNG.hex().encode()[:11]
        + b"\r\n"
        + PNG.hex().encode()[11:]
        + rb"}b{\object{\*\objclass Word}{\*\objdata 0105000002000000"
        + hexadecimal[:9]
        + b"\n"
        + hexadecimal[9:]
        + rb"}}c"
    )
    out = decode(Rtf, b"{\\rtf1 " + body + b"}", step)
    assert [(member.label, bytes(member.data)) for member in out.members] == [("rtf.picture", PNG), ("rtf.object", OLE)]
    assert bytes(out.data).decode().replace("\n", "") == "abWordc"


def test_behind_a_gap_all_is_text(decode: Any) -> None:
    out = decode(Rtf, rb"{\rtf1{\stylesheet Normal" + rb"lost}text 138\par", 21, gap_at=21)
    assert out.lost == 7
    assert b"text 138" in out.data


def test_groups_may_be_very_deep(decode: Any) -> None:
    deep = MOST_GROUPS * 3
    assert text(decode, b"{" * deep + b"x" + b"}" * deep + b"y") == "xy"


@given(
    st.lists(
        st.sampled_from(
            [
                rb"\u22995",
                b"?",
                rb"\'d0",
                rb"\'d5",
                b"{",
                b"}",
                rb"\pict",
                rb"\objdata",
                b"89504e",
                rb"\uc3",
                rb"\f1",
                b" ",
                b"\n",
                rb"\fonttbl",
                rb"\fcharset134",
                rb"\ansicpg936",
                rb"\*",
                rb"\header",
                b"\\",
                b"text",
                b"\xd0",
                rb"\u-1",
            ]
        )
        | st.binary(max_size=5)
    ),
    st.integers(1, 20),
)
def test_any_bytes_give_the_same_at_any_cut(decode: Any, tokens: list[bytes], step: int) -> None:
    data = b"{\\rtf1" + b"".join(tokens)
    whole, cut = decode(Rtf, data), decode(Rtf, data, step)
    assert whole.data == cut.data
    assert [(m.label, m.data) for m in whole.members] == [(m.label, m.data) for m in cut.members]


def test_the_version_need_not_be_told(decode: Any) -> None:
    assert bytes(decode(decoder, MAGIC + b" text}").data) == b"text"
