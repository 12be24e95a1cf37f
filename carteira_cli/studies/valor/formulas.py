"""What a portfolio is worth, by rules that multiply an amount."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.config.practice_values import Multiples

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL = {  # what accounting firms are said to change hands for in Brazil; a rule of that trade, and no appraisal
    "ebitda": Multiples("ebitda", Fraction(7), Fraction(10)),
    "honorarios": Multiples("honorarios", Fraction(8), Fraction(14)),
}


def multiples_in_use(told: Iterable[Multiples]) -> dict[str, Multiples]:
    """Method → its multiples: the usual ones, but where others are told; of two of one method the last."""
    return USUAL | {one.method: one for one in told}


def between(cents: int, multiples: Multiples) -> tuple[Fraction, Fraction]:
    """The least and the most that an amount makes a portfolio worth.

    Args:
        cents: the amount, above zero.
        multiples: how many times.

    Returns:
        Cents: least × amount, most × amount.

    Example:
        >>> [int(bound) // 100 for bound in between(15_000_000, USUAL["ebitda"])]
        [1050000, 1500000]
        >>> [int(bound) // 100 for bound in between(5_000_000, USUAL["honorarios"])]
        [400000, 700000]
    """
    return cents * multiples.least, cents * multiples.most
