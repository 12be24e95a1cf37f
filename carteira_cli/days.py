"""Days as integers: the calendar arithmetic that everything else stands on.

A day is the number of days since 1970-01-01, the same number that Polars and
Parquet keep inside a Date.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


def to_day(value: date) -> int:
    """The day number of a date."""
    return (value - EPOCH).days


def to_date(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def iso(day: int) -> str:
    """`2024-03-31`, as machines read it."""
    return to_date(day).isoformat()


def month_start(index: int) -> int:
    """The first day of a month, given as year × 12 + month − 1."""
    return to_day(date(index // 12, index % 12 + 1, 1))


def month_index(day: int) -> int:
    """The month that a day falls in, as year × 12 + month − 1."""
    value = to_date(day)
    return value.year * 12 + value.month - 1


def add_months(day: int, months: int) -> int:
    """The same day of the month, `months` later; clamped to the end of a shorter month.

    Example:
        >>> to_date(add_months(to_day(date(2024, 5, 31)), -3)).isoformat()
        '2024-02-29'
    """
    value = to_date(day)
    index = value.year * 12 + value.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return to_day(date(year, month, min(value.day, monthrange(year, month)[1])))
