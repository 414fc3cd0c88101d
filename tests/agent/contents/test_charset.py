"""Character sets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.charset import CODECS, Charset, Undeclared, charset_of, in_utf8

TEXT = "姓名 abc 123"


@pytest.mark.parametrize("step", [1, 3, 100])
@pytest.mark.parametrize("name", ["gbk", "gb18030", "big5", "utf-16", "utf-16le", "utf-32", "shift_jis"])
def test_declared_text_becomes_utf_8(decode: Any, name: str, step: int) -> None:
    data = TEXT.encode(name)
    codec = charset_of(f'text/plain; charset="{name.upper()}"', data[:4])
    assert bytes(decode(lambda out: Charset(out, codec), data, step).data).decode() == TEXT


def test_a_byte_order_mark_overrules_the_declaration() -> None:
    assert charset_of("text/plain; charset=utf-8", b"\xff\xfea\0") == "utf-16"
    assert charset_of("", b"\xff\xfe\0\0") == "utf-32"


def test_utf_16_without_a_mark_shows_its_byte_order() -> None:
    assert charset_of("text/csv; charset=utf-16", b"\0a") == "utf-16-be"
    assert charset_of("text/csv; charset=utf-16", b"a\0") == "utf-16-le"


@pytest.mark.parametrize(
    "declared", ["", "text/plain", "text/plain; charset=utf-8", "text/plain; charset=os", "a; charset="]
)
def test_other_text_reads_as_it_is(declared: str) -> None:
    assert charset_of(declared, b"abc") == ""


@given(st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_convert_the_same_at_any_cut(decode: Any, data: bytes, step: int) -> None:
    for codec in set(CODECS.values()) | {"utf-16", "utf-32"}:
        head = b"\xff\xfe\0\0" if codec == "utf-32" else b"\xff\xfe" if codec == "utf-16" else b""
        whole = decode(lambda out, codec=codec: Charset(out, codec), head + data)
        cut = decode(lambda out, codec=codec: Charset(out, codec), head + data, step)
        assert cut.data == whole.data or codec.startswith("iso2022")  # its damage is found where a piece ends


HEAD = b"-- made by hand, all in ASCII\n" * 20


@pytest.mark.parametrize("step", [1, 7, 300, 10_000])
@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs"])
def test_undeclared_chinese_is_converted_from_where_it_begins(codec: str, step: int) -> None:
    text = "客戶名單：姓名、身分證號碼、電話號碼以及銀行帳號，共三筆。\n" * 12
    if codec == "gb18030":
        text = "客户名单：姓名、身份证号码、电话号码以及银行帐号，共三笔。\n" * 12
    data, undeclared, plain, converted = HEAD + text.encode(codec), Undeclared(), b"", b""
    for at in range(0, len(data), step):
        one, other = undeclared.split(data[at : at + step], at, exact=True, last=at + step >= len(data))
        plain, converted = plain + one, converted + other
    assert undeclared.codec == codec
    assert (plain, converted.decode()) == (HEAD, text)


@pytest.mark.parametrize("step", [1, 300])
def test_other_text_is_given_as_it_is(step: int) -> None:
    data, undeclared, plain = HEAD + "姓名".encode() * 200 + bytes(range(256)), Undeclared(), b""
    for at in range(0, len(data), step):
        one, other = undeclared.split(data[at : at + step], at, exact=True, last=at + step >= len(data))
        plain += one
        assert other == b""
    assert (plain, undeclared.codec) == (data, "")


def test_what_is_held_tells_where_it_came_from() -> None:
    undeclared = Undeclared()
    assert undeclared.split("ab姓".encode("gbk"), 40, exact=True, last=False) == (b"ab", b"")
    assert (undeclared.held, undeclared.held_at) == ("姓".encode("gbk"), 42)


def test_a_whole_text_is_converted() -> None:
    assert in_utf8("姓名".encode("gbk")) == ("姓名".encode(), "gb18030")
    assert in_utf8("姓名".encode()) == ("姓名".encode(), "")
