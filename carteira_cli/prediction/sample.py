"""Some of the customers, where the others would tell nothing more."""

from __future__ import annotations

import polars as pl

from carteira_cli.prediction.purchases import Purchases


def sampled(purchases: Purchases, most: int) -> Purchases:
    """The purchases of every so manieth customer, at most so many of them, by how and when they bought.

    What they are called moves nothing: customers are taken by how often they bought, then by their first and last
    days, then by the sums of the days and of their squares, in which few differ who did not buy alike.

    Args:
        purchases: of all.
        most: customers.
    """
    size = len(purchases.names)
    step = -(-size // most)
    day = pl.col("data").cast(pl.Int64)
    alike = (
        purchases.days.lazy()
        .filter("compra")
        .group_by("linha")
        .agg(vezes=pl.len(), primeira=day.min(), ultima=day.max(), soma=day.sum(), quadrados=(day * day).sum())
    )
    ordered = alike.sort("vezes", "primeira", "ultima", "soma", "quadrados", "linha").collect()
    taken = ordered["linha"].gather_every(step).sort()
    places = pl.DataFrame([taken]).with_row_index("lugar")
    days = purchases.days.join(places, on="linha").select("data", "compra", "centavos", linha="lugar")
    return Purchases(
        purchases.names.gather(taken),
        days.select("linha", "data", "compra", "centavos").sort("linha", "data"),
        purchases.end,
    )
