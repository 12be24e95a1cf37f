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
        always, unless = (
            pl.col(original)
            .map_batches(_Folded(some), return_dtype=pl.Boolean, is_elementwise=True)
            .fill_null(value=False)
            for some in (words.always, words.unless_negative)
        )
        return (always | (unless & ~negative) if words.unless_negative else always), None
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


class _Folded:
    """Whether a text is one of some words, whatever its case, accents and blanks.

    A status column has few distinct texts: each is folded in Python once, the rest is `is_in`.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self._verdicts: dict[str, bool] = {}

    def __call__(self, texts: pl.Series) -> pl.Series:
        for text in texts.filter(~texts.is_in(list(self._verdicts))).unique().to_list():
            self._verdicts[text] = fold(text) in self._words
        return texts.is_in([text for text, verdict in self._verdicts.items() if verdict])
