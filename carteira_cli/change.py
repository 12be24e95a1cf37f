"""How a number changed since another: computed here and nowhere else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.units import Unit

if TYPE_CHECKING:
    from carteira_cli.kpis.catalogue import Number


def exact_change(unit: Unit, value: Number | None, previous: Number | None) -> Number | None:
    """How a number changed: a fraction by a difference of fractions, anything else relative to the size it had.

    The one place that computes changes. None where either number is missing; of what is no fraction also where it
    was 0.
    """
    if unit is not Unit.FRACTION:
        return relative_change(value, previous)
    return None if value is None or previous is None else value - previous


def relative_change(value: Number | None, previous: Number | None) -> Number | None:
    """(value − previous) ÷ |previous|, exact; None where either is missing or the previous one is 0."""
    if value is None or previous is None or not previous:
        return None
    size = -previous if previous < 0 else previous
    return (value - previous) / (Fraction(size) if isinstance(size, int) else size)


def change_of(unit: Unit, value: Number | None, previous: Number | None) -> float | None:
    """`exact_change` as the float that every format carries."""
    change = exact_change(unit, value, previous)
    return None if change is None else float(change)
