"""What a few marks say of all customers: the interval of a net promoter score."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from carteira_cli.signal.quantiles import Z_95

if TYPE_CHECKING:
    from carteira_cli.signal.verdict import Interval

_ENDS, _MIDDLE = 0.75, 1.5  # answers added to promoters and to detractors each, and to passives: three in all


def net_score(promoters: int, passives: int, detractors: int, z: float = Z_95) -> Interval | None:
    """The adjusted interval of (promoters − detractors) ÷ answers, at 95 % unless told; None without an answer.

    Three answers are added as if nobody knew anything, ¾ of a promoter, 1½ of a passive and ¾ of a detractor, and then
    the usual (Wald) interval of the difference of two shares of one sample is taken (Rocks, "Interval estimation for
    the 'net promoter score'", The American Statistician, 2016; the idea is that of Bonett and Price). It has a width
    even where everybody says the same, and never leaves [−1, 1].

    Example:
        >>> [round(100 * bound, 1) for bound in net_score(24, 4, 12)]
        [1.3, 54.5]
        >>> [round(100 * bound, 1) for bound in net_score(5, 0, 0)]
        [17.5, 100.0]
    """
    if not promoters + passives + detractors:
        return None
    answers = promoters + passives + detractors + 2 * _ENDS + _MIDDLE
    liked, disliked = (promoters + _ENDS) / answers, (detractors + _ENDS) / answers
    net = liked - disliked
    reach = z * sqrt((liked + disliked - net**2) / answers)
    return max(-1.0, net - reach), min(1.0, net + reach)
