"""Invented people have right check digits and belong to nobody."""

from datetime import date

import pytest
from stdnum import luhn, numdb
from stdnum.cn import ric

from agent.demo.people import DISTRICT, ISSUER, bank_card, invent, resident_id

PEOPLE = invent(50, seed=7)


def test_the_same_seed_invents_the_same_people() -> None:
    assert [person.resident_id for person in invent(50, seed=7)] == [person.resident_id for person in PEOPLE]
    assert invent(1, seed=8)[0].resident_id != PEOPLE[0].resident_id


def test_no_two_people_share_a_value() -> None:
    for values in zip(*((each.resident_id, each.mobile, each.bank_card, each.email) for each in PEOPLE), strict=True):
        assert len(set(values)) == len(PEOPLE)


def test_check_characters_agree_with_an_independent_implementation() -> None:
    assert all(ric.calc_check_digit(person.resident_id) == person.resident_id[-1] for person in PEOPLE)
    assert all(luhn.is_valid(person.bank_card) and len(person.bank_card) == 19 for person in PEOPLE)


@pytest.mark.parametrize("sequence", range(0, 1000, 111))
def test_a_check_character_may_be_x(sequence: int) -> None:
    number = resident_id(date(1980, 2, 29), sequence)
    assert number[-1] == ric.calc_check_digit(number)


def test_the_district_was_never_issued() -> None:
    known = {key for _, properties in numdb.get("cn/loc").info(DISTRICT) for key in properties}
    assert "county" not in known
    assert {person.resident_id[:6] for person in PEOPLE} == {DISTRICT}


def test_cards_lie_in_the_chinese_range_under_no_issuer() -> None:
    assert bank_card(0).startswith(ISSUER)
    assert ISSUER.startswith("62")


def test_no_person_shows_itself_in_a_repr() -> None:
    assert PEOPLE[0].resident_id not in repr(PEOPLE[0])
