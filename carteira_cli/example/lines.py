"""The lines of the sales: what was ordered, at what price and cost, and what came back."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import SLOT_BITS, SLOTS, Stream, bits, look_up, numbers, slots, table
from carteira_cli.example.customers import SIZE_UNIT
from carteira_cli.example.orders import BILLED, RETURNED, order_stream
from carteira_cli.example.vocabulary import PRODUCTS, SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.plan import SalesPlan, Tick
    from carteira_cli.example.recipe import Recipe

_INFLATION_PER_MILLE = 4  # a month
_RETURN_LINE = 2**40  # added to the number of the line that comes back, so that it sorts behind


def line_stream(recipe: Recipe, clock: Clock, plan: SalesPlan, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The lines of the sales in order of date, a tick at a time.

    Yields:
        A row a line: `order`, `index` of the customer, `day` of the span, `status`, `product`, `quantity`,
        `cents` and `cost_cents`; the last three are negative for a return.
    """
    carried: list[pl.DataFrame] = []  # returns that are dated in a later tick
    born = 0
    following = [tick.first for _, tick in pairwise(plan.ticks)] + [clock.days]
    stream = order_stream(recipe, clock, plan, customers)
    for (tick, placed), horizon in zip(stream, following, strict=True):
        orders = _with_enough_billed(placed, tick.returns)
        sold = _sold(orders, customers, tick, born, recipe.seed)
        born += sold.height
        returned = _returned(sold, tick.returns, clock)
        due = pl.concat([sold, returned, *carried])
        carried = [due.filter(pl.col("day") >= horizon)]
        yield due.filter(pl.col("day") < horizon).sort("day", "order", "line").drop("line", "random")


def _with_enough_billed(orders: pl.DataFrame, returns: int) -> pl.DataFrame:
    """Cancels nothing where too few lines would be left to come back (tiny recipes only)."""
    billed = orders.filter(pl.col("status") == BILLED)["lines"].sum()
    return orders if billed >= returns else orders.with_columns(status=pl.lit(BILLED, pl.UInt8))


def _sold(orders: pl.DataFrame, customers: pl.DataFrame, tick: Tick, born: int, seed: int) -> pl.DataFrame:
    """One row a line sold, with product, quantity and money."""
    row = pl.select(pl.int_range(orders.height).repeat_by(orders["lines"]).explode()).to_series()
    line = pl.int_range(pl.len()) + born
    buyer = pl.col("index")
    random = pl.col("random")
    lines = orders[row].select("order", "index", "day", "status", line=line)
    slot = look_up(customers["segment"], buyer).cast(pl.Int64) * SLOTS + bits(random, 0, SLOT_BITS)
    size = look_up(customers["size"], buyer).cast(pl.Int64)
    heap = bits(random, 10, 16) % 64 + 16
    product = pl.col("product")
    price = look_up(table(p.price for p in PRODUCTS), product)
    own_price = price * (960 + bits(random, 26, 8) % 81) * (1000 + _INFLATION_PER_MILLE * tick.month) // 10**6
    cost_percent = look_up(table(p.cost for p in PRODUCTS), product) - 1 + bits(random, 34, 2)
    return (
        lines.with_columns(random=numbers(seed, Stream.LINES, pl.col("line")))
        .with_columns(
            product=look_up(_shelf(), slot),
            quantity=(size * heap // (4 * SIZE_UNIT)).clip(1),
        )
        .with_columns(price=own_price)
        .with_columns(
            product=product.cast(pl.UInt8),
            cents=pl.col("price") * pl.col("quantity"),
            cost_cents=(pl.col("price") * cost_percent + 50) // 100 * pl.col("quantity"),
        )
        .drop("price")
    )


def _shelf() -> pl.Series:
    """Products to draw from, SLOTS positions a segment."""
    return table(
        product for segment in SEGMENTS for product in slots([p.weight * segment.tastes[p.category] for p in PRODUCTS])
    )


def _returned(sold: pl.DataFrame, returns: int, clock: Clock) -> pl.DataFrame:
    """The lines that come back: every n-th billed one, in part or whole, some days later where the span allows."""
    billed = sold.filter(pl.col("status") == BILLED)
    picked = pl.select(((2 * pl.int_range(returns) + 1) * billed.height) // (2 * max(1, returns))).to_series()
    random = pl.col("random")
    gap = bits(random, 36, 8) % 20 + 2
    left = clock.days - pl.col("day").cast(pl.Int64)
    later = pl.col("day").cast(pl.Int64) + pl.when(gap < left).then(gap).otherwise(gap % left)
    opened = look_up(table(clock.next_open()), later)
    quantity = pl.col("quantity")
    back = bits(random, 44, 16) % quantity + 1
    return billed[picked].with_columns(
        day=pl.when(opened < 0).then(pl.col("day").cast(pl.Int64)).otherwise(opened).cast(pl.Int32),
        status=pl.lit(RETURNED, pl.UInt8),
        line=pl.col("line") + _RETURN_LINE,
        quantity=-back,
        cents=-(pl.col("cents") // quantity * back),
        cost_cents=-(pl.col("cost_cents") // quantity * back),
    )
