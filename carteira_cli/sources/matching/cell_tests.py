"""Small expressions on raw cells: text, blanks, likeness to words, dates in words."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.names import fold
from carteira_cli.words import month_name, short_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MONTH = {fold(name(number)): number for number in range(1, 13) for name in (short_month, month_name)}
_WORDED = re.compile(r"^(?:(\d{1,2})(?:o|a)?\s*(?:de\s+)?)?([a-z]{3,9})\.?\s*(?:/|-|de\s)?\s*(\d{4})\b")


def text_of(name: str) -> pl.Expr:
    """A cell as text, whatever its type."""
    return pl.col(name).cast(pl.String)


def trimmed_text(name: str) -> pl.Expr:
    """A cell without outer blanks; null when nothing is left."""
    bare = text_of(name).str.strip_chars()
    return pl.when(bare != "").then(bare)


def any_of(conditions: Iterable[pl.Expr]) -> pl.Expr:
    """Whether one of some conditions is true; false of none."""
    return reduce(or_, conditions, pl.lit(value=False))


def is_like(name: str, patterns: Sequence[str]) -> pl.Expr:
    """Whether a cell, folded, is like one of some patterns; never null; a blank cell is like "" alone."""
    expression = text_of(name).fill_null("")
    return expression.map_batches(_Like(tuple(patterns)), return_dtype=pl.Boolean, is_elementwise=True)


class _Like:
    """Whether texts are like patterns; each distinct text is folded once."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._pattern = re.compile("|".join(translate(pattern) for pattern in patterns) if patterns else r"(?!)")

    def __call__(self, texts: pl.Series) -> pl.Series:
        fits = [text for text in texts.unique().to_list() if self._pattern.match(fold(text))]
        return texts.is_in(fits)


def iso_of_words(name: str) -> pl.Expr:
    """Dates in words in ISO form: 24 de março de 2026 22:36 hs., and março de 2026; other cells as they are."""
    return text_of(name).map_batches(_read_worded, return_dtype=pl.String, is_elementwise=True)


def _read_worded(texts: pl.Series) -> pl.Series:
    distinct = texts.drop_nulls().unique()
    read = [_worded_to_iso(text) for text in distinct.to_list()]
    return texts.replace(distinct, pl.Series(read, dtype=pl.String)) if read else texts


def _worded_to_iso(text: str) -> str:
    found = _WORDED.match(fold(text))
    month = _MONTH.get(found[2]) if found else None
    return f"{found[3]}-{month:02}-{int(found[1] or 1):02}" if found and month else text
