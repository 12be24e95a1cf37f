"""The tables of `prever`: the forecast, what each method says and was off by, groups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.prever.course import name_of
from carteira_cli.studies.prever.methods import METHODS, NAIVE, RATES, Tried, mean_error, range_of
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.rows import Cell
    from carteira_cli.studies.prever.course import Numbers
    from carteira_cli.studies.prever.forecasts import Forecasts

METHOD_WORDS = {
    "modelo": "modelo",
    "modelo_sazonal": "modelo sazonal",
    "modelo_fins": "modelo e fins",
    "ingenuo": "ingênuo",
    "ano_anterior": "ano anterior",
}


_ERROR = (
    Column("erro", "Errou em média", short="Errou"),
    Column("erro_medio", "Erro médio", Unit.FRACTION, depth=Depth.DATA),
)


def error_words(key: str, error: float | None) -> str:
    """A mean error: `1,3 p.p.` of a rate, `12,1 %` of anything else."""
    return show(error, change_unit(key))


def change_unit(key: str) -> Unit:
    """What errors of an indicator are in: points of a rate, a share of anything else."""
    return Unit.POINTS if key in RATES else Unit.FRACTION


def _error(key: str, made: Sequence[Tried]) -> tuple[Cell, Cell]:
    error = mean_error(key, made)
    return error_words(key, error), error


def forecast(found: Forecasts) -> Table:
    """A row an indicator: the best method, the naive, the range of past errors, and what came where it is past."""
    real = found.course.numbers(found.period) if found.happened else None
    columns = (
        Column("indicador", "Indicador"),
        Column("previsto", "Previsto", kind=Kind.VALUE),
        Column("metodo", "Por", short="Por"),
        Column("ingenuo", "Ingênuo", kind=Kind.VALUE),
        Column("faixa_min", "De", kind=Kind.VALUE),
        Column("faixa_max", "Até", kind=Kind.VALUE),
        Column("origens", "Origens", kind=Kind.NUMBER, depth=Depth.FULL),
        *(replace(one, depth=max(one.depth, Depth.FULL)) for one in _ERROR),
        *((Column("aconteceu", "Aconteceu", kind=Kind.VALUE),) if real else ()),
        Column("unidade", "Unidade", depth=Depth.FULL),
    )
    rows = tuple(_forecast_row(found, key, real) for key in found.forecast)
    title = f"O que se espera de {found.period.label}"
    if found.earlier:
        title += f", e a faixa dos erros de {_origins(found)}"
    return Table("previsao", title, columns, rows)


def _origins(found: Forecasts) -> str:
    return counted(len(found.earlier), "período passado", "períodos passados")


def _forecast_row(found: Forecasts, key: str, real: Numbers | None) -> tuple[Cell, ...]:
    method, made = found.speaks[key], found.held(key)
    value = found.now[method][key]
    within = range_of(key, value, made.get(method, ()))
    return (
        name_of(key),
        value,
        METHOD_WORDS[method],
        found.now[NAIVE][key],
        within.low if within else None,
        within.high if within else None,
        len(made.get(method, ())),
        *_error(key, made.get(method, ())),
        *((real[key],) if real else ()),
        catalogue()[key].unit.value,
    )


def methods(found: Forecasts) -> Table:
    """A row an indicator and method: what it says now, how far it was off before, whether it was the best."""
    columns = (
        Column("indicador", "Indicador"),
        Column("metodo", "Método"),
        Column("previsto", "Diz agora", kind=Kind.VALUE),
        *_ERROR,
        Column("vies", "Viés", kind=Kind.CHANGE, depth=Depth.FULL),
        Column("origens", "Origens", kind=Kind.NUMBER),
        Column("venceu", "Fala", kind=Kind.FLAG),
        Column("unidade", "Unidade", depth=Depth.FULL),
        Column("unidade_variacao", "Unidade do viés", depth=Depth.FULL),
    )
    rows = []
    for key in found.forecast:
        past = found.held(key)
        for method in METHODS:
            if method in found.now:
                made = past.get(method, ())
                rows.append(
                    (
                        name_of(key),
                        METHOD_WORDS[method],
                        found.now[method][key],
                        *_error(key, made),
                        _bias(key, made),
                        len(made),
                        method == found.speaks[key],
                        catalogue()[key].unit.value,
                        change_unit(key).value,
                    )
                )
    title = "Cada método: o que diz agora, e quanto errou antes"
    return Table("metodos", title, columns, tuple(rows), few=0)


def _bias(key: str, made: Sequence[Tried]) -> float | None:
    """Σ forecast ÷ Σ real − 1; of a rate the mean difference."""
    if not made:
        return None
    forecast_, real = sum(one.forecast for one in made), sum(one.real for one in made)
    if key == "churn":
        return (forecast_ - real) / len(made)
    return forecast_ / real - 1 if real else None


def groups(found: Forecasts) -> Iterator[Table]:
    """A row a group: what the method that speaks says of it, and the naive."""
    run = found.course.run
    if not run.grouping.keys:
        return
    columns = [Column(one.asked, one.words, blank=f"(sem {one.words})") for one in run.grouping.dimensions]
    for key in found.forecast:
        item = catalogue()[key]
        columns.append(Column(key, name_of(key), item.unit))
        columns.append(Column(f"{key}_ingenuo", f"{name_of(key)}: ingênuo", item.unit, depth=Depth.FULL))
    rows = tuple(_group_row(found, group) for group in found.course.groups(found.asked))
    titles = " e ".join(one.words for one in run.grouping.dimensions)
    yield Table("por", f"Por {titles}", tuple(columns), rows)


def _group_row(found: Forecasts, group: Group) -> tuple[Cell, ...]:
    said = found.numbers(found.period, group)
    cells: list[Cell] = [*group]
    for key in found.forecast:
        cells += [said.get(found.speaks[key], {}).get(key), said[NAIVE][key]]
    return tuple(cells)
