"""Who comes back after a silence: shares of past silences, never a made-up curve.

A *silence* of a days is an interval in which nothing was bought on the a days after a purchase. Of the
silences of at least a days, those are counted that were watched for another `horizon` days whatever
happened, and how many of them went without a purchase on all of these days.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST_SILENCES = 30  # below, a share says nothing and the one of the landmark before stands
DAYS = (30, 60, 90, 120, 180, 270, 365, 540, 730)
RATIOS = tuple(Fraction(halves, 2) for halves in (0, 2, 3, 4, 5, 6, 8, 12, 20))


@dataclass(frozen=True)
class Chance:
    """What followed the silences that reached a landmark.

    Attributes:
        landmark: in days, or in usual intervals.
        silences: that reached it and were watched long enough.
        without: of those, how many had no purchase within the horizon.
        lost: the probability of that: the share, made never to fall as silence grows; None with too few silences.
    """

    landmark: Fraction
    silences: int
    without: int
    lost: Fraction | None


def by_days(counted: pl.DataFrame, end: int, horizon: int) -> tuple[Chance, ...]:
    """After silences of `horizon` days and of those in `DAYS` that are longer.

    Args:
        counted: a `ciclo.tally` of intervals observed up to `end`.
        end: the day after the last one looked at.
        horizon: days within which a return counts.
    """
    landmarks = [Fraction(days) for days in (horizon, *(days for days in DAYS if days > horizon))]
    silences = [pl.lit(int(days), dtype=pl.Int64) for days in landmarks]
    row = counted.select(_watched(silences, end, horizon, pl.col("vezes"))).row(0)
    return _chances(landmarks, row)


def by_ratio(found: pl.DataFrame, usual: pl.DataFrame, end: int, horizon: int) -> dict[bool, tuple[Chance, ...]]:
    """After silences that reached the landmarks of `RATIOS`, in usual intervals of their customers.

    Args:
        found: `ciclo.intervals` observed up to `end`.
        usual: row by row the customers of `found`: `quartos` (four times the usual interval, Int64 or null) and
            `proprio` (Boolean: whether it is of her own).
        end: the day after the last one looked at.
        horizon: days within which a return counts.

    Returns:
        For customers with a usual interval of their own (True) and for the others (False). Where one has
        too few silences at every landmark, it has the chances of both together.
    """
    numbered = usual.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("linha"), "quartos", "proprio")
    silences = [_ceil(pl.col("quartos") * ratio.numerator, 4 * ratio.denominator) for ratio in RATIOS]
    rows = (
        found.lazy()
        .join(numbered.lazy().drop_nulls("quartos"), on="linha")
        .group_by("proprio")
        .agg(_watched(silences, end, horizon, pl.lit(1, dtype=pl.Int64)))
        .collect()
    )
    found_of = {row[0]: row[1:] for row in rows.iter_rows()}
    counts = {own: found_of.get(own, (0,) * 2 * len(RATIOS)) for own in (True, False)}
    both = _chances(RATIOS, [a + b for a, b in zip(counts[True], counts[False], strict=True)])
    return {own: _enough(_chances(RATIOS, row)) or both for own, row in counts.items()}


def position(reached: Sequence[pl.Expr]) -> pl.Expr:
    """The last landmark reached, by position; `reached` are Booleans, each true only where those before are."""
    return pl.sum_horizontal(*(each.cast(pl.Int64) for each in reached)) - 1


def ratio_reached(days: pl.Expr) -> list[pl.Expr]:
    """For each of `RATIOS`, whether a silence of `days` reaches it, beside `quartos`."""
    return [days.cast(pl.Int64) * 4 * ratio.denominator >= pl.col("quartos") * ratio.numerator for ratio in RATIOS]


def _ceil(dividend: pl.Expr, divisor: int) -> pl.Expr:
    return (dividend + (divisor - 1)) // divisor


def _watched(silences: Iterable[pl.Expr], end: int, horizon: int, times: pl.Expr) -> list[pl.Expr]:
    """For each silence: how many reached it and were watched long enough, and how many of them went on."""
    start = pl.col("inicio").cast(pl.Int64)
    # An open interval lasts for as long as it is watched, and longer.
    length = pl.col("fim").cast(pl.Int64).fill_null(end) - start
    aggregates = []
    for number, silence in enumerate(silences):
        watched = start < end - horizon - silence
        aggregates += [
            (times * (watched & (length > silence))).sum().alias(f"{number}/todos"),
            (times * (watched & (length > silence + horizon))).sum().alias(f"{number}/sem"),
        ]
    return aggregates


def _chances(landmarks: Sequence[Fraction], row: Sequence[int]) -> tuple[Chance, ...]:
    counts = list(zip(row[::2], row[1::2], strict=True))
    enough = [(n, k) for n, k in counts if n >= FEWEST_SILENCES]  # the first ones: longer silences are fewer
    lost: list[Fraction | None] = [*never_falling(enough)]
    lost += [lost[-1] if lost else None] * (len(counts) - len(lost))
    return tuple(Chance(mark, n, k, p) for mark, (n, k), p in zip(landmarks, counts, lost, strict=True))


def _enough(chances: tuple[Chance, ...]) -> tuple[Chance, ...] | None:
    return None if chances[0].lost is None else chances


def never_falling(counts: Iterable[tuple[int, int]]) -> list[Fraction]:
    """Shares k ÷ n that do not fall: neighbours that would are pooled until none does.

    The pool-adjacent-violators algorithm (Ayer, Brunk, Ewing, Reid and Silverman, "An empirical distribution
    function for sampling with incomplete information", 1955), exact.

    Example:
        >>> never_falling([(4, 1), (4, 3), (2, 0), (1, 1)])
        [Fraction(1, 4), Fraction(1, 2), Fraction(1, 2), Fraction(1, 1)]
    """
    pools: list[tuple[int, int, int]] = []
    for n, k in counts:
        pools.append((n, k, 1))
        while len(pools) > 1 and pools[-2][1] * pools[-1][0] > pools[-1][1] * pools[-2][0]:
            (n1, k1, many1), (n2, k2, many2) = pools[-2:]
            pools[-2:] = [(n1 + n2, k1 + k2, many1 + many2)]
    return [Fraction(k, n) for n, k, many in pools for _ in range(many)]
