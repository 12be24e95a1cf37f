"""One file of a table: how its raw columns become canonical ones, and the checks a line must pass."""

from __future__ import annotations

from dataclasses import field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_date, to_day
from carteira_cli.reading.hidden import VOID
from carteira_cli.sources.matching.status import spellings
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.values import convert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.reading_rules import Rules

CANCELLED = "cancelada"  # Boolean: the status voids the line
PURCHASE = "compra"  # Boolean: valid, and at least one cent
WITH_COST = "valor_com_custo"  # the amount, where the line says what it cost
MARGIN = "margem_com_custo"  # the amount less the cost, likewise
NUMBER = "\x00numero da linha"
MADE_OF = {WITH_COST: "custo", MARGIN: "custo"}  # column made while reading → the optional one that it is made of
WHOLE, CODE = "\x00lido", "\x00codigo"  # of a column that is converted: what was read of a cell, and what that tells
LINE_CHECK = "linha"  # the check of a line as a whole


@dataclass(frozen=True)
class CellCheck:
    """A line is rejected when `bad`, an expression on the raw columns, is true.

    Attributes:
        column: the canonical column.
        original: the file's own column, for messages.
        source: the column that is converted: the same, or its parsed text.
        kind: how it is read.
        bad: never null.
    """

    column: str
    original: str
    source: str
    kind: ValueKind
    bad: pl.Expr


@dataclass(frozen=True)
class Part:
    """One file of a table, ready to be read.

    Attributes:
        table: what it is a file of.
        raw: the opened file, with its text parsed.
        source: the same, as it was opened.
        matched: which of its columns is which, and how that was found.
        rules: how its cells are read.
        assumed: what its conversion rests on.
        columns: canonical name → expression on the raw columns.
        checks: what rejects a line, in order; a line counts under the first that it fails.
        cancelled: expression on the raw columns, never null.
        id_type: the type of the customer ids.
        originals: canonical name → the file's own, of the columns that are used.
        day_column: what `data` is converted from.
        status_column: the file's own name of `status`.
        unsettled: whether only a closer look at the whole file says what a line means; None where all is known.
        movement: whether the status says "Devolução" and nothing else; None without such a column.
        back: in words, what says that the money of a line was given back → whether it does; empty where nothing may.
        unsigned: the column that `valor` is converted from, whatever gives money back.
        returned: whether the status says that the sale came back, or "Devolução"; None without such a column.
        otherwise: whether a line is void without the columns beside the status; None where there are none that void.
    """

    table: CanonicalTable
    raw: RawFile
    source: RawFile
    matched: Matched
    rules: Rules
    assumed: Assumed
    columns: Mapping[str, pl.Expr]
    checks: tuple[CellCheck, ...]
    cancelled: pl.Expr
    id_type: pl.DataType
    originals: Mapping[str, str]
    day_column: str | None = None
    status_column: str | None = None
    unsettled: pl.Expr | None = None
    movement: pl.Expr | None = None
    back: Mapping[str, pl.Expr] = field(default_factory=dict)
    unsigned: str | None = None
    returned: pl.Expr | None = None
    otherwise: pl.Expr | None = None

    @property
    def vital(self) -> tuple[str, ...]:
        """What a line can't do without: readable canonical columns, and that its cells can be told apart."""
        return (LINE_CHECK, *self.table.vital)

    @property
    def bad(self) -> pl.Expr:
        """Whether a line is rejected; never null."""
        return reduce(or_, (check.bad for check in self.checks))

    @property
    def visibly_bad(self) -> list[pl.Expr]:
        """Expressions that are all false only if `bad` is, but for amounts that are `doubtful`.

        One a check, in a form that the statistics of a Parquet file can answer without a look at the
        lines: an alternative of several columns is beyond them, and so are comparisons of floats.
        """
        return [
            pl.col(check.source).is_null()
            if check.kind is ValueKind.MONEY and self.raw.schema[check.source].is_float()
            else check.bad
            for check in self.checks
        ]

    @property
    def doubtful(self) -> pl.Expr:
        """Whether an amount may be rounded, or a float that is rejected; never null."""
        amounts = [check.source for check in self.checks if check.kind is ValueKind.MONEY]
        doubts = [convert.doubtful_amount(pl.col(name), self.raw.schema[name]) for name in amounts]
        return reduce(or_, doubts, pl.lit(value=False)).fill_null(value=False)

    @property
    def in_utc(self) -> bool:
        """Whether the days are those of times in UTC, which are not those of Brazil."""
        dtype = self.raw.schema[self.day_column] if self.day_column else None
        return isinstance(dtype, pl.Datetime) and dtype.time_zone in {"UTC", "Etc/UTC", "GMT", "+00:00"}

    @property
    def may_void(self) -> bool:
        """Whether anything in the file can void a line."""
        return self.status_column is not None or VOID in self.raw.schema or self.otherwise is not None

    @property
    def is_typed(self) -> bool:
        """Whether every date and amount has a type of its own, so that nothing about them is assumed."""
        return not self.raw.is_text and not self.raw.parsed

    def status_spellings(self) -> list[str]:
        """Every spelling of the status in the file, by reading that one column."""
        if self.status_column is None:
            return []
        return spellings(self.raw.lines, pl.col(self.status_column).cast(pl.String))

    def lines(
        self,
        days: tuple[int | None, int | None],
        *,
        id_as_text: bool,
        clean: bool,
        extra: Mapping[str, pl.Expr] | None = None,
        without: pl.Series | None = None,
    ) -> pl.LazyFrame:
        """The lines that were not rejected, with canonical columns and the flags that apply.

        Args:
            days: half-open range of days; None leaves an end open.
            id_as_text: whether integer ids become text at once.
            clean: whether it is known that no line is rejected, so that none need be looked for.
            extra: more columns, from the raw ones.
            without: numbers of lines that count elsewhere.
        """
        columns = {**self.columns, **(extra or {})}
        if id_as_text and self.id_type != pl.String and "cliente" in columns:
            columns["cliente"] = columns["cliente"].cast(pl.String)
        lines = self.raw.lines
        if without is not None:
            lines = self.raw.scan(NUMBER).filter(~pl.col(NUMBER).is_in(without.implode()))
        lines = lines if days == (None, None) else lines.filter(self.within(*days))
        if CANCELLED not in self.columns and VOID in self.raw.schema:  # only sales keep their void lines, flagged
            lines = lines.filter(~self.cancelled)
        return (lines if clean else lines.filter(~self.bad)).select(**columns)

    def within(self, start: int | None, end: int | None) -> pl.Expr:
        """Whether a line's day is in `[start, end)`.

        Typed dates are compared as they stand in the file, so that whole row groups are skipped
        by their statistics.
        """
        dtype = self.raw.schema[self.day_column] if self.day_column else None
        if self.day_column is None or dtype is None or (start is None and end is None):
            return pl.lit(value=True)
        plain = dtype == pl.Date or (isinstance(dtype, pl.Datetime) and dtype.time_zone is None)
        day = pl.col(self.day_column) if plain else self.columns["data"]

        def edge(value: int) -> pl.Expr:
            # No day that counts is beyond these; what a file has there may be beyond any calendar.
            known = min(max(value, to_day(convert.FIRST_DATE) - 1), to_day(convert.LAST_DATE) + 1)
            return pl.lit(to_date(known)).cast(dtype) if plain else pl.lit(known)

        low = day >= edge(start) if start is not None else pl.lit(value=True)
        high = day < edge(end) if end is not None else pl.lit(value=True)
        return high if start is None else low if end is None else low & high
