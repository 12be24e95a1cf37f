"""What whole columns tell of their conventions, counted in one pass over the lines."""

from __future__ import annotations

from dataclasses import field, fields
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.values import amounts, dates

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_CLASS = 7  # the bits of a code that hold its class; those above are marks of their own


@dataclass(frozen=True)
class AmountEvidence:
    """Counts of cells of a column of amounts; blank ones are in none.

    Attributes:
        comma: prove that the comma is the decimal mark.
        point: prove that the point is.
        ambiguous_comma: like `1,234`.
        ambiguous_point: like `1.234`.
        neutral: numbers without a mark.
        unreadable: no numbers.
        foreign: of the numbers, those in a currency that is not the real.
    """

    comma: int = 0
    point: int = 0
    ambiguous_comma: int = 0
    ambiguous_point: int = 0
    neutral: int = 0
    unreadable: int = 0
    foreign: int = 0

    @property
    def all_foreign(self) -> bool:
        """Whether every number is in another currency."""
        return 0 < self.foreign == self.comma + self.point + self.ambiguous + self.neutral

    @property
    def ambiguous(self) -> int:
        """Cells that only the column can settle."""
        return self.ambiguous_comma + self.ambiguous_point


@dataclass(frozen=True)
class DayEvidence:
    """Counts of cells of a column of dates; blank ones are in none.

    Attributes:
        day_first: are dates only if the day comes first.
        month_first: are dates only if the month comes first.
        ambiguous: are two dates, as the order may be.
        clear: are one date in any order.
        serial: numbers in the range of a spreadsheet's days.
        unreadable: no dates in any order.
        short_year: of the dates, those with a year of two digits.
        month_only: of the dates, those without a day.
        early: of the clear ones, those like `2024-01-12` with a day that may be a month; fewer where others beside
            them have one that may not.
    """

    day_first: int = 0
    month_first: int = 0
    ambiguous: int = 0
    clear: int = 0
    serial: int = 0
    unreadable: int = 0
    short_year: int = 0
    month_only: int = 0
    early: int = 0

    @property
    def swapped(self) -> bool:
        """Whether a spreadsheet of another country took some texts for dates and left the others, as it seems.

        It takes those it can read with day and month the wrong way round, which is up to the 12th; so none of these
        is among the texts that are left, and all the dates have such a day.
        """
        texts = bool(self.day_first) is not bool(self.month_first)
        return texts and not self.ambiguous and 0 < self.early == self.clear

    @property
    def dates(self) -> int:
        """Cells that are a date as it is written."""
        return self.day_first + self.month_first + self.ambiguous + self.clear


@dataclass(frozen=True)
class Survey:
    """The evidence of the columns of one file, by their names in it."""

    amounts: Mapping[str, AmountEvidence] = field(default_factory=dict)
    days: Mapping[str, DayEvidence] = field(default_factory=dict)


_AMOUNT_CLASSES = {
    "comma": amounts.COMMA,
    "point": amounts.POINT,
    "ambiguous_comma": amounts.AMBIGUOUS_COMMA,
    "ambiguous_point": amounts.AMBIGUOUS_POINT,
    "neutral": amounts.NEUTRAL,
    "unreadable": amounts.UNREADABLE,
}
_DAY_CLASSES = {
    "day_first": dates.DAY_FIRST,
    "month_first": dates.MONTH_FIRST,
    "ambiguous": dates.AMBIGUOUS,
    "clear": dates.CLEAR,
    "serial": dates.SERIAL,
    "unreadable": dates.UNREADABLE,
}


def amount_counts(code: pl.Expr) -> dict[str, pl.Expr]:
    """The fields of `AmountEvidence` as Int64 aggregates of a column that `amount_code` made."""
    return _counts(code, _AMOUNT_CLASSES) | {"foreign": _marked(code, amounts.FOREIGN)}


def day_counts(code: pl.Expr) -> dict[str, pl.Expr]:
    """The fields of `DayEvidence` as Int64 aggregates of a column that `day_code` made."""
    return _counts(code, _DAY_CLASSES) | {
        "short_year": _marked(code, dates.SHORT),
        "month_only": _marked(code, dates.MONTH),
        "early": _marked(code, dates.EARLY),
    }


def _counts(code: pl.Expr, classes: Mapping[str, int]) -> dict[str, pl.Expr]:
    return {name: (code & _CLASS).eq(number).sum().cast(pl.Int64) for name, number in classes.items()}


def _marked(code: pl.Expr, mark: int) -> pl.Expr:
    return (code & mark).ne(0).sum().cast(pl.Int64)


def survey(lines: pl.LazyFrame, amount_columns: Collection[str], day_columns: Collection[str]) -> Survey:
    """Count the evidence of text columns by reading every line once, in a stream.

    Args:
        lines: the lines of one file.
        amount_columns: names of its text columns of amounts.
        day_columns: names of its text columns of dates.
    """
    if not amount_columns and not day_columns:
        return Survey()
    # Codes first, as columns: Polars would run a kernel again for every aggregate made of it.
    codes: dict[str, pl.Expr] = {}
    counts: dict[str, pl.Expr] = {}
    for kind, columns in (("amount", amount_columns), ("day", day_columns)):
        for number, name in enumerate(columns):
            label = f"{kind} {number}"
            cell = pl.col(name)
            codes[label] = amounts.amount_code(cell) if kind == "amount" else dates.day_code(cell)
            code = pl.col(label)
            found = amount_counts(code) if kind == "amount" else day_counts(code)
            counts |= {f"{label} {count}": expression for count, expression in found.items()}
    row = lines.select(**codes).select(**counts).collect(engine="streaming").row(0, named=True)
    return Survey(
        {name: _taken(AmountEvidence, row, f"amount {number}") for number, name in enumerate(amount_columns)},
        {name: _taken(DayEvidence, row, f"day {number}") for number, name in enumerate(day_columns)},
    )


_E = TypeVar("_E", AmountEvidence, DayEvidence)


def _taken(kind: type[_E], row: Mapping[str, Any], label: str) -> _E:
    return kind(**{item.name: row[f"{label} {item.name}"] for item in fields(kind)})
