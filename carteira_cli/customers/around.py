"""What each of some customers bought in days of her own: around an answer, after a campaign."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines

FROM, UNTIL = "de", "ate"  # the days [de, ate) of a customer


def bought_within(base: CustomerBase, spans: pl.DataFrame) -> pl.DataFrame:
    """What customers bought in the days of each, reduced by the engine of the sales.

    Args:
        base: whose sales.
        spans: a row a customer: `cliente` (as analysed), `de` and `ate` (Int32 days, half-open).

    Returns:
        Those of `spans` in their order, with `primeira` (Int32: the day of the first purchase in them, else null) and
        `centavos` (Int64: net revenue, of purchases alone where returns are ignored; 0 without a line).
    """
    blank: dict[str, type[pl.DataType]] = {"primeira": pl.Int32, "centavos": pl.Int64}
    if spans.is_empty() or "vendas" not in base.ledgers:
        found = pl.DataFrame(schema={CUSTOMER: pl.String, **blank})
    else:
        table = base.engine.table(spans.select(CUSTOMER, FROM, UNTIL))
        first, last = spans.select(pl.col(FROM).min(), pl.col(UNTIL).max()).row(0)
        found = selection.ask(base, partial(_reduced, base, table), start=first, end=last)
    typed = found.select(CUSTOMER, *(pl.col(name).cast(kind) for name, kind in blank.items()))
    joined = spans.join(typed, on=CUSTOMER, how="left", maintain_order="left")
    return joined.with_columns(pl.col("centavos").fill_null(0))


def _reduced(base: CustomerBase, spans: Lines, lines: Lines) -> Lines:
    """A row a customer of the lines in her days."""
    counted = nw.col("compra") if base.returns == "ignorar" else ~nw.col("cancelada")
    inside = lines.join(spans, on=CUSTOMER, how="inner").filter(
        nw.col("data") >= nw.col(FROM), nw.col("data") < nw.col(UNTIL)
    )
    return inside.group_by(CUSTOMER).agg(
        primeira=nw.when(nw.col("compra")).then(nw.col("data")).min(),
        centavos=nw.when(counted).then(nw.col("valor")).sum(),
    )
