"""What the models say of a period from the day that it begins on, and the naive beside them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.period import Period
    from carteira_cli.prediction.outlook import Outlook
    from carteira_cli.studies.prever.course import Course, Numbers

ONE = 10**9  # a customer, or a purchase, as an integer: sums of integers know no order of rows
_COUNTED = ("ativos", "perdas", "compradores", "dias", "centavos")


@dataclass(frozen=True)
class Ahead:
    """A forecast of a period by a model.

    Attributes:
        outlook: of the customers before its first day.
        period: the one that is forecast.
        before: the period just before, whose newcomers and orders a purchase day are taken for those to come.
        course: what happened in it.
    """

    outlook: Outlook
    period: Period
    before: Period
    course: Course

    @cached_property
    def customers(self) -> pl.DataFrame:
        """One row a customer who had bought, of those the filter lets through, with what they are grouped by.

        Returns:
            `cliente`, `linha`, `repetidas`, `ativo` (Boolean), `p_ativo`, `p_perda` (0 of the inactive), `p_compra`,
            `previstas` (Float64: purchase days in the period) and `centavos` (Int64: revenue in it).
        """
        outlook, days = self.outlook, self.period.days
        frame = outlook.frame
        since = outlook.window.start(self.period.end)
        active = (frame["ultima"] >= outlook.window.start(outlook.end)).to_numpy()
        # Who bought so late that the window at the end still holds it stays whatever she does.
        open_ = active & (frame["ultima"] < since).to_numpy()
        stays = outlook.buys(days, max(0, since - outlook.end))
        expected = outlook.expected([days])[:, 0]
        return self.course.picked(
            pl.DataFrame(
                {
                    CUSTOMER: outlook.purchases.names.gather(frame["linha"]),
                    "linha": frame["linha"],
                    "repetidas": frame["repetidas"],
                    "ativo": active,
                    "p_ativo": outlook.alive,
                    "p_perda": np.where(open_, 1 - stays, 0.0),
                    "p_compra": outlook.buys(days),
                    "previstas": expected,
                    "centavos": np.rint(expected * outlook.spending.cents).astype(np.int64),
                }
            )
        ).sort(CUSTOMER)

    @cached_property
    def newcomers(self) -> pl.DataFrame:
        """Who bought first in the period before: `cliente`, `dias` and `centavos` in it, what they are grouped by."""
        purchases, before = self.outlook.purchases, self.before
        first = self.outlook.frame.filter(pl.col("primeira") >= before.start).select("linha")
        bought = purchases.bought(before.start, before.end).join(first, on="linha", how="semi")
        named = bought.with_columns(purchases.names.gather(bought["linha"]).alias(CUSTOMER)).drop("linha")
        return self.course.picked(named)

    def numbers(self, group: Group = ()) -> Numbers:
        """The four indicators as the model expects them, of everybody or of a group: customers known, and newcomers."""
        keys = self.course.run.grouping.keys
        mine = of_group(self.customers, keys, group)
        new = of_group(self.newcomers, keys, group)
        counted = mine.select(
            ativos=pl.col("ativo").sum(),
            perdas=whole("p_perda"),
            compradores=whole("p_compra"),
            dias=whole("previstas"),
            centavos=pl.col("centavos").sum(),
        ).row(0, named=True)
        active, lost, buyers, days, cents = (int(counted[name] or 0) for name in _COUNTED)
        buyers_new, days_new, cents_new = new.height, int(new["dias"].sum()), int(new["centavos"].sum())
        orders = self.course.numbers(self.before, group)["pedidos"]
        bought = self._days_before(group)
        return {
            "churn": lost / ONE / active if active else None,
            "compradores": buyers / ONE + buyers_new,
            "pedidos": (days / ONE + days_new) * orders / bought if orders and bought else None,
            "receita": (cents + cents_new) / 100,
        }

    def _days_before(self, group: Group) -> int:
        """Purchase days of the period before."""
        return int(of_group(self._bought_before, self.course.run.grouping.keys, group)["dias"].sum())

    @cached_property
    def _bought_before(self) -> pl.DataFrame:
        purchases = self.outlook.purchases
        bought = purchases.bought(self.before.start, self.before.end)
        return self.course.picked(bought.with_columns(purchases.names.gather(bought["linha"]).alias(CUSTOMER)))


def whole(column: str) -> pl.Expr:
    """The sum of a column of floats in parts of `ONE`, exact in any order of rows."""
    return (pl.col(column) * ONE).round().cast(pl.Int64).sum()


def of_group(rows: pl.DataFrame, keys: tuple[str, ...], group: Group) -> pl.DataFrame:
    """The rows of a group; all of them for `()`."""
    for key, value in zip(keys, group, strict=False):
        rows = rows.filter(pl.col(key).eq_missing(pl.lit(value)))
    return rows
