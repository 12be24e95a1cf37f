"""Exact parts of a whole as whole numbers that still add up: largest remainder."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def apportioned(parts: Sequence[Fraction], total: int | None = None) -> list[int]:
    """Parts rounded to whole numbers that add up to the whole, rounded half-even.

    Each is rounded down; what then lacks goes, one each, to those that lost most, of equals to the first.

    Args:
        parts: in the unit to which they are rounded.
        total: what they are to add up to, within one a part of what they do; None: their own sum, rounded.

    Example:
        >>> apportioned([Fraction(605, 3), Fraction(740, 3), Fraction(-745, 3)])
        [202, 247, -249]
    """
    whole = round(sum(parts, Fraction(0))) if total is None else total
    found = [floor(part) for part in parts]
    by_loss = sorted(range(len(parts)), key=lambda place: (found[place] - parts[place], place))
    for place in by_loss[: whole - sum(found)]:
        found[place] += 1
    return found
