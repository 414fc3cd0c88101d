"""Counting days, working days and years as the rules on exports do.

Working days are Monday to Friday: public holidays only make a term longer, never shorter.
"""

import calendar
from datetime import date, timedelta

SATURDAY = 5


def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def workdays_before(day: date, count: int) -> date:
    """The day from which on there are `count` working days up to `day`."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def months_later(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
