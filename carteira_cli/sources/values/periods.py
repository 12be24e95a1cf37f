"""Periods as people write them in a spreadsheet: "03/2024", "mar/24", "1T2024", besides those of the command line."""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from carteira_cli.errors import UsageError
from carteira_cli.period import parse_period
from carteira_cli.quoted import cell as quoted
from carteira_cli.sources.values.blanks import blanks, tidy
from carteira_cli.sources.values.kernels import elementwise, once_each
from carteira_cli.sources.values.months import MONTHS

_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
_NTH = re.compile(r"([1-4])[ºo°]?[ -]?(?:([qts])|([ts])(?:ri|em)(?:\.|m|mestre|estre)?)(?: de |[ /.-])?(\d{4}|\d{2})")
_NAMED = re.compile(r"([a-zç]{3,9})\.?(?: de |[ /.-])?(\d{4}|\d{2})")
_SHAPES = (  # what it looks like, and the period that it is
    (re.compile(r"(\d{4})\.0"), r"\1"),  # a year that a program took for an amount
    (re.compile(r"(\d{4})(0[1-9]|1[0-2])"), r"\1-\2"),
    (re.compile(r"(\d{4})[/.](\d{2})"), r"\1-\2"),
    (re.compile(r"0?(\d)[/.-](\d{4})"), r"\2-0\1"),
    (re.compile(r"(1[0-2])[/.-](\d{4})"), r"\2-\1"),
    (re.compile(r"(\d{4})-(\d{2})-01"), r"\1-\2"),  # how spreadsheets keep "mar/2024"
    (re.compile(r"01/(\d{2})/(\d{4})"), r"\2-\1"),
    (re.compile(r"(\d{4})[ /-]?([qts])([1-4])"), r"\1-\2\3"),
    (re.compile(r"([qts])([1-4])[ /-]?(\d{4})"), r"\3-\1\2"),
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")


def parse_label(cell: pl.Expr) -> pl.Expr:
    """The label of the period that a text names, as `period.parse_period` gives it; null where it names none.

    Besides what the command line takes, except what is relative to an as-of date: `03/2024`, `mar/2024`, `março de
    2024`, `202403`, `1T2024`, `1º tri 2024`. The first day of a month stands for the month, as a spreadsheet keeps
    it; no other day is a period.
    """
    return elementwise(cell, _labels, pl.String)


def _labels(cells: pl.Series) -> pl.Series:
    return once_each(tidy(cells).set(blanks(cells), None), _each)


def _each(text: pl.Series) -> pl.Series:
    return pl.Series([None if cell is None else label_of(cell) for cell in text], dtype=pl.String)


@lru_cache(maxsize=10_000)
def label_of(text: str) -> str | None:
    """The label of one text.

    Example:
        >>> label_of("mar/24"), label_of("1º tri 2024"), label_of("2024-03-15")
        ('2024-03', '2024-Q1', None)
    """
    word = _calendar(_MIDNIGHT.sub("", text).casefold())
    if _DAY.fullmatch(word):
        return None
    try:
        return parse_period(word).label
    except UsageError:
        return None


def period_reason(value: str) -> str:
    """Why a text names no period, in words."""
    flat = " ".join(value.split())[:40]
    shown = quoted(flat)
    if _DAY.fullmatch(_MIDNIGHT.sub("", flat)):
        return f'"{shown}" é um dia, não um período; use 2024-03, 03/2024, 2024-Q1 ou 2024'
    return f'o período "{shown}" não existe; use 2024-03, 03/2024, 2024-Q1 ou 2024'


def _calendar(word: str) -> str:
    """A text in the words of the command line, as far as it can be told what it means."""
    if (named := _NAMED.fullmatch(word)) and named[1] in MONTHS:
        return f"{_year(named[2])}-{MONTHS[named[1]]}"
    if part := _NTH.fullmatch(word):
        return f"{_year(part[4])}-{part[2] or part[3]}{part[1]}"
    for shape, meaning in _SHAPES:
        if found := shape.fullmatch(word):
            return found.expand(meaning)
    return word


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"20{digits}"  # noqa: PLR2004 - a year in full
