"""Words near a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.context import CONTRARY, after, before, decoded, ends_in_gbk, prepared, terms

WORDS = terms("护照", "passport tel id_card")


@pytest.mark.parametrize(
    "text",
    [
        "passport",
        "PASSPORT_NO",
        "custPassportNo",
        "Passport number",
        "idCard",
        "ID-CARD",
        "tel:",
        "userTel",
        "id_cardno",
    ],
)
def test_a_word_is_known_in_every_spelling(text: str) -> None:
    assert WORDS.search(prepared(text))


@pytest.mark.parametrize("text", ["hotel", "telegram", "passporting", "rapid cards", "template"])
def test_a_word_inside_a_longer_one_is_not_that_word(text: str) -> None:
    assert not WORDS.search(prepared(text))


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
@pytest.mark.parametrize("cut", range(7))
def test_chinese_words_are_read_wherever_the_window_was_cut(charset: str, cut: int) -> None:
    raw = ("某某某某某某某某护照号码").encode(charset)[cut:]
    assert WORDS.search(before(raw + b"E", len(raw)))


def test_escaped_words_are_read() -> None:
    raw = rb'{"\u62a4\u7167\u53f7": "E'
    assert WORDS.search(before(raw, len(raw)))


def test_words_further_than_forty_characters_are_not_near() -> None:
    assert "护照" in before(("护照" + "某" * 38).encode(), 120)
    assert "护照" not in before(("护照" + "某" * 40).encode(), 126)
    assert "护照" not in after(("某" * 40 + "护照").encode(), 0)


@pytest.mark.parametrize(
    "text", ["order_no=", '"orderId": "', "流水号：", "ref ", "trace-id: ", "batch#", "sessionId="]
)
def test_a_word_right_before_may_say_it_is_something_else(text: str) -> None:
    assert CONTRARY.search(prepared(text))


@pytest.mark.parametrize(
    "text", ["order placed by ", '"message":"', "reference person tel ", "border ", "preorder", ""]
)
def test_a_word_further_away_or_inside_another_does_not(text: str) -> None:
    assert not CONTRARY.search(prepared(text))


def test_halves_of_characters_are_told_from_whole_ones() -> None:
    assert ends_in_gbk("京".encode("gbk"), 2)
    assert not ends_in_gbk("亾京".encode()[:-1] + "京".encode()[-1:], 6)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_any_bytes_have_a_text_on_both_sides(window: bytes, place: int) -> None:
    assert len(before(window, place)) <= 80
    assert len(after(window, place)) <= 80
    assert isinstance(decoded(window), str)
