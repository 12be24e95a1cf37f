"""Which model: the one asked for, with the regularity asked for or the likeliest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.models.buying import fitted
from carteira_cli.models.cnbd import Cnbd
from carteira_cli.models.regularity import regularity
from carteira_cli.prediction.asked import MOST_REGULAR

if TYPE_CHECKING:
    from carteira_cli.models.buying import BuyingModel, Fitted
    from carteira_cli.models.histories import Histories
    from carteira_cli.prediction.asked import AskedModel


@dataclass(frozen=True)
class Choice:
    """The models fitted to one portfolio.

    Attributes:
        fitted: the one that predicts.
        tried: those tried, by k in ascending order, the chosen one among them.
        capped: whether the likelihood still rose at the largest k tried.
    """

    fitted: Fitted
    tried: tuple[Fitted, ...]
    capped: bool = False

    @property
    def model(self) -> BuyingModel:
        """The model that predicts."""
        return self.fitted.model

    @property
    def k(self) -> int:
        """The regularity of its gaps."""
        return int(getattr(self.model, "k", 1))


def chosen(histories: Histories, asked: AskedModel) -> Choice:
    """Fit the model asked for; of (M)BG/CNBD the regularity too where none is told, up to the first fall."""
    if asked.model == "paretonbd":
        from carteira_cli.models.paretonbd import ParetoNbd  # weight: a second opinion

        one = fitted(ParetoNbd(), histories)
        return Choice(one, (one,))
    modified = asked.model != "bgnbd"
    told = 1 if asked.model == "mbgnbd" or (not modified and asked.k is None) else asked.k
    if told is not None:
        one = fitted(Cnbd(k=told, modified=modified), histories)
        return Choice(one, (one,))
    found = regularity(histories, modified=modified, most=MOST_REGULAR)
    return Choice(found.best, found.tried, capped=not found.fell)
