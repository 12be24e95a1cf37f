"""Counts of what happened: the exact interval of how one changed against another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.signal.quantiles import share_95

if TYPE_CHECKING:
    from carteira_cli.signal.verdict import Interval

_RARE = 10**7  # chances of which a counted thing is so small a share that its count is a Poisson number


def relative(now: tuple[int, float], before: tuple[int, float]) -> Interval | None:
    """The 95 % interval of (rate now − rate before) ÷ rate before; None where nothing was counted before.

    Given how many there are in both, those of now are a binomial share, whatever the rate (Przyborowski and Wilenski,
    1940); its exact bounds become those of the ratio of the rates.

    Args:
        now: a count and what it was exposed to, such as months.
        before: likewise.
    """
    (late, exposed), (early, exposed_before) = now, before
    if early <= 0 or late < 0:
        return None
    low, high = (_odds(bound) * exposed_before / exposed - 1 for bound in share_95(late, late + early))
    return low, high


def _odds(share: float) -> float:
    return share / (1 - share)  # below 1: something was counted before


def level(count: int) -> Interval:
    """The exact 95 % interval of a Poisson mean of which one count is known (Garwood, 1936)."""
    chances = max(_RARE, 1000 * count)
    low, high = share_95(count, chances)
    return low * chances, high * chances
