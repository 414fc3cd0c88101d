"""Birth dates inside identity numbers."""

from datetime import date

import pytest

from policies.dates import is_birth_date

TODAY = date(2026, 7, 4)


@pytest.mark.parametrize("digits", [b"19000101", b"20000229", b"20260704"])
def test_a_day_of_the_calendar_up_to_the_reference_day_is_one(digits: bytes) -> None:
    assert is_birth_date(digits, TODAY)


@pytest.mark.parametrize(
    "digits", [b"18991231", b"19010229", b"19990431", b"19991301", b"19990100", b"20260705", b"00000000"]
)
def test_no_other_digits_are_one(digits: bytes) -> None:
    assert not is_birth_date(digits, TODAY)
