"""Cells become days, cents and ids: `to_…` converts, `no_…` tells what can't be converted.

What `to_…` makes of a cell that `no_…` refuses means nothing. Nothing here rounds twice or sums:
a value is converted once, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import EPOCH
from carteira_cli.sources import values
from carteira_cli.sources.values import DayReading, trimmed
from carteira_cli.sources.values.dates import FIRST_DATE, LAST_DATE
from carteira_cli.sources.values.documents import CNPJ_LENGTH

if TYPE_CHECKING:
    from carteira_cli.sources.values import Decimal

__all__ = [
    "FIRST_DATE",
    "LAST_DATE",
    "UnsupportedTypeError",
    "as_text",
    "cnpj_root",
    "doubtful_amount",
    "is_positive",
    "is_rounded",
    "no_amount",
    "no_day",
    "no_id",
    "parse_amount",
    "parse_day",
    "parse_serial",
    "to_cents",
    "to_day",
    "to_id",
    "trimmed",
]

CENT_DECIMALS = 2
_DAY_UNITS = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}  # of a Datetime
_CALENDAR = -719_000, 2_932_000  # days since 1970 that are within the years 2 and 9997
MAX_FLOAT_ID = 2**53  # from here on a float skips integers
_SERIAL_ZERO = -25_569  # 1899-12-30, day 0 of spreadsheets, counted from 1970-01-01
MAX_REAIS = 10**11  # up to here a float tells any two amounts of 15 significant digits apart
_RELATIVE_NOISE = 1e-15  # what multiplying by 100 may add to a large amount
_NOISE = 1e-6  # below this, a third decimal is an artefact of somebody's float sum
DEFAULT_READING = DayReading()


class UnsupportedTypeError(TypeError):
    """A column whose type can't hold what it should."""


def to_id(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Ids as text; whole numbers keep their type (the text follows after grouping, one for one).

    Raises:
        UnsupportedTypeError: dates, lists and the like are no ids.
    """
    if dtype.is_integer() or dtype == pl.String:
        return cell
    if isinstance(dtype, pl.Categorical | pl.Enum):
        return cell.cast(pl.String)
    if dtype.is_float() or dtype.is_decimal():  # 123.0: an integer column that had blanks
        return cell.cast(pl.Int64, strict=False).cast(pl.String)
    raise UnsupportedTypeError(str(dtype))


def cnpj_root(text: pl.Expr) -> pl.Expr:
    """The first 8 characters of a CNPJ (14 digits or capitals, punctuated or not, or short of its zeros), or null."""
    bare = values.document_key(text)
    return pl.when(bare.str.len_bytes() == CNPJ_LENGTH).then(bare.str.head(8))


def to_day(cell: pl.Expr, dtype: pl.DataType, zone: str | None) -> pl.Expr:
    """Dates as Int32 days since 1970-01-01.

    Args:
        cell: text (the day first, a time after the date cut), Date, or Datetime.
        dtype: its type.
        zone: the zone whose calendar counts, for datetimes that carry one; None: the column's own.

    Raises:
        UnsupportedTypeError: a number or another type is no date.
    """
    if dtype == pl.String:
        return parse_day(cell, zone).to_physical()
    if dtype == pl.Date:
        return cell.to_physical()
    if isinstance(dtype, pl.Datetime):
        each = _DAY_UNITS[dtype.time_unit]
        days = cell.to_physical().floordiv(each)
        if not dtype.time_zone:
            return days.cast(pl.Int32, strict=False)
        # Beyond the calendar the engine can tell no time of a zone: it breaks down.
        known = pl.when(days.is_between(*_CALENDAR)).then(cell)
        local = known.dt.convert_time_zone(zone) if zone else known
        return local.dt.date().to_physical()
    raise UnsupportedTypeError(str(dtype))


def as_text(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A cell of any type as text for people; a date beyond every calendar as its number: the engine can't write it."""
    if isinstance(dtype, pl.Datetime):
        days = cell.to_physical().floordiv(_DAY_UNITS[dtype.time_unit])
    elif isinstance(dtype, pl.Date):
        days = cell.to_physical()
    else:
        return cell.cast(pl.String, strict=False)
    written = pl.when(days.is_between(*_CALENDAR)).then(cell).cast(pl.String, strict=False)
    return pl.coalesce(written, pl.format("dia {} desde 1970", days))


def no_id(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether a cell holds no id."""
    if dtype.is_float():  # 1.5 is no code, and NaN is how an integer column says "none"
        return cell.is_null() | cell.is_nan() | (cell != cell.round()) | (cell.abs() >= MAX_FLOAT_ID)
    if dtype.is_decimal():
        return cell.is_null() | (cell != cell.round()) | (cell.abs() >= MAX_FLOAT_ID)
    return cell.is_null() | (cell == "") if dtype == pl.String else cell.is_null()


def no_day(cell: pl.Expr, dtype: pl.DataType, zone: str | None) -> pl.Expr:
    """Whether a cell holds no day from 1900 to 2199: a year 24 or 20224 is a slip."""
    if dtype == pl.Date:  # as it stands, so that a Parquet file's statistics can answer
        return cell.is_null() | (cell < pl.lit(FIRST_DATE)) | (cell > pl.lit(LAST_DATE))
    day = to_day(cell, dtype, zone)
    return day.is_null() | ~day.is_between((FIRST_DATE - EPOCH).days, (LAST_DATE - EPOCH).days)


def no_amount(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether a cell holds no amount, or one too large to be exact."""
    if dtype.is_integer() or dtype.is_decimal():
        return cell.is_null() | (cell <= -MAX_REAIS) | (cell >= MAX_REAIS)
    reais = _as_float(cell, dtype)
    return reais.is_null() | ~reais.is_finite() | (reais.abs() >= MAX_REAIS)


def doubtful_amount(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether an amount may be rounded or, in a float column, refused by `no_amount`; nulls apart.

    Cheaper than to know: of amounts beyond R$ 100 million it suspects some that are neither.
    """
    if dtype.is_integer() or _holds_cents(dtype):
        return pl.lit(value=False)
    reais = _as_float(cell, dtype)
    odd = _off_the_cent(reais) > _NOISE
    return odd | (reais.abs() >= MAX_REAIS) if dtype.is_float() else odd


def parse_day(cell: pl.Expr, zone: str | None = None, reading: DayReading = DEFAULT_READING) -> pl.Expr:
    """Text as a Date; see `values.parse_day`. Without a reading the day comes first."""
    return values.parse_day(cell, zone, reading)


def parse_serial(cell: pl.Expr) -> pl.Expr:
    """Numbers of days of a spreadsheet, with the time as a fraction, as Dates; null outside 1900 to 2199."""
    day = cell.cast(pl.Float64).floor() + _SERIAL_ZERO
    known = day.is_between((FIRST_DATE - EPOCH).days, (LAST_DATE - EPOCH).days)
    return pl.when(known).then(day).cast(pl.Int32).cast(pl.Date)


def parse_amount(cell: pl.Expr, decimal: Decimal | None = "ponto") -> pl.Expr:
    """Text as Float64; see `values.parse_amount`. Of a column that nobody decided, the point is the decimal mark."""
    return values.parse_amount(cell, decimal)


def to_cents(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Amounts in reais as Int64 cents, more than two decimals rounded half-even.

    Args:
        cell: text (with a decimal point where in doubt), integer, float or decimal, in reais.
        dtype: its type.

    Raises:
        UnsupportedTypeError: a date or another type is no amount.
    """
    if dtype.is_integer():
        return cell.cast(pl.Int64, strict=False) * 100
    if isinstance(dtype, pl.Decimal) and _holds_cents(dtype):  # it is a whole number of its last decimal
        each: int = 10 ** (CENT_DECIMALS - dtype.scale)
        return cell.to_physical().cast(pl.Int64, strict=False) * each
    return _half_even_cents(_as_float(cell, dtype)).cast(pl.Int64, strict=False)


def is_positive(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether an amount is at least one cent: `to_cents(…) > 0`, without converting.

    0.005 rounds half-even to 0 and anything above it to a cent or more.
    """
    if dtype.is_integer() or _holds_cents(dtype):
        return cell > 0
    return _as_float(cell, dtype) > 0.005  # noqa: PLR2004 - half a cent


def is_rounded(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether an amount has more than two decimals (beyond float noise); also true of NaN and infinity."""
    if dtype.is_integer() or _holds_cents(dtype):
        return pl.lit(value=False)
    reais = _as_float(cell, dtype)
    return _off_the_cent(reais) > _NOISE + reais.abs() * (100 * _RELATIVE_NOISE)


def _off_the_cent(reais: pl.Expr) -> pl.Expr:
    """How far an amount is from whole cents, in cents; NaN for NaN and infinity, which is more than anything."""
    cents = reais * 100
    return (cents - cents.round()).abs()


def _holds_cents(dtype: pl.DataType) -> bool:
    """Whether a type can hold no more than two decimals."""
    return isinstance(dtype, pl.Decimal) and dtype.scale <= CENT_DECIMALS


def _as_float(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The nearest float: below MAX_REAIS it tells every three-decimal amount from its neighbours."""
    if dtype == pl.String:
        return parse_amount(cell)
    if dtype.is_float() or dtype.is_decimal():
        return cell.cast(pl.Float64)
    raise UnsupportedTypeError(str(dtype))


def _half_even_cents(reais: pl.Expr) -> pl.Expr:
    """Round to cents as the decimal number that the float stands for would be.

    A tie is an amount of exactly three decimals that ends in 5; `reais × 100` in floats may
    fall on either side of it, so ties are found in tenths of a cent and settled in integers.
    """
    tenths = (reais * 1000).round()
    # Polars divides by a scalar by multiplying with its reciprocal, which is not correctly
    # rounded: 4650815 / 1000 gives 4650.8150000000005. A column of thousands divides exactly.
    thousands = tenths * 0 + 1000
    is_tie = (tenths / thousands == reais) & (tenths.abs() % 10 == 5)  # noqa: PLR2004 - the digit 5
    lower = tenths.abs() // 10
    return pl.when(is_tie).then((lower + lower % 2) * tenths.sign()).otherwise((reais * 100).round())
