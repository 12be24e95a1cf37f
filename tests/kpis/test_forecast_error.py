"""The error of forecasts, by hand."""

from __future__ import annotations

import pytest

from carteira_cli.kpis.previsao import FORECAST_ERROR
from tests.running import carteira


def test_the_mean_of_how_far_off_forecasts_were_as_the_help_of_it_says():
    assert FORECAST_ERROR.function([(110, 100), (90, 100), (100, 125)]) == pytest.approx((0.1 + 0.1 + 0.2) / 3)
    assert FORECAST_ERROR.function([(1, 0)]) is None
    said = carteira("indicadores", "previsao_erro").out
    assert "= 13,3 %" in " ".join(said.split())
