"""Numbers made readable: ids, dates, money, names. What the files show of the integers that the generator works on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.example.chance import look_up, texts
from carteira_cli.example.customers import universe_size
from carteira_cli.example.vocabulary import CATEGORIES, CHANNELS, PRODUCTS, SELLERS, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from carteira_cli.example.recipe import Recipe

MONEY = pl.Decimal(12, 2)
_CENT = Decimal("0.01")
_EPOCH = 719_163  # date.toordinal() of 1970-01-01

SALES_SCHEMA: dict[str, pl.DataType] = {
    "venda": pl.String(),
    "cliente": pl.String(),
    "data": pl.Date(),
    "valor": MONEY,
    "status": pl.String(),
    "vendedor": pl.String(),
    "produto": pl.String(),
    "categoria": pl.String(),
    "quantidade": pl.Int32(),
    "custo": MONEY,
    "canal": pl.String(),
}


@dataclass(frozen=True)
class CustomerIds:
    """How a customer's number is written: C00001, longer in larger portfolios."""

    digits: int

    @classmethod
    def of(cls, recipe: Recipe) -> CustomerIds:
        """Wide enough for every customer, five digits at least."""
        return cls(max(5, len(str(universe_size(recipe)))))

    def of_index(self, index: pl.Expr) -> pl.Expr:
        """The ids of customers, from their positions."""
        return numbered("C", index + 1, self.digits)


def numbered(letter: str, number: pl.Expr, digits: int) -> pl.Expr:
    """Ids such as V000042, all of one length."""
    return pl.lit(letter) + number.cast(pl.String).str.zfill(digits)


def money(cents: pl.Expr) -> pl.Expr:
    """Integer cents as reais with exactly two decimals, without a float in between."""
    return (cents.cast(pl.Decimal(14, 0)) * pl.lit(_CENT)).cast(MONEY)


def dated(start: date, day: pl.Expr) -> pl.Expr:
    """Dates of days counted from the start of the span; negative days lie before it."""
    return (day.cast(pl.Int32) + (start.toordinal() - _EPOCH)).cast(pl.Date)


def named(names: Iterable[str], position: pl.Expr) -> pl.Expr:
    """The names at the given positions; null stays null."""
    return look_up(texts(names), position)


def seller_of(position: pl.Expr) -> pl.Expr:
    """Names of sellers."""
    return named((name for name, _ in SELLERS), position)


def channel_of(position: pl.Expr) -> pl.Expr:
    """Names of channels."""
    return named((channel.name for channel in CHANNELS), position)


def sales_rows(
    lines: pl.DataFrame, customers: pl.DataFrame, ids: pl.Series, recipe: Recipe, start: date
) -> pl.DataFrame:
    """What `vendas` says of lines.

    Args:
        lines: as of `line_stream`.
        customers: as of `make_customers`.
        ids: every customer's id.
        recipe: for the width of the numbers.
        start: first day of the span.

    Returns:
        A row a line, in the same order, with the columns of SALES_SCHEMA.
    """
    digits = max(6, len(str(recipe.sales_lines)))
    buyer, product = pl.col("index"), pl.col("product")
    categories = [CATEGORIES[p.category] for p in PRODUCTS]
    return lines.select(
        venda=numbered("V", pl.col("order") + 1, digits),
        cliente=look_up(ids, buyer),
        data=dated(start, pl.col("day")),
        valor=money(pl.col("cents")),
        status=named(STATUS, pl.col("status")),
        vendedor=seller_of(look_up(customers["seller"], buyer)),
        produto=named((p.name for p in PRODUCTS), product),
        categoria=named(categories, product),
        quantidade=pl.col("quantity").cast(pl.Int32),
        custo=money(pl.col("cost_cents")),
        canal=channel_of(look_up(customers["channel"], buyer)),
    )
