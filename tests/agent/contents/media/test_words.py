"""Encoded words of mail headers."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contents.media import decoded_words


def word(data: bytes, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{b64encode(data).decode()}?="


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("plain =? text", "plain =? text"),
        ("=?GB2312?B?1tDOxA==?=", "中文"),
        ("a =?utf-8?Q?=E4=B8=AD_x?= b", "a 中 x b"),
        (f"{word('中'.encode())} \r\n {word('文'.encode())}", "中文"),
        ("=?x-unknown?Q?=D6=D0?=", "中"),
        ("=?utf-8*zh?q?x?=", "x"),
        ("=?utf-8?B?5Lit?", "=?utf-8?B?5Lit?"),
    ],
)
def test_words_are_decoded_and_everything_else_stays(text: str, read: str) -> None:
    assert decoded_words(text) == read


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), st.integers(1, 5))
def test_characters_cut_between_words_are_joined(text: str, step: int) -> None:
    data = text.encode()
    words = [word(data[at : at + step]) for at in range(0, len(data), step)]
    assert decoded_words("\r\n ".join(words)) == text


@given(st.text(max_size=60).map("=?utf-8?B?{}?= =?gbk?q?=f?=".format))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(decoded_words(text), str)
