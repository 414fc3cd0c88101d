"""Working days, months and years are counted as the rules count them."""

from datetime import date

from policies.lint.days import months_later, workdays_before, workdays_between


def test_working_days_are_monday_to_friday() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert workdays_between(friday, monday) == 1
    assert workdays_between(friday, friday) == 0
    assert workdays_between(monday, date(2026, 12, 7)) == 10
    assert workdays_before(monday, 1) == friday
    assert workdays_before(date(2026, 12, 7), 10) == monday


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert months_later(date(2027, 3, 15), -6) == date(2026, 9, 15)
