"""The sale lines of the star: the valid ones, as every analysis counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.star.columns import NO_SELLER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.star.people import StarCustomers

AT_ONCE = 250_000  # lines sorted at a time
SAID = ("vendedor", "venda", "produto", "categoria", "canal")
_READ = {CUSTOMER: pl.String, "data": pl.Int32, "valor": pl.Int64, "compra": pl.Boolean}


def sale_lines(base: CustomerBase) -> pl.DataFrame:
    """The valid lines up to the as-of day, of customers whom the filter lets through, in no order.

    Returns:
        `cliente` (as the files have it), `data` (Int32 day), `valor` (Int64 cents), `compra`, and `SAID` as text.
    """
    if "vendas" not in base.ledgers:
        return pl.DataFrame(schema=_READ | dict.fromkeys(SAID, pl.String))

    def query(lines: Lines) -> Lines:
        texts = [nw.col(name).cast(nw.String) for name in SAID]
        return lines.filter(~nw.col("cancelada")).select(*_READ, *texts)

    return selection.ask(base, query, SAID, None, base.as_of + 1)


def first_purchases(lines: pl.DataFrame) -> pl.DataFrame:
    """The day of the first purchase of each who ever bought: `cliente`, `primeira_compra`."""
    bought = lines.lazy().filter("compra").group_by(CUSTOMER).agg(pl.col("data").min().alias("primeira_compra"))
    return bought.collect()  # of two columns: the frame is large


def fact_of(lines: pl.DataFrame, customers: StarCustomers, returns: str, *, hidden: bool) -> Iterator[pl.DataFrame]:
    """The rows of `fato_vendas`, sorted and numbered, some days at a time: sorting holds them several times.

    Args:
        lines: as `sale_lines`.
        customers: those of the star.
        returns: `abater` or `ignorar`: whether a return takes away from revenue.
        hidden: whether orders are numbers in the place of their codes, by which others would know whose they are.
    """
    counted = pl.col("valor") if returns == "abater" else pl.when("compra").then("valor").otherwise(0)
    orders = _orders(lines) if hidden else None
    written = 0
    for first, last in _day_ranges(lines):
        part = customers.keyed(lines.filter(pl.col("data").is_between(first, last)))
        rows = (
            (part if orders is None else _numbered(part, orders))
            .with_columns(
                pl.col("data").cast(pl.Date),
                pl.col("vendedor").fill_null(NO_SELLER),
                counted.alias("receita_centavos"),
                pl.col("compra").cast(pl.Int8),
            )
            .sort("data", CUSTOMER, "venda", "valor", "compra", *SAID, nulls_last=True)
            .rename({"valor": "valor_centavos"})
            .with_row_index("linha", written + 1)
        )
        written += rows.height
        yield rows


def _day_ranges(lines: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """First and last day of ranges of about `AT_ONCE` lines each, in order; a day is never parted."""
    first, held = None, 0
    last = 0
    for day, count in lines.group_by("data").len().sort("data").iter_rows():
        if first is not None and held + count > AT_ONCE:
            yield first, last
            first, held = None, 0
        first = day if first is None else first
        last, held = day, held + count
    if first is not None:
        yield first, last


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    """`venda`, `numero`: the number of each order, in the order of their first days."""
    days = lines.lazy().drop_nulls("venda").group_by("venda").agg(pl.col("data").min()).sort("data", "venda")
    return days.select("venda").with_row_index("numero", 1).collect()


def _numbered(lines: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Lines with the number of each order in the place of its code."""
    found = lines.join(orders, on="venda", how="left", maintain_order="left")
    return found.with_columns(pl.col("numero").cast(pl.String).alias("venda")).drop("numero")
