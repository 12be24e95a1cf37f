"""The funnel: which leads convert, how long it takes, and how far they get."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.models.incidence import cumulative_incidence
from carteira_cli.names import fold
from carteira_cli.signal.rates import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.incidence import IncidenceCurve

OTHERS = "(outros)"
HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)
LEAST = 10  # leads at risk below which nothing is said of the time to convert
_LOST = re.compile(
    r"\b(?:perd(?:id[oa]s?|a|eu)|lost|descartad|des?qualificad|nao qualificad|cancelad|reprovad|recusad|rejeitad|desist"
    r"|arquivad|invalid|unqualified|disqualified|nao fechou|sem interesse)"
)


def is_lost(stage: str | None) -> bool:
    """Whether a stage says that its leads will not convert any more.

    Example:
        >>> is_lost("Venda perdida"), is_lost("Closed - Lost"), is_lost("Proposta"), is_lost(None)
        (True, True, False, False)
    """
    return stage is not None and _LOST.search(fold(stage)) is not None


def lost_stages(leads: pl.DataFrame) -> list[str]:
    """The stages of leads that are lost, in order; none without the column `etapa`."""
    if "etapa" not in leads.columns:
        return []
    return [stage for stage in leads["etapa"].drop_nulls().unique().sort().to_list() if is_lost(stage)]


@dataclass(frozen=True)
class FunnelPart:
    """The leads that have one value of a column.

    Attributes:
        value: the value; None where there is none.
        leads: how many.
        ripe: how many of them have had the term, where there is one; else all.
        converted: how many of those became customers.
        interval: of the rate, Wilson 95 %; None without ripe leads.
        median: days within which half of all convert; None where half never do.
        p90: likewise for nine tenths.
        youngest: the day of the last of them.
    """

    value: str | None
    leads: int
    ripe: int
    converted: int
    interval: tuple[float, float] | None
    median: int | None
    p90: int | None
    youngest: int


@dataclass(frozen=True)
class Reach:
    """A stage of the funnel: how many leads got to it or beyond."""

    stage: str
    reached: int


def times(leads: pl.DataFrame, as_of: int, deadline: int | None) -> IncidenceCurve:
    """The share of leads that converted within so many days, as far as `LEAST` of them can be followed.

    Open leads are censored at the as-of day, or at the deadline if that is earlier. Lost ones are outcomes: no file
    says when they were lost, so they count among all throughout. With a deadline only ripe leads are looked at.

    Args:
        leads: `data`, `lead_convertido`, `lead_dias`, `lead_maduro`; `etapa` where it is known.
        as_of: the last day looked at.
        deadline: days after which a conversion does not count.
    """
    ripe = leads.filter("lead_maduro")
    waited = (pl.lit(as_of) - pl.col("data")).clip(0, deadline)
    gone = pl.col("etapa").is_in(lost_stages(ripe)) if "etapa" in ripe.columns else pl.lit(value=False)
    seen = ripe.select(
        "lead_convertido",
        dias=pl.when("lead_convertido").then("lead_dias").otherwise(waited),
        perdido=~pl.col("lead_convertido") & gone.fill_null(value=False),
    )
    lost = int(seen["perdido"].sum())
    counts = seen.filter(~pl.col("perdido")).group_by("dias").agg(pl.col("lead_convertido").sum(), pl.len())
    known = {days: (events, 0, total - events) for days, events, total in counts.iter_rows()}
    longest = ripe.select(waited.max()).item()
    return cumulative_incidence(known, lost, least=LEAST, last=longest)


def by(leads: pl.DataFrame, column: str, as_of: int, deadline: int | None, most: int | None = None) -> list[FunnelPart]:
    """The leads by the values of a column of texts, the most leads first, ties by value, none last.

    With `most`, values beyond the first so many are put together as `OTHERS`, at the end: no lead is left out.
    """
    parts = []
    for (value,), rows in _shown(leads, column, most).partition_by(column, as_dict=True).items():
        curve = times(rows, as_of, deadline)
        ripe = rows.filter("lead_maduro")
        total, converted = ripe.height, int(ripe["lead_convertido"].sum())
        median, p90 = curve.quantile(HALF), curve.quantile(NINE_TENTHS)
        interval, youngest = wilson(converted, total), rows.select(pl.col("data").max()).item()
        parts.append(FunnelPart(value, rows.height, total, converted, interval, median, p90, youngest))
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
