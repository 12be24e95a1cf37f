"""What `risco` looks at: the customers of a base by how late they are, now or as known before an earlier day."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.customers.activity import active_at_end
from carteira_cli.customers.titles import overdue_by_customer
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis import silencios
from carteira_cli.period import Period
from carteira_cli.prediction.purchases import purchases_of
from carteira_cli.prediction.sample import sampled
from carteira_cli.studies.risco import chances, formulas
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.prediction.purchases import Purchases
    from carteira_cli.studies.risco.chances import Chances

WHO = ("nome", "vendedor", "segmento")
MOST = 50_000  # customers of a sample: enough to know a mean squared error of probabilities to about 0.001


@dataclass(frozen=True)
class Risk:
    """The customers of a base by how late they are.

    Attributes:
        base: whose.
        origin: an earlier day to look from, knowing nothing of it and later; None: the end of the period.
        whole: what is known at the end of the period, where there is an earlier origin.
        only: whose customers are told, where everybody's past is to tell what becomes of them: one customer has one
            chance, whoever looks. None: all of the base.
        every: all the customers of the base, where these are a sample of them; None: they are all.
    """

    base: CustomerBase
    origin: int | None = None
    whole: Risk | None = None
    only: CustomerBase | None = None
    every: Risk | None = None

    @property
    def end(self) -> int:
        """The day after the last one looked at."""
        return self.base.period.end if self.origin is None else self.origin

    def at(self, origin: int) -> Risk:
        """The same customers as they were known before an earlier day."""
        return Risk(self.base, origin, self)

    @property
    def horizon(self) -> int:
        """The window in days, as it lies before the end."""
        return self.end - self.base.window.start(self.end)

    @property
    def horizon_words(self) -> str:
        """As it is read: "90 dias"."""
        return counted(self.horizon, "dia", "dias")

    @property
    def months(self) -> Fraction:
        """Of the window, which money of the window is divided by."""
        return self._span.months

    @property
    def _span(self) -> Span:
        return self.base.span(self.base.asked)

    @cached_property
    def before(self) -> Period:
        """The period that ABC classes are compared with."""
        return self.base.span(self.base.compared or self.base.asked.previous()).period

    @cached_property
    def purchases(self) -> Purchases:
        """What everybody bought by day, the only reading of single purchases; after an earlier origin included."""
        if self.whole:
            return self.whole.purchases
        return purchases_of(self.base, self.end) if self.every is None else sampled(self.every.purchases, MOST)

    @cached_property
    def days(self) -> pl.DataFrame:
        """`ciclo.purchase_days` of those the filter lets through; those after an earlier origin included."""
        if self.whole:
            return self.whole.days
        bought = self.purchases.days.lazy().filter("compra").group_by("linha", maintain_order=True).agg(dias="data")
        found = bought.collect()
        named = found.select(self.purchases.names.gather(found["linha"]).alias(CUSTOMER), "dias")
        if self.base.where.on_customers()[0] is None:
            return named
        return selection.of_customers(named.lazy(), self.base).collect().sort(CUSTOMER)

    @cached_property
    def silences(self) -> pl.DataFrame:
        """`silencios.silences` as they stood at the end."""
        return silencios.until(self.whole.silences, self.end) if self.whole else silencios.silences(self.days)

    @cached_property
    def known(self) -> pl.DataFrame:
        """`cliente` and `WHO`; the seller of the last purchase where the register has no sellers."""
        larger = self.whole or self.every
        if larger:
            return larger.known
        found = self.base.attributes(WHO)
        if self.seller_of_sales:
            found = found.drop("vendedor").join(self._sellers(), on=CUSTOMER, how="full", coalesce=True)
        return found

    @cached_property
    def seller_of_sales(self) -> bool:
        """Whether sellers are known from sales only."""
        columns = self.base.columns
        return "vendedor" in columns.get("vendas", ()) and "vendedor" not in columns.get("clientes", ())

    def _sellers(self) -> pl.DataFrame:
        """The seller of each customer's last purchase; the first by name, should that day have several."""

        def by_day(lines: Lines) -> Lines:
            bought = lines.filter(nw.col("compra")).drop_nulls("vendedor")
            return bought.group_by(CUSTOMER, "data").agg(nw.col("vendedor").min())

        found = selection.ask(self.base, by_day, ["vendedor"], end=self.end)
        return found.group_by(CUSTOMER).agg(pl.col("vendedor").sort_by("data").last())

    @cached_property
    def customers(self) -> pl.DataFrame:
        """`risco.usual_intervals` of everybody who ever bought."""
        return formulas.usual_intervals(silencios.latest(self.silences, self.days), self.known)

    @cached_property
    def revenue(self) -> pl.DataFrame:
        """`cliente` and cents: `janela` before the end, `antes` and `depois` of the two periods."""
        span = self._span
        spans = {"antes": self.before, "depois": self.base.period}
        measures = {"janela": span.net(self.base.window.start(self.end), self.end)}
        measures |= {name: span.net(period.start, period.end) for name, period in spans.items()}
        return selection.of_customers(self.base.panel(measures).lazy(), self.base).collect()

    @cached_property
    def _by_rules(self) -> pl.DataFrame | None:
        """`activity.active_at_end` before the end; None where the window alone says who is active."""
        moment = replace(self._span, period=Period(self.end - 1, self.end, "a véspera"))
        return active_at_end(self.base, moment) if moment.rules else None

    def _activity(self) -> pl.DataFrame:
        """`customers`, with `ativo` (Boolean)."""
        if self._by_rules is None:
            return self.customers.with_columns(ativo=pl.col("ultima") >= self.base.window.start(self.end))
        known = self._by_rules.select(CUSTOMER, "ativo")
        joined = self.customers.join(known, on=CUSTOMER, how="left", maintain_order="left")
        return joined.with_columns(pl.col("ativo").fill_null(value=False))

    @cached_property
    def spending(self) -> pl.DataFrame:
        """`cliente` and `centavos` of the window before the end; under rules, of each one's own, as `months` has it."""
        if self._by_rules is not None:
            return self._by_rules.select(CUSTOMER, "centavos")
        if not self.whole:
            return self.revenue.select(CUSTOMER, centavos="janela")
        measure = self._span.net(self.base.window.start(self.end), self.end)
        return self.base.panel({"centavos": measure})

    @cached_property
    def chances(self) -> Chances:
        """`retorno.by_ratio`: what the active do."""
        return chances.by_ratio(self.silences, self.customers, self.end, self.horizon)

    @cached_property
    def leaving(self) -> Mapping[int, Fraction | None]:
        """Probability of loss by `chance` of `active`."""
        return self.chances.lost()

    @cached_property
    def late(self) -> pl.DataFrame:
        """`formulas.overdue` of the active customers, with `chance`, a key of `leaving`."""
        active = self._activity().filter("ativo").drop("ativo")
        key = silencios.frequency() * len(chances.RATIOS) + pl.col("marco")
        return formulas.overdue(active, self.end).with_columns(chance=key)

    @cached_property
    def active(self) -> pl.DataFrame:
        """`late`, with `centavos` of the window, never below 0, `alem` (cents below it) and `WHO`."""
        return self._described(self.late, self.spending)

    @cached_property
    def overdue(self) -> pl.DataFrame | None:
        """`cliente` and `vencido` on the last day looked at, of those who are late to pay; None without titles."""
        return overdue_by_customer(self.base, self.end - 1)

    @cached_property
    def at_risk(self) -> pl.DataFrame:
        """The active who are later than usual."""
        return self.active.filter(pl.col("nivel") > 0)

    @cached_property
    def back(self) -> Chances:
        """`retorno.by_days`: what the inactive do."""
        return chances.by_days(self.silences, self.end, self.horizon)

    @cached_property
    def returning(self) -> Mapping[int, Fraction | None]:
        """Probability of return by `chance` of `inactive`."""
        return {key: None if lost is None else 1 - lost for key, lost in self.back.lost().items()}

    @cached_property
    def inactive(self) -> pl.DataFrame:
        """`risco.silent` of the inactive customers, with `centavos` of their past value, `alem`, `chance` and `WHO`."""
        gone = self._activity().filter(~pl.col("ativo")).drop("ativo")
        value = formulas.past_value(self.purchases, gone, self.end)
        marks = chances.landmarks(self.horizon)
        # Whom a rule calls inactive may have bought within the window: of her the first band is told.
        silent = formulas.silent(gone, marks, self.end).with_columns(pl.col("marco").clip(0))
        key = chances.purchases() * len(marks) + pl.col("marco")
        return self._described(silent.with_columns(chance=key), value)

    @cached_property
    def worth_reactivating(self) -> pl.DataFrame:
        """The inactive who brought money and of whom some chance of return, or none yet, is known."""
        hopeless = [at for at, chance in self.returning.items() if chance == 0]
        return self.inactive.filter((pl.col("centavos") > 0) & ~pl.col("chance").is_in(hopeless))

    @cached_property
    def moves(self) -> pl.DataFrame:
        """`risco.class_moves` from the earlier period to this one."""
        strict = self.base.config.rules.limite_abc == "estrito"
        before, after = (self.revenue.select(CUSTOMER, centavos=name) for name in ("antes", "depois"))
        return formulas.class_moves(before, after, strict=strict)

    def _described(self, customers: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
        others = self.known.drop("segmento")
        joined = customers.join(money, on=CUSTOMER, how="left").join(others, on=CUSTOMER, how="left")
        found = formulas.at_stake(joined.with_columns(pl.col("centavos").fill_null(0)))
        if self.only is not None:
            found = selection.of_customers(found.lazy(), self.only).collect()
        return found.sort(CUSTOMER)

    def monthly(self, cents: Fraction | int | None) -> Fraction | None:
        """Cents of the window in reais a month."""
        return None if cents is None else Fraction(cents) / 100 / self.months
