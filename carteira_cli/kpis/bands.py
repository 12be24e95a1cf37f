"""Bands that customers fall into by a date of theirs: how old they are, how long they have been customers.

Days are Int32 and a band is told of a moment t, the day after the last one looked at: ages are those on its eve.
"""

from __future__ import annotations

from calendar import isleap
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import add_months, to_date, to_day

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_DATE = "sem data"
AGES: Mapping[str, int] = {  # band → the age from which on it holds
    "menos de 18": 0,
    "18–24": 18,
    "25–34": 25,
    "35–44": 35,
    "45–54": 45,
    "55–64": 55,
    "65+": 65,
}
TENURES: Mapping[str, int | None] = {  # band → the months before the moment that it reaches back to; None: all
    "até 6 meses": 6,
    "6–12 meses": 12,
    "1–2 anos": 24,
    "2–5 anos": 60,
    "mais de 5 anos": None,
}
ORDER: Mapping[str, int] = {band: place for place, band in enumerate((*AGES, *TENURES, NO_DATE))}
FIRST_BIRTH = to_day(to_date(0).replace(year=1900, month=1, day=2))  # 1900-01-01 and before are nobody's: a default
_LEAP_DAY, _EVE_OF_MARCH = 229, 228  # month × 100 + day


def is_birth(day: pl.Expr, moment: int) -> pl.Expr:
    """Whether a day (Int32) may be somebody's birth, or a registration: not after the moment, no default of a system.

    Null of no day.
    """
    return (day >= FIRST_BIRTH) & (day < moment)


def age(birth: pl.Expr, moment: int) -> pl.Expr:
    """Years (Int32) completed on the eve of a moment; who was born on 29 February does on 28 February of other years.

    Args:
        birth: Int32 days.
        moment: the day after the one on which the age is told.
    """
    eve = to_date(moment - 1)
    born = birth.cast(pl.Date)
    day = born.dt.month().cast(pl.Int32) * 100 + born.dt.day().cast(pl.Int32)
    if not isleap(eve.year):
        day = pl.when(day == _LEAP_DAY).then(_EVE_OF_MARCH).otherwise(day)
    return eve.year - born.dt.year() - (day > eve.month * 100 + eve.day).cast(pl.Int32)


def age_band(birth: pl.Expr, moment: int) -> pl.Expr:
    """The band of `AGES` (String) on the eve of a moment; `NO_DATE` of a birth that is none."""
    years = age(birth, moment)
    found = pl.lit(NO_DATE)
    for band, least in AGES.items():  # the last that holds is hers
        found = pl.when(is_birth(birth, moment) & (years >= least)).then(pl.lit(band)).otherwise(found)
    return found


def tenure_band(since: pl.Expr, moment: int) -> pl.Expr:
    """The band of `TENURES` (String) of who has been a customer since a day, on the eve of a moment.

    A band of n months holds of the days from n calendar months before the moment on; `NO_DATE` of no day, or of one
    that is not before the moment.
    """
    found = pl.lit(NO_DATE)
    for band, months in reversed([*TENURES.items()]):
        begins = FIRST_BIRTH if months is None else add_months(moment, -months)
        found = pl.when(is_birth(since, moment) & (since >= begins)).then(pl.lit(band)).otherwise(found)
    return found
