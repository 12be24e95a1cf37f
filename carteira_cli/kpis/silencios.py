"""Silences of customers, each with what was known of the customer when it began.

A silence begins with a purchase day and ends with the next one. Known of it are how many purchase days there were up
to then, and the median of the gaps between them: never what the customer became later, or frequent customers would
lend their prospects to the silences of their first days, and lost ones theirs to all.
"""

from __future__ import annotations

import polars as pl

OWN_PURCHASES = 3  # purchase days from which a customer has a usual interval of her own
EDGES = (2, 4, 8, 16, 32, 64, 128, 256)  # days of the usual interval at which a class of frequency ends
ONE, TWO, FREQUENT = 0, 1, 2  # classes: of one purchase, of two, and the first of those with an interval of their own
CLASSES = range(FREQUENT + len(EDGES) + 1)


def silences(days: pl.DataFrame) -> pl.DataFrame:
    """A row a purchase day.

    Args:
        days: `ciclo.purchase_days`.

    Returns:
        By customer and then day: `linha` (the customer's row in `days`), `inicio`, `fim` (the next purchase day; null:
        still silent), `compras` (Int64: purchase days up to the beginning) and `meios` (Int64: twice the median of the
        gaps up to the beginning; null with the first purchase).
    """
    found = (
        days.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("linha"), inicio="dias")
        .with_columns(fim=pl.col("inicio").list.shift(-1))
        .explode("inicio", "fim")
    )
    if found.is_empty():
        return found.with_columns(compras=pl.lit(None, dtype=pl.Int64), meios=pl.lit(None, dtype=pl.Int64))
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    first = pl.col("linha").is_first_distinct()
    begins = pl.when(first).then(row).forward_fill()
    gap = pl.when(~first).then((pl.col("inicio") - pl.col("inicio").shift(1)).cast(pl.Float64))
    found = found.with_columns(compras=row - begins + 1, __intervalo=gap)
    most = max(int(found["compras"].max()), 2)  # type: ignore[arg-type]  # counts are integers
    # A window as long as the longest history forgets nothing. Medians of whole days are exact halves.
    median = pl.col("__intervalo").rolling_median(most, min_samples=1).over("linha")
    return found.with_columns(meios=(median * 2).cast(pl.Int64)).drop("__intervalo")


def until(found: pl.DataFrame, end: int) -> pl.DataFrame:
    """`silences` as they stood before the day `end`: those that had begun, open where they ended later."""
    begun = found.filter(pl.col("inicio") < end)
    return begun.with_columns(fim=pl.when(pl.col("fim") < end).then("fim"))


def latest(found: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The silence that each customer is in, a row a customer: `linha`, `cliente`, `compras`, `ultima`, `meios`."""
    now = found.filter(pl.col("fim").is_null())
    names = days["cliente"].gather(now["linha"])
    return now.select("linha", names, "compras", pl.col("inicio").alias("ultima"), "meios")


def frequency() -> pl.Expr:
    """The class (Int64, of `CLASSES`) of `compras` and `meios`."""
    above = pl.sum_horizontal(*((pl.col("meios") >= 2 * edge).cast(pl.Int64) for edge in EDGES))
    return pl.when(pl.col("compras") >= OWN_PURCHASES).then(above + FREQUENT).otherwise(pl.col("compras") - 1)
