"""The numbers of both sides: of the whole, of each group, of each customer; each reading of the sales serves all."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.customers import frames
from carteira_cli.customers.groups import Grouping, frames_of
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import COST, COVERED, Facts, Value, evaluate_groups
from carteira_cli.studies.explicar.attributes import attributes_of, values_of
from carteira_cli.studies.explicar.chains import BOTTOM, MARGIN, TOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.kpis.catalogue import Frame, Number
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.period import Period
    from carteira_cli.studies.explicar.asked import Asked
    from carteira_cli.studies.explicar.attributes import Attributes

    Groups = Mapping[Group, Mapping[str, Value]]

AFTER, BEFORE = 0, 1  # numbers of the spans of a run that compares


@dataclass(frozen=True)
class BothPeriods:
    """A customer base on both sides of a comparison.

    Attributes:
        base: whose customers; it compares.
        asked: what is to be explained.
    """

    base: CustomerBase
    asked: Asked

    @cached_property
    def run(self) -> Run:
        """The indicators of the two periods, without groups: these are made here, of the same panels."""
        return Run("explicar", self.base, self.asked.keys, Grouping(self.base))

    @cached_property
    def panels(self) -> Mapping[int, pl.DataFrame | None]:
        """The row a customer of either side; None where no indicator looks at customers."""
        if not self.base.where.serves("clientes"):
            return {AFTER: None, BEFORE: None}
        needs = dict.fromkeys((*self.run.needs, *self.asked.needs)) if self.run.needs else ()
        return dict(self.run.panels(self.run.spans, tuple(needs), {}))

    @cached_property
    def totals(self) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
        """Key → value, after and before."""
        after, before = (
            evaluate_groups(self.asked.keys, self.run.facts(side, self.panels[side]), ())[()]
            for side in (AFTER, BEFORE)
        )
        return after, before

    def value(self, side: int) -> Value:
        """The indicator on a side; "n/d" where its source is not there."""
        return self.totals[side].get(self.asked.item.key, Value(None))

    @cached_property
    def attributes(self) -> Attributes:
        """What the change is looked at by."""
        return attributes_of(self.base, self.asked.item)

    @cached_property
    def grouped(self) -> Mapping[Dimension, tuple[Groups, Groups]]:
        """Of each attribute of customers, leads or costs the numbers of its groups, after and before."""
        key = self.asked.item.key
        return {
            one: (
                evaluate_groups([key], self.labelled[AFTER], (one.key,)),
                evaluate_groups([key], self.labelled[BEFORE], (one.key,)),
            )
            for one in self.attributes.one_each
        }

    def groups(self, dimension: Dimension) -> tuple[Mapping[str | None, Value], Mapping[str | None, Value]]:
        """The indicator of each group that such an attribute makes, after and before."""
        key = self.asked.item.key
        after, before = (
            {group[0]: values[key] for group, values in side.items() if key in values}
            for side in self.grouped[dimension]
        )
        return after, before

    @cached_property
    def labelled(self) -> Mapping[int, Facts]:
        """What the indicator is computed from, each row with its attributes."""
        return {side: self._with_labels(side) for side in (AFTER, BEFORE)}

    def _with_labels(self, side: int) -> Facts:
        span, panel = self.run.spans[side], self.panels[side]
        wanted = frames_of(self.asked.item.key)
        found: dict[Frame, pl.DataFrame] = {}
        if "clientes" in wanted and panel is not None:
            found["clientes"] = panel.join(self._known[side], on=CUSTOMER, how="left")
        for table, rows in self._other_rows.items():
            if table in wanted:
                found[table] = frames.inside(rows, span.period)
        return Facts(found, self.run.context(span), self.run.unknown(span.period))

    @cached_property
    def _known(self) -> Mapping[int, pl.DataFrame]:
        """What is known of customers on either side."""
        periods = {AFTER: self.base.asked, BEFORE: self._compared}
        return values_of(self.base, periods, self.attributes.one_each)

    @property
    def _compared(self) -> Period:
        """The period that is compared with, as it was asked for."""
        if self.base.compared is None:
            raise ValueError("a base that compares with nothing explains nothing")
        return self.base.compared

    @cached_property
    def _other_rows(self) -> Mapping[Frame, pl.DataFrame]:
        """Leads and costs of every day, with what they are looked at by."""
        base = self.base
        found: dict[Frame, pl.DataFrame] = {}
        others: tuple[Frame, ...] = ("leads", "custos")
        for table in others:
            ledger = base.ledgers.get(table)
            if ledger is None or not base.where.serves(table):
                continue
            texts = {one.column: one.key for one in self.attributes.one_each if table in one.tables}
            pick = base.where.of_table
            if table == "leads":
                rows = frames.lead_frame(ledger, base.as_of, base.config.rules.prazo, pick, list(texts))
            else:
                rows = frames.cost_frame(ledger, pick, list(texts))
            found[table] = rows.rename(texts)
        return found

    @cached_property
    def numbers(self) -> tuple[Mapping[str, Fraction | None], Mapping[str, Fraction | None]]:
        """What factors are made of, after and before: the values, the parts of ratios, the margin."""
        after, before = (self._numbers(side) for side in (AFTER, BEFORE))
        return after, before

    def _numbers(self, side: int) -> dict[str, Fraction | None]:
        found: dict[str, Fraction | None] = {}
        for key, value in self.totals[side].items():
            found[key] = _exact(value.exact)
            found[key + TOP], found[key + BOTTOM] = _exact(value.numerator), _exact(value.denominator)
        return {**found, MARGIN: self._margin(side)}

    def _margin(self, side: int) -> Fraction | None:
        """The margin of a side: as told, or 1 − cost ÷ revenue over the lines that carry a cost."""
        told, panel = self.base.config.rules.margem, self.panels[side]
        if told is not None or panel is None or COST not in panel.columns:
            return told
        covered, cost = int(panel[COVERED].sum()), int(panel[COST].sum())
        return Fraction(covered - cost, covered) if covered else None


def _exact(number: Number | None) -> Fraction | None:
    return None if number is None else Fraction(number)
