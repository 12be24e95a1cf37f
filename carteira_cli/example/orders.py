"""Who orders when. Every customer has a phase that her rate moves on; each time it is full, she orders.

So a fortnightly customer orders about every fortnight, month after month, and all that is kept between two ticks is one
integer a customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import Stream, bits, look_up, numbers, table
from carteira_cli.example.customers import active_in
from carteira_cli.example.plan import BASKET_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.plan import SalesPlan, Tick
    from carteira_cli.example.recipe import Recipe

BILLED, CANCELLED, RETURNED = 0, 1, 2  # positions in vocabulary.STATUS
_ORDER_BITS = 32  # a phase of 2**32 is an order
_ORDER = 2**_ORDER_BITS
_FINE = 2**16  # positions in a tick
_SWAY = 6000  # clock units, two or three days, by which an order misses its regular day
_CANCELLED_PERCENT = 2
_EXTRA_LINES = (0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6)  # weights of an order's share of further lines


def order_stream(
    recipe: Recipe, clock: Clock, plan: SalesPlan, customers: pl.DataFrame
) -> Iterator[tuple[Tick, pl.DataFrame]]:
    """The orders of each tick.

    Yields:
        The tick and a row an order, in order of time: `order`, numbered from 0 across the ticks; `index` of the
        customer; `day`; `status`; `lines`, which add up to `tick.lines - tick.returns`.
    """
    phase = customers.select(bits(numbers(recipe.seed, Stream.PHASES, pl.col("index")), 0, 32)).to_series()
    first_order = 0
    for tick in plan.ticks:
        moved = _move(customers, phase, tick, plan.basket, recipe.seed)
        phase = moved["phase"]
        orders = _dated(moved, tick, clock, recipe.seed)
        if tick is plan.ticks[-1]:
            orders = _end_on_last_day(orders, clock.days - 1)
        orders = _with_lines(orders, tick.lines - tick.returns, first_order, recipe.seed)
        first_order += orders.height
        yield tick, orders


def _move(customers: pl.DataFrame, phase: pl.Series, tick: Tick, basket: int, seed: int) -> pl.DataFrame:
    """Moves every phase through a tick.

    Returns:
        A row a customer: `index`, `joined`, `before` and `phase` (the phase when the tick begins and ends), `step`
        (how far it moves in 1/_FINE of the tick) and `count` of orders.
    """
    wanted = max(1, (tick.lines - tick.returns) * BASKET_UNIT // basket)
    mood = bits(numbers(seed, Stream.RHYTHM, pl.col("index") * 1024 + tick.month), 0, 16) % 9 + 12  # of 16
    buys = active_in(tick.month, seed) & (pl.col("joined") < tick.after) & (pl.col("rate") > 0)
    pace = customers.select(pl.when(buys).then(pl.col("rate") * mood // 16).otherwise(0)).to_series()
    per_pace = wanted * _ORDER // int(pace.sum())
    # A newcomer's phase is set so that it is full exactly when she joins.
    joining = (pl.col("joined") >= tick.first) & (pl.col("pace") > 0)
    arrival = (pl.col("join_clock") - tick.clock) * _FINE // tick.weight
    moving = customers.select("index", "joined", "join_clock", phase=phase, pace=pace)
    return (
        moving.with_columns(step=pl.col("pace") * per_pace // _FINE)
        .with_columns(before=pl.when(joining).then(_ORDER - pl.col("step") * arrival).otherwise(pl.col("phase")))
        .with_columns(after=pl.col("before") + pl.col("pace") * per_pace)
        .select(
            "index",
            "joined",
            "before",
            "step",
            phase=pl.col("after") % _ORDER,
            count=pl.when(pl.col("pace") > 0).then(pl.col("after") // _ORDER).otherwise(0),
        )
    )


def _dated(moved: pl.DataFrame, tick: Tick, clock: Clock, seed: int) -> pl.DataFrame:
    """One row an order, in order of time: `index`, `day`."""
    buyers = moved.filter(pl.col("count") > 0)
    if buyers.is_empty():  # a recipe so small that nobody's turn has come: customer 0 is always there
        buyers = moved.head(1).with_columns(count=pl.lit(1, pl.Int64))
    counts = buyers["count"]
    row = pl.select(pl.int_range(buyers.height).repeat_by(counts).explode()).to_series()
    orders = buyers[row].with_columns(turn=pl.int_range(row.len()) - (counts.cum_sum() - counts).gather(row))
    position = ((pl.col("turn") + 1) * _ORDER - pl.col("before")) // pl.col("step").clip(1)
    random = numbers(seed, Stream.SWAY, pl.col("index") * 2**24 + pl.col("turn") * 1024 + tick.month)
    sway = min(_SWAY, tick.weight // 4)
    swayed = position.clip(0, _FINE - 1) * tick.weight // _FINE + bits(random, 0, 16) % (2 * sway + 1) - sway
    mirrored = tick.weight - 1 - (tick.weight - 1 - swayed.abs()).abs()  # stays in the tick, spread evenly
    orders = orders.select("index", "joined", reading=mirrored + tick.clock).sort("reading", "index", "joined")
    day = table(clock.elapsed).search_sorted(orders["reading"], side="right").cast(pl.Int32) - 1
    return orders.select("index", day=pl.max_horizontal(day, pl.col("joined"))).sort("day", maintain_order=True)


def _end_on_last_day(orders: pl.DataFrame, last: int) -> pl.DataFrame:
    """Moves the last order to the last day of the span, be that a Sunday."""
    is_last = pl.int_range(pl.len()) == pl.len() - 1
    return orders.with_columns(day=pl.when(is_last).then(last).otherwise(pl.col("day")).cast(pl.Int32))


def _with_lines(orders: pl.DataFrame, lines: int, first_order: int, seed: int) -> pl.DataFrame:
    """Adds `lines`, which add up exactly, `order` and `status`; drops orders that get no line.

    The last order is never cancelled, so that the data ends with a sale.
    """
    counted = orders.select("index", "day", lines=_line_counts(orders.height, lines, first_order, seed))
    kept = counted.filter(pl.col("lines") > 0).with_columns(order=pl.int_range(pl.len()) + first_order)
    chance = bits(numbers(seed, Stream.ORDERS, pl.col("order")), 32, 16) % 100
    is_last = pl.int_range(pl.len()) == pl.len() - 1
    cancelled = (chance < _CANCELLED_PERCENT) & ~is_last
    return kept.with_columns(status=pl.when(cancelled).then(CANCELLED).otherwise(BILLED).cast(pl.UInt8))


def _line_counts(orders: int, lines: int, first_order: int, seed: int) -> pl.Series:
    """Lines of each order: one and a random share of the rest; with fewer lines than orders, one or none."""
    position = pl.int_range(orders)
    if lines < orders:
        return pl.select(lines * (position + 1) // orders - lines * position // orders).to_series()
    random = numbers(seed, Stream.ORDERS, position + first_order)
    weights = pl.select(look_up(table(_EXTRA_LINES), bits(random, 48, 4))).to_series()
    if weights.sum() == 0:
        weights = weights + 1
    upto = weights.cum_sum()
    rest, whole = lines - orders, int(weights.sum())
    return 1 + upto * rest // whole - (upto - weights) * rest // whole
