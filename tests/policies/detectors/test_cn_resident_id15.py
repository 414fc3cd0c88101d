"""Resident identity numbers of 15 digits."""

from collections.abc import Callable
from typing import Any

Found = Callable[..., list[tuple[str, str]]]


def test_words_near_are_required(found: Found, generator: Any) -> None:
    value = generator.resident_id15()
    assert found(f"身份证 {value}") == [("cn.resident_id15", value)]
    assert found(f"序号 {value}") == []


def test_the_word_right_before_decides_over_words_further_away(found: Found, generator: Any) -> None:
    assert found(f"身份证登记 imei={generator.resident_id15()}") == []


def test_without_a_real_date_it_is_none(found: Found) -> None:
    assert found("身份证 110101990230123") == []
    assert found("身份证 110101991301123") == []
