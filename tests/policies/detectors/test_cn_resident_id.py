"""Resident identity numbers of 18 digits."""

from collections.abc import Callable
from typing import Any

import pytest
from stdnum.cn import ric

Found = Callable[..., list[tuple[str, str]]]


def test_what_is_found_the_reference_calls_well_formed(found: Found, generator: Any) -> None:
    values = [generator.resident_id() for _ in range(50)]
    assert found(" ".join(values)) == [("cn.resident_id", value) for value in values]
    assert all(ric.calc_check_digit(value) == value[-1] for value in values)


@pytest.mark.parametrize("region", ["100000", "990101", "160000", "910000", "000000"])
def test_without_a_province_it_is_none(found: Found, generator: Any, region: str) -> None:
    assert found(f"身份证 {generator.resident_id(region)}") == []


def test_it_may_be_written_in_groups(found: Found, generator: Any) -> None:
    value = generator.resident_id()
    for written in (f"{value[:6]} {value[6:14]} {value[14:]}", f"{value[:6]}-{value[6:14]}-{value[14:]}"):
        assert found(f"id {written}.") == [("cn.resident_id", written)]


def test_inside_a_longer_number_a_decimal_or_a_word_it_is_none(found: Found, generator: Any) -> None:
    value = generator.resident_id()
    for text in (f"1{value}", f"{value}0", f"x{value}", f"{value}a", f"0.{value}", f"{value}.5"):
        assert found(text) == []


def test_it_is_never_also_a_bank_card_or_a_credit_code(found: Found, generator: Any) -> None:
    from policies.checksums import luhn

    gansu = (generator.resident_id("620102") for _ in range(10_000))
    values = [value for value in gansu if value.isdigit() and luhn(value.encode())][:20]
    assert found("\n".join(f"银行卡 {value}" for value in values)) == [("cn.resident_id", value) for value in values]
