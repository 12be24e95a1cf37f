"""Periods as people write them in a spreadsheet: "03/2024", "mar/24", "1T2024", besides those of the command line."""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from carteira_cli.config.period_words import written
from carteira_cli.errors import UsageError
from carteira_cli.period import parse_period
from carteira_cli.quoted import cell as quoted
from carteira_cli.sources.values.blanks import blanks, tidy
from carteira_cli.sources.values.kernels import elementwise, once_each

_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
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
    word = written(_MIDNIGHT.sub("", text).casefold())
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
