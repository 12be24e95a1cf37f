"""The periods that the movement is told of, and the days that they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.series import MAX_PERIODS
from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.period import Period, containing
from carteira_cli.star.columns import GRAINS

if TYPE_CHECKING:
    from collections.abc import Sequence


def periods_between(first: int, last: int, inside: Period | None = None) -> tuple[Period, ...]:
    """The months, quarters and years from a day to another, in order of their ends, the shorter first.

    Args:
        first: the first day of the data.
        last: the as-of day, in the last of them.
        inside: only those that lie in it whole; None: all.

    Raises:
        UsageError: there are more months than a series has, which a single wrong date is enough for.
    """
    months = (last - first) // 30
    if inside is None and months > MAX_PERIODS:
        raise UsageError(
            f"os dados vão de {iso(first)} a {iso(last)}: seriam mais de {MAX_PERIODS} meses",
            "corrija a data errada, ou escolha com --periodo, como --periodo 2020..2024",
        )
    found = []
    for grain in GRAINS:
        start = first if inside is None else max(first, inside.start)
        period = containing(grain, start)
        while period.start <= last and (inside is None or period.start < inside.end):
            if inside is None or (inside.start <= period.start and period.end <= inside.end):
                found.append(period)
            period = containing(grain, period.end)
    return tuple(sorted(found, key=lambda one: (one.end, -one.start)))


def calendar(days: Sequence[int], periods: Sequence[Period]) -> pl.DataFrame:
    """The rows of `dim_calendario`: every day of the years that some days and periods are in.

    Args:
        days: first and last day of facts, any number of them.
        periods: that facts refer to by their first day.
    """
    every = [*days, *(one.start for one in periods)]
    if not every:
        return _described(pl.DataFrame({"data": pl.Series([], dtype=pl.Date)}))
    first, last = containing("ano", min(every)).start, containing("ano", max(every)).end
    return _described(pl.DataFrame({"data": pl.Series(range(first, last), dtype=pl.Int32).cast(pl.Date)}))


def _described(days: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("data").dt
    year = day.year().cast(pl.String).str.zfill(4)
    return days.with_columns(
        ano=day.year().cast(pl.Int64),
        trimestre=day.quarter().cast(pl.Int64),
        mes=day.month().cast(pl.Int64),
        dia=day.day().cast(pl.Int64),
        dia_da_semana=day.weekday().cast(pl.Int64),
        periodo_mes=day.strftime("%Y-%m"),
        periodo_trimestre=pl.concat_str(year, pl.lit("-Q"), day.quarter().cast(pl.String)),
        periodo_ano=year,
    )
