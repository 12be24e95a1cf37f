"""Which values of which attributes go with the best customers, beyond chance, over all that are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.signal.rates import wilson
from carteira_cli.studies.ideal.formulas import holm, second_half, tail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.signal.verdict import Interval

BEST = "melhor"  # the column that says who is among the best
LEAST = 10  # customers that a value needs to be judged, and a condition in the half it is looked for on
CHANCE = 0.025  # of a false word by the values, and as much by the profile: 5 % of both
MOST_CONDITIONS = 3
Condition = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """The customers who have a value of an attribute.

    Attributes:
        attribute: a column of the rows.
        value: one of its values.
        best: how many of them are among the best.
        customers: how many they are.
        interval: of their share, Wilson 95 %.
        chance: of a share so far from that of all, by Fisher's exact test (two-sided), as it counts among all values
            that are judged (Holm); None where they are too few to be judged.
        alone: the same chance, as if no other value had been looked at; None likewise.
        proven: whether the interval excludes the share of all and the chance is at most `CHANCE`.
    """

    attribute: str
    value: str
    best: int
    customers: int
    interval: Interval
    chance: float | None
    alone: float | None
    proven: bool

    @property
    def share(self) -> float:
        """The best among them."""
        return self.best / self.customers


@dataclass(frozen=True)
class IdealProfile:
    """At most three conditions found on one half of the customers, as they hold on the other.

    Attributes:
        conditions: attribute and value, in the order in which they were found.
        seen: the best and all of those who fulfil them, in the half they were found on.
        held: the same in the other half, which had no part in finding them.
        whole: the best and all of that other half.
        interval: of the share there, Wilson 95 %.
        confirmed: whether that interval lies above the share of the other half, and chance gives it at most `CHANCE`.
    """

    conditions: tuple[Condition, ...]
    seen: tuple[int, int]
    held: tuple[int, int]
    whole: tuple[int, int]
    interval: Interval | None
    confirmed: bool


def standings(rows: pl.DataFrame, names: Sequence[str]) -> tuple[Standing, ...]:
    """How the values of attributes stand, the proven first, then by how telling they are.

    Args:
        rows: a row a customer: `melhor` (Boolean), and a text column an attribute, null where nobody knows.
        names: the attributes.
    """
    whole = int(rows[BEST].sum()), rows.height
    found = [(name, *one) for name in names for one in _counts(rows, name)]
    judged = [one for one in found if LEAST <= one[3] < whole[1]]
    alone = [min(1.0, 2 * tail(best, customers, *whole)) for _, _, best, customers in judged]
    chances = {one[:2]: both for one, *both in zip(judged, holm(alone), alone, strict=True)}
    made = [_standing(one, whole, *chances.get(one[:2], (None, None))) for one in found]

    def place(one: Standing) -> tuple[bool, float, str, str]:
        return not one.proven, 2.0 if one.alone is None else one.alone, one.attribute, one.value

    return tuple(sorted(made, key=place))


def _standing(
    one: tuple[str, str, int, int], whole: tuple[int, int], chance: float | None, alone: float | None
) -> Standing:
    interval = wilson(one[2], one[3]) or (0.0, 1.0)
    apart = not interval[0] <= whole[0] / whole[1] <= interval[1]
    return Standing(*one, interval, chance, alone, apart and chance is not None and chance <= CHANCE)


def _counts(rows: pl.DataFrame, name: str) -> Iterator[tuple[str, int, int]]:
    """Each value with the best and all of the customers who have it, by value."""
    known = rows.filter(pl.col(name).is_not_null())
    return iter(
        known.group_by(name)
        .agg(pl.col(BEST).sum().cast(pl.Int64), pl.len().cast(pl.Int64).alias(CUSTOMER))
        .sort(name)
        .iter_rows()
    )


def profile(rows: pl.DataFrame, names: Sequence[str]) -> IdealProfile | None:
    """The conditions under which the best are more frequent in one half, tried on the other.

    One after another, the one that chance explains least among those who fulfil the others; the second and third only
    where it does so in at most 5 % of cases, over all that were candidates: conditions that fit the first half alone
    would spoil the profile. So one profile is tried once, and no count of conditions has to be paid for.

    Args:
        rows: as `standings`, with `cliente`.
        names: the attributes.

    Returns:
        None where no condition raises the share on the first half.
    """
    later = pl.Series([second_half(one) for one in rows[CUSTOMER].to_list()], dtype=pl.Boolean)
    left, other = rows.filter(~later), rows.filter(later)
    conditions: list[Condition] = []
    while len(conditions) < MOST_CONDITIONS:
        found = _next(left, [name for name in names if name not in dict(conditions)])
        if found is None or (conditions and found[0] > 2 * CHANCE):
            break
        conditions.append(found[1])
        left = _having(left, [found[1]])
    if not conditions or not other.height:
        return None
    held = _having(other, conditions)
    counts, whole = (int(held[BEST].sum()), held.height), (int(other[BEST].sum()), other.height)
    interval = wilson(*counts)
    apart = interval is not None and interval[0] > whole[0] / whole[1]
    confirmed = apart and tail(*counts, *whole) <= CHANCE
    return IdealProfile(tuple(conditions), (int(left[BEST].sum()), left.height), counts, whole, interval, confirmed)


def _next(rows: pl.DataFrame, names: Sequence[str]) -> tuple[float, Condition] | None:
    """The condition that raises the share by what chance explains least, with that chance over all candidates."""
    best, everybody = int(rows[BEST].sum()), rows.height
    there = [(name, *one) for name in names for one in _counts(rows, name) if LEAST <= one[2] < everybody]
    found = [
        (tail(hits, customers, best, everybody), (name, value))
        for name, value, hits, customers in there
        if hits * everybody > best * customers
    ]
    if not found:
        return None
    chance, condition = min(found)
    return min(1.0, chance * len(there)), condition


def _having(rows: pl.DataFrame, conditions: Sequence[Condition]) -> pl.DataFrame:
    return rows.filter(pl.all_horizontal(pl.col(name) == value for name, value in conditions).fill_null(value=False))
