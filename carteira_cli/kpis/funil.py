"""The funnel: which leads convert, how long it takes, and how far they get."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.kpis.conversao import wilson
from carteira_cli.models.survival import kaplan_meier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.survival import SurvivalCurve

OTHERS = "(outros)"
HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)


@dataclass(frozen=True)
class Part:
    """The leads that have one value of a column.

    Attributes:
        value: the value; None where there is none.
        leads: how many.
        converted: how many of them became customers.
        interval: of the rate, Wilson 95 %; None without leads.
        median: days within which half convert, by Kaplan-Meier; None where half never do.
        p90: likewise for nine tenths.
    """

    value: str | None
    leads: int
    converted: int
    interval: tuple[float, float] | None
    median: int | None
    p90: int | None


@dataclass(frozen=True)
class Reach:
    """A stage of the funnel: how many leads got to it or beyond."""

    stage: str
    reached: int


def times(leads: pl.DataFrame, as_of: int, deadline: int | None) -> SurvivalCurve:
    """How long leads stay unconverted: open ones are censored at the as-of day, or at the deadline if that is earlier.

    Args:
        leads: `data`, `lead_convertido`, `lead_dias`.
        as_of: the last day looked at.
        deadline: days after which a conversion does not count.
    """
    waited = (pl.lit(as_of) - pl.col("data")).clip(0, deadline)
    seen = leads.select(pl.when("lead_convertido").then("lead_dias").otherwise(waited).alias("dias"), "lead_convertido")
    counts = seen.group_by("dias").agg(pl.col("lead_convertido").sum(), pl.len())
    return kaplan_meier({days: (events, total - events) for days, events, total in counts.iter_rows()})


def by(leads: pl.DataFrame, column: str, as_of: int, deadline: int | None, most: int | None = None) -> list[Part]:
    """The leads by the values of a column of texts, the most leads first, ties by value, none last.

    With `most`, values beyond the first so many are put together as `OTHERS`, at the end: no lead is left out.
    """
    parts = []
    for (value,), rows in _shown(leads, column, most).partition_by(column, as_dict=True).items():
        curve = times(rows, as_of, deadline)
        total, converted = rows.height, int(rows["lead_convertido"].sum())
        parts.append(
            Part(value, total, converted, wilson(converted, total), curve.quantile(HALF), curve.quantile(NINE_TENTHS))
        )
    return sorted(parts, key=lambda part: (part.value == OTHERS, part.value is None, -part.leads, part.value or ""))


def _shown(leads: pl.DataFrame, column: str, most: int | None) -> pl.DataFrame:
    """The leads with rare values under one name."""
    sizes = leads.drop_nulls(column).group_by(column).len().sort("len", column, descending=[True, False])
    if most is None or sizes.height <= most:
        return leads
    rare = sizes[column][most:].implode()
    return leads.with_columns(pl.when(pl.col(column).is_in(rare)).then(pl.lit(OTHERS)).otherwise(column).alias(column))


def reaches(leads: pl.DataFrame, stages: Sequence[str]) -> tuple[list[Reach], int]:
    """How many leads got to each stage, and how many stand at a stage that is not in the order.

    A lead was at the stage it is at now and at all before it; a converted one was at all. Where a lead at an
    undeclared stage (a lost one, say) got to is not known; it counts at the first stage only.

    Args:
        leads: `etapa`, `lead_convertido`.
        stages: the stages in order.
    """
    depth: Counter[int] = Counter()
    unknown = 0
    for stage, converted, count in leads.group_by("etapa", "lead_convertido").len().iter_rows():
        if converted:
            depth[len(stages) - 1] += count
        elif stage in stages:
            depth[stages.index(stage)] += count
        else:
            unknown += count
            depth[0] += count
    return [Reach(stage, sum(depth[n] for n in range(at, len(stages)))) for at, stage in enumerate(stages)], unknown
