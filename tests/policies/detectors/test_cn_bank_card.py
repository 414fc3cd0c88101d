"""Bank cards."""

from collections.abc import Callable
from typing import Any

import pytest
from stdnum import luhn

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize("length", [16, 17, 18, 19])
def test_a_unionpay_number_needs_no_words(found: Found, generator: Any, length: int) -> None:
    values = [generator.bank_card(length=length) for _ in range(20)]
    assert found("\n".join(values)) == [("cn.bank_card", value) for value in values]
    assert all(luhn.is_valid(value) for value in values)


@pytest.mark.parametrize("prefix", ["9558", "4367", "5187", "3562"])
def test_another_range_needs_words_near(found: Found, generator: Any, prefix: str) -> None:
    value = generator.bank_card(prefix, 16)
    assert found(f"编码 {value}") == []
    assert found(f"卡号 {value}") == [("cn.bank_card", value)]
    assert found(f"bankCardNo={value}") == [("cn.bank_card", value)]


def test_an_identity_card_is_no_bank_card(found: Found, generator: Any) -> None:
    value = generator.bank_card("4403", 16)
    for words in ("id_card", "ID card no", "sim-card", "idCard"):
        assert found(f"{words}: {value}") == []
    assert found(f"card no: {value}") == [("cn.bank_card", value)]


def test_a_number_with_a_year_where_a_resident_number_has_it_is_weak(found: Found) -> None:
    digits = next(f"44030520138855645{check}" for check in range(10) if luhn.is_valid(f"44030520138855645{check}"))
    assert found(f"card: {digits}") == []


def test_groups_of_four_are_read_with_one_kind_of_joint(found: Found, generator: Any) -> None:
    value = generator.bank_card()
    groups = [value[n : n + 4] for n in range(0, 19, 4)]
    for joint in (" ", "-"):
        assert found(f"card {joint.join(groups)};") == [("cn.bank_card", joint.join(groups))]
    assert found(f"{groups[0]}-{groups[1]} {groups[2]}-{groups[3]} {groups[4]}") == []


@pytest.mark.parametrize("prefix", ["1", "2"])
def test_no_card_begins_with_one_or_two(found: Found, generator: Any, prefix: str) -> None:
    assert found(f"银行卡 {generator.bank_card(prefix)}") == []


def test_a_part_of_a_longer_row_of_groups_is_none(found: Found, generator: Any) -> None:
    value = generator.bank_card(length=16)
    assert found(f"1234-{value[:4]}-{value[4:8]}-{value[8:12]}-{value[12:]}-5678") == []


def test_in_a_list_of_long_random_numbers_it_is_weak_unless_the_column_says_card(found: Found, generator: Any) -> None:
    value = generator.bank_card()
    around = ["1042655567660239913", "667282553028017042", "94489031311532176", "565660247606389842"]
    listed = " ".join([*around, value, *around])
    assert found(listed) == []
    assert found(f"a b c d card_no e f g h\n{listed}\n".replace(" ", ",").replace("card,no", "card_no")) == [
        ("cn.bank_card", value)
    ]


def test_in_a_table_of_people_the_resident_numbers_around_are_no_list_of_random_ones(
    found: Found, generator: Any
) -> None:
    cards = [generator.bank_card() for _ in range(4)]
    ids = [[generator.resident_id("110105") for _ in range(3)] for _ in cards]
    rows = [f"{' '.join(numbers[:2])} {card} {numbers[2]}{' ' * 80}" for numbers, card in zip(ids, cards, strict=True)]
    assert [value for detector, value in found("\n".join(rows)) if detector == "cn.bank_card"] == cards


def test_a_number_that_the_edge_of_the_view_cuts_short_is_no_number(found: Found, generator: Any) -> None:
    others = "1042655667660239 667282553028017042"
    for distance in [*range(24, 34)] * 4:
        value, next_one = generator.bank_card(), generator.bank_card(length=16)
        assert ("cn.bank_card", value) in found(f"{value} {others}{' ' * distance}{next_one}"), distance
