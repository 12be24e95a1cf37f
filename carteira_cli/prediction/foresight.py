"""What is expected of the customers of a base, and what they are worth, from any day on."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.config.settings import PredictionSettings, RuleSettings
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import COST, COVERED
from carteira_cli.prediction.asked import asked_of
from carteira_cli.prediction.outlook import Outlook
from carteira_cli.prediction.purchases import purchases_of
from carteira_cli.prediction.worth import Horizon, worths
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.period import Window
    from carteira_cli.prediction.purchases import Purchases

VALUE = "valor_previsto"
LONGEST = {"m": 120, "d": 3660}  # horizons: ten years, beyond what any history says; and each month costs
_PLACE = "linha"


class Foresight:
    """What is expected of customers from each of some days on.

    It is filled as it is asked: purchases are read once, a model is fitted once a day. Of every day the values are
    kept, two numbers a customer; of the first one, which a report tells of, all of it.
    """

    def __init__(self, base: CustomerBase, ends: Sequence[int]) -> None:
        self.base = base
        self.end = ends[0]
        self._last = max(ends)
        self._values: dict[int, pl.DataFrame] = {}

    @cached_property
    def purchases(self) -> Purchases:
        """What everybody bought up to the last of the days."""
        return purchases_of(self.base, self._last)

    @cached_property
    def horizon(self) -> Horizon:
        """How far ahead customers are valued.

        Raises:
            CarteiraError: for ever, which no value is known of, or further than anybody can see.
        """
        told, length = self.base.config.value(RuleSettings.horizonte), self.base.config.rules.horizonte
        if length is None:
            raise told.refused(
                'o valor previsto precisa de um horizonte com fim, e não de "tudo"', "use por exemplo --horizonte 12m"
            )
        if length.length > LONGEST[length.unit]:
            raise told.refused(
                f"o horizonte de {length.words} é longo demais para um valor previsto",
                f"use no máximo {LONGEST['m']}m ({LONGEST['d']}d), dez anos",
            )
        return Horizon(length, self.base.config.prediction.desconto)

    @property
    def window(self) -> Window:
        """How long a purchase keeps a customer active."""
        return self.base.window

    @cached_property
    def outlook(self) -> Outlook:
        """What is expected from the first of the days on."""
        return self._outlook(self.end)

    @cached_property
    def worths(self) -> pl.DataFrame:
        """As `prediction.worth.worths`, from the first of the days on; the values null where no margin is known."""
        return self._worths(self.outlook)

    @property
    def rules(self) -> tuple[tuple[str, str | int | float | None], ...]:
        """The rules that values stand under: what was told, and which model came of it, if any."""
        config, choice = self.base.config, self.outlook.choice
        margin = self.margin(self.end) if config.rules.margem is None else None
        until = config.prediction.calibrar_ate
        return (
            ("horizonte", self.horizon.length.label),
            ("desconto", config.value(PredictionSettings.desconto).one),
            ("modelo", None if choice is None else choice.model.name),
            ("k", None if choice is None else choice.k),
            *([] if margin is None else [("margem_prevista", float(margin))]),
            *([] if until is None else [("calibrar_ate", iso(until))]),
        )

    def margin(self, end: int) -> Fraction | None:
        """What is left of a real of revenue: as told, or over the lines that carry a cost before a day; None: of none.

        It is one for all customers, so that the values of groups add up to that of the portfolio.
        """
        told = self.base.config.rules.margem
        if told is not None:
            return told
        before = self._costs.filter(pl.col("data") < end)
        covered, cost = int(before[COVERED].sum()), int(before[COST].sum())
        return Fraction(covered - cost, covered) if covered > 0 else None

    def values(self, end: int) -> pl.DataFrame:
        """What each customer who bought before a day is worth from it on: `cliente`, `valor_previsto` (Int64 cents)."""
        if end not in self._values:
            found = self.worths if end == self.end else self._worths(self._outlook(end))
            places = pl.DataFrame({CUSTOMER: self.purchases.names}).with_row_index(_PLACE)
            self._values[end] = found.select(CUSTOMER, VALUE).join(places, on=CUSTOMER).select(_PLACE, VALUE)
        one = self._values[end]
        return one.select(self.purchases.names.gather(one[_PLACE]).alias(CUSTOMER), VALUE)

    def _worths(self, outlook: Outlook) -> pl.DataFrame:
        margin = self.margin(outlook.end)
        found = worths(outlook, self.horizon, margin or Fraction(0))
        return found if margin is not None else found.with_columns(pl.lit(None, dtype=pl.Int64).alias(VALUE))

    def _outlook(self, end: int) -> Outlook:
        """Of a day: learnt from what was known before it, or before the one that is told, where that is earlier."""
        learnt = self._learnt
        earlier = learnt is not None and learnt < end
        return Outlook(self.purchases, end, self.window, asked_of(self.base.config), learnt=learnt if earlier else None)

    @cached_property
    def _learnt(self) -> int | None:
        """The day before which parameters are to be learnt.

        Raises:
            CarteiraError: nothing comes after it, or nothing before.
        """
        config = self.base.config
        if config.prediction.calibrar_ate is None:
            return None
        until, first = config.prediction.calibrar_ate, self.purchases.first_day
        told = config.value(PredictionSettings.calibrar_ate)
        if until + 1 >= self.end:
            raise told.refused(
                f"calibrar_ate {date_of(until)} não deixa nenhum dia para conferir: o período vai até "
                f"{date_of(self.end - 1)}",
                "use um dia anterior, ou um período mais recente com --periodo",
            )
        if first is None or until < first:
            raise told.refused(
                f"calibrar_ate {date_of(until)} é antes da primeira compra"
                + (f", em {date_of(first)}" if first is not None else ""),
                "use um dia depois dela",
            )
        return until + 1

    @cached_property
    def _costs(self) -> pl.DataFrame:
        """By day, the revenue of the lines that carry a cost, and that cost: `data`, and Int64 cents."""
        self.base.check_costs('margem = "custo"')
        kept = ~nw.col("cancelada") if self.base.returns == "abater" else nw.col("compra")

        def query(read: Lines) -> Lines:
            by_day = self.base.prepared(read).filter(kept).group_by("data")
            return by_day.agg(nw.col("valor_com_custo").sum().alias(COVERED), nw.col("custo").sum().alias(COST))

        return self.base.ledgers["vendas"].ask(query, None, self._last)
