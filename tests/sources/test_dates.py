"""Dates become days: text, dates and instants, with and without a zone; slips are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.sources.values import convert

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
SAO_PAULO = "America/Sao_Paulo"
days = st.dates(FIRST, LAST)
quick = settings(deadline=None)


def applied(values, dtype, function, zone=None):
    data = pl.DataFrame({"x": pl.Series(values, dtype=dtype)})
    return data.select(function(pl.col("x"), data.schema["x"], zone)).to_series()


def read(values, dtype, zone=None):
    refused = applied(values, dtype, convert.no_day, zone).to_list()
    found = applied(values, dtype, convert.to_day, zone)
    assert found.dtype == pl.Int32
    return [None if bad else day for bad, day in zip(refused, found.to_list(), strict=True)]


@pytest.mark.slow
@quick
@given(st.lists(days, min_size=1))
def test_every_day_from_1900_to_2199_is_read_from_text_and_date(values):
    wanted = [to_day(value) for value in values]
    assert read([value.isoformat() for value in values], pl.String) == wanted
    assert read(values, pl.Date) == wanted


TAILS = ["", "T00:00", " 23:59", "T23:59:59", " 12:00:00.5", "T12:00:00,123456", "T12:00:00Z", "T12:00Z"]
TAILS += [" 12:00:00 UTC", "T23:59:59-03:00", "T00:00:00+0530", " 00:00:00.000 +14:00"]


@pytest.mark.slow
@quick
@given(values=st.lists(days, min_size=1), tails=st.lists(st.sampled_from(TAILS), min_size=1))
def test_a_time_after_the_date_is_cut_and_blanks_around_it(values, tails):
    texts = [
        f" {value}{tails[n % len(tails)]}\t" if n % 2 else f"{value}{tails[n % len(tails)]}"
        for n, value in enumerate(values)
    ]
    assert read(texts, pl.String) == [to_day(value) for value in values]


NOT_DAYS = ["", " ", "ontem", "2024-13-01", "2024-00-10"]
NOT_DAYS += ["2023-02-29", "2024-02-30", "2024-04-31", "1900-02-29", "2024-01-32", "2024-01-00", "32-01-31"]
NOT_DAYS += ["20224-01-31", "1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31", "2024-01-31x", "2024-01-31T"]
NOT_DAYS += [
    "2024-01-31 1200",
    "2024-01-31T12",
    "2024",
    "45322",
    "1706659200",
    "2024-W05",
    "nan",
    "x2024-01-31",
]


@pytest.mark.parametrize("text", NOT_DAYS)
def test_text_that_is_no_day_of_our_time_is_refused(text):
    assert read([text, "2024-01-31", None], pl.String) == [None, to_day(date(2024, 1, 31)), None]


def test_dates_out_of_range_are_refused_whatever_their_type():
    odd = [date(1, 1, 1), date(1899, 12, 31), FIRST, LAST, date(2200, 1, 1), date(9999, 12, 31), None]
    wanted = [None, None, to_day(FIRST), to_day(LAST), None, None, None]
    assert read(odd, pl.Date) == wanted
    instants = [None if day is None else datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC) for day in odd]
    assert read([None if t is None else t.replace(tzinfo=None) for t in instants], pl.Datetime("us")) == wanted
    assert read(instants, pl.Datetime("us", "UTC")) == wanted


@pytest.mark.slow
@quick
@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31, 23, 59, 59)), min_size=1))  # noqa: DTZ001
def test_an_instant_without_a_zone_keeps_the_day_it_says(values):
    wanted = [to_day(value.date()) for value in values]
    for unit in ("ms", "us"):
        assert read(values, pl.Datetime(unit)) == wanted
        assert read(values, pl.Datetime(unit), SAO_PAULO) == wanted


@pytest.mark.slow
@quick
@given(st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)), min_size=1))  # noqa: DTZ001
def test_an_instant_of_a_zone_has_the_day_of_its_zone_or_of_the_one_told(values):
    instants = [value.replace(tzinfo=UTC) for value in values]
    here = [to_day(instant.astimezone(ZoneInfo(SAO_PAULO)).date()) for instant in instants]
    assert read(instants, pl.Datetime("us", "UTC")) == [to_day(value.date()) for value in values]
    assert read(instants, pl.Datetime("us", "UTC"), SAO_PAULO) == here
    local = pl.Series(instants, dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone(SAO_PAULO)
    assert read(local, pl.Datetime("us", SAO_PAULO)) == here


def test_days_before_1970_are_whole_too():
    night = [datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(1969, 12, 30)]  # noqa: DTZ001
    assert read(night, pl.Datetime("us")) == [-1, -2]
    eve = [datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=0)))]
    assert read(eve, pl.Datetime("us", "UTC"), SAO_PAULO) == [-1]


@pytest.mark.parametrize("dtype", [pl.Int64(), pl.Float64(), pl.Boolean(), pl.Time(), pl.Duration("us")])
def test_a_type_that_holds_no_date_is_refused(dtype):
    with pytest.raises(convert.UnsupportedTypeError):
        convert.to_day(pl.col("x"), dtype, None)
