"""Character sets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.charset import CODECS, Charset, charset_of, is_big5, unmarked

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


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_are_told(codec: str) -> None:
    assert unmarked(f"姓名,{TEXT}".encode(codec)) == codec


@pytest.mark.parametrize("head", [b"", b"abc", bytes(40), b"\1\0\0\0" * 9, b"\1\0" * 9 + b"\0\1" * 9, b"a\0\0\0" * 3])
def test_other_zeros_tell_nothing(head: bytes) -> None:
    assert unmarked(head) == ""


def test_chinese_in_big5_is_told() -> None:
    text = "客戶名單：姓名、身分證號碼、電話號碼以及銀行帳號，共三筆。\n"
    assert is_big5(text.encode("big5"))
    assert is_big5(f"id=1\n{text}".encode("big5")[:61])


@pytest.mark.parametrize(
    "head",
    [
        "客户名单：姓名、身份证号码、电话号码以及银行帐号，共三笔。镕囍喆".encode("gb18030"),
        "客戶名單：姓名、身分證號碼、電話號碼以及銀行帳號。".encode("gbk"),
        "客戶名單：姓名、身分證號碼、電話號碼以及銀行帳號。".encode(),
        "Les élèves étaient à l'école où ils étudiaient; déjà très fatigués, près de là".encode("latin-1"),
        "Größe über Äpfel, schöne Grüße aus München".encode("latin-1"),
        "Приветствую всех коллег, прилагаю список".encode("koi8-r"),
        "お客様の名簿を送ります。よろしくお願いします".encode("shift_jis"),
        "お客様の名簿を送ります。よろしくお願いします".encode("euc_jp"),
        "고객 명단을 보냅니다 감사합니다".encode("cp949"),
        bytes(range(256)),
        b"",
        b"plain",
    ],
)
def test_other_text_is_not_big5(head: bytes) -> None:
    assert not is_big5(head)


@given(st.binary(max_size=264))
def test_any_head_can_be_asked(head: bytes) -> None:
    is_big5(head)
    unmarked(head)
