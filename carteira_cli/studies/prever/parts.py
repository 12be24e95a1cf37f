"""The parts of a forecast's report that are the same whatever it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import Curve, Line
from carteira_cli.days import iso
from carteira_cli.forecast import Forecast
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import PeriodLine, Reading
from carteira_cli.studies.prever.methods import NAIVE, mean_error, range_of
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.prever.forecasts import Forecasts

FAMILY = "prever"
TITLES = {
    "churn": "Churn previsto",
    "compradores": "Compradores previstos",
    "pedidos": "Pedidos previstos",
    "receita": "Receita prevista",
    "clientes_fim": "Clientes ativos previstos",
    "receita_mensal_fim": "Receita mensal prevista",
}


def readings(found: Forecasts) -> Iterator[Reading]:
    """A reading an indicator, with the naive and the range of past errors beside it."""
    real = found.course.numbers(found.period) if found.happened else None
    for key in found.forecast:
        item, method = catalogue()[key], found.speaks[key]
        value, made = found.now[method][key], found.held(key).get(method, [])
        within = range_of(key, value, made)
        beside = Forecast(
            method,
            found.now[NAIVE][key],
            within.low if within else None,
            within.high if within else None,
            len(made),
            mean_error(key, made),
            real[key] if real else None,
        )
        yield Reading(
            f"previsao_{key}", TITLES[key], item.unit, item.better, FAMILY, value, depth=Depth.FULL, forecast=beside
        )


def past_curve(found: Forecasts, key: str, *, checked: bool) -> Iterator[Curve]:
    """Revenue of the earlier periods as it was forecast and as it came, and the next one.

    Args:
        found: the forecasts.
        key: the indicator that is revenue.
        checked: whether past forecasts are what was asked for.
    """
    past = tuple(reversed(found.earlier))
    if not past:
        return
    method = found.speaks[key]
    said = [found.tried[one].get(method, {}).get(key) for one in past] + [found.now[method][key]]
    came = [found.course.numbers(one)[key] for one in past]
    came += [found.course.numbers(found.period)[key]] if found.happened else []
    monthly = catalogue()[key].unit is Unit.REAIS_PER_MONTH
    yield Curve(
        "previsao_passada",
        f"{'Receita mensal' if monthly else 'Receita'} prevista antes de cada período, e a que veio",
        "Período",
        "Receita mensal" if monthly else "Receita",
        Unit.TIMES,
        catalogue()[key].unit,
        (Line("prevista", _points(said)), Line("acontecida", _points(came))),
        depth=Depth.SCREEN if checked else Depth.FULL,
        places=tuple(one.label for one in (*past, found.period)),
    )


def _points(values: list[float | None]) -> tuple[tuple[float, float], ...]:
    return tuple((float(place), value) for place, value in enumerate(values, 1) if value is not None)


def period_ahead(found: Forecasts) -> PeriodLine:
    """The period that is forecast."""
    period = found.period
    return PeriodLine(period.label, iso(period.start), iso(period.last), found.happened, iso(found.base.as_of))
