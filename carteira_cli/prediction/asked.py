"""What a prediction is asked for: which model, in which unit of time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.config.settings import PredictionSettings
from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config

UNITS = {"dia": Fraction(1), "semana": Fraction(7), "mes": Fraction(1461, 48)}  # days of each; a month of 365.25 ÷ 12
MOST_REGULAR = 6  # the largest k that is tried
_IRREGULAR = ("mbgnbd", "bgnbd", "paretonbd")


@dataclass(frozen=True)
class AskedModel:
    """Which model is to be fitted.

    Attributes:
        model: as `--modelo` has it.
        k: regularity of the gaps; None: by the likelihood.
        unit: of `UNITS`, in which parameters are told.
    """

    model: str = "auto"
    k: int | None = None
    unit: str = "semana"

    @property
    def days(self) -> float:
        """Days of the unit."""
        return float(UNITS[self.unit])


def asked_of(config: Config) -> AskedModel:
    """What a run is told of its model.

    Raises:
        CarteiraError: a regularity that the model does not have.
    """
    told = config.prediction
    if told.k is not None and told.k > 1 and told.modelo in _IRREGULAR:
        raise config.value(PredictionSettings.k).refused(
            f"o modelo {told.modelo} não tem regularidade: k = {told.k} não lhe serve",
            "use --modelo mbgcnbd, ou tire k",
        )
    return AskedModel(told.modelo, told.k, told.unidade)
