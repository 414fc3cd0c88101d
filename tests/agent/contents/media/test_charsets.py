"""Character sets by name."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.media.charsets import CODECS, decoded


@pytest.mark.parametrize("charset", ["GBK", "gb2312", "GB18030", "big5", "UTF-16LE", "utf-7", "shift_jis", "euc-kr"])
def test_text_reads_as_its_charset_says(charset: str) -> None:
    text = "電" if charset == "big5" else "中"
    assert decoded(text.encode(CODECS[charset.lower()]), charset) == text


def test_an_unknown_charset_is_utf8_or_what_chinese_programs_leave_unsaid() -> None:
    assert decoded("姓名".encode(), "no-such-charset") == "姓名"
    assert decoded("姓名".encode("gbk"), "") == "姓名"


def test_every_codec_exists() -> None:
    assert all(codecs.lookup(codec) for codec in CODECS.values())


@given(data=st.binary(max_size=60), charset=st.sampled_from(["", "x", *CODECS]))
def test_no_bytes_are_an_error(data: bytes, charset: str) -> None:
    assert isinstance(decoded(data, charset), str)
