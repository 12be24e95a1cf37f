"""What titles come to on a day: bands of lateness, the three delinquencies, delays, and how money rolls on.

A title is overdue from the day after the one that it is due on. Amounts are whole cents, shares are exact.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.kpis.titulos import held_on
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


LATE = 90  # days beyond which money is "over 90", as banks have it
MONTHS = 12  # that roll rates look back
FEWEST_MONTHS = 6  # of them, below which nothing is said
FEWEST_TITLES = 10  # seen in a band over these months, below which nothing is said of it


def band_of(due: int, day: int, cuts: Sequence[int]) -> int:
    """Which band a title due on a day is in: 0 not overdue, then one a cut, the last beyond them all.

    Args:
        due: the day that it is due on.
        day: the day at which one looks.
        cuts: the last day late of each band, ascending.
    """
    return 0 if day <= due else 1 + bisect_left(cuts, day - due)


def band_names(cuts: Sequence[int]) -> tuple[str, ...]:
    """What bands are called.

    Example:
        >>> band_names((30, 60))
        ('a vencer', '1–30 dias', '31–60 dias', 'mais de 60 dias')
    """
    edges = [0, *cuts]
    between = (
        f"{low + 1}–{high} dias" if low + 1 < high else counted(high, "dia") for low, high in itertools.pairwise(edges)
    )
    return ("a vencer", *between, f"mais de {counted(cuts[-1], 'dia')}")


@dataclass(frozen=True)
class Due:
    """Money by the day that it is due on: cents and titles."""

    cents: int
    titles: int


def by_due_day(held: pl.DataFrame, column: str = "saldo") -> dict[int, Due]:
    """Day → what is due on it, in the order of days."""
    found = held.group_by("vencimento").agg(pl.col(column).sum(), titulos=pl.len()).sort("vencimento")
    return {day: Due(cents, titles) for day, cents, titles in found.iter_rows()}


def banded(due: Mapping[int, Due], day: int, cuts: Sequence[int]) -> list[Due]:
    """What of it is in each band."""
    cents, titles = [0] * (len(cuts) + 2), [0] * (len(cuts) + 2)
    for when, one in due.items():
        at = band_of(when, day, cuts)
        cents[at] += one.cents
        titles[at] += one.titles
    return [Due(*pair) for pair in zip(cents, titles, strict=True)]


def overdue(due: Mapping[int, Due], day: int, beyond: int = 0) -> int:
    """Cents that are more than so many days late."""
    return sum(one.cents for when, one in due.items() if day - when > beyond)


def fell_due(due: Mapping[int, Due], start: int, end: int, day: int) -> int:
    """Cents due on the days `[start, end)` that were over before a day."""
    return sum(one.cents for when, one in due.items() if start <= when < min(end, day))


def mean_days(receipts: pl.DataFrame, since: str) -> Fraction | None:
    """Days from one day of a title to its payments, each weighing what it was worth: Σ v·(dia − since) ÷ Σ v.

    Args:
        receipts: as `titles.Titles.receipts`, those that count.
        since: the column of the first day, null where it is unknown; those payments do not count.

    Returns:
        None without any payment.
    """
    gaps = receipts.filter("datado").select(dias=pl.col("dia") - pl.col(since), pago="pago").drop_nulls()
    found = gaps.group_by("dias").agg(pl.col("pago").sum()).rows()  # few gaps: whole numbers of any size from here on
    total = sum(cents for _, cents in found)
    return Fraction(sum(days * cents for days, cents in found), total) if total else None


@dataclass(frozen=True)
class Rolled:
    """What became, within a month, of the money in a band, all months together.

    Attributes:
        held: cents in it.
        titles: how many times a title was in it.
        kept: of these cents, by band a month later; the rest was paid.
    """

    held: int
    titles: int
    kept: tuple[int, ...]

    @property
    def paid(self) -> int:
        """Cents that were paid within the month."""
        return self.held - sum(self.kept)

    def beyond(self, at: int) -> int:
        """Cents that went on from band `at` to a later one."""
        return sum(self.kept[at + 1 :])

    def rate(self, at: int) -> Fraction | None:
        """The roll rate: the share that went on; None of a band that was empty."""
        return Fraction(self.beyond(at), self.held) if self.held else None


def month_days(day: int, first: int) -> list[int]:
    """A day and the same of up to `MONTHS` months before it, ascending, none before the first that is known."""
    found = (add_months(day, -back) for back in range(MONTHS, -1, -1))
    return [one for one in found if one >= first]


def owed_on(balances: pl.DataFrame, days: Iterable[int]) -> list[tuple[int, dict[int, Due]]]:
    """What was owed on each of some days, by the day that it is due on."""
    return [(day, by_due_day(held_on(balances, day))) for day in days]


def rolled(
    balances: pl.DataFrame, months: Sequence[tuple[int, Mapping[int, Due]]], cuts: Sequence[int]
) -> list[Rolled]:
    """What became of the money in each band from each of some days, ascending, to the next.

    The roll-rate method of receivables (Thomas, Edelman and Crook, "Credit Scoring and Its Applications", 2002,
    chapter 12: a Markov chain of delinquency states, after Cyert, Davidson and Thompson, "Estimation of the Allowance
    for Doubtful Accounts by Markov Chains", 1962).

    Args:
        balances: as `kpis.titulos.Titles.balances`.
        months: what was owed on those days, as `owed_on`.
        cuts: the last day late of each band but the last.
    """
    size = len(cuts) + 2
    held, titles, kept = [0] * size, [0] * size, [[0] * size for _ in range(size)]
    for (day, owed), (after, _) in itertools.pairwise(months):
        for at, one in enumerate(banded(owed, day, cuts)):
            held[at] += one.cents
            titles[at] += one.titles
        for due, one in by_due_day(held_on(balances, after, day)).items():
            kept[band_of(due, day, cuts)][band_of(due, after, cuts)] += one.cents
    return [Rolled(*of) for of in zip(held, titles, map(tuple, kept), strict=True)]


def loss_chances(rates: Sequence[Rolled]) -> list[Fraction | None]:
    """The chance that a real in each band ends in the last, which is lost: L_i = Σ_{j>i} q_ij·L_j ÷ (1 − q_ii).

    q_ij is the share of the money in band i that is in band j a month later. Money never grows younger, so the chain
    is absorbed band by band, from the last one backwards, in exact fractions.

    Returns:
        A chance a band; None where fewer than `FEWEST_TITLES` were ever seen in it, nothing ever left it, or the
        chance of a band that it leads to is not known.
    """
    chances: list[Fraction | None] = [Fraction(1)]
    for at in range(len(rates) - 2, -1, -1):
        chances.insert(0, _chance(rates[at], at, chances))
    return chances


def _chance(one: Rolled, at: int, later: Sequence[Fraction | None]) -> Fraction | None:
    """Of one band, given those of the bands after it."""
    left = one.held - one.kept[at]
    if one.titles < FEWEST_TITLES or not left:
        return None
    total = Fraction(0)
    for cents, chance in zip(one.kept[at + 1 :], later, strict=True):
        if cents and chance is None:
            return None
        total += cents * (chance or 0)
    return total / left


def expected_loss(held: Iterable[Due], chances: Iterable[Fraction | None]) -> Fraction | None:
    """Cents expected to be lost: Σ cents of a band × its chance; None where one with money has none."""
    total = Fraction(0)
    for one, chance in zip(held, chances, strict=True):
        if one.cents and chance is None:
            return None
        total += one.cents * (chance or 0)
    return total
