"""The days on which customers are called: no weekend, no holiday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.days import to_date, to_day
from carteira_cli.studies.agenda.formulas import working

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK_BACK = 15  # days: no run of weekends and holidays is as long


def holidays_between(first: int, last: int, state: str | None) -> Mapping[int, str]:
    """The national holidays of Brazil, and those of a state, by day: their names in Portuguese.

    Source: the library `holidays`, category of public holidays. Carnival and Corpus Christi are none by law.
    """
    from holidays import country_holidays  # weight: for a run with an agenda

    years = range(to_date(first).year, to_date(last).year + 1)
    found = country_holidays("BR", subdiv=state, years=years, language="pt_BR")
    days = {to_day(day): name for day, name in found.items()}
    return {day: days[day] for day in sorted(days) if first <= day <= last}


def since(first: int, holidays: Mapping[int, str]) -> int:
    """The day after the last working day before `first`: what falls between is called on the first working day."""
    before = working(first - _LOOK_BACK, first - 1, holidays)
    return before[-1] + 1 if before else first


def looked_back(first: int) -> int:
    """The first day of which holidays must be known for `since`."""
    return first - _LOOK_BACK
