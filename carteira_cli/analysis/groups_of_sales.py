"""The groups of sales: each is a portfolio of its lines alone, so that a customer may be in several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.customers.groups import Grouping
    from carteira_cli.customers.panels import Sweep
    from carteira_cli.kpis.customer_measures import Span


def check_splits_sales(*, by_contracts: bool) -> None:
    """Refuse to split contracts by an attribute of sales.

    Raises:
        UsageError: contracts say who is active.
    """
    if by_contracts:
        raise UsageError(
            "contratos não se dividem por um atributo da venda",
            "agrupe por um atributo do cliente, como uf, ou use --atividade compras",
        )


def parts_of_sales(
    sweep: Sweep, spans: Sequence[Span], grouping: Grouping
) -> Iterator[tuple[int, Mapping[str, str | None], pl.DataFrame]]:
    """The panels of a sweep by attributes of sales: the number of the span, the attributes by key, and its rows."""
    of_sales = [dimension.key for dimension in grouping.dimensions if dimension.of == "venda"]
    for group, number, found in sweep.panels(spans):
        own = dict(zip(of_sales, group, strict=True))
        yield number, own, marked_as(found, own)


def marked_as(rows: pl.DataFrame, values: Mapping[str, str | None]) -> pl.DataFrame:
    """Rows with the same text in each of some columns."""
    return rows.with_columns(pl.lit(value, dtype=pl.String).alias(key) for key, value in values.items())
