"""Which statuses void a line, in whatever spelling they come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.columns import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from carteira_cli.sources.raw import RawFile

FEW = 3  # spellings up to which comparing beats a hash
VOIDED, UPHELD = "cancelada na importação", "válida na importação"  # what an import found, whatever words void now
_ALWAYS, _UNLESS_NEGATIVE = 1, 2  # what a status does to its line
SAMPLE = 10_000  # lines at either end of a Parquet file whose statuses are learnt beforehand


@dataclass(frozen=True)
class VoidWords:
    """Words of a status that void a line, folded.

    Attributes:
        always: whatever the amount.
        unless_negative: but for a line of a negative amount, which is itself the return that the word tells of.
    """

    always: frozenset[str]
    unless_negative: frozenset[str] = frozenset()

    @classmethod
    def of(cls, always: Iterable[str], unless_negative: Iterable[str]) -> VoidWords:
        """The words, in whatever spelling."""
        return cls(
            frozenset(map(fold, always)) | {fold(VOIDED)}, frozenset(map(fold, unless_negative)) - {*map(fold, always)}
        )


def cancelled_by_status(
    raw: RawFile, original: str, words: VoidWords, negative: pl.Expr, statuses: Collection[str] | None
) -> tuple[pl.Expr, pl.Expr | None]:
    """Whether the status voids a line; and, where only some spellings are known, whether it is another.

    Args:
        raw: the file.
        original: its column of the status.
        words: what voids.
        negative: whether the amount of a line is negative.
        statuses: every spelling in a typed file; None to look at both its ends.
    """
    if raw.is_text and raw.schema[original] == pl.String:
        code = pl.col(original).map_batches(_Coded(words), return_dtype=pl.UInt8, is_elementwise=True)
        if not words.unless_negative:
            return code == _ALWAYS, None
        return pl.when(code == _UNLESS_NEGATIVE).then(~negative).otherwise(code == _ALWAYS), None
    cell = pl.col(original) if raw.schema[original] == pl.String else pl.col(original).cast(pl.String)
    if statuses is None:
        both_ends = pl.concat([raw.lines.head(SAMPLE), raw.lines.tail(SAMPLE)])
        known = sorted(spellings(both_ends, cell))
    else:
        known = sorted(statuses)
    void = [status for status in known if fold(status) in words.always]
    returned = [status for status in known if fold(status) in words.unless_negative]
    cancelled = _is_one_of(cell, void).fill_null(value=False)
    if returned:
        cancelled |= _is_one_of(cell, returned).fill_null(value=False) & ~negative
    if statuses is not None:
        return cancelled, None
    rest = [status for status in known if status not in void]
    return cancelled, ~_is_one_of(cell, void).fill_null(value=False) & ~_is_one_of(cell, rest)


def _is_one_of(cell: pl.Expr, texts: list[str]) -> pl.Expr:
    """`is_in`, but a few comparisons where they are few: they cost a third of looking up a hash."""
    if len(texts) > FEW:
        return cell.is_in(texts)
    found: pl.Expr = reduce(or_, (cell == text for text in texts), pl.lit(value=False))
    return found


def spellings(lines: pl.LazyFrame, cell: pl.Expr) -> list[str]:
    """The distinct texts of a column."""
    return lines.select(cell.alias("status")).unique().drop_nulls().collect(engine="streaming").to_series().to_list()


class _Coded:
    """What a status does to its line: 0 nothing, else as of the words it is among, in whatever spelling.

    A status column has few distinct texts: each is folded in Python once, the rest is looking up.
    """

    def __init__(self, words: VoidWords) -> None:
        self._words = words
        self._codes: dict[str, int] = {}

    def __call__(self, texts: pl.Series) -> pl.Series:
        known = texts.is_in(list(self._codes))
        if not known.all():
            for text in texts.filter(~known).unique().to_list():
                word = fold(text)
                found = _ALWAYS if word in self._words.always else 0
                self._codes[text] = _UNLESS_NEGATIVE if word in self._words.unless_negative else found
        code = pl.repeat(0, texts.len(), dtype=pl.UInt8, eager=True)
        for wanted in (_ALWAYS, _UNLESS_NEGATIVE):
            some = [text for text, found in self._codes.items() if found == wanted]
            if some:
                code = code.set(texts.is_in(some).fill_null(value=False), wanted)
        return code
