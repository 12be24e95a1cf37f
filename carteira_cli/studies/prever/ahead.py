"""What the models say of a period from the day that it begins on, and the naive beside them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.period import Period
    from carteira_cli.prediction.outlook import Outlook
    from carteira_cli.studies.prever.course import Course, Numbers

ONE = 10**9  # a customer, or a purchase, as an integer: sums of integers know no order of rows
_NOBODY = (0, 0, 0, 0, 0)
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Ahead:
    """A forecast of a period by a model.

    Attributes:
        outlook: of the customers before its first day.
        period: the one that is forecast.
        before: the period just before, whose newcomers and orders a purchase day are taken for those to come.
        course: what happened in it.
        passing: whether of its customers only totals are to be kept, as of one of many earlier periods: what is known
            of a million of them is large.
    """

    outlook: Outlook
    period: Period
    before: Period
    course: Course
    passing: bool = False

    @cached_property
    def customers(self) -> pl.DataFrame:
        """One row a customer who had bought, of those the filter lets through, with what they are grouped by.

        Returns:
            By `linha`: `cliente`, `linha`, `repetidas`, `ativo` (Boolean), `p_perda` (0 of the inactive), `p_compra`,
            `previstas` (Float64: purchase days in the period) and `centavos` (Int64: revenue in it).
        """
        return self._customers(self.outlook)

    def _customers(self, outlook: Outlook) -> pl.DataFrame:
        days, frame = self.period.days, outlook.frame
        since = outlook.window.start(self.period.end)
        # Who bought so late that the window at the end still holds it stays whatever she does.
        open_ = outlook.active & (frame["ultima"] < since).to_numpy()
        stays = outlook.buys(days, max(0, since - outlook.end))
        expected = outlook.expected([days])[:, 0]
        found = {
            "linha": frame["linha"],
            "repetidas": frame["repetidas"],
            "ativo": outlook.active,
            "p_perda": np.where(open_, 1 - stays, 0.0),
            "p_compra": outlook.buys(days),
            "previstas": expected,
            "centavos": np.rint(expected * outlook.spending.cents).astype(np.int64),
        }
        return self._picked(pl.DataFrame(found)).sort("linha")

    def _picked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with `linha`, of those whom the filter lets through, with who they are and what they are grouped by."""
        return self.course.picked(rows.with_columns(self.outlook.purchases.names.gather(rows["linha"]).alias(CUSTOMER)))

    @cached_property
    def newcomers(self) -> pl.DataFrame:
        """Who bought first in the period before: `cliente`, `dias` and `centavos` in it, what they are grouped by."""
        first = self.outlook.purchases.first_bought(self.before.start, self.before.end)
        return self._picked(self._bought_before().join(first, on="linha", how="semi"))

    def _bought_before(self) -> pl.DataFrame:
        return self.outlook.purchases.bought(self.before.start, self.before.end)

    def numbers(self, group: Group = ()) -> Numbers:
        """The four indicators as the model expects them, of everybody or of a group: customers known, and newcomers."""
        active, lost, buyers, days, cents = self._known.get(group, _NOBODY)
        new, new_days, new_cents = self._new.get(group, (0, 0, 0))
        (bought,) = self._days_before.get(group, (0,))
        orders = self.course.numbers(self.before, group)["pedidos"]
        return {
            "churn": lost / ONE / active if active else None,
            "compradores": buyers / ONE + new,
            "pedidos": (days / ONE + new_days) * orders / bought if orders and bought else None,
            "receita": (cents + new_cents) / 100,
        }

    @cached_property
    def _known(self) -> Mapping[Group, Counts]:
        """Group → of the customers known: active, and in billionths lost, buyers, purchase days; and their cents."""
        # A copy forgets with its end what it has computed.
        customers = self._customers(replace(self.outlook)) if self.passing else self.customers
        counted = (
            pl.col("ativo").sum().cast(pl.Int64),
            *map(whole, ("p_perda", "p_compra", "previstas")),
            pl.col("centavos").sum(),
        )
        return self._by_group(customers, counted)

    @cached_property
    def _new(self) -> Mapping[Group, Counts]:
        """Group → of the newcomers of the period before: how many, their purchase days and cents."""
        counted = (pl.len().cast(pl.Int64), pl.col("dias").sum(), pl.col("centavos").sum())
        return self._by_group(self.newcomers, counted)

    @cached_property
    def _days_before(self) -> Mapping[Group, Counts]:
        """Group → purchase days of the period before."""
        return self._by_group(self._picked(self._bought_before()), (pl.col("dias").sum(),))

    def _by_group(self, rows: pl.DataFrame, counted: tuple[pl.Expr, ...]) -> Mapping[Group, Counts]:
        """Sums of all rows, under `()`, and of each group."""
        keys = self.course.run.grouping.keys
        named = [each.alias(f"soma{number}") for number, each in enumerate(counted)]
        found: dict[Group, Counts] = {(): rows.select(named).row(0)}
        if keys:
            size = len(keys)
            found |= {row[:size]: row[size:] for row in rows.group_by(keys).agg(named).iter_rows()}
        return found


def whole(column: str) -> pl.Expr:
    """The sum of a column of floats in parts of `ONE`, exact in any order of rows."""
    return (pl.col(column) * ONE).round().cast(pl.Int64).sum()


def of_group(rows: pl.DataFrame, keys: tuple[str, ...], group: Group) -> pl.DataFrame:
    """The rows of a group; all of them for `()`."""
    for key, value in zip(keys, group, strict=False):
        rows = rows.filter(pl.col(key).eq_missing(pl.lit(value)))
    return rows
