"""Mobile numbers."""

from collections.abc import Callable
from typing import Any

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    "form",
    [
        "{0}{1}{2}",
        "{0} {1} {2}",
        "{0}-{1}-{2}",
        "+86{0}{1}{2}",
        "+86 {0} {1} {2}",
        "+86-{0}-{1}-{2}",
        "0086{0}{1}{2}",
        "86-{0}{1}{2}",
    ],
)
def test_it_is_found_as_people_write_it(found: Found, generator: Any, form: str) -> None:
    number = generator.mobile()
    written = form.format(number[:3], number[3:7], number[7:])
    assert found(f"请联系{written}。") == [("cn.mobile", written)]


def test_unusual_groups_and_a_bare_country_code_need_words_near(found: Found, generator: Any) -> None:
    number = generator.mobile()
    for written in (f"{number[:3]}.{number[3:7]}.{number[7:]}", f"86{number}", f"{number[:3]}-{number[3:]}"):
        assert found(f"version {written} x") == []
        assert found(f"mobile: {written} x") == [("cn.mobile", written)]


def test_a_negative_number_needs_words_near(found: Found, generator: Any) -> None:
    number = generator.mobile()
    assert found(f"expires -{number} x") == []
    assert found(f"手机 -{number}") == [("cn.mobile", number)]
    assert found(f"请致-{number}") == [("cn.mobile", number)]


@pytest.mark.parametrize("prefix", ["120", "140", "149", "154", "160", "169", "174", "179", "194", "200"])
def test_an_unassigned_prefix_is_none(found: Found, prefix: str) -> None:
    assert found(f"手机 {prefix}12345678") == []


def test_the_second_of_two_formats_in_one_number_is_not_guessed(found: Found, generator: Any) -> None:
    number = generator.mobile()
    assert found(f"{number[:3]} {number[3:7]}-{number[7:]}") == []


def test_behind_order_or_reference_it_is_weak(inspector: Any, generator: Any) -> None:
    from policies.part import Part

    text = f"order_no={generator.mobile()}&ok=1".encode()
    assert [one.confidence for one in inspector.inspect([Part(owner=1, id=1, path="", pieces=[text])])] == [0.3]


def test_words_may_touch_it(found: Found, generator: Any) -> None:
    number = generator.mobile()
    for word in ("tel", "Phone", "mobile", "手机"):
        assert found(f" {word}{number} ") == [("cn.mobile", number)]
    assert found(f" item{number} ") == []


def test_numbers_beside_each_other_are_all_found(found: Found, generator: Any) -> None:
    numbers = [generator.mobile() for _ in range(30)]
    for joint in (",", ";", "/", "|", "\t", "、", "\0", "\n"):
        assert [value for _, value in found(joint.join(numbers))] == numbers
