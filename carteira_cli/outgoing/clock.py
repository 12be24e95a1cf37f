"""The clock, which only a door may ask."""

from __future__ import annotations

from datetime import date

from carteira_cli.days import to_day


def today() -> int:
    """The clock's day, where the user is."""
    return to_day(date.today())  # noqa: DTZ011 - the day on the user's own calendar is what is meant
