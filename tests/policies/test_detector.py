"""What a detector sees around a hit."""

import re
from datetime import date

from policies.context import terms
from policies.detector import CHAIN_BYTES, Sight

DIGITS = re.compile(rb"[0-9]{4}")
WORDS = terms("卡号", "card")
UNTIL = date(2100, 1, 1)


def sight(window: bytes, hit: int, **changes: object) -> Sight:
    return Sight(window, hit, UNTIL, **changes)  # type: ignore[arg-type]


def test_only_matches_that_cover_the_hit_are_given() -> None:
    window = b"1111 2222 3333"
    assert [match[0] for match in sight(window, 9).matches(DIGITS, 14)] == [b"2222"]
    assert [match[0] for match in sight(window, 9).matches(DIGITS, 3)] == []


def test_overlapping_matches_are_all_given() -> None:
    assert [match.start() for match in sight(b"12345", 4).matches(DIGITS, 10)] == [0, 1]


def test_a_match_beside_a_letter_does_not_stand_alone() -> None:
    assert not sight(b"a1234", 5).alone(DIGITS, 10)
    assert sight(b",1234", 5).alone(DIGITS, 10)


def test_a_word_before_a_value_is_near_and_one_behind_counts_where_words_are_required() -> None:
    assert sight(b"card 1234", 9).near(WORDS, 5)
    assert not sight(b"1234 (card)", 4).near(WORDS, 0)
    assert sight(b"1234 (card)", 4).called(WORDS, 0, 4)


def test_the_column_calls_a_value_what_no_word_near_does() -> None:
    assert sight(b"1234", 4, column=lambda _: "card").called(WORDS, 0, 4)
    assert not sight(b"1234", 4, column=lambda _: "amount").called(WORDS, 0, 4)


def test_a_list_keeps_what_its_first_value_was_called() -> None:
    trail: dict[re.Pattern[str], int] = {}
    assert sight(b"card 1234", 9, trail=trail, base=100).called(WORDS, 5, 9)
    assert sight(b"5678", 4, trail=trail, base=109 + CHAIN_BYTES).called(WORDS, 0, 4)
    far = sight(b"5678", 4, trail=trail, base=113 + 2 * CHAIN_BYTES + 1)
    assert not far.called(WORDS, 0, 4)


def test_a_list_ends_with_its_segment() -> None:
    trail = {WORDS: 50}
    assert not sight(b"5678", 4, trail=trail, base=55, floor=52).called(WORDS, 0, 4)


def test_the_window_is_not_shown() -> None:
    assert "1234" not in repr(sight(b"card 1234", 9))
