"""Periods as people type them: half-open days, previous ones, those of a year before, and windows."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carteira_cli.days import add_months, month_index, month_start, to_date, to_day
from carteira_cli.errors import UsageError
from carteira_cli.period import (
    RELATIVE,
    Window,
    containing,
    is_relative,
    last_complete,
    latest,
    months_up_to,
    parse_period,
    parse_window,
)

LABELS = [
    ("2024", "2024-01-01", "2024-12-31", "2024"),
    ("2023", "2023-01-01", "2023-12-31", "2023"),
    ("2024-S1", "2024-01-01", "2024-06-30", "2024-S1"),
    ("2024-S2", "2024-07-01", "2024-12-31", "2024-S2"),
    ("2024-Q1", "2024-01-01", "2024-03-31", "2024-Q1"),
    ("2024-T1", "2024-01-01", "2024-03-31", "2024-Q1"),
    ("2024-q4", "2024-10-01", "2024-12-31", "2024-Q4"),
    ("2024-t4", "2024-10-01", "2024-12-31", "2024-Q4"),
    ("2024-s2", "2024-07-01", "2024-12-31", "2024-S2"),
    ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
    ("2023-02", "2023-02-01", "2023-02-28", "2023-02"),
    ("1900-02", "1900-02-01", "1900-02-28", "1900-02"),
    ("2024-12", "2024-12-01", "2024-12-31", "2024-12"),
    ("2024-W07", "2024-02-12", "2024-02-18", "2024-W07"),
    ("2024-w01", "2024-01-01", "2024-01-07", "2024-W01"),
    ("2021-W01", "2021-01-04", "2021-01-10", "2021-W01"),
    ("2020-W53", "2020-12-28", "2021-01-03", "2020-W53"),
    ("2024-01-15", "2024-01-15", "2024-01-15", "2024-01-15"),
    ("2024-01-15..2024-02-14", "2024-01-15", "2024-02-14", "2024-01-15..2024-02-14"),
    ("2024-02-29..2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29..2024-02-29"),
    ("2023-Q4..2024-T1", "2023-10-01", "2024-03-31", "2023-Q4..2024-Q1"),
    ("2023-11..2024", "2023-11-01", "2024-12-31", "2023-11..2024"),
    ("2024-01-15 .. 2024-w07", "2024-01-15", "2024-02-18", "2024-01-15..2024-W07"),
    ("  2024-Q2 ", "2024-04-01", "2024-06-30", "2024-Q2"),
]


@pytest.mark.parametrize(("text", "first", "last", "label"), LABELS, ids=[case[0] for case in LABELS])
def test_a_label_is_a_range_of_days(text, first, last, label):
    period = parse_period(text)
    assert (to_date(period.start).isoformat(), to_date(period.last).isoformat()) == (first, last)
    assert period.end == period.last + 1
    assert period.days == period.end - period.start
    assert period.label == label


AS_OF = "2024-05-30"
MONTHS = {"mes": "2024-04", "trimestre": "2024-Q1", "semestre": "2023-S2", "ano": "2023"}
CURRENT = {"mes": "2024-05", "trimestre": "2024-Q2", "semestre": "2024-S1", "ano": "2024"}
NAMES = [(f"ultimo-{grain}", AS_OF, label) for grain, label in MONTHS.items()]
NAMES += [(f"{grain}-atual", AS_OF, label) for grain, label in CURRENT.items()]
NAMES += [
    ("ultimo-mes", "2024-05-31", "2024-05"),  # the last day makes it complete
    ("ultimo-mes", "2024-02-28", "2024-01"),
    ("ultimo-mes", "2024-02-29", "2024-02"),
    ("ultimo-mes", "2024-01-01", "2023-12"),
    ("ultimo-trimestre", "2024-03-31", "2024-Q1"),
    ("ultimo-semestre", "2024-06-30", "2024-S1"),
    ("ultimo-ano", "2024-12-31", "2024"),
    ("ultimo-ano", "2024-12-30", "2023"),
    (" ULTIMO-MES ", "2024-03-31", "2024-03"),
    ("Mes-Atual", "2024-03-31", "2024-03"),
]


@pytest.mark.parametrize(("name", "as_of", "label"), NAMES, ids=[f"{case[0]} at {case[1]}" for case in NAMES])
def test_a_relative_name_counts_from_the_as_of_date(name, as_of, label):
    assert is_relative(name)
    assert parse_period(name, to_day(date.fromisoformat(as_of))) == parse_period(label)


def test_every_relative_name_is_tried_above():
    assert {name.strip().casefold() for name, *_ in NAMES} == set(RELATIVE)


def test_a_relative_name_without_a_date_is_an_error():
    with pytest.raises(UsageError, match="ultimo-mes") as caught:
        parse_period("ultimo-mes")
    assert "--hoje" in caught.value.hint


WRONG = ["", " ", "ontem", "24", "2024-", "2024-Q0", "2024-Q5", "2024-S0", "2024-S3", "2024-T5", "2024-00", "2024-13"]
WRONG += ["2024-1", "2024-W00", "2024-W53", "2024-W7", "2020-W54", "2023-02-29", "2024-02-30", "2024-2-3", "0000"]
WRONG += ["20240101", "01/2024", "2024-Q1..", "..2024", "..", "2024..2023", "2024-02-02..2024-02-01", "a..b", "9999"]
WRONG += ["2024...2025", "2024..2025..2026", "2024-M01", "2024 Q1", "-2024", "ultimo-dia", "mes", "2024-Q1\n2024"]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_period_is_refused_with_examples(text):
    with pytest.raises(UsageError) as caught:
        parse_period(text)
    assert "2024-Q1" in caught.value.hint
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("label", "months"),
    [
        ("2024", 12),
        ("2024-S1", 6),
        ("2024-Q1", 3),
        ("2024-02", 1),
        ("2024-01-01..2024-02-29", 2),
        ("2024-01-01..2024-02-28", Fraction(59, 30)),
        ("2024-01-02..2024-02-01", Fraction(31, 30)),
        ("2024-01-15..2024-02-14", Fraction(31, 30)),
        ("2024-W07", Fraction(7, 30)),
        ("2024-01-01", Fraction(1, 30)),
        ("2023-11..2024-Q1", 5),
    ],
)
def test_whole_calendar_months_count_as_such_and_days_by_thirty(label, months):
    assert parse_period(label).months == months


@pytest.mark.parametrize(
    ("label", "previous", "year_before"),
    [
        ("2024", "2023", "2023"),
        ("2024-S1", "2023-S2", "2023-S1"),
        ("2024-Q1", "2023-Q4", "2023-Q1"),
        ("2024-03", "2024-02", "2023-03"),
        ("2024-01", "2023-12", "2023-01"),
        ("2024-W07", "2024-W06", "2023-W07"),
        ("2021-W01", "2020-W53", "2020-W01"),
        ("2020-W53", "2020-W52", "2019-W52"),
        ("2024-01-01..2024-02-29", "2023-11-01..2023-12-31", "2023-01-01..2023-02-28"),
        ("2024-01-15..2024-02-14", "2023-12-15..2024-01-14", "2023-01-15..2023-02-14"),
        ("2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
        ("2024-02-10..2024-02-29", "2024-01-21..2024-02-09", "2023-02-10..2023-02-28"),
    ],
)
def test_the_period_before_and_the_one_of_a_year_before(label, previous, year_before):
    period = parse_period(label)
    assert period.previous() == parse_period(previous)
    assert period.year_before() == parse_period(year_before)


def test_a_period_is_cut_at_a_day_under_its_own_label():
    period = parse_period("2024-Q1")
    cut = period.until(to_day(date(2024, 2, 11)))
    assert (cut.start, cut.last, cut.label) == (period.start, to_day(date(2024, 2, 10)), "2024-Q1")
    assert cut.months == Fraction(41, 30)
    assert period.until(to_day(date(2024, 2, 1))).months == 1
    assert period.until(period.end) is period
    assert period.until(period.end + 1) is period


# --- windows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "window", "months", "words"),
    [
        ("90d", Window(90, "d"), 3, "90 dias"),
        ("90", Window(90, "d"), 3, "90 dias"),
        (" 045 D ", Window(45, "d"), Fraction(3, 2), "45 dias"),
        ("1d", Window(1, "d"), Fraction(1, 30), "1 dia"),
        ("30 dias", Window(30, "d"), 1, "30 dias"),
        ("1 dia", Window(1, "d"), Fraction(1, 30), "1 dia"),
        ("3m", Window(3, "m"), 3, "3 meses"),
        ("3M", Window(3, "m"), 3, "3 meses"),
        ("1 mês", Window(1, "m"), 1, "1 mês"),
        ("1mes", Window(1, "m"), 1, "1 mês"),
        ("12 meses", Window(12, "m"), 12, "12 meses"),
    ],
)
def test_a_window_is_days_or_calendar_months(text, window, months, words):
    found = parse_window(text)
    assert found == window
    assert (found.months, found.words) == (months, words)
    assert parse_window(found.label) == found


@pytest.mark.parametrize("text", ["", "0", "0d", "0m", "-3d", "90x", "d", "1,5m", "1.5m", "90d90d", "99999d", "três"])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(UsageError) as caught:
        parse_window(text)
    assert "90d" in caught.value.hint


@pytest.mark.parametrize(
    ("day", "window", "start"),
    [
        ("2024-01-01", "90d", "2023-10-03"),
        ("2024-04-01", "90d", "2024-01-02"),
        ("2024-04-01", "3m", "2024-01-01"),
        ("2024-05-31", "3m", "2024-02-29"),
        ("2023-05-31", "3m", "2023-02-28"),
        ("2024-03-31", "1m", "2024-02-29"),
        ("2024-01-15", "1m", "2023-12-15"),
        ("2024-02-29", "12m", "2023-02-28"),
    ],
)
def test_the_window_before_a_day_starts_on_the_same_day_of_the_month_or_its_last(day, window, start):
    found = parse_window(window).start(to_day(date.fromisoformat(day)))
    assert to_date(found).isoformat() == start


# --- properties ---------------------------------------------------------------------------------------------

years = st.integers(1901, 2198)
units = st.one_of(
    years.map(str),
    st.builds("{}-S{}".format, years, st.integers(1, 2)),
    st.builds("{}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.builds("{}-W{:02}".format, years, st.integers(1, 52)),
)
days = st.dates(date(1901, 1, 1), date(2198, 12, 31))
ranges = st.builds(lambda first, length: f"{first}..{first + timedelta(days=length)}", days, st.integers(0, 800))
labels = st.one_of(units, ranges)


@given(labels)
def test_a_label_comes_back_from_its_own_label(label):
    period = parse_period(label)
    assert period.label == label
    for other in (period, period.previous(), period.year_before()):
        assert parse_period(other.label) == other
        assert other.days > 0


@given(labels)
def test_the_previous_period_ends_where_this_one_starts_and_is_of_its_kind(label):
    period = parse_period(label)
    previous = period.previous()
    assert (previous.end, previous.grain, previous.months) == (period.start, period.grain, period.months)


@given(units)
def test_the_year_before_is_of_the_same_kind_and_about_a_year_earlier(label):
    period = parse_period(label)
    before = period.year_before()
    assert (before.grain, before.months) == (period.grain, period.months)
    assert 357 <= period.start - before.start <= 371
    assert before.label.partition("-")[0] == str(int(label.partition("-")[0]) - 1)


@given(day=days, grain=st.sampled_from(["mes", "trimestre", "semestre", "ano"]))
def test_the_last_complete_period_ended_and_the_current_one_holds_the_day(day, grain):
    as_of = to_day(day)
    current, last = containing(grain, as_of), last_complete(grain, as_of)
    assert current.start <= as_of < current.end
    assert last.end <= as_of + 1 < last.end + current.days + 31
    assert last in {current, current.previous()}


@given(labels, st.integers(-400, 1200))
def test_cutting_keeps_the_start_and_never_lengthens(label, shift):
    period = parse_period(label)
    cut = period.until(period.start + shift)
    assert cut.start == period.start
    assert cut.end == min(period.end, period.start + shift)


@given(days, st.integers(-30, 30))
def test_adding_months_keeps_the_day_or_takes_the_last_of_a_shorter_month(day, months):
    found = to_date(add_months(to_day(day), months))
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])
    assert month_start(month_index(to_day(day))) == to_day(day.replace(day=1))


@given(days, st.integers(1, 400), st.sampled_from("dm"))
def test_a_longer_window_starts_no_later(day, length, unit):
    assume(day.year > 1935)
    window, longer = Window(length, unit), Window(length + 1, unit)
    assert longer.start(to_day(day)) < window.start(to_day(day)) < to_day(day)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_are_counted_from_1970(day):
    assert to_day(day) == day.toordinal() - 719_163
    assert to_date(to_day(day)) == day
    assert parse_period(str(day.year)).days == 365 + isleap(day.year)


def test_months_that_are_no_whole_quarters_are_not_split_into_some():
    months = parse_period("2024-02..2024-04")
    assert [part.label for part in months.split("mes")] == ["2024-02", "2024-03", "2024-04"]
    assert months.split("trimestre") == ()


def test_days_that_are_no_whole_months_are_not_split_into_some():
    assert parse_period("2024-01-02..2024-03-31").split("mes") == ()


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2024-03-31", "2024-03-01", "2024-03-31"),  # the calendar month on its last day
        ("2024-03-30", "2024-02-29", "2024-03-30"),  # a February has no 31st: from its last day
        ("2024-03-15", "2024-02-16", "2024-03-15"),
        ("2024-02-29", "2024-02-01", "2024-02-29"),
    ],
)
def test_the_month_up_to_a_day(day, first, last):
    found = months_up_to(to_day(date.fromisoformat(day)), 1)
    assert (str(to_date(found.start)), str(to_date(found.last))) == (first, last)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2024-12-31", "2024"),  # the calendar year on its last day
        ("2024-06-30", "2023-07-01..2024-06-30"),
        ("2024-03-15", "2023-03-16..2024-03-15"),
        ("2024-02-29", "2023-03-01..2024-02-29"),
    ],
)
def test_the_year_up_to_a_day(day, label):
    assert months_up_to(to_day(date.fromisoformat(day)), 12).label == label


@pytest.mark.parametrize(
    ("grain", "label"), [("mes", "2023-03..2024-02"), ("trimestre", "2022-Q1..2023-Q4"), ("ano", "2019..2023")]
)
def test_a_series_is_of_the_last_complete_ones_when_nobody_says(grain, label):
    found = latest(grain, to_day(date(2024, 3, 15)))
    first, last = label.split("..")
    assert (found.start, found.end) == (parse_period(first).start, parse_period(last).end)
