"""How many lines each tick gets. A tick is a month, or a part of it when a month is more than memory should hold."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.example.chance import shares
from carteira_cli.example.customers import RATE_UNIT, active_in

if TYPE_CHECKING:
    from carteira_cli.example.clock import Clock
    from carteira_cli.example.recipe import Recipe

CHUNK = 1_000_000  # lines a tick, about
BASKET_UNIT = 256  # a basket of 256 is one line an order
_SMALLEST_BASKET, _LARGEST_BASKET = BASKET_UNIT, 4 * BASKET_UNIT
_RETURNS_PER_10_000 = 175  # lines


@dataclass(frozen=True)
class Tick:
    """A stretch of days that is generated at once.

    Attributes:
        month: of the span, from 0.
        first: its first day.
        after: the day after its last.
        clock: what the clock shows when it begins.
        weight: how far the clock runs meanwhile; positive.
        lines: lines of sales that are born in it, returns included.
        returns: how many of them are returns.
    """

    month: int
    first: int
    after: int
    clock: int
    weight: int
    lines: int
    returns: int


@dataclass(frozen=True)
class SalesPlan:
    """The ticks in order of time, and the mean lines an order, in 1/BASKET_UNIT."""

    ticks: tuple[Tick, ...]
    basket: int
    customer_months: int


def make_plan(recipe: Recipe, clock: Clock, customers: pl.DataFrame) -> SalesPlan:
    """Allots the lines: to months by demand times season, to the parts of a month by season.

    Args:
        recipe: how many lines, exactly.
        clock: of the span.
        customers: as of `make_customers`.
    """
    rates, active = _demand(recipe, customers)
    seasons = [clock.weight(*edges) for edges in pairwise(clock.months)]
    per_month = shares(recipe.sales_lines, [rate * season for rate, season in zip(rates, seasons, strict=True)])
    if per_month[-1] == 0:  # the last day has a sale, come what may
        per_month[per_month.index(max(per_month))] -= 1
        per_month[-1] = 1
    basket = recipe.sales_lines * BASKET_UNIT * RATE_UNIT // sum(rates)
    ticks = _ticks(clock, per_month)
    return SalesPlan(ticks, max(_SMALLEST_BASKET, min(_LARGEST_BASKET, basket)), sum(active))


def _demand(recipe: Recipe, customers: pl.DataFrame) -> tuple[list[int], list[int]]:
    """For each month the sum of the rates and the number of the customers who may buy."""
    rates, counts = [], []
    for month in range(recipe.months):
        active = active_in(month, recipe.seed) & (pl.col("rate") > 0)
        row = customers.select(rate=pl.col("rate").filter(active).sum(), count=active.sum()).row(0)
        rates.append(int(row[0]))
        counts.append(int(row[1]))
    return rates, counts


def _ticks(clock: Clock, per_month: list[int]) -> tuple[Tick, ...]:
    """Cuts the months into ticks of about CHUNK lines, and leaves out those without lines."""
    ticks = []
    born = 0
    for month, lines in enumerate(per_month):
        runs = clock.split(month, max(1, -(-lines // CHUNK)))
        weights = [clock.weight(*run) for run in runs]
        for (first, after), weight, share in zip(runs, weights, shares(lines, weights), strict=True):
            returns = _returns(born + share) - _returns(born)
            born += share
            if share:
                bounded = min(returns, share // 2)
                ticks.append(Tick(month, first, after, clock.elapsed[first], weight, share, bounded))
    return tuple(ticks)


def _returns(lines: int) -> int:
    """How many of the first `lines` lines are returns."""
    return lines * _RETURNS_PER_10_000 // 10_000
