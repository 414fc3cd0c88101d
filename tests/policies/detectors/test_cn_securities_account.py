"""Securities accounts."""

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize("value", ["A123456789", "B123456789", "E123456789", "F123456789", "0123456789", "2123456789"])
def test_shareholder_codes_are_found_where_words_say_so(found: Found, value: str) -> None:
    for text in (f"股东代码：{value}", f'"securitiesAccount": "{value}"', f"gddm={value}", f"zqzh {value}"):
        assert found(text) == [("cn.securities_account", value)]
    assert found(f"lot {value}") == found(value) == []


def test_the_account_of_twelve_digits_needs_its_own_words(found: Found) -> None:
    assert found("一码通账户 180012345678") == [("cn.securities_account", "180012345678")]
    assert found("股东代码 180012345678") == []


@pytest.mark.parametrize("value", ["G123456789", "A12345678", "A1234567890", "1123456789"])
def test_other_forms_are_none(found: Found, value: str) -> None:
    assert found(f"证券账户 {value}") == []
