"""The words of a text that could stand in a list."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lists.tokens import characters, words


def found(text: str | bytes, lengths: list[int], *, joined: bool = False) -> list[tuple[str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    tokens = words(np.frombuffer(data, np.uint8), lengths, joined=joined)
    return [
        (data[start:end].decode(), row.tobytes().decode())
        for token in tokens
        for start, end, row in zip(token.starts.tolist(), token.ends.tolist(), token.normal, strict=True)
    ]


def chinese(text: str, lengths: list[int]) -> list[str]:
    data = text.encode()
    return [row.tobytes().decode() for t in characters(np.frombuffer(data, np.uint8), lengths) for row in t.normal]


def test_a_word_is_a_whole_run_of_letters_and_digits() -> None:
    assert found("no=90817263, x90817263y 9081726", [8]) == [("90817263", "90817263")]


def test_case_does_not_matter() -> None:
    assert found("Kd77AAx9", [8]) == [("Kd77AAx9", "kd77aax9")]


@pytest.mark.parametrize("joiner", list("-_.@"))
def test_joined_words_are_one_word_too(joiner: str) -> None:
    value = joiner.join(("HT", "2026", "0001"))
    assert found(f"see {value}.", [10], joined=True) == [(value, "ht20260001")]


@pytest.mark.parametrize("text", ["HT--20260001", "HT 20260001", "HT-2026/0001", "-HT2026-0001-7"])
def test_what_two_joiners_or_others_part_is_not_one_word(text: str) -> None:
    assert found(text, [10], joined=True) == []


def test_a_word_without_joiners_comes_once() -> None:
    assert found("ht20260001", [10], joined=True) == [("ht20260001", "ht20260001")]


def test_every_run_of_characters_is_looked_at() -> None:
    assert chinese("项目星辰计划书", [12]) == ["项目星辰", "目星辰计", "星辰计划", "辰计划书"]


def test_a_run_of_characters_does_not_cross_others() -> None:
    assert chinese("星辰，计划ab星辰", [12]) == []


@given(st.binary(max_size=200), st.lists(st.integers(0, 70), max_size=4), st.booleans())
def test_any_bytes_give_spans_inside_them_of_the_lengths_asked(data: bytes, lengths: list[int], joined: bool) -> None:
    text = np.frombuffer(data, np.uint8)
    for token in (*words(text, lengths, joined=joined), *characters(text, lengths)):
        assert token.normal.shape[1] in lengths
        assert (token.starts >= 0).all()
        assert (token.ends <= len(data)).all()
        assert (token.ends - token.starts >= token.normal.shape[1]).all()
