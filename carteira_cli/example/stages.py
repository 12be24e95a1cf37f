"""How leads went through the funnel, stage by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import Stream, bits, numbers
from carteira_cli.example.leads import lead_rows
from carteira_cli.example.vocabulary import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.recipe import Recipe

_NEW, _QUALIFIED, _OFFER, _LOST, _WON = STAGES

SCHEMA: dict[str, pl.DataType] = {"lead": pl.String(), "etapa": pl.String(), "data": pl.Date()}


def stage_rows(recipe: Recipe, clock: Clock, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The day on which each lead entered each stage, by lead; stages of days after the span are left out.

    Yields:
        Rows with the columns of SCHEMA. A lead ends in the stage that `leads` has, on the day of its conversion
        where it was won.
    """
    last = pl.lit(clock.start).dt.offset_by(f"{clock.days - 1}d")
    random = pl.col("random")
    for leads in lead_rows(recipe, clock, customers):
        drawn = numbers(recipe.seed, Stream.STAGES, pl.col("lead").str.slice(1).cast(pl.Int64))
        told = leads.select("lead", "data", "data_conversao", "etapa", random=drawn)
        waited = (pl.col("data_conversao") - pl.col("data")).dt.total_days()
        won, lost = pl.col("etapa") == _WON, pl.col("etapa") == _LOST
        far = (  # stages beyond the first that were entered
            pl.when(won | (pl.col("etapa") == _OFFER))
            .then(2)
            .when(pl.col("etapa") == _NEW)
            .then(0)
            .when(lost)
            .then(bits(random, 0, 8) % 3)
            .otherwise(1)
        )
        first = pl.when(won).then(waited // 4).otherwise(1 + bits(random, 8, 8) % 8)
        second = pl.when(won).then(waited * 2 // 3).otherwise(first + 2 + bits(random, 16, 8) % 14)
        end = pl.when(far == 2).then(second).when(far == 1).then(first).otherwise(0) + 5 + bits(random, 24, 8) % 30  # noqa: PLR2004
        entered = (
            (_NEW, pl.lit(0), pl.lit(value=True)),
            (_QUALIFIED, first, far >= 1),
            (_OFFER, second, far >= 2),  # noqa: PLR2004
            (_WON, waited, won),
            (_LOST, end, lost),
        )
        rows = [
            told.filter(there).select(
                "lead", etapa=pl.lit(stage), data=pl.col("data") + pl.duration(days=days), order=pl.lit(order)
            )
            for order, (stage, days, there) in enumerate(entered)
        ]
        found = pl.concat(rows).filter(pl.col("data") <= last).sort("lead", "order")
        yield found.select("lead", "etapa", "data")
