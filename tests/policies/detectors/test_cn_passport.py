"""Passports."""

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    "value", ["E12345678", "EA1234567", "G12345678", "D1234567", "DE1234567", "SE1234567", "PE1234567", "e12345678"]
)
def test_these_forms_are_found_where_words_say_passport(found: Found, value: str) -> None:
    assert found(f"护照号码：{value}") == [("cn.passport", value)]
    assert found(f"{value}") == []


@pytest.mark.parametrize("value", ["E1234567", "E123456789", "EI1234567", "EO1234567", "A12345678", "GA1234567"])
def test_other_forms_are_none(found: Found, value: str) -> None:
    assert found(f"护照号码：{value}") == []


def test_a_document_number_of_that_form_is_a_passport_but_less_surely(found: Found) -> None:
    assert found('{"certNo":"E12345678"}') == [("cn.passport", "E12345678")]
    assert found('{"certNo":"D1234567"}') == []


def test_a_header_holds_for_its_column_however_far_below(found: Found) -> None:
    rows = [f"x{n},E{n:08},G{n:08}" for n in range(500)]
    text = "name,passport_no,batch\n" + "\n".join(rows)
    below = [value for _, value in found(text) if int(value[1:]) > 20]
    assert below == [f"E{n:08}" for n in range(21, 500)]


def test_a_part_number_near_the_word_but_called_otherwise_is_none(found: Found) -> None:
    assert found("passport scanner, serial no E12345678") == []
