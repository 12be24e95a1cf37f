"""A file that was read whole: its account, and its accepted lines."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.audit import Audit


@dataclass(frozen=True)
class ReaderSaid:
    """What who read a file whole has to say of it, where nobody else has all of its lines.

    Attributes:
        notes: how it was read, as sentences.
        warnings: what a reader of the numbers must know, as sentences.
    """

    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proven:
    """A file that was read whole, its account, and its accepted lines where they were kept.

    Attributes:
        part: the file, as it is read.
        audit: its account.
        kept: its accepted lines; None where they were not kept.
        aside: every line with its facts and what was to be put aside of it; None where nothing was.
        every: every line with its facts, where the canonical columns are among them; None where they were not kept.
        told: what was said of it where it was read; None where its lines are at hand.
    """

    part: Part
    audit: Audit
    kept: pl.LazyFrame | None = field(default=None, repr=False, compare=False)
    aside: pl.LazyFrame | None = field(default=None, repr=False, compare=False)
    every: pl.LazyFrame | None = field(default=None, repr=False, compare=False)
    told: ReaderSaid | None = field(default=None, repr=False, compare=False)

    def lines(
        self, days: tuple[int | None, int | None], *, id_as_text: bool, clean: bool, without: pl.Series | None
    ) -> pl.LazyFrame:
        """As `Part.lines`, without another reading where the lines were kept."""
        if self.kept is None or without is not None:
            return self.part.lines(days, id_as_text=id_as_text, clean=clean, without=without)
        lines = within(self.kept, *days).select(*self.part.columns)
        if id_as_text and self.part.id_type != pl.String and "cliente" in self.part.columns:
            return lines.with_columns(pl.col("cliente").cast(pl.String))
        return lines


def within(lines: pl.LazyFrame, start: int | None, end: int | None) -> pl.LazyFrame:
    """The lines of the days `[start, end)`; a table without days has no ends."""
    if start is not None:
        lines = lines.filter(pl.col("data") >= start)
    return lines if end is None else lines.filter(pl.col("data") < end)
