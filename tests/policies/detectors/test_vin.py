"""Vehicle identification numbers."""

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize("prefix", ["LSV", "LFV", "1HG", "5YJ", "JHM", "WVW"])
def test_the_check_digit_is_enough(found: Found, generator: Any, prefix: str) -> None:
    value = generator.vin(prefix)
    assert found(f"x={value};") == [("vin", value)]


def test_a_european_number_without_check_digit_needs_words_near(found: Found, generator: Any) -> None:
    value = generator.vin("WDB")
    wrong = value[:8] + ("1" if value[8] != "1" else "2") + value[9:]
    assert found(f"x {wrong}") == []
    assert found(f"车架号 {wrong}") == [("vin", wrong)]


def test_a_chinese_number_with_a_wrong_check_digit_is_none(found: Found, generator: Any) -> None:
    value = generator.vin("LSV")
    wrong = value[:8] + ("1" if value[8] != "1" else "2") + value[9:]
    assert found(f"车架号 {wrong}") == []


def test_seventeen_digits_and_longer_tokens_are_none(found: Found, generator: Any) -> None:
    value = generator.vin()
    assert found(f"vin {value}A A{value} {'1' * 17} {value.lower()}") == []
