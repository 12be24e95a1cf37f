"""The numbers that only `verificar` has, each with a computation of its own: not of the indicators of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.idade import AGE
from carteira_cli.kpis.previsao import FORECAST_ERROR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.kpis.catalogue import Indicator

APART: Mapping[str, Indicator] = {one.key: one for one in (AGE, FORECAST_ERROR)}
