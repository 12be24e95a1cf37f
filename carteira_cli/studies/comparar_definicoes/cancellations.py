"""When customers stop being active: the moments that event-based rules of churn count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from carteira_cli.period import Period, Window


def cancellations(days: pl.DataFrame, period: Period, window: Window) -> pl.DataFrame:
    """How often each customer stopped being active in a period.

    A customer is active at t with a purchase in `[t − W, t)`. She stops at t, in `(t0, t1]`, when she was active at
    t − 1 and is not at t.

    Args:
        days: rows of `ciclo.purchase_days`, from the start of the window before the period to the period's end.
        period: `[t0, t1)`.
        window: how long a purchase keeps a customer active.

    Returns:
        `cliente`, `cancelamentos` (UInt32, at least 1), sorted by customer.
    """
    purchases = (
        days.lazy()
        .with_columns(pl.col("dias").list.eval(pl.element().filter(pl.element() < period.end)))
        .with_columns(proximo=pl.col("dias").list.shift(-1))
        .explode("dias", "proximo")
    )
    ends = purchases.join(_ends(period, window).lazy(), left_on="dias", right_on="dia", how="inner")
    stopped = ends.filter(pl.col("proximo").is_null() | (pl.col("proximo") >= pl.col("fim")))
    return stopped.group_by(CUSTOMER).agg(cancelamentos=pl.len()).sort(CUSTOMER).collect()


def _ends(period: Period, window: Window) -> pl.DataFrame:
    """`dia`, `fim`: for each day, the first t in `(t0, t1]` at which a purchase of that day no longer counts."""
    found = [
        (day, t) for t in range(period.start + 1, period.end + 1) for day in range(window.start(t - 1), window.start(t))
    ]
    return pl.DataFrame(found, schema={"dia": pl.Int32, "fim": pl.Int32}, orient="row")
