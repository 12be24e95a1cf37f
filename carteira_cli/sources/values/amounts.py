"""Amounts as text: `1.234,56`, `1,234.56`, `R$ 1.234,56`, `(10,00)`, `10,00-`, `1,5E+03`.

One rule for a cell. Of two different marks the last is the decimal one; a mark that repeats groups
thousands; a mark that is there once is the decimal one, unless the cell is **ambiguous**: one to three
digits without a leading zero, a mark, three digits. What `1.234` is, only its column can tell
(`decide`). Groups must be of three digits, and a sign must be there once; else it is no number.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.sources.values.blanks import blanks, tidy
from carteira_cli.sources.values.kernels import elementwise, filled, in_turn, leads_with

if TYPE_CHECKING:
    from collections.abc import Mapping

Decimal = Literal["virgula", "ponto"]
MARKS: Mapping[Decimal, str] = {"virgula": ",", "ponto": "."}

# What a cell tells of its column's convention; a foreign currency adds FOREIGN.
COMMA, POINT, AMBIGUOUS_COMMA, AMBIGUOUS_POINT, NEUTRAL, UNREADABLE, FOREIGN = 1, 2, 3, 4, 5, 6, 8

_AMBIGUOUS = r"^[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
_SHORTEST = 5  # of an ambiguous cell: 1.234
_OURS = r"r\$|rs|brl|\$"
_THEIRS = r"us\$|u\$s?|usd|eur|€|£|gbp"
_UNIT = rf"(?:{_THEIRS}|{_OURS})"
_SIGN = "[-+−–(]"
_WHOLE = (
    rf"(?i)^(?P<before>{_SIGN}?)\s?(?P<unit>{_UNIT})?\s?(?P<inner>{_SIGN}?)\s?(?P<unit2>{_UNIT})?\s?"
    r"(?P<body>[0-9.,](?:[0-9.,]| [0-9])*)(?P<power>e[-+]?[0-9]{1,3})?"
    rf"\s?(?P<unit3>{_UNIT})?\s?(?P<after>[-+−–)]?)$"
)
_DASH = rf"(?i)^{_UNIT}\s?[-–]$"  # how a spreadsheet's accounting format writes zero
READ_AMOUNT = pl.Struct({"value": pl.Float64, "code": pl.UInt8})  # what `read_amount` makes of a cell
_SIGNS = {"": 1.0, "+": 1.0, "-": -1.0, "−": -1.0, "–": -1.0, "()": -1.0}


def parse_amount(cell: pl.Expr, decimal: Decimal | None) -> pl.Expr:
    """Text as the nearest Float64, in reais; null where it is blank or not a number.

    Args:
        cell: the text.
        decimal: what an ambiguous cell's mark is; None: such a cell is null.
    """
    return elementwise(cell, partial(amounts, decimal=decimal), pl.Float64)


def amount_code(cell: pl.Expr) -> pl.Expr:
    """What each cell tells of the convention, as UInt8; null where it is blank. Input of `amount_counts`."""
    return elementwise(cell, codes, pl.UInt8)


def read_amount(cell: pl.Expr, decimal: Decimal | None) -> pl.Expr:
    """Both at once, which costs little more than either: a Struct of `value` and `code`."""
    return cell.map_batches(partial(_read, decimal=decimal), return_dtype=READ_AMOUNT, is_elementwise=True)


def _read(text: pl.Series, decimal: Decimal | None) -> pl.Series:
    """Digits with at most one mark are looked at once; what else there is, as each of the two would."""
    if leads_with(text, "R$"):
        return pl.DataFrame({"value": amounts(text, decimal), "code": codes(text)}).to_struct()
    value, code = _plain_codes(text)
    told = code.is_in([AMBIGUOUS_COMMA, AMBIGUOUS_POINT])
    if told.any():
        value = value.set(told, None)
    left = (value.is_null() & text.is_not_null()).arg_true()
    if left.len():
        cells = text.gather(left)
        value, code = value.scatter(left, amounts(cells, decimal)), code.scatter(left, codes(cells))
    return pl.DataFrame({"value": value, "code": code}).to_struct()


def amounts(text: pl.Series, decimal: Decimal | None) -> pl.Series:
    """The kernel of `parse_amount`."""
    plain, grouped = partial(_plain, decimal=decimal), partial(_grouped, decimal=decimal)

    def peeled(left: pl.Series) -> pl.Series:
        return in_turn(_peeled(left), plain, grouped)

    quick = (peeled, plain, grouped) if leads_with(text, "R$") else (plain, grouped, peeled)
    return _finite(in_turn(text, *quick, partial(_spelled, decimal=decimal)))


def codes(text: pl.Series) -> pl.Series:
    """The kernel of `amount_code`."""
    if leads_with(text, "R$"):
        return in_turn(text, _peeled_codes, _codes_of_plain, _grouped_codes, _spelled_codes)
    return in_turn(text, _codes_of_plain, _grouped_codes, _peeled_codes, _spelled_codes)


def _plain(text: pl.Series, decimal: Decimal | None) -> pl.Series:
    """Digits and at most one mark; not where that mark may group thousands."""
    bare = text.str.replace(",", ".", literal=True) if leads_with(text, ",") else text
    value = _finite(bare.cast(pl.Float64, strict=False))
    risky = _risky(text, value)
    if not risky.len():
        return value
    mark = {None: "[.,]", "virgula": r"\.", "ponto": ","}[decimal]
    wrong = text.gather(risky).str.contains(_AMBIGUOUS.replace("[.,]", mark))
    return value.scatter(risky.filter(wrong), None)


def _finite(value: pl.Series) -> pl.Series:
    """Numbers; the cast also reads `nan` and `inf`."""
    finite = value.is_finite()
    return value if finite.all() else value.set(~finite.fill_null(value=True), None)


def _risky(text: pl.Series, value: pl.Series) -> pl.Series:
    """Where a cell is as long as an ambiguous one of its value would be, sign included."""
    size = value.abs()
    cells = pl.DataFrame({"size": size, "length": text.str.len_bytes().cast(pl.Int64)})
    more = pl.col("length") - _SHORTEST - (pl.col("size") >= 10) - (pl.col("size") >= 100)  # noqa: PLR2004 - digits
    return (
        cells.select(pl.col("size").is_between(1, 1000, closed="left") & more.is_between(0, 1)).to_series().arg_true()
    )


def _pattern(mark: str, other: str, *, decided: bool) -> str:
    """Groups of three by `mark`, with a decimal `other`: one group alone says so only in a column decided so."""
    several = rf"(?:\{mark}[0-9]{{3}})+(?:\{other}[0-9]*)?"
    proven = rf"\{mark}[0-9]{{3}}(?:(?:\{mark}[0-9]{{3}})*\{other}[0-9]*|(?:\{mark}[0-9]{{3}})+)"
    return rf"^[-+]?[1-9][0-9]{{0,2}}{several if decided else proven}$"


def _grouped(text: pl.Series, decimal: Decimal | None) -> pl.Series:
    """Thousands in groups."""
    return in_turn(
        text, partial(_grouped_by, ".", ",", decimal == "virgula"), partial(_grouped_by, ",", ".", decimal == "ponto")
    )


def _grouped_by(mark: str, other: str, decided: bool, text: pl.Series) -> pl.Series:  # noqa: FBT001 - bound by partial
    value = filled(None, text.len(), pl.Float64)
    hit = text.str.contains(_pattern(mark, other, decided=decided)).arg_true()
    if not hit.len():
        return value
    bare = text.gather(hit).str.replace_all(mark, "", literal=True)
    return value.scatter(hit, (bare if other == "." else bare.str.replace(",", ".", literal=True)).cast(pl.Float64))


def _peeled(text: pl.Series) -> pl.Series:
    """Without outer blanks and R$: the form of most columns that are not plain."""
    return text.str.strip_chars().str.strip_prefix("R$").str.strip_chars_start()


def _spelled(text: pl.Series, decimal: Decimal | None) -> pl.Series:
    """Every other form there is."""
    mark = pl.when(pl.col("code").is_in([COMMA, AMBIGUOUS_COMMA])).then(pl.lit(",")).otherwise(pl.lit("."))
    if decimal is not None:
        mark = (
            pl.when(pl.col("code").is_in([AMBIGUOUS_COMMA, AMBIGUOUS_POINT]))
            .then(pl.lit(MARKS[decimal]))
            .otherwise(mark)
        )
    known = pl.col("code") != UNREADABLE
    if decimal is None:
        known &= ~pl.col("code").is_in([AMBIGUOUS_COMMA, AMBIGUOUS_POINT])
    body = pl.col("body")
    comma = body.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    bare = pl.when(mark == ",").then(comma).otherwise(body.str.replace_all(",", "", literal=True))
    number = pl.concat_str(bare, pl.col("power").fill_null("")).cast(pl.Float64, strict=False)
    return dissected(text).select(pl.when(known).then(number * pl.col("sign"))).to_series()


def dissected(text: pl.Series) -> pl.DataFrame:
    """The pieces of cells of any form.

    Returns:
        One row a cell: `code` (never null), `body` (digits and marks), `power` (of ten, or null),
        `sign` (1 or −1) and whether it is in a `foreign` currency.
    """
    tidied = tidy(text).rename("text")
    zero = pl.col("text").str.contains(_DASH)
    pieces = tidied.to_frame().with_columns(
        pl.when(zero).then(pl.lit("0")).otherwise(pl.col("text")).str.extract_groups(_WHOLE).alias("piece")
    )
    signs = pl.concat_str(pl.col(name).fill_null("") for name in ("before", "inner", "after"))
    units = pl.concat_str(pl.col(name).fill_null("") for name in ("unit", "unit2", "unit3"))
    spaced = pl.col("body").str.contains(" ", literal=True)
    rows = pieces.unnest("piece").with_columns(
        signs.replace_strict(_SIGNS, default=None, return_dtype=pl.Float64).alias("sign"),
        units.str.contains(rf"(?i){_THEIRS}").alias("foreign"),
        pl.when(~spaced | pl.col("body").str.contains(r"^[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]*)?$"))
        .then(pl.col("body").str.replace_all(" ", "", literal=True))
        .alias("body"),
        (spaced | pl.col("power").is_not_null()).alias("settled"),
    )
    return rows.select(_code_of_body().alias("code"), "body", "power", "sign", "foreign")


def _code_of_body() -> pl.Expr:
    body = pl.col("body")
    single = ~pl.col("settled")  # groups by spaces, or a power of ten: then a mark is the decimal one
    return (
        pl.when(~body.str.contains("[0-9]") | pl.col("sign").is_null())
        .then(UNREADABLE)
        .when(body.str.contains(r"^[0-9]+$"))
        .then(NEUTRAL)
        .when(single & body.str.contains(r"^[1-9][0-9]{0,2},[0-9]{3}$"))
        .then(AMBIGUOUS_COMMA)
        .when(single & body.str.contains(r"^[1-9][0-9]{0,2}\.[0-9]{3}$"))
        .then(AMBIGUOUS_POINT)
        .when(body.str.contains(r"^(?:[0-9]*,[0-9]*|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*|[0-9]{1,3}(?:\.[0-9]{3}){2,})$"))
        .then(COMMA)
        .when(body.str.contains(r"^(?:[0-9]*\.[0-9]*|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*|[0-9]{1,3}(?:,[0-9]{3}){2,})$"))
        .then(POINT)
        .otherwise(UNREADABLE)
        .cast(pl.UInt8)
    )


def _codes_of_plain(text: pl.Series) -> pl.Series:
    return _plain_codes(text)[1]


def _plain_codes(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """What digits with at most one mark come to, the mark taken for the decimal one, and what they tell."""
    commas = leads_with(text, ",")
    bare = text.str.replace(",", ".", literal=True) if commas else text
    value = _finite(bare.cast(pl.Float64, strict=False))
    cells = pl.DataFrame({"text": text, "bare": bare, "value": value})
    told = (
        pl.when(pl.col("text") != pl.col("bare"))
        .then(COMMA)
        .when(pl.col("text").str.contains(".", literal=True))
        .then(POINT)
        .otherwise(NEUTRAL)
        .cast(pl.UInt8)
    )
    code = cells.select(pl.when(pl.col("value").is_not_null()).then(told)).to_series()
    risky = _risky(text, value)
    if not risky.len():
        return value, code
    doubtful = risky.filter(text.gather(risky).str.contains(_AMBIGUOUS))
    return value, code.scatter(doubtful, code.gather(doubtful) + (AMBIGUOUS_COMMA - COMMA))


def _grouped_codes(text: pl.Series) -> pl.Series:
    """What thousands in groups tell."""
    cell = pl.col("text")
    comma = cell.str.contains(_pattern(".", ",", decided=False))
    point = cell.str.contains(_pattern(",", ".", decided=False))
    code = pl.when(comma).then(COMMA).when(point).then(POINT).cast(pl.UInt8)
    return text.rename("text").to_frame().select(code).to_series()


def _peeled_codes(text: pl.Series) -> pl.Series:
    return in_turn(_peeled(text), _codes_of_plain, _grouped_codes)


def _spelled_codes(text: pl.Series) -> pl.Series:
    code = pl.col("code") + pl.when("foreign").then(FOREIGN).otherwise(0).cast(pl.UInt8)
    written = dissected(text).select(code.alias("code")).to_series()
    return written.set(blanks(text), None)
