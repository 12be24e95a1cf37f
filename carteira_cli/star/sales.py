"""The sale lines of the star: the valid ones, as every analysis counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.star.columns import NO_SELLER

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.star.people import StarCustomers

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
    return lines.filter("compra").group_by(CUSTOMER).agg(pl.col("data").min().alias("primeira_compra"))


def fact_of(lines: pl.DataFrame, customers: StarCustomers, returns: str, *, hidden: bool) -> pl.DataFrame:
    """The rows of `fato_vendas`, sorted and numbered.

    Args:
        lines: as `sale_lines`.
        customers: those of the star.
        returns: `abater` or `ignorar`: whether a return takes away from revenue.
        hidden: whether orders are numbers in the place of their codes, by which others would know whose they are.
    """
    counted = pl.col("valor") if returns == "abater" else pl.when("compra").then("valor").otherwise(0)
    sorted_lines = (
        customers.keyed(lines)
        .with_columns(
            pl.col("data").cast(pl.Date),
            pl.col("vendedor").fill_null(NO_SELLER),
            counted.alias("receita_centavos"),
            pl.col("compra").cast(pl.Int8),
        )
        .sort("data", CUSTOMER, "venda", "valor", "compra", *SAID, nulls_last=True)
        .rename({"valor": "valor_centavos"})
        .with_row_index("linha", 1)
    )
    return _numbered(sorted_lines) if hidden else sorted_lines


def _numbered(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with the number of each order, as they come, in the place of its code."""
    orders = lines.select("venda").drop_nulls().unique(maintain_order=True).with_row_index("numero", 1)
    found = lines.join(orders, on="venda", how="left", maintain_order="left")
    return found.with_columns(pl.col("numero").cast(pl.String).alias("venda")).drop("numero")
