"""`carteira prever`: the next period, by whichever way was least wrong before, with the naive beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import Curve, Line
from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.forecast import Forecast
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import PeriodLine, Reading
from carteira_cli.studies.prever import scenario, tables, words
from carteira_cli.studies.prever.course import FORECAST
from carteira_cli.studies.prever.methods import NAIVE, mean_error, range_of
from carteira_cli.studies.prever.origins import Origins
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell

FAMILY = "prever"
TITLES = {
    "churn": "Churn previsto",
    "compradores": "Compradores previstos",
    "pedidos": "Pedidos previstos",
    "receita": "Receita prevista",
}


def study(base: CustomerBase) -> Study:
    """The next period.

    Raises:
        UsageError: the period that it follows is not over, or there is nothing to hold past forecasts against.
    """
    if base.asked.end > base.as_of + 1:
        raise UsageError(
            f"{base.asked.label} ainda não terminou: os dados vão até {date_of(base.as_of)}",
            f"preveja a partir de um período completo, como --periodo {base.asked.previous().label}",
        )
    found = Origins(base)
    checked = base.config.rules.validar
    if checked and not found.earlier:
        raise UsageError(
            "não há história para validar: o modelo precisa de duas janelas e de 50 clientes que voltaram, antes de um "
            "período já conhecido",
            "use períodos menores, como --periodo ultimo-mes, ou uma --inatividade menor",
        )
    found_wanting = words.diagnoses(found)
    return Study(
        readings=tuple(_readings(found)),
        tables=(*_tables(found, checked=checked), *tables.wanting(found_wanting)),
        charts=tuple(_charts(found, checked=checked)),
        main="origens" if checked else "previsao",
        period=_line(found),
        rules=tuple(_rules(found)),
        answer=tuple(words.answer(found)),
        notes=tuple(words.notes(found)),
        warnings=tuple(words.warnings(found, found_wanting)),
    )


def _tables(found: Origins, *, checked: bool) -> Iterator[Table]:
    if checked:
        from carteira_cli.studies.prever.validation import Validation  # weight: where it is asked for

        yield from Validation(found).tables()
        return
    yield tables.forecast(found)
    yield from scenario.goal(found)
    yield from scenario.scenario(found)
    yield from tables.groups(found)
    yield tables.methods(found)


def _readings(found: Origins) -> Iterator[Reading]:
    real = found.course.numbers(found.period) if found.happened else None
    for key in FORECAST:
        item, method = catalogue()[key], found.speaks[key]
        value, made = found.now[method][key], found.made(key).get(method, [])
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


def _charts(found: Origins, *, checked: bool) -> Iterator[Curve]:
    """Revenue of the earlier periods as it was forecast and as it came, and the next one."""
    past = tuple(reversed(found.earlier))
    if not past:
        return
    key, method = "receita", found.speaks["receita"]
    said = [found.tried[one].get(method, {}).get(key) for one in past] + [found.now[method][key]]
    came = [found.course.numbers(one)[key] for one in past]
    came += [found.course.numbers(found.period)[key]] if found.happened else []
    lines = (Line("prevista", _points(said)), Line("acontecida", _points(came)))
    yield Curve(
        "previsao_passada",
        "Receita prevista antes de cada período, e a que veio",
        "Período",
        "Receita",
        Unit.TIMES,
        Unit.REAIS,
        lines,
        depth=Depth.SCREEN if checked else Depth.FULL,
        places=tuple(one.label for one in (*past, found.period)),
    )


def _points(values: list[float | None]) -> tuple[tuple[float, float], ...]:
    return tuple((float(place), value) for place, value in enumerate(values, 1) if value is not None)


def _line(found: Origins) -> PeriodLine:
    period = found.period
    return PeriodLine(period.label, iso(period.start), iso(period.last), found.happened, iso(found.base.as_of))


def _rules(found: Origins) -> Iterator[tuple[str, Cell]]:
    told = found.base.config.prediction
    choice = found.models[found.period].outlook.choice
    yield "conhecido_ate", iso(found.asked.last)
    yield "modelo", choice.model.name if choice else None
    yield "k", choice.k if choice else None
    yield "sazonal", told.sazonal
    yield "origens", len(found.earlier)
