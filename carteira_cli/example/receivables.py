"""Receivables: what was billed falls due some weeks later, and is paid on its day, late, or never."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import Stream, bits, look_up, numbers, table
from carteira_cli.example.labels import MONEY, dated, money, named, numbered, seller_of
from carteira_cli.example.orders import BILLED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.recipe import Recipe

_TERMS = (14, 21, 28, 28, 28, 30, 30, 45)  # days to pay in, by customer
_TWICE = 80_000  # cents from which on an order is paid in two instalments
_APART = 30  # days between them
_PUNCTUAL, _LATE = 78, 95  # of 100 customers pay on time; of the rest most late, and some hardly
_LEAVING = 2  # months before she leaves in which a customer pays badly
_PAID, _OPEN, _OVERDUE, _PARTIAL, _CANCELLED = range(5)
_SITUATIONS = ("recebido", "em aberto", "atrasado", "parcial", "cancelado")

SCHEMA: dict[str, pl.DataType] = {
    "titulo": pl.String(),
    "cliente": pl.String(),
    "emissao": pl.Date(),
    "vencimento": pl.Date(),
    "valor": MONEY,
    "pagamento": pl.Date(),
    "valor_pago": MONEY,
    "situacao": pl.String(),
    "vendedor": pl.String(),
}


def title_rows(
    ticks: Iterator[pl.DataFrame], customers: pl.DataFrame, ids: pl.Series, recipe: Recipe, clock: Clock
) -> Iterator[pl.DataFrame]:
    """The titles of all orders, some rows at a time.

    Args:
        ticks: of each stretch of days the orders, as `billed` has them.
        customers: as of `make_customers`.
        ids: every customer's id.
        recipe: for the seed and the width of the numbers.
        clock: of the span: what is paid after it is open.

    Yields:
        Rows with the columns of SCHEMA.
    """
    digits = max(6, len(str(recipe.sales_lines)))
    last = clock.days - 1
    for orders in ticks:
        paid = _paid(_instalments(orders, customers, recipe.seed), last)
        yield paid.select(
            titulo=numbered("T", pl.col("order") + 1, digits) + "-" + pl.col("part").cast(pl.String),
            cliente=look_up(ids, pl.col("index")),
            emissao=dated(clock.start, pl.col("day")),
            vencimento=dated(clock.start, pl.col("due")),
            valor=money(pl.col("cents")),
            pagamento=dated(clock.start, pl.col("paid_on")),
            valor_pago=money(pl.col("paid")),
            situacao=named(_SITUATIONS, pl.col("situation")),
            vendedor=seller_of(look_up(customers["seller"], pl.col("index"))),
        )


def billed(lines: pl.DataFrame) -> pl.DataFrame:
    """The orders of lines that were billed: `order`, `index`, `day`, `cents`, in order."""
    orders = lines.filter(pl.col("status") == BILLED).group_by("order", "index", "day")
    return orders.agg(pl.col("cents").sum()).filter(pl.col("cents") > 0).sort("order", "index", "day")


def _instalments(orders: pl.DataFrame, customers: pl.DataFrame, seed: int) -> pl.DataFrame:
    """A row an instalment: `order`, `part` (from 1), `index`, `day`, `due`, `cents`, `habit` (of 100), `random`."""
    buyer = pl.col("index")
    drawn = numbers(seed, Stream.PAYERS, buyer)
    leave = look_up(customers["leave_month"], buyer).cast(pl.Int64)
    placed = orders.with_columns(
        term=look_up(table(_TERMS), bits(drawn, 0, 3)),
        habit=bits(drawn, 8, 16) % 100,
        parts=pl.when(pl.col("cents") >= _TWICE).then(2).otherwise(1),
    ).with_columns(habit=pl.when(pl.col("day") // 30 >= leave - _LEAVING).then(_LATE).otherwise(pl.col("habit")))
    rows = pl.concat(
        [placed.with_columns(part=pl.lit(1)), placed.filter(pl.col("parts") > 1).with_columns(part=pl.lit(2))]
    )
    first = pl.col("cents") - pl.col("cents") // pl.col("parts") * (pl.col("parts") - 1)
    return (
        rows.sort("order", "part")
        .with_columns(
            due=pl.col("day").cast(pl.Int64) + pl.col("term") + (pl.col("part") - 1) * _APART,
            cents=pl.when(pl.col("part") == 1).then(first).otherwise(pl.col("cents") // pl.col("parts")),
            random=numbers(seed, Stream.TITLES, pl.col("order") * 2 + pl.col("part") - 1),
        )
        .select("order", "part", "index", "day", "due", "cents", "habit", "random")
    )


def _paid(titles: pl.DataFrame, last: int) -> pl.DataFrame:
    """Titles with `paid_on` (null: not by the last day), `paid` in cents and `situation`."""
    random, habit = pl.col("random"), pl.col("habit")
    punctual, late = bits(random, 0, 16) % 5 - 1, bits(random, 0, 16) % 40 + 3
    hardly = bits(random, 0, 16) % 120 + 20
    never = (habit >= _LATE) & (bits(random, 16, 8) % 6 == 0)
    cancelled = bits(random, 24, 8) % 100 == 0
    delay = pl.when(habit < _PUNCTUAL).then(punctual).when(habit < _LATE).then(late).otherwise(hardly)
    on = pl.max_horizontal(pl.col("due") + delay, pl.col("day").cast(pl.Int64))
    dated_titles = titles.with_columns(on=pl.when(never | cancelled | (on > last)).then(None).otherwise(on))
    partly = (bits(random, 32, 8) % 128 == 0) & pl.col("on").is_not_null()
    situation = (
        pl.when(cancelled)
        .then(_CANCELLED)
        .when(partly)
        .then(_PARTIAL)
        .when(pl.col("on").is_not_null())
        .then(_PAID)
        .when(pl.col("due") < last)
        .then(_OVERDUE)
        .otherwise(_OPEN)
    )
    whole = pl.when(partly).then(pl.col("cents") // 2).otherwise(pl.col("cents"))
    return dated_titles.with_columns(
        paid_on=pl.col("on"),
        paid=pl.when(pl.col("on").is_not_null()).then(whole),
        situation=situation.cast(pl.UInt8),
    )
