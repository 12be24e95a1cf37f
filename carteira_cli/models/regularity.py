"""How regular the gaps between purchases are: the k of (M)BG/CNBD-k under which histories are likeliest.

One model after the other from k = 1, until a likelihood falls. All have four parameters, so that likelihoods compare as
they are. Platzer and Reutterer, "Ticking away the moments: timing regularity helps to better predict customer
activity", 2016; Reutterer, Platzer and Schröder, "Leveraging purchase regularity for predicting customer behavior the
easy way", 2021.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.models.buying import fitted
from carteira_cli.models.cnbd import Cnbd

if TYPE_CHECKING:
    from carteira_cli.models.buying import Fitted
    from carteira_cli.models.histories import Histories

MOST = 6


@dataclass(frozen=True, eq=False)
class RegularityChoice:
    """What was tried, and what won.

    Attributes:
        tried: the fits for k = 1, 2, … in turn.
        fell: whether the last one tried was less likely than that before; else there was no more to try.
    """

    tried: tuple[Fitted, ...]
    fell: bool

    @property
    def best(self) -> Fitted:
        """The likeliest; of equals the less regular."""
        return max(self.tried, key=lambda one: (one.estimate.log_likelihood, -one.model.k))

    @property
    def k(self) -> int:
        """The regularity that won."""
        return self.best.model.k


def regularity(histories: Histories, *, modified: bool = True, most: int = MOST) -> RegularityChoice:
    """The regularity k of the gaps, and the models tried for it.

    Args:
        histories: with Σ ln(gap) of each: without it no two k compare.
        modified: MBG, or BG.
        most: the largest k to try.

    Raises:
        ValueError: nobody bought again.
    """
    tried: list[Fitted] = []
    for k in range(1, most + 1):
        tried.append(fitted(Cnbd(k=k, modified=modified), histories))
        if k > 1 and tried[-1].estimate.log_likelihood < tried[-2].estimate.log_likelihood:
            return RegularityChoice(tuple(tried), fell=True)
    return RegularityChoice(tuple(tried), fell=False)
