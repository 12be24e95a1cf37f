"""Who was active, came, went, grew and shrank in each period, by the very sums that the indicators are made of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.run import Run
from carteira_cli.customers.groups import Grouping
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import Facts
from carteira_cli.kpis.leaves import sums_behind
from carteira_cli.star.calendar import periods_between
from carteira_cli.star.columns import KEYS, MOVEMENT
from carteira_cli.star.formulas import formulas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.kpis.leaves import Part
    from carteira_cli.period import Period
    from carteira_cli.star.formulas import MetricFormula

HOST = "churn-receita"  # the family that the run is one of; its indicators are told apart


@dataclass(frozen=True)
class Movement:
    """The movement of customers over the periods of a portfolio.

    Attributes:
        base: whose customers.
        inside: only the periods in this one; None: all that the data know.
    """

    base: CustomerBase
    inside: Period | None = None

    @cached_property
    def run(self) -> Run:
        """The analysis that every period is one of."""
        return Run(HOST, self.base, KEYS, split=Grouping(self.base))

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods, in order of their ends; none without data up to the as-of day."""
        start = self.run.coverage.start
        if start is None or start > self.base.as_of:
            return ()
        return periods_between(start, self.base.as_of, self.inside)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The periods under the rules of the run, up to the as-of day."""
        return tuple(self.base.span(period) for period in self.periods)

    @property
    def short(self) -> tuple[Period, ...]:
        """Those before which less than a window of data comes, so that not all who were active are seen as such."""
        spans = zip(self.periods, self.spans, strict=True)
        return tuple(period for period, span in spans if self.run.coverage.understated(span))

    @cached_property
    def formulas(self) -> tuple[MetricFormula, ...]:
        """The indicators that the tables are there for, as quotients of sums of the fact's columns."""
        nominal = self.base.span(self.base.asked)
        empty = pl.DataFrame(schema=dict.fromkeys((CUSTOMER, *self.run.needs), pl.Int64))
        tables = self.run.coverage.tables
        there = {key: name for key, name in MOVEMENT.items() if {*tables[key]} <= {*self.base.ledgers}}
        return formulas(KEYS, there, self._sums(nominal, empty)[1])

    def rows(self) -> Iterator[pl.DataFrame]:
        """The rows of `fato_movimento`, a frame a period, with `cliente` as the files have it, in no order."""
        if not self.spans:
            return
        for number, panel in self.run.panels(self.spans, self.run.needs, {}):
            if panel is not None:
                yield self._fact(number, panel)

    def _fact(self, number: int, panel: pl.DataFrame) -> pl.DataFrame:
        """The customers of a period who count in anything."""
        span, period = self.spans[number], self.periods[number]
        rows, parts = self._sums(span, panel)
        unknown = self.run.coverage.unknown(span.period)
        counted = {MOVEMENT[key]: rows[str(parts[key][0])] for key in MOVEMENT if key in parts}
        missing = [pl.lit(None, dtype=pl.Int64).alias(MOVEMENT[key]) for key in MOVEMENT if key not in parts]
        nothing = [pl.lit(None, dtype=pl.Int64).alias(MOVEMENT[key]) for key in MOVEMENT if key in unknown]
        found = panel.select(CUSTOMER, **counted).filter(pl.any_horizontal(pl.col(name) != 0 for name in counted))
        whole = self.run.coverage.complete(period)
        told = not self.run.coverage.understated(span)
        return found.with_columns(
            *missing,
            *nothing,
            grao=pl.lit(period.grain),
            periodo=pl.lit(period.label),
            inicio=pl.lit(period.start, dtype=pl.Int32).cast(pl.Date),
            fim=pl.lit(span.period.last, dtype=pl.Int32).cast(pl.Date),
            completo=pl.lit(int(whole), dtype=pl.Int8),
            janela_completa=pl.lit(int(told), dtype=pl.Int8),
        )

    def _sums(self, span: Span, panel: pl.DataFrame) -> tuple[dict[str, pl.Expr], dict[str, tuple[Part, Part]]]:
        return sums_behind(KEYS, Facts({"clientes": panel}, self.run.context(span)))
