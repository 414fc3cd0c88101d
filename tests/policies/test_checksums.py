"""Check digits agree with python-stdnum, and a wrong digit never passes."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn
from stdnum.cn import ric, uscc

from policies.checksums import luhn, organisation_check, resident_check, uscc_check, vin_check

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text("0123456789", min_size=2, max_size=30))
def test_luhn_agrees_with_the_reference(digits: str) -> None:
    assert luhn(digits.encode()) == stdnum_luhn.is_valid(digits)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_resident_check_agrees_with_the_reference(body: str) -> None:
    assert chr(resident_check(body.encode())) == ric.calc_check_digit(body + "0")


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
def test_the_credit_code_check_agrees_with_the_reference(body: str) -> None:
    assert chr(uscc_check(body.encode())) == uscc.calc_check_digit(body + "0")


def test_a_character_outside_the_credit_code_alphabet_is_refused() -> None:
    with pytest.raises(ValueError, match="not found"):
        uscc_check(b"I" * 17)


@given(st.text("0123456789", min_size=7, max_size=7), st.integers(0, 9), st.integers(1, 9))
def test_one_changed_digit_changes_the_organisation_check(rest: str, first: int, step: int) -> None:
    changed = (first + step) % 10
    assert organisation_check(f"{first}{rest}".encode()) != organisation_check(f"{changed}{rest}".encode())


def test_the_worked_example_of_the_vehicle_check_holds() -> None:
    assert chr(vin_check(b"1" * 17)) == "1"
    assert chr(vin_check(b"1M8GDM9AXKP042788")) == "X"


@given(st.text("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", min_size=17, max_size=17))
def test_the_vehicle_check_does_not_depend_on_its_own_place(vin: str) -> None:
    assert vin_check(vin.encode()) == vin_check((vin[:8] + "0" + vin[9:]).encode())
