"""The days on which customers bought, and each one's history as it was known on any day: integers throughout."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.models.season import THOUSAND

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.models.season import SeasonClock

LOG_ONE = 1 << 40  # a logarithm of 1 as an integer: sums of integers know no order
EVEN = THOUSAND  # of a day, that a day lasts on a clock without seasons


@dataclass(frozen=True)
class Purchases:
    """What customers bought, by day.

    Attributes:
        names: the customers who ever bought, in bytewise order; `linha` is a place in it.
        days: by `linha` and then `data`: `linha` (UInt32), `data` (Int32 day), `compra` (Boolean: she bought on it,
            else something was given back) and `centavos` (Int64: the day's revenue by the rule of returns).
        end: the day after the last one known.
    """

    names: pl.Series
    days: pl.DataFrame
    end: int

    @cached_property
    def first_day(self) -> int | None:
        """The first day of a purchase; None without any."""
        bought = self.days.filter("compra")["data"]
        return None if bought.is_empty() else int(bought.min())  # type: ignore[arg-type]  # days

    def histories(self, end: int, clock: SeasonClock | None = None) -> pl.DataFrame:
        """What was known of each customer before the day `end`.

        Args:
            end: the day after the last one looked at.
            clock: of the seasons; None: all days are alike.

        Returns:
            By `linha`, those who had bought: `linha`, `repetidas` (Int64: x, purchase days after the first), `primeira`
            and `ultima` (Int32 days), `recencia` and `idade` (Int64 thousandths of days: t_x and T), `logs` (Int64:
            Σ ln(gap in days) × `LOG_ONE`), `centavos` (Int64: revenue after the first purchase day) and `total` (Int64
            cents: all of it).
        """
        days = self.days.filter(pl.col("data") < end)
        known = days.lazy()
        # Money given back later belongs to no purchase day of its own, but it is no revenue.
        money = known.group_by("linha").agg(total=pl.col("centavos").sum())
        bought = (
            _with_hours(days.filter("compra"), clock)
            .lazy()
            .with_columns(antes=pl.when(pl.col("linha") == pl.col("linha").shift(1)).then(pl.col("hora").shift(1)))
            .with_columns(log=((pl.col("hora") - pl.col("antes")) / EVEN).log() * LOG_ONE)
            .group_by("linha")
            .agg(
                repetidas=pl.len().cast(pl.Int64) - 1,
                primeira=pl.col("data").min(),
                ultima=pl.col("data").max(),
                recencia=pl.col("hora").max() - pl.col("hora").min(),
                idade=_hour_at(end - 1, clock) - pl.col("hora").min(),
                logs=pl.col("log").round().cast(pl.Int64).sum(),
                do_primeiro=pl.col("centavos").first(),
            )
        )
        found = bought.join(money, on="linha").with_columns(centavos=pl.col("total") - pl.col("do_primeiro"))
        return found.drop("do_primeiro").sort("linha").collect()

    def repeaters(self, end: int) -> int:
        """How many had bought on two days or more before the day `end`."""
        bought = self.days.lazy().filter(pl.col("compra") & (pl.col("data") < end)).select("linha")
        # By customer and then day: who is met again in the next row has bought again, and once more is one repeater.
        again = bought.filter(pl.col("linha") == pl.col("linha").shift(1)).select(pl.col("linha").n_unique())
        return int(again.collect().item())

    def first_bought(self, start: int, end: int) -> pl.DataFrame:
        """Who bought first on the days `[start, end)`: `linha`."""
        bought = self.days.lazy().filter(pl.col("compra") & (pl.col("data") < end))
        first = bought.group_by("linha").agg(pl.col("data").min()).filter(pl.col("data") >= start)
        return first.select("linha").collect()

    def bought(self, start: int, end: int) -> pl.DataFrame:
        """Who bought on the days `[start, end)`: `linha`, `dias` (Int64 purchase days), `centavos` (revenue of all)."""
        inside = self.days.lazy().filter(pl.col("data").is_between(start, end, closed="left"))
        totals = inside.group_by("linha").agg(
            dias=pl.col("compra").sum().cast(pl.Int64), centavos=pl.col("centavos").sum()
        )
        return totals.sort("linha").collect()


def purchases_of(base: CustomerBase, end: int) -> Purchases:
    """The purchases of everybody before the day `end`, in one pass over the sales.

    The filter on sales applies, that on customers does not: what a customer is expected to do is learnt from everybody,
    whoever is looked at.
    """
    amount = nw.col("valor")
    net = amount if base.returns == "abater" else nw.when(nw.col("compra")).then(amount)

    def query(read: Lines) -> Lines:
        by_day = base.prepared(read).filter(~nw.col("cancelada")).group_by(CUSTOMER, "data")
        return by_day.agg(compra=nw.col("compra").any(), centavos=net.sum())

    found = base.ledgers["vendas"].ask(query, None, end)
    names = found.filter("compra")[CUSTOMER].unique().sort()
    places = pl.DataFrame({CUSTOMER: names}).with_row_index("linha")
    days = found.join(places, on=CUSTOMER).select("linha", "data", "compra", "centavos").sort("linha", "data")
    return Purchases(names, days, end)


def _with_hours(days: pl.DataFrame, clock: SeasonClock | None) -> pl.DataFrame:
    """With `hora`: where a day ends on the clock, in thousandths of days."""
    if clock is None:
        return days.with_columns(hora=pl.col("data").cast(pl.Int64) * EVEN)
    return days.with_columns(pl.Series("hora", clock.at(days["data"].to_numpy())))


def _hour_at(day: int, clock: SeasonClock | None) -> int:
    return day * EVEN if clock is None else int(clock.at(np.array([day]))[0])
