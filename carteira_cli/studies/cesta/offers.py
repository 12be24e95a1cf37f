"""The offers of a run: chosen by what hits, ranked by what they should bring."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from carteira_cli.config.settings import BasketSettings
from carteira_cli.customers import selection
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.studies.cesta import formulas
from carteira_cli.studies.cesta.baskets import STARTING, Baskets
from carteira_cli.studies.cesta.market import NOBODY, Market, Moment, Order
from carteira_cli.studies.cesta.validation import BasketValidation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.studies.cesta.formulas import Ints

SEGMENT = "segmento"
COVERED, COST = "valor_com_custo", "custo"


@dataclass(frozen=True)
class OfferEstimate:
    """What is known of an item for a segment: exact, the same for each of its customers who does not buy it.

    Attributes:
        likely: the chance.
        value: reais in three months.
        buyers: how many of the segment buy it.
        others: of how many, the customer left out.
        share: of all customers the part who buy it.
    """

    likely: Fraction
    value: Fraction
    buyers: int
    others: int
    share: Fraction


@dataclass(frozen=True)
class Offers:
    """What to offer the customers of a base.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @cached_property
    def baskets(self) -> Baskets:
        """What they bought."""
        return Baskets(self.base)

    @property
    def end(self) -> int:
        """The day after the last one looked at."""
        return self.baskets.spans.end

    @cached_property
    def barred(self) -> frozenset[str]:
        """The items that a run is told not to offer."""
        return frozenset(one.strip() for one in self.base.config.of(BasketSettings).excluir)

    @cached_property
    def segments(self) -> pl.DataFrame:
        """`cliente`, `segmento` of the customers of whom the register has one."""
        return self.base.attributes([SEGMENT]).drop_nulls(SEGMENT)

    def _at(self, moment: Moment, day: int) -> Market:
        alive = add_months(day, -STARTING)
        return Market(self.baskets, moment, alive, self.segments, self.barred)

    @cached_property
    def market(self) -> Market:
        """Everybody, now."""
        return self._at("agora", self.end)

    @cached_property
    def validation(self) -> BasketValidation | None:
        """The last quarter as a test; None where nobody bought both before it and in it."""
        found = BasketValidation(self._at("antes", self.baskets.spans.cut))
        return found if found.own.offers else None

    @property
    def by(self) -> Order:
        """By what the items of a customer are chosen."""
        return Order.VALUE if self.validation is None else self.validation.spoken.method

    @cached_property
    def margin(self) -> Fraction | None:
        """As told, or 1 − cost ÷ revenue over the lines of the history that carry a cost; None without any.

        Raises:
            ConfigError: it is to be taken from costs, and there are none.
        """
        if self.base.config.rules.margem is not None:
            return self.base.config.rules.margem
        self.base.check_costs('margem = "custo"')
        kept = nw.col("compra") if self.base.returns == "ignorar" else ~nw.col("cancelada")

        def sums(lines: Lines) -> Lines:
            return lines.filter(kept).select(nw.col(COVERED).sum(), nw.col(COST).sum())

        spans = self.baskets.spans
        covered, cost = selection.ask(self.base, sums, [COVERED, COST], spans.start, spans.end).row(0)
        return Fraction(int(covered) - int(cost), int(covered)) if covered else None

    @cached_property
    def _chosen(self) -> tuple[Ints, Ints, Ints]:
        """Of each offer the places of customer, item and segment."""
        picks = self.market.picks(self.by)
        whose, slots = np.nonzero(picks != NOBODY)
        return whose.astype(np.int64), picks[whose, slots], self.market.segment_of[whose]

    @cached_property
    def estimates(self) -> Mapping[tuple[int, int], OfferEstimate]:
        """What is known of each item offered to each segment."""
        _, items, segments = self._chosen
        many = max(len(self.market.items), 1)
        cells = np.unique(segments * many + items).tolist()
        return MappingProxyType({divmod(cell, many): self._estimate(*divmod(cell, many)) for cell in cells})

    def _estimate(self, segment: int, item: int) -> OfferEstimate:
        market = self.market
        likely = market.likely(segment, item)
        return OfferEstimate(
            likely,
            formulas.expected_value(likely, int(market.doubled_spend[item]), self.margin or Fraction(0)),
            int(market.segment_buyers[segment, item]),
            int(market.sizes[segment]) - 1,
            Fraction(int(market.buyers[item]), market.many),
        )

    @cached_property
    def every(self) -> pl.DataFrame:
        """A row an offer, the most expected value first, equal ones by customer and item.

        `cliente`, `item`, `s` and `i` (the key of `estimates`), `valor` (reais, the nearest float), `vendedor`.
        """
        whose, items, segments = self._chosen
        keys = list(self.estimates)
        values = pl.DataFrame(
            [(*key, float(self.estimates[key].value)) for key in keys],
            schema={"s": pl.Int64, "i": pl.Int64, "valor": pl.Float64},
            orient="row",
        )
        named = pl.DataFrame(
            {CUSTOMER: self.market.customers.gather(whose), "item": self.market.items.gather(items)}
        ).with_columns(i=pl.Series(items), s=pl.Series(segments))
        told = named.join(values, on=["s", "i"], how="left").join(self.sellers, on=CUSTOMER, how="left")
        return told.sort("valor", CUSTOMER, "item", descending=[True, False, False])

    def total_of(self, rows: pl.DataFrame) -> Fraction:
        """Reais that some of the offers should bring."""
        counts = rows.group_by("s", "i").len()
        return sum((self.estimates[one, item].value * many for one, item, many in counts.iter_rows()), Fraction(0))

    @cached_property
    def seller_of_sales(self) -> bool:
        """Whether sellers are known from sales only."""
        columns = self.base.columns
        return "vendedor" in columns["vendas"] and "vendedor" not in columns.get("clientes", ())

    @cached_property
    def sellers(self) -> pl.DataFrame:
        """`cliente`, `vendedor`: the register's, else that of her last purchase (of several the first by name)."""
        if not self.seller_of_sales:
            return self.base.attributes(["vendedor"])

        def by_day(lines: Lines) -> Lines:
            bought = lines.filter(nw.col("compra")).drop_nulls("vendedor")
            return bought.group_by(CUSTOMER, "data").agg(nw.col("vendedor").min())

        spans = self.baskets.spans
        found = selection.ask(self.base, by_day, ["vendedor"], spans.start, spans.end)
        return found.group_by(CUSTOMER).agg(pl.col("vendedor").sort_by("data").last())
