"""Why a ratio changed, by segments: how much because they weigh differently, how much because they are different.

With w a segment's share of the denominator, r its ratio and R that of all:

    mix = (w1 − w0)·((r0 + r1)/2 − (R0 + R1)/2)        rate = (w0 + w1)/2·(r1 − r0)

and the sum of both over the segments is R1 − R0 exactly. Symmetric: neither side is the base. Centred: a segment that
gains weight and is as good as the whole explains nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import TypeVar

    K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Share:
    """What a segment has of a ratio: its numerator and its denominator."""

    numerator: Fraction
    denominator: Fraction

    @property
    def rate(self) -> Fraction | None:
        """The segment's own ratio; None with nothing in the denominator."""
        return self.numerator / self.denominator if self.denominator else None


NOTHING = Share(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class SegmentEffect:
    """What a segment did to the ratio of all, in the unit of the ratio."""

    mix: Fraction
    rate: Fraction

    @property
    def total(self) -> Fraction:
        """Both together."""
        return self.mix + self.rate


def segment_effects(before: Mapping[K, Share], after: Mapping[K, Share]) -> dict[K, SegmentEffect]:
    """What each segment did to a ratio.

    A segment that has no denominator on one side takes the rate of the other: it weighs nothing there. What its
    numerator brings all the same (returns of customers who bought nothing) counts as rate.

    Args:
        before: segment → its share, on the earlier side; who is not there has nothing.
        after: likewise on the later side.

    Returns:
        Segment → effect, those of `before` first; they add up to the change of the whole.

    Raises:
        ZeroDivisionError: the whole has no denominator on a side.
    """
    base0, base1 = (sum((one.denominator for one in side.values()), Fraction(0)) for side in (before, after))
    whole0, whole1 = (
        sum((one.numerator for one in side.values()), Fraction(0)) / base
        for side, base in ((before, base0), (after, base1))
    )
    middle = (whole0 + whole1) / 2
    found = {}
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, NOTHING), after.get(key, NOTHING)
        weight0, weight1 = old.denominator / base0, new.denominator / base1
        rate0 = old.rate if old.rate is not None else new.rate or Fraction(0)
        rate1 = new.rate if new.rate is not None else rate0
        loose0 = old.numerator / base0 if old.rate is None else Fraction(0)
        loose1 = new.numerator / base1 if new.rate is None else Fraction(0)
        found[key] = SegmentEffect(
            (weight1 - weight0) * ((rate0 + rate1) / 2 - middle),
            (weight0 + weight1) / 2 * (rate1 - rate0) + loose1 - loose0,
        )
    return found
