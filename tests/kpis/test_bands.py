"""Bands of ages and of time as a customer, against plain Python and by hand."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.kpis.bands import AGES, NO_DATE, TENURES, age, age_band, tenure_band

DAYS = st.dates(date(1890, 1, 1), date(2035, 12, 31))


def of(day: date | None, expression: pl.Expr) -> str | int | None:
    frame = pl.DataFrame({"dia": [None if day is None else to_day(day)]}, schema={"dia": pl.Int32})
    found: str | int | None = frame.select(expression).item()
    return found


def years(birth: date, eve: date) -> int:
    """Birthdays from the birth on, one a year; those of 29 February on the 28th in years without one."""
    found = 0
    while True:
        year = birth.year + found + 1
        leap = (birth.month, birth.day) == (2, 29) and not isleap(year)
        birthday = date(year, 2, 28) if leap else birth.replace(year=year)
        if birthday > eve:
            return found
        found += 1


@pytest.mark.property
@settings(max_examples=150, deadline=None)
@given(birth=st.dates(date(1900, 1, 2), date(2030, 12, 31)), more=st.integers(0, 40_000))
def test_an_age_is_a_count_of_birthdays(birth: date, more: int) -> None:
    eve = birth + timedelta(days=more)
    moment = to_day(eve) + 1
    expected = years(birth, eve)
    assert of(birth, age(pl.col("dia"), moment)) == expected
    band = [name for name, least in AGES.items() if expected >= least][-1]
    assert of(birth, age_band(pl.col("dia"), moment)) == band


@pytest.mark.parametrize(
    ("birth", "eve", "band"),
    [
        (date(2006, 4, 1), date(2024, 3, 31), "menos de 18"),
        (date(2006, 3, 31), date(2024, 3, 31), "18–24"),
        (date(1999, 4, 1), date(2024, 3, 31), "18–24"),
        (date(1999, 3, 31), date(2024, 3, 31), "25–34"),
        (date(1959, 3, 31), date(2024, 3, 31), "65+"),
        (date(2000, 2, 29), date(2018, 2, 27), "menos de 18"),
        (date(2000, 2, 29), date(2018, 2, 28), "18–24"),
        (date(2006, 2, 28), date(2024, 2, 28), "18–24"),
        (date(1999, 3, 1), date(2024, 2, 29), "18–24"),
        (date(1904, 2, 29), date(2024, 2, 29), "65+"),
        (date(2024, 3, 31), date(2024, 3, 31), "menos de 18"),
        (date(2024, 4, 1), date(2024, 3, 31), NO_DATE),
        (date(1900, 1, 1), date(2024, 3, 31), NO_DATE),
        (date(1899, 12, 30), date(2024, 3, 31), NO_DATE),
        (None, date(2024, 3, 31), NO_DATE),
    ],
)
def test_ages_at_their_edges(birth: date | None, eve: date, band: str) -> None:
    assert of(birth, age_band(pl.col("dia"), to_day(eve) + 1)) == band


@pytest.mark.parametrize(
    ("since", "band"),
    [
        (date(2024, 3, 31), "até 6 meses"),
        (date(2023, 10, 1), "até 6 meses"),
        (date(2023, 9, 30), "6–12 meses"),
        (date(2023, 4, 1), "6–12 meses"),
        (date(2023, 3, 31), "1–2 anos"),
        (date(2022, 4, 1), "1–2 anos"),
        (date(2022, 3, 31), "2–5 anos"),
        (date(2019, 4, 1), "2–5 anos"),
        (date(2019, 3, 31), "mais de 5 anos"),
        (date(1900, 1, 1), NO_DATE),
        (date(2024, 4, 1), NO_DATE),
        (None, NO_DATE),
    ],
)
def test_time_as_a_customer_at_its_edges(since: date | None, band: str) -> None:
    assert of(since, tenure_band(pl.col("dia"), to_day(date(2024, 4, 1)))) == band


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(day=DAYS, eve=DAYS)
def test_everybody_is_in_one_band(day: date, eve: date) -> None:
    moment = to_day(eve) + 1
    assert of(day, age_band(pl.col("dia"), moment)) in {*AGES, NO_DATE}
    assert of(day, tenure_band(pl.col("dia"), moment)) in {*TENURES, NO_DATE}
