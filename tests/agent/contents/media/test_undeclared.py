"""Character sets that nobody declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.media.undeclared import chinese, is_big5, is_utf8, unmarked, wide

TEXT = "姓名 abc 123"


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


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_chinese_in_utf_16_is_told_without_a_single_zero(codec: str) -> None:
    assert unmarked("姓名，住址：中关村大街，第一号院三单元".encode(codec)) == codec


@pytest.mark.parametrize(
    "head",
    [
        "姓名，住址：中关村大街".encode(),
        "姓名，住址：中关村大街".encode("gbk"),
        b"user\0root\0pass\0",
        b"bush hid the facts",
    ],
)
def test_text_of_single_bytes_is_not_utf_16(head: bytes) -> None:
    assert unmarked(head) == wide(head) == ""


@pytest.mark.parametrize("text", ["姓名：王某，地址：某市某区某路", "朱镕（喆）的客户名单，共三笔", "姓名"])
def test_chinese_in_gb18030_is_told(text: str) -> None:
    assert chinese(text.encode("gb18030")) == "gb18030"
    assert chinese(text.encode()) == ""


@pytest.mark.parametrize(
    "sample",
    [
        "élèves à l'école".encode("latin-1"),
        "ÄÖÜ, Äpfel".encode("latin-1"),
        "приветствую всех коллег".encode("koi8-r"),
        "Приветствую всех".encode("cp1251"),
        "고객 명단을 보냅니다 감사합니다 고객님".encode("cp949"),
        "お客様の名簿を送ります。よろしく".encode("euc_jp"),
        b"\xff\xfe" * 20,
        b"\xb0\xa1\x00\x01\xb0\xa1",
        b"\xb0",
        b"",
    ],
)
def test_other_text_is_not_chinese(sample: bytes) -> None:
    assert chinese(sample) == ""


@given(st.binary(max_size=264))
def test_any_head_can_be_asked(head: bytes) -> None:
    is_big5(head)
    is_utf8(head)
    unmarked(head)
    chinese(head)
    wide(head)
