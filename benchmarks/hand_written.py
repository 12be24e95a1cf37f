"""The query that `carteira churn` is held against: what one would write by hand for one known file.

It trusts the file: no check of a line, no account of what was left out, one spelling of "cancelled".

    python benchmarks/hand_written.py vendas.parquet 2024-07-01 2024-10-01
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import polars as pl

WINDOW = timedelta(days=90)
Heads = tuple[int, int, int, int]


def churn(path: str, start: date, end: date) -> Heads:
    """Base, lost, new and reactivated customers of `[start, end)`."""
    lines = pl.scan_parquet(path)
    day = pl.col("data")
    bought = (pl.col("valor") > 0) & (day < end)
    if "status" in lines.collect_schema():
        bought &= pl.col("status") != "cancelado"
    before, after, first = pl.col("before"), pl.col("after"), pl.col("first")
    found = (
        lines.filter(bought)
        .group_by("cliente")
        .agg(
            before=((day >= start - WINDOW) & (day < start)).any(),
            after=(day >= end - WINDOW).any(),
            first=day.min(),
        )
        .select(
            base=before.sum(),
            lost=(before & ~after).sum(),
            new=(after & ~before & (first >= start)).sum(),
            back=(after & ~before & (first < start)).sum(),
        )
        .collect(engine="streaming")
    )
    base, lost, new, back = found.row(0)
    return base, lost, new, back


if __name__ == "__main__":
    print(*churn(sys.argv[1], date.fromisoformat(sys.argv[2]), date.fromisoformat(sys.argv[3])))
