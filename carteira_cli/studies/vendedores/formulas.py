"""Sellers: goals and their attainment, and how evenly portfolios are spread over them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.period import Period


@dataclass(frozen=True)
class Goal:
    """What a seller is to bring in a period, in cents."""

    seller: str
    period: Period
    cents: int


@dataclass(frozen=True)
class Goals:
    """The goals of one period.

    Attributes:
        of: seller → cents.
        repeated: sellers with several goals for one period; none of these counts.
        partial: sellers whose goals do not make up the period; none is prorated.
        negative: sellers with a goal of nothing or less; none of theirs counts.
    """

    of: Mapping[str, int]
    repeated: tuple[str, ...]
    partial: tuple[str, ...]
    negative: tuple[str, ...] = ()


def goals_of(goals: Iterable[Goal], period: Period) -> Goals:
    """The goals of a period: those for just that period, else the sum of goals that make it up day for day."""
    by_seller: dict[str, list[Goal]] = {}
    for goal in goals:
        if goal.period.start < period.end and goal.period.end > period.start:
            by_seller.setdefault(goal.seller, []).append(goal)
    found: dict[str, int] = {}
    repeated, partial, negative = [], [], []
    for seller, own in sorted(by_seller.items()):
        if any(goal.cents <= 0 for goal in own):
            negative.append(seller)
            continue
        spans = [(goal.period.start, goal.period.end) for goal in own]
        if len(set(spans)) < len(spans):
            repeated.append(seller)
            continue
        exact = [goal for goal in own if (goal.period.start, goal.period.end) == (period.start, period.end)]
        inside = sorted(
            (goal for goal in own if goal.period.start >= period.start and goal.period.end <= period.end),
            key=lambda goal: (goal.period.start, goal.period.end),
        )
        if exact:
            found[seller] = exact[0].cents
        elif _tiles(inside, period):
            found[seller] = sum(goal.cents for goal in inside)
        else:
            partial.append(seller)
    return Goals(found, tuple(repeated), tuple(partial), tuple(negative))


def _tiles(goals: Sequence[Goal], period: Period) -> bool:
    """Whether goals in order cover a period without gap or overlap."""
    reached = period.start
    for goal in goals:
        if goal.period.start != reached:
            return False
        reached = goal.period.end
    return bool(goals) and reached == period.end


def evenness(amounts: Sequence[int]) -> Fraction | None:
    """1 − Gini over sellers: 1 where all have the same, towards 0 where one has all; None without a positive total.

    Gini as in `concentracao`: 2 Σ i·x_i ÷ (N·S) − (N + 1) ÷ N, ascending. Negative amounts count as 0.
    """
    ascending = sorted(max(amount, 0) for amount in amounts)
    total, count = sum(ascending), len(ascending)
    if not total:
        return None
    weighted = sum(rank * amount for rank, amount in enumerate(ascending, start=1))
    return 1 - (Fraction(2 * weighted, count * total) - Fraction(count + 1, count))


def largest_to_mean(amounts: Sequence[int]) -> Fraction | None:
    """How many times the mean the largest is; None without a positive total."""
    total = sum(amounts)
    return Fraction(max(amounts) * len(amounts), total) if amounts and total > 0 else None
