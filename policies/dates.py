"""Dates written as digits inside an identity number."""

from datetime import date

FIRST_YEAR = 1900


def is_birth_date(digits: bytes, until: date) -> bool:
    """Whether yyyymmdd is a day of the calendar from 1900 up to and including `until`."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return day.year >= FIRST_YEAR and day <= until
