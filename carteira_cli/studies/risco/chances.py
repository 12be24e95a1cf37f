"""Who comes back after a silence: shares of past days of silence, never a made-up curve.

A customer is *silent for d days* on the d-th day after a purchase when nothing was bought since. Every past day of
every customer is one case: of what class her silence was is what was known when it began (`silencios.frequency`), and
in which band is how long it had lasted by that day. Of the days of a class and band that were watched for another
`horizon` days, whatever happened in them, those are counted after which nothing was bought within these.

Days are counted, not silences: who is silent today is met on one day of the silence, and likelier on one of a long one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.silencios import CLASSES, FREQUENT, OWN_PURCHASES, frequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FEWEST_SILENCES = 30  # below, a share says nothing and that of the band before stands
DAYS = (30, 60, 90, 120, 180, 270, 365, 540, 730)
RATIOS = tuple(Fraction(halves, 2) for halves in (0, 2, 3, 4, 5, 6, 8, 12, 20))
FEW, SEVERAL, ALL = -1, -2, -3  # classes together: of one or two purchases; with an interval of their own; all
_PURCHASES = range(OWN_PURCHASES)  # classes of `by_days`: one purchase, two, three or more
_FOREVER = 1 << 40  # days: longer than any silence


@dataclass(frozen=True)
class Counted:
    """What followed the days of a band of silences.

    Attributes:
        landmark: where the band begins, in days or in usual intervals; it ends where the next begins.
        silences: that have a day in the band which was watched long enough.
        days: how many such days.
        without: of those, after how many nothing was bought within the horizon.
        share: without ÷ days, made never to fall as silence grows; None with too few silences.
    """

    landmark: Fraction
    silences: int
    days: int
    without: int
    share: Fraction | None


@dataclass(frozen=True)
class Chance:
    """The probability of no purchase within the horizon, of a class in a band.

    Attributes:
        lost: the probability; None where nothing has enough silences.
        group: the class, or the classes together, whose share it is.
    """

    lost: Fraction | None
    group: int


@dataclass(frozen=True)
class Chances:
    """Chances by class.

    Attributes:
        counted: class, or classes together, → what was counted in each band.
        of: class → its chance in each band: its own share with enough silences, else that of the smallest
            group of classes which has enough, else that of the band before; it never falls as silence grows.
    """

    counted: Mapping[int, tuple[Counted, ...]]
    of: Mapping[int, tuple[Chance, ...]]

    def lost(self) -> dict[int, Fraction | None]:
        """The probability of no purchase by class × number of bands + band."""
        return {
            group * len(bands) + band: chance.lost
            for group, bands in self.of.items()
            for band, chance in enumerate(bands)
        }

    @property
    def unknown(self) -> bool:
        """Whether there are too few silences for any."""
        return all(bands[0].lost is None for bands in self.of.values())


def landmarks(horizon: int) -> tuple[int, ...]:
    """The days at which bands of `by_days` begin: the horizon, and those of `DAYS` that are longer."""
    return (horizon, *(days for days in DAYS if days > horizon))


def by_days(found: pl.DataFrame, end: int, horizon: int) -> Chances:
    """After `horizon` days of silence and more, by purchases up to then: one, two, three or more.

    Args:
        found: `silencios.silences` observed up to `end`.
        end: the day after the last one looked at.
        horizon: days within which a return counts.
    """
    marks = landmarks(horizon)
    begins = [pl.lit(days, dtype=pl.Int64) for days in marks]
    rows = found.lazy().group_by(classe=purchases()).agg(_counted(begins, end, horizon)).collect()
    counts = {row[0]: row[1:] for row in rows.iter_rows()}
    together = dict.fromkeys(_PURCHASES, (ALL,))
    return _chances([Fraction(days) for days in marks], counts, together)


def by_ratio(found: pl.DataFrame, usual: pl.DataFrame, end: int, horizon: int) -> Chances:
    """After silences in the bands between `RATIOS`, in usual intervals as they were known when the silence began.

    The unit of customers without one of their own is that of their segment or portfolio as of today, which is but a
    number of days: nothing of the customer's later purchases is in it, nor in the class.

    Args:
        found: `silencios.silences` observed up to `end`.
        usual: a row a customer: `linha` and `comum` (four times the interval of her segment or portfolio, or null).
        end: the day after the last one looked at.
        horizon: days within which a return counts.
    """
    unit = pl.when(pl.col("compras") >= OWN_PURCHASES).then(pl.col("meios") * 2).otherwise("comum")
    begins = [_ceil(pl.col("quartos") * ratio.numerator, 4 * ratio.denominator) for ratio in RATIOS]
    rows = (
        found.lazy()
        .join(usual.lazy().select("linha", "comum"), on="linha", how="left")
        .with_columns(quartos=unit)
        .filter(pl.col("quartos").is_not_null())
        .group_by(classe=frequency())
        .agg(_counted(begins, end, horizon))
        .collect()
    )
    counts = {row[0]: row[1:] for row in rows.iter_rows()}
    return _chances(RATIOS, counts, {group: (FEW if group < FREQUENT else SEVERAL, ALL) for group in CLASSES})


def purchases() -> pl.Expr:
    """The class of `by_days` (Int64) of `compras`."""
    return pl.col("compras").clip(upper_bound=OWN_PURCHASES) - 1


def position(reached: Sequence[pl.Expr]) -> pl.Expr:
    """The last landmark reached, by position; `reached` are Booleans, each true only where those before are."""
    return pl.sum_horizontal(*(each.cast(pl.Int64) for each in reached)) - 1


def ratio_reached(days: pl.Expr) -> list[pl.Expr]:
    """For each of `RATIOS`, whether a silence of `days` reaches it, beside `quartos`."""
    return [days.cast(pl.Int64) * 4 * ratio.denominator >= pl.col("quartos") * ratio.numerator for ratio in RATIOS]


def _ceil(dividend: pl.Expr, divisor: int) -> pl.Expr:
    return (dividend + (divisor - 1)) // divisor


def _counted(begins: Sequence[pl.Expr], end: int, horizon: int) -> list[pl.Expr]:
    """For each band: silences with a day in it that was watched long enough, such days, and those without a return."""
    start = pl.col("inicio").cast(pl.Int64)
    # On the days before the `watched`-th the whole horizon lies before the end.
    watched = end - horizon - start
    length = pl.col("fim").cast(pl.Int64).fill_null(_FOREVER) - start
    silent, lonely = pl.min_horizontal(length, watched), pl.min_horizontal(length - horizon, watched)
    aggregates = []
    for number, begin in enumerate(begins):
        following = begins[number + 1] if number + 1 < len(begins) else pl.lit(_FOREVER, dtype=pl.Int64)
        days = pl.min_horizontal(silent, following) - begin
        without = pl.min_horizontal(lonely, following) - begin
        aggregates += [
            (days > 0).sum().cast(pl.Int64).alias(f"{number}/silencios"),
            days.clip(lower_bound=0).sum().alias(f"{number}/dias"),
            without.clip(lower_bound=0).sum().alias(f"{number}/sem"),
        ]
    return aggregates


def _chances(
    marks: Sequence[Fraction], counts: Mapping[int, Sequence[int]], together: Mapping[int, tuple[int, ...]]
) -> Chances:
    """Chances of each class that has silences, and of the classes together.

    Args:
        marks: where bands begin.
        counts: class → three numbers a band, as of `_counted`.
        together: class → what it is a part of, the smallest first.
    """
    summed = {group: list(row) for group, row in counts.items()}
    for group in sorted(counts):
        for whole in together[group]:
            before = summed.get(whole, [0] * 3 * len(marks))
            summed[whole] = [a + b for a, b in zip(before, counts[group], strict=True)]
    summed.setdefault(ALL, [0] * 3 * len(marks))
    groups = sorted(summed, key=lambda group: (group < 0, abs(group)))
    counted = {group: _bands(marks, summed[group]) for group in groups}
    of = {}
    for group, wholes in together.items():
        chain = [one for one in (group, *wholes) if one in counted]
        of[group] = _rising(
            [(counted[one][band].share, one) for one in chain if counted[one][band].share is not None]
            for band in range(len(marks))
        )
    return Chances(counted, of)


def _rising(choices: Iterable[list[tuple[Fraction | None, int]]]) -> tuple[Chance, ...]:
    """The first choice of each band, or the chance of the band before where there is none or it would fall."""
    found: list[Chance] = []
    for choice in choices:
        chance = Chance(*choice[0]) if choice else Chance(None, ALL)
        before = found[-1] if found else Chance(None, ALL)
        falls = before.lost is not None and (chance.lost is None or chance.lost < before.lost)
        found.append(before if falls else chance)
    return tuple(found)


def _bands(marks: Sequence[Fraction], row: Sequence[int]) -> tuple[Counted, ...]:
    counts = list(zip(row[::3], row[1::3], row[2::3], strict=True))
    shares = iter(never_falling([(days, without) for cases, days, without in counts if cases >= FEWEST_SILENCES]))
    return tuple(
        Counted(mark, cases, days, without, next(shares) if cases >= FEWEST_SILENCES else None)
        for mark, (cases, days, without) in zip(marks, counts, strict=True)
    )


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
