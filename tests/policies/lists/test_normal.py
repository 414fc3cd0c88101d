"""The normal form of a list's entry."""

import pytest

from policies.lists.normal import Unfit, normal_form


@pytest.mark.parametrize(
    ("value", "normal", "joined"),
    [
        ("90817263", "90817263", False),
        (" HT-2026-0001 ", "ht20260001", True),
        ("９０８１７２６３", "90817263", False),
        ("Zhang.Wei@Example", "zhangweiexample", True),
        ("星辰计划", "星辰计划", False),
        ("6222 0201 1122", "622202011122", True),
    ],
)
def test_width_case_and_joiners_do_not_matter(value: str, normal: str, joined: bool) -> None:
    assert normal_form(value, beside=False) == (normal.encode(), joined)


@pytest.mark.parametrize("value", ["", "  ", "1234567", "ab12", "张三", "星辰2026", "a" * 65, "né12345678"])
def test_what_says_too_little_alone_is_refused(value: str) -> None:
    with pytest.raises(Unfit):
        normal_form(value, beside=False)


@pytest.mark.parametrize("value", ["张三", "1234567", "ab"])
def test_beside_another_value_a_short_one_is_enough(value: str) -> None:
    assert normal_form(value, beside=True)[0] == value.encode()


def test_the_reason_does_not_tell_the_value() -> None:
    with pytest.raises(Unfit) as why:
        normal_form("4711", beside=False)
    assert "4711" not in str(why.value)
