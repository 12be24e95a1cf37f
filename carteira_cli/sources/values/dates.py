"""Dates as text, in every order and form that exports have; with times, which are cut.

A year of four digits that comes first is followed by month and day. Where numbers come first, only the
column can tell day from month (`decide`). Of `31 de janeiro de 2024` and `jan/2024` nothing is in doubt;
a month alone is its first day.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.values import times
from carteira_cli.sources.values.blanks import STRAY, blanks, tidy
from carteira_cli.sources.values.kernels import elementwise, filled, in_turn, leads_with, once_each
from carteira_cli.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.sources.values.kernels import Kernel

Order = Literal["dia-mes", "mes-dia"]
FORMATS: Mapping[Order, str] = {"dia-mes": "%d/%m/%Y", "mes-dia": "%m/%d/%Y"}
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)

# What a cell tells of its column's order; SHORT, MONTH and EARLY are added where they apply.
DAY_FIRST, MONTH_FIRST, AMBIGUOUS, CLEAR, SERIAL, UNREADABLE, SHORT, MONTH, EARLY = 1, 2, 3, 4, 5, 6, 8, 16, 32

_MONTHS = 12  # a day up to it may be a month
READ_DAY = pl.Struct({"value": pl.Date, "code": pl.UInt8})  # what `read_day` makes of a cell
_GLANCE = 256  # cells that show whether days go beyond the 12th
_LENGTH = 10  # of 2024-01-31 and 31/01/2024
_FIRST_SERIAL, _LAST_SERIAL = 19_725, 73_050  # 1954-01-01 and 2099-12-31 in a spreadsheet
_SERIAL_ZERO = date(1899, 12, 30)  # from 1900-03-01 on: a spreadsheet believes in 1900-02-29, its number 60
_LAST_SHORT_YEAR = 29  # 00 to 29 are 2000 to 2029, 30 to 99 are 1930 to 1999, as in a spreadsheet
_NO_DAY = (  # also the end of what has none, as contracts and systems write it
    rf"(?i)^[{STRAY}]*(?:n[ãa]o|no|nunca|never|sem (?:data|fim|prazo|t[ée]rmino)|a definir|em aberto|vigente|"
    rf"(?:prazo |tempo )?indeterminad[oa]|31/12/9999|9999-12-31(?:[T ][0-9:.]*)?)[{STRAY}]*$"
)
_SERIAL = r"^[0-9]{5}(?:[.,][0-9]+)?$"

_WORD = r"(?P<word>[a-zç]{3,9})\.?"
_WEEKDAY = r"(?:[a-zçáéíóúâêô]{3,7}(?:-feira)?\.?,?\s)?"
_GAP = r"(?:\sde\s|,\s|[ /.\-]*)"
# The pieces of each form: `first` and `second` are day and month in the column's order, `day` and `month` are sure.
FORMS = (
    rf"^(?P<first>[0-9]{{1,2}})[/.\-](?P<second>[0-9]{{1,2}})[/.\-](?P<year>[0-9]{{4}}|[0-9]{{2}}){times.TAIL}$",
    rf"^(?P<year>[0-9]{{4}})[/.\-](?P<month>[0-9]{{1,2}})[/.\-](?P<day>[0-9]{{1,2}}){times.TAIL}$",
    rf"^(?P<year>[0-9]{{4}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){times.TAIL}$",
    rf"^{_WEEKDAY}(?P<day>[0-9]{{1,2}})[ºª°o]?{_GAP}{_WORD}{_GAP}(?P<year>[0-9]{{4}}|[0-9]{{2}}){times.TAIL}$",
    rf"^{_WEEKDAY}{_WORD}\s(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>[0-9]{{4}}){times.TAIL}$",
    r"^(?P<month>[0-9]{1,2})[/.\-](?P<year>[0-9]{4})$",
    r"^(?P<year>[0-9]{4})[/.\-](?P<month>[0-9]{1,2})$",
    rf"^{_WORD}(?:\sde\s|\s|[/.\-])(?P<year>[0-9]{{4}})$",
    rf"^{_WORD}[/.\-](?P<year>[0-9]{{2}})$",
)
_PIECES = ("first", "second", "day", "month", "word", "year", "tail")


@dataclass(frozen=True)
class DayReading:
    """How a column of dates is read.

    Attributes:
        order: of the numbers before a year.
        serials: whether its numbers are the days of a spreadsheet.
        swapped: whether its `2024-01-31` have day and month the wrong way round, as a spreadsheet left them.
    """

    order: Order = "dia-mes"
    serials: bool = False
    swapped: bool = False


def parse_day(cell: pl.Expr, zone: str | None, reading: DayReading) -> pl.Expr:
    """Text as a Date from 1900 to 2199; null where it is blank or none.

    Args:
        cell: the text.
        zone: the zone whose calendar counts for times with an offset; None: the date as written.
        reading: how the column is read.
    """
    return elementwise(cell, partial(days, zone=zone, reading=reading), pl.Date)


def day_code(cell: pl.Expr) -> pl.Expr:
    """What each cell tells of the order, as UInt8; null where it is blank. Input of `day_counts`."""
    return elementwise(cell, codes, pl.UInt8)


def read_day(cell: pl.Expr, zone: str | None, reading: DayReading) -> pl.Expr:
    """Both at once, which costs little more than either: a Struct of `value` and `code`."""
    return cell.map_batches(partial(_read, zone=zone, reading=reading), return_dtype=READ_DAY, is_elementwise=True)


def _read(text: pl.Series, zone: str | None, reading: DayReading) -> pl.Series:
    return once_each(
        text, lambda each: pl.DataFrame({"value": days(each, zone, reading), "code": codes(each)}).to_struct()
    )


def is_blank_day(cell: pl.Expr) -> pl.Expr:
    """Whether a cell of a date column is blank, or says in words that there is no date; never null."""
    return elementwise(cell, blank_days, pl.Boolean)


def blank_days(text: pl.Series) -> pl.Series:
    """The kernel of `is_blank_day`."""
    return blanks(text) | text.str.contains(_NO_DAY).fill_null(value=False)


def days(text: pl.Series, zone: str | None, reading: DayReading) -> pl.Series:
    """The kernel of `parse_day`."""
    plain = partial(_plain, order=reading.order, swapped=reading.swapped)
    written = partial(_written, zone=zone, reading=reading)
    if zone is None:
        return _staged(text, plain, partial(_with_time, plain=plain, form=times.AFTER_TEN), written)
    local = partial(_with_time, plain=plain, form=times.AFTER_TEN_LOCAL)
    moved = partial(_with_offset, plain=plain, zone=zone)
    return _in_range(_staged(text, plain, partial(_first_of_two, local, moved), written))


def codes(text: pl.Series) -> pl.Series:
    """The kernel of `day_code`."""
    with_time = partial(_with_time, plain=_plain_codes, form=times.AFTER_TEN)
    return _staged(text, _plain_codes, with_time, _written_codes)


def _staged(text: pl.Series, plain: Kernel, timed: Kernel, written: Kernel) -> pl.Series:
    """Cells of ten characters, then those with a time after them, then any other; each distinct one once.

    Ten characters are read sooner than looked up.
    """

    def distinct(cells: pl.Series) -> pl.Series:
        return once_each(cells, lambda each: in_turn(each, plain, timed, partial(once_each, kernel=written)))

    return in_turn(text, plain, distinct) if plain(text.head(8)).is_not_null().all() else distinct(text)


def _first_of_two(first: Kernel, second: Kernel, text: pl.Series) -> pl.Series:
    return in_turn(text, first, second)


def _with_time(text: pl.Series, plain: Kernel, form: str) -> pl.Series:
    """What the ten characters before a time say."""
    known = text.str.contains(form)
    heads = text.str.head(_LENGTH)
    return once_each(heads if known.all() else heads.set(~known.fill_null(value=False), None), plain)


def _with_offset(text: pl.Series, plain: Kernel, zone: str) -> pl.Series:
    """`2024-01-31T23:30:00Z` and the like, in the calendar of a zone."""
    return times.moved_plain(_with_time(text, plain, times.AFTER_TEN_OFFSET), text, zone)


def _plain(text: pl.Series, order: Order, *, swapped: bool) -> pl.Series:
    """`2024-01-31` and `31/01/2024`, nothing around them."""
    iso = partial(_strict, layout="%Y-%d-%m" if swapped else "%Y-%m-%d")
    other = partial(_strict, layout=FORMATS[order])
    return in_turn(text, other, iso) if leads_with(text, "/") else in_turn(text, iso, other)


def _strict(text: pl.Series, layout: str) -> pl.Series:
    """Dates of exactly ten characters: two digits for day and month, four for the year."""
    fits = text.str.len_bytes() == _LENGTH
    if fits.all():
        return _in_range(text.str.to_date(layout, strict=False))
    if not fits.any():
        return filled(None, text.len(), pl.Date)
    return _in_range(text.set(~fits.fill_null(value=False), None).str.to_date(layout, strict=False))


def _in_range(day: pl.Series) -> pl.Series:
    known = day.is_between(FIRST_DATE, LAST_DATE)
    return day if known.all() else day.set(~known.fill_null(value=True), None)


def _plain_codes(text: pl.Series) -> pl.Series:
    slashes = leads_with(text, "/")
    return in_turn(text, *((_slash_codes, _iso_codes) if slashes else (_iso_codes, _slash_codes)))


def _iso_codes(text: pl.Series) -> pl.Series:
    """Where a few cells show a day that is no month none is marked as `EARLY`: what counts is whether all are."""
    day = _strict(text, "%Y-%m-%d").rename("day")
    late = (day.head(_GLANCE).dt.day() > _MONTHS).any()
    early = pl.when(pl.col("day").dt.day() <= _MONTHS).then(CLEAR + EARLY).otherwise(CLEAR).cast(pl.UInt8)
    code = pl.lit(CLEAR, pl.UInt8) if late else early
    return day.to_frame().select(pl.when(pl.col("day").is_not_null()).then(code)).to_series()


def _slash_codes(text: pl.Series) -> pl.Series:
    by_day, by_month = (_strict(text, FORMATS[order]) for order in FORMATS)
    return pl.DataFrame({"by_day": by_day, "by_month": by_month}).select(_code("by_day", "by_month")).to_series()


def _code(by_day: str, by_month: str) -> pl.Expr:
    """A cell that is a date in one order only proves that order; null where it is none in either."""
    return (
        pl.when(pl.col(by_day) == pl.col(by_month))
        .then(CLEAR)
        .when(pl.col(by_day).is_not_null() & pl.col(by_month).is_not_null())
        .then(AMBIGUOUS)
        .when(pl.col(by_day).is_not_null())
        .then(DAY_FIRST)
        .when(pl.col(by_month).is_not_null())
        .then(MONTH_FIRST)
        .cast(pl.UInt8)
    )


def _written(text: pl.Series, zone: str | None, reading: DayReading) -> pl.Series:
    """Every other form there is."""
    pieces = dissected(text)
    day = pieces.select(_date(reading.order)).to_series()
    if zone is not None:
        day = times.moved(day, pieces["tail"], zone)
    return in_turn(tidy(text), lambda _: day, _serials) if reading.serials else day


def _serials(text: pl.Series) -> pl.Series:
    number = text.str.head(5).cast(pl.Int32, strict=False)
    known = text.str.contains(_SERIAL) & number.is_between(_FIRST_SERIAL, _LAST_SERIAL)
    since_1970 = number + (_SERIAL_ZERO - date(1970, 1, 1)).days
    return since_1970.set(~known.fill_null(value=False), None).cast(pl.Date)


def _written_codes(text: pl.Series) -> pl.Series:
    pieces = dissected(text)
    cells = pieces.with_columns(
        pl.lit(tidy(text)).alias("text"), _date("dia-mes").alias("by_day"), _date("mes-dia").alias("by_month")
    )
    is_month = pl.col("day").is_null() & pl.col("first").is_null()
    read = _code("by_day", "by_month") + (
        pl.when(pl.col("year").str.len_bytes() == 2).then(SHORT).otherwise(0)  # noqa: PLR2004 - two digits
        + pl.when(is_month).then(MONTH).otherwise(0)
    ).cast(pl.UInt8)
    serial = pl.lit(_serials(cells["text"])).is_not_null()
    code = cells.select(
        pl.when(serial).then(SERIAL).otherwise(pl.coalesce(read, UNREADABLE)).cast(pl.UInt8)
    ).to_series()
    return code.set(blank_days(text), None)


def dissected(text: pl.Series) -> pl.DataFrame:
    """The pieces of dates of any form, as text: `first`, `second`, `day`, `month`, `year`, `tail`; null where absent.

    Of a cell of no known form all are null, the year too.
    """
    left = pl.DataFrame({"at": pl.int_range(text.len(), eager=True), "text": tidy(text).str.to_lowercase()})
    found = []
    for form in FORMS:
        if left.is_empty():
            break
        pieces = left.with_columns(pl.col("text").str.extract_groups(form).alias("pieces")).unnest("pieces")
        absent = [pl.lit(None, pl.String).alias(name) for name in _PIECES if name not in pieces.columns]
        hit = pl.col("year").is_not_null()
        found.append(pieces.filter(hit).with_columns(absent).select("at", *_PIECES))
        left = pieces.filter(~hit).select("at", "text")
    found.append(left.select("at", *(pl.lit(None, pl.String).alias(name) for name in _PIECES)))
    named = pl.col("word").replace_strict(MONTHS, default=None, return_dtype=pl.String)
    pieces = pl.concat(found).sort("at").with_columns(pl.coalesce("month", named).alias("month"))
    return pieces.select("first", "second", "day", "month", "year", "tail")


def _date(order: Order) -> pl.Expr:
    """The pieces as a Date, where there is such a day."""
    day, month = ("first", "second") if order == "dia-mes" else ("second", "first")
    digits = pl.col("year").cast(pl.Int32)
    century = pl.when(digits <= _LAST_SHORT_YEAR).then(2000).otherwise(1900)
    year = pl.when(pl.col("year").str.len_bytes() == 2).then(digits + century).otherwise(digits)  # noqa: PLR2004
    whole = pl.concat_str(
        year.cast(pl.String).str.zfill(4),
        pl.coalesce("month", month).str.zfill(2),
        pl.coalesce("day", day, pl.lit("01")).str.zfill(2),
        separator="-",
    )
    day_there = whole.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(day_there.is_between(FIRST_DATE, LAST_DATE)).then(day_there)
