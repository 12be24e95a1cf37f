"""How long contracts last, without a model: Kaplan–Meier by renewal, and a chance of ending that is always the same.

Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.models.betageo import Lasting
    from carteira_cli.models.histories import Floats


@dataclass(frozen=True)
class Renewed:
    """What became of contracts at one renewal.

    Attributes:
        renewal: which, from 1 on.
        at_risk: contracts that came to it, and of which it is known whether they went beyond.
        lost: those that ended at it.
        above: S, the estimated share of contracts that survive it.
    """

    renewal: int
    at_risk: int
    lost: int
    above: Fraction


def kaplan_meier(lasting: Lasting) -> tuple[Renewed, ...]:
    """The renewals that any contract came to, in order: S = Π (1 − lost ÷ at risk), exact.

    A contract that ended after t renewals was at risk at 1 … t + 1 and was lost at the last; one that still goes was at
    risk at 1 … t.
    """
    going = sum(lasting.going) - sum(lasting.going[:1])
    at_risk, above, found = sum(lasting.ended) + going, Fraction(1), []
    for renewal, lost in enumerate((*lasting.ended, *(0,) * (len(lasting.going) - len(lasting.ended))), 1):
        if not at_risk:
            break
        above *= Fraction(at_risk - lost, at_risk)
        found.append(Renewed(renewal, at_risk, lost, above))
        at_risk -= lost + sum(lasting.going[renewal : renewal + 1])
    return tuple(found)


@dataclass(frozen=True)
class Steady:
    """A chance of ending that is the same for all, at every renewal.

    Attributes:
        chance: of ending at a renewal.
    """

    chance: float

    @classmethod
    def of(cls, rows: tuple[Renewed, ...]) -> Steady:
        """The likeliest: all that were lost ÷ all renewals that contracts came to; 0 where none came to one."""
        seen = sum(row.at_risk for row in rows)
        return cls(sum(row.lost for row in rows) / seen if seen else 0.0)

    def survival(self, most: int, age: int = 0) -> Floats:  # noqa: ARG002 - as of any age
        """S(t + m | t survived) = (1 − chance)^m for m = 0 … `most`, after any number of renewals."""
        return (1 - self.chance) ** np.arange(most + 1.0)
