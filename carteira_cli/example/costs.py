"""What it costs to win customers, by channel and month."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import Stream, number
from carteira_cli.example.labels import MONEY, dated, money
from carteira_cli.example.vocabulary import CHANNELS, COMMISSION, EVENT, MEDIA

if TYPE_CHECKING:
    from carteira_cli.example.clock import Clock
    from carteira_cli.example.plan import SalesPlan
    from carteira_cli.example.recipe import Recipe

_LINES_PER_NEWCOMER = 3  # the sales lines of how many customer-months it costs to win a customer …
_CENTS_PER_LINE = 30_000  # … at so many cents a line
_SHARES = {  # percent of a channel's costs
    "indicacao": ((COMMISSION, 70), (MEDIA, 30)),
    "representante": ((COMMISSION, 75), (EVENT, 25)),
    "anuncio": ((MEDIA, 85), (COMMISSION, 10), (EVENT, 5)),
    "evento": ((EVENT, 65), (MEDIA, 20), (COMMISSION, 15)),
}
_DAYS = {MEDIA: 4, COMMISSION: 9, EVENT: 17}  # of the month

SCHEMA: dict[str, pl.DataType] = {
    "data": pl.Date(),
    "canal": pl.String(),
    "valor": MONEY,
    "tipo": pl.String(),
}


def cost_rows(recipe: Recipe, clock: Clock, plan: SalesPlan, customers: pl.DataFrame) -> pl.DataFrame:
    """The costs by date: two or three lines a month and channel, in proportion to the newcomers expected.

    Args:
        recipe: for the seed and the number of lines.
        clock: of the span.
        plan: for how much a customer buys.
        customers: as of `make_customers`.

    Returns:
        Rows with the columns of SCHEMA.
    """
    newcomers = customers.select((pl.col("joined") >= 0).sum()).item()
    cents_each = recipe.sales_lines * _LINES_PER_NEWCOMER * _CENTS_PER_LINE // max(1, plan.customer_months)
    rows = []
    for month, (first, after) in enumerate(pairwise(clock.months)):
        spent = cents_each * newcomers * clock.weight(first, after) // clock.total
        rows += [
            (first + _DAYS[kind], channel, cents, kind) for channel, kind, cents in _month(spent, month, recipe.seed)
        ]
    frame = pl.DataFrame(rows, schema=["day", "canal", "cents", "tipo"], orient="row")
    return frame.sort("day", maintain_order=True).select(
        data=dated(clock.start, pl.col("day")), canal="canal", valor=money(pl.col("cents")), tipo="tipo"
    )


def _month(spent: int, month: int, seed: int) -> list[tuple[str, str, int]]:
    """Channel, type and cents of a month's costs, given what a month of average channels would cost."""
    rows = []
    for position, channel in enumerate(CHANNELS):
        for part, (kind, percent) in enumerate(_SHARES[channel.name]):
            mood = 85 + number(seed, Stream.COSTS, month * 64 + position * 8 + part) % 31  # percent
            cents = spent * channel.weight * channel.cost * percent * mood // 10**8
            rows.append((channel.name, kind, max(100, cents)))
    return rows
