"""Dates as people write them, by hand and written at random; what each cell tells of its column's order."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.sources.values import DayReading, day_code, is_blank_day, parse_day

quick = settings(deadline=None)
SAO_PAULO = "America/Sao_Paulo"
BY_DAY, BY_MONTH = DayReading("dia-mes"), DayReading("mes-dia")
SERIALS = DayReading("dia-mes", serials=True)
DAY_FIRST, MONTH_FIRST, AMBIGUOUS, SURE, SERIAL, UNREADABLE, SHORT, MONTH = 1, 2, 3, 4, 5, 6, 8, 16


def column(texts, expression):
    return pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)}).select(expression)["x"].to_list()


def read(texts, reading=BY_DAY, zone=None):
    return column(texts, parse_day(pl.col("x"), zone, reading))


def told(texts):
    return column(texts, day_code(pl.col("x")))


JAN_31 = date(2024, 1, 31)
LAST_OF_JANUARY = [
    "2024-01-31", "2024/01/31", "2024.01.31", "2024-1-31", "20240131", " 2024-01-31\t", "\ufeff2024-01-31\u00a0",
    "2024-01-31T14:30", "2024-01-31 14:30:59", "2024-01-31T14:30:59.123456", "2024-01-31T14:30:59,5Z",
    "2024-01-31 14:30:00 +0000", "2024-01-31 14:30:00-03:00", "2024-01-31T14:30:00 UTC",
    "20240131 14:30", "2024/01/31 2:30 PM",
    "31 de janeiro de 2024", "31 de janeiro de 2024 14:30 hs.", "31 DE JANEIRO DE 2024", "31 jan 2024", "31 jan. 2024",
    "31/jan/2024", "31-Jan-2024", "31JAN2024", "31 January 2024", "Jan 31, 2024", "January 31 2024 2:30 p.m.",
    "quarta-feira, 31 de janeiro de 2024", "qua, 31 jan 2024", "Wed, 31 Jan 2024 14:30:00 GMT",
]  # fmt: skip
DAY_FIRST_ONLY = [
    "31/01/2024", "31/1/2024", "31-01-2024", "31.01.2024", "'31/01/2024", "31/01/2024 14:30", "31/01/2024 14:30:59",
    "31/01/2024 às 14:30", "31/01/2024 as 14:30:00", "31/01/2024 14h30", "31/01/2024 14h", "31/01/2024 14h30min",
    "31/01/2024 2:30 PM", "31/01/2024 02:30:00 am", "31/01/2024 14:30 hs", "31/01/2024 14:30hs.",
    "31/01/2024 14:30 horas",
    "31/01/2024, 14:30", "31/01/2024 - 14:30", "31/01/2024T14:30", "31/01/2024 9:05", "31/01/2024 00:00:00 -0300",
]  # fmt: skip
NONE = [
    "ontem", "31/02/2024", "2023-02-29", "32/01/2024", "13/13/2024", "00/01/2024", "01/00/2024",
    "2024-13-01", "2024-00-10",
    "31/01/2024 25:99", "31/01/2024 24:00", "31/01/2024 14:60", "2024-01-31T25:00:00", "2024-01-31T", "2024-01-31T12",
    "2024-01-31 1200", "2024-01-31x", "x31/01/2024", "31/01/2024 abc", "1899-12-31", "2200-01-01",
    "31/12/1899", "0001-01-01",
    "20224-01-31", "2024-W05", "2024", "12345", "1706659200", "31012024", "31/01", "31/01/024",
    "31/13/24", "31 de foo de 2024",
    "13/2024", "2024-13", "janeiro", "30 fev 2024", "jan 24", "1/2/3/2024", "31//01/2024", "10,00",
    "2024-01-31 / 2024-02-01",
]  # fmt: skip
BLANK = [
    "",
    " ",
    "-",
    "N/D",
    "NULL",
    "#VALOR!",
    "00/00/0000",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "  /  /    ",
    "NÃO",
    "nunca",
]


@pytest.mark.parametrize("text", LAST_OF_JANUARY)
def test_a_sure_date_is_the_same_in_either_order(text):
    assert read([text]) == read([text], BY_MONTH) == [JAN_31]
    assert told([text]) == [SURE]


@pytest.mark.parametrize("text", DAY_FIRST_ONLY)
def test_a_number_beyond_twelve_proves_the_order(text):
    assert read([text]) == [JAN_31]
    assert read([text], BY_MONTH) == [None]
    assert told([text]) == [DAY_FIRST]


# text: day first, month first, what it tells
CASES = {
    "2/1/2026": (date(2026, 1, 2), date(2026, 2, 1), AMBIGUOUS),
    "02/01/2026": (date(2026, 1, 2), date(2026, 2, 1), AMBIGUOUS),
    "02-01-2026 10:00": (date(2026, 1, 2), date(2026, 2, 1), AMBIGUOUS),
    "02.01.26": (date(2026, 1, 2), date(2026, 2, 1), AMBIGUOUS + SHORT),
    "05/05/2024": (date(2024, 5, 5), date(2024, 5, 5), SURE),
    "01/31/2024": (None, JAN_31, MONTH_FIRST),
    "1/31/2024 2:30 PM": (None, JAN_31, MONTH_FIRST),
    "31/12/29": (date(2029, 12, 31), None, DAY_FIRST + SHORT),
    "31/12/30": (date(1930, 12, 31), None, DAY_FIRST + SHORT),
    "31/12/99": (date(1999, 12, 31), None, DAY_FIRST + SHORT),
    "31/12/00": (date(2000, 12, 31), None, DAY_FIRST + SHORT),
    "29/02/24": (date(2024, 2, 29), None, DAY_FIRST + SHORT),
    "31-jan-24": (JAN_31, JAN_31, SURE + SHORT),
    "jan/2024": (date(2024, 1, 1), date(2024, 1, 1), SURE + MONTH),
    "janeiro de 2026": (date(2026, 1, 1), date(2026, 1, 1), SURE + MONTH),
    "março 2024": (date(2024, 3, 1), date(2024, 3, 1), SURE + MONTH),
    "mar/24": (date(2024, 3, 1), date(2024, 3, 1), SURE + MONTH + SHORT),
    "01/2024": (date(2024, 1, 1), date(2024, 1, 1), SURE + MONTH),
    "2024-01": (date(2024, 1, 1), date(2024, 1, 1), SURE + MONTH),
    "1º de março de 2024": (date(2024, 3, 1), date(2024, 3, 1), SURE),
}


@pytest.mark.parametrize("text", CASES)
def test_other_forms_by_hand(text):
    by_day, by_month, code = CASES[text]
    assert (read([text]), read([text], BY_MONTH), told([text])) == ([by_day], [by_month], [code])


@pytest.mark.slow
@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_null_and_says_so(text):
    assert read([text]) == read([text], BY_MONTH) == read([text], BY_DAY, SAO_PAULO) == [None]
    assert told([text]) == [UNREADABLE]


@pytest.mark.parametrize("text", BLANK)
def test_a_blank_date_is_null_and_tells_nothing(text):
    assert read([text, None], SERIALS) == told([text, None]) == [None, None]
    assert column([text, None, "31/01/2024"], is_blank_day(pl.col("x"))) == [True, True, False]


NAMES = {
    1: "janeiro jan january", 2: "fevereiro fev february feb", 3: "março mar march marco", 4: "abril abr april apr",
    5: "maio mai may", 6: "junho jun june", 7: "julho jul july", 8: "agosto ago august aug",
    9: "setembro set september sep sept",
    10: "outubro out october oct", 11: "novembro nov november", 12: "dezembro dez december dec",
}  # fmt: skip


@pytest.mark.parametrize("month", NAMES)
def test_every_month_has_its_names(month):
    names = NAMES[month].split()
    assert read([f"9 de {name} de 2024" for name in names]) == [date(2024, month, 9)] * len(names)
    assert read([f"{name.upper()}-24" for name in names]) == [date(2024, month, 1)] * len(names)


def test_serials_are_days_of_a_spreadsheet_only_where_the_column_is_of_them():
    cells = ["45292", "45292.5", "45292,99", " 36526 ", "19725", "73050", "19724", "73051", "4529", "452920", "45292x"]
    wanted = [date(2024, 1, 1)] * 3 + [date(2000, 1, 1), date(1954, 1, 1), date(2099, 12, 31)] + [None] * 5
    assert read(cells, SERIALS) == wanted
    assert read(cells) == [None] * len(cells)
    assert told(cells) == [SERIAL] * 6 + [UNREADABLE] * 5


# -- written at random, read back ---------------------------------------------------------------


TIMES = [
    "",
    " 14:30",
    " 00:00:00",
    "T23:59:59",
    " às 9:05",
    " 14h30",
    " 11:59 PM",
    " 12:00:00.123",
    "T10:00:00Z",
    " 10:00 -0300",
]
NUMERIC = ["{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", " {d:02}/{m:02}/{y} "]
YEAR_FIRST = ["{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{y}{m:02}{d:02}", "{y}-{m}-{d}"]
WORDS = ["{d} de {name} de {y}", "{d:02} {name} {y}", "{d}-{name}-{y}", "segunda-feira, {d} de {name} de {y}"]


@st.composite
def written(draw, reading):
    day = draw(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
    form = draw(st.sampled_from(NUMERIC + YEAR_FIRST + WORDS))
    first, second = (day.month, day.day) if reading.order == "mes-dia" and form in NUMERIC else (day.day, day.month)
    name = draw(st.sampled_from(NAMES[day.month].split()))
    text = form.format(d=first, m=second, y=day.year, name=draw(st.sampled_from([name, name.upper(), name.title()])))
    return text.rstrip() + draw(st.sampled_from(TIMES)), day


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(data=st.data(), reading=st.sampled_from([BY_DAY, BY_MONTH]))
def test_dates_of_every_form_are_read_back(data, reading):
    cases = data.draw(st.lists(written(reading), min_size=1, max_size=40))
    assert read([text for text, _ in cases], reading) == [day for _, day in cases]


def or_none(year, month, day):
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2199 else None


numbers = st.integers(0, 40)
years = st.one_of(st.integers(0, 99), st.integers(1890, 2210))


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(numbers, numbers, years, st.sampled_from("/-.")), min_size=1, max_size=40))
def test_any_three_numbers_are_the_date_that_the_calendar_has(cells):
    texts = [mark.join((f"{a:02}", f"{b:02}", f"{y:02}")) for a, b, y, mark in cells]
    full = [y if y > 99 else y + (2000 if y < 30 else 1900) for _, _, y, _ in cells]
    by_day = [or_none(y, b, a) for (a, b, _, _), y in zip(cells, full, strict=True)]
    by_month = [or_none(y, a, b) for (a, b, _, _), y in zip(cells, full, strict=True)]
    assert read(texts) == by_day
    assert read(texts, BY_MONTH) == by_month
    zero = {(0, 0, 0)}  # 00/00/00 is no blank
    for (a, b, y, _), day, month, code in zip(cells, by_day, by_month, told(texts), strict=True):
        if day and month:
            kind = SURE if a == b else AMBIGUOUS
        else:
            kind = DAY_FIRST if day else MONTH_FIRST if month else UNREADABLE
        assert code == kind + (SHORT if y < 100 and kind != UNREADABLE and (a, b, y) not in zero else 0)


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(
    moments=st.lists(st.datetimes(datetime(1920, 1, 1), datetime(2037, 12, 31)), min_size=1, max_size=20),  # noqa: DTZ001
    quarters=st.integers(-48, 56),
    form=st.sampled_from(
        [
            "%Y-%m-%dT%H:%M:%S{}",
            "%Y-%m-%d %H:%M {}",
            "%d/%m/%Y %H:%M:%S {}",
            "%d/%m/%Y %I:%M %p {}",
            "%d/%m/%Y %Hh%M {}",
        ]
    ),
    style=st.sampled_from(["colon", "plain"]),
)
def test_a_time_with_an_offset_is_on_the_day_of_the_zone(moments, quarters, form, style):
    offset = timezone(timedelta(minutes=15 * quarters))
    hours, quarter = divmod(abs(quarters), 4)
    written = f"{'-' if quarters < 0 else '+'}{hours:02}{':' if style == 'colon' else ''}{quarter * 15:02}"
    stamps = [moment.replace(tzinfo=offset, microsecond=0, second=0) for moment in moments]
    texts = [stamp.strftime(form.format(written)) for stamp in stamps]
    assert read(texts, BY_DAY, SAO_PAULO) == [stamp.astimezone(ZoneInfo(SAO_PAULO)).date() for stamp in stamps]
    assert read(texts, BY_DAY) == [stamp.date() for stamp in stamps]


def test_noon_and_midnight_are_told_apart():
    texts = [
        "01/02/2024 12:30 AM +0000",
        "01/02/2024 12:30 PM +0000",
        "01/02/2024 02:30 AM Z",
        "01/02/2024 11:30 PM -0100",
    ]
    assert read(texts, BY_DAY, SAO_PAULO) == [JAN_31, date(2024, 2, 1), JAN_31, date(2024, 2, 1)]
    assert read(texts, BY_DAY, "Asia/Tokyo") == [date(2024, 2, 1)] * 3 + [date(2024, 2, 2)]


def test_utc_has_several_names():
    texts = [
        f"2024-02-01{middle}01:30:00{end}"
        for middle in "T "
        for end in ("Z", " Z", "UTC", " UTC", "+00:00", " GMT", " +00")
    ]
    assert read(texts, BY_DAY, SAO_PAULO) == [JAN_31] * len(texts)
    assert read(texts, BY_DAY, "UTC") == [date(2024, 2, 1)] * len(texts)
    night = datetime(2024, 2, 1, 1, 30, tzinfo=UTC).astimezone(ZoneInfo(SAO_PAULO))
    assert night.date() == JAN_31


KNOWN = [*LAST_OF_JANUARY, *DAY_FIRST_ONLY, *CASES, *NONE, *BLANK, "45292", "45292,5", None]


@pytest.mark.slow
@settings(deadline=None, max_examples=12)
@given(
    cells=st.lists(st.sampled_from(KNOWN), min_size=1, max_size=40),
    cuts=st.lists(st.integers(0, 40), max_size=4),
    reading=st.sampled_from([BY_DAY, BY_MONTH, SERIALS]),
    zone=st.sampled_from([None, SAO_PAULO]),
)
def test_how_a_column_is_cut_into_batches_changes_nothing(cells, cuts, reading, zone):
    edges = sorted({0, len(cells), *(cut for cut in cuts if cut < len(cells))})
    pieces = [cells[start:end] for start, end in itertools.pairwise(edges)]
    whole = read(cells, reading, zone)
    assert [day for piece in pieces for day in read(piece, reading, zone)] == whole
    assert [code for piece in pieces for code in told(piece)] == told(cells)
    assert read(cells[::-1], reading, zone) == whole[::-1]


@cache
def alone(cell, zone):
    return read([cell], SERIALS, zone)[0], told([cell])[0]


@pytest.mark.slow
@pytest.mark.parametrize("zone", [None, SAO_PAULO])
@pytest.mark.parametrize("first", KNOWN[::25])
def test_long_columns_that_repeat_themselves_are_read_as_short_ones(first, zone):
    cells = [first] * 600 + KNOWN * 20
    assert read(cells, SERIALS, zone)[600:] == [alone(cell, zone)[0] for cell in KNOWN] * 20
    assert told(cells)[600:] == [alone(cell, zone)[1] for cell in KNOWN] * 20


def test_an_empty_column_is_read():
    assert read([]) == told([]) == []
    assert read([None], SERIALS, SAO_PAULO) == told([None]) == [None]
