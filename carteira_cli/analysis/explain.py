"""The catalogue for people: every indicator, or one with a worked line of numbers."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from carteira_cli.commands import commands, families
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.kpis.apart import apart, stated
from carteira_cli.kpis.catalogue import CONTEXT, Indicator, catalogue
from carteira_cli.names import spelled
from carteira_cli.report import Column, Report, Table
from carteira_cli.units import Better, Depth, number, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.report import Reading

COMMAND = "indicadores"
WORKED_PERIOD = "2024-Q1"
_BETTER = {Better.HIGHER: "quanto maior, melhor", Better.LOWER: "quanto menor, melhor", Better.NEITHER: "depende"}
_WORKED_APART = {
    "idade_dados": "de uma última venda em 09/12/2024 até 28/12/2024: 19 dias",
    "previsao_erro": "previstos 110, 90 e 100 mil, e vieram 100, 100 e 125: (10 % + 10 % + 20 %) ÷ 3 = 13,3 %",
}
_CONTEXT_WORDS = {"meses do período": "meses_periodo", "meses da janela": "meses_janela"}


def listing() -> Report:
    """Every indicator: key, command, unit, formula, meaning."""
    columns = (
        Column("indicador", "Indicador"),
        Column("comando", "Comando", depth=Depth.FULL),
        Column("unidade", "Unidade", depth=Depth.FULL),
        Column("formula", "Fórmula"),
        Column("significado", "Significado", depth=Depth.FULL),
    )
    every = (*catalogue().values(), *apart().values())
    rows = tuple((i.key, i.family, i.unit.value, i.formula, i.meaning) for i in every)
    notes = (
        "A(t): clientes com uma compra no prazo de inatividade antes de t; t0 e t1: início e fim do período",
        "m_t: receita líquida do cliente nesse prazo antes de t ÷ meses do prazo",
        "carteira indicadores NOME explica um deles, com uma conta feita",
    )
    first = {key for family in families().values() for key in family.first}
    few = tuple(place for place, item in enumerate(every) if item.key in first)
    table = Table("indicadores", f"{len(rows)} indicadores", columns, rows, few=few)
    return Report(COMMAND, "Indicadores", tables=(table,), notes=notes)


def explain(name: str) -> Report:
    """One indicator, with its value in the ten-customer example.

    Raises:
        UsageError: there is no such indicator.
    """
    known = {**catalogue(), **apart()}
    name = spelled(name, known)
    if name not in known:
        raise UsageError(f'o indicador "{name}" não existe', did_you_mean(name, known))
    item = known[name]
    rows = (
        ("indicador", item.key),
        ("significado", item.meaning),
        ("unidade", item.unit.value),
        ("formula", item.formula),
        ("direcao", _BETTER[item.better]),
        (
            "comando",
            f"carteira {item.family} ({commands()[item.family].title or 'limites'})",
        ),
        ("fontes", _sources(item)),
        ("exemplo", _worked(item)),
    )
    columns = (Column("campo", "Campo"), Column("texto", "Texto"))
    notes = (f"exemplo: os dez clientes de carteira exemplo --minima, em {WORKED_PERIOD}, com inatividade de 90 dias",)
    return Report(COMMAND, item.title, tables=(Table("indicador", "", columns, rows),), notes=notes)


def _sources(item: Indicator) -> str:
    """The tables that it can't do without."""
    if item.key in stated():
        return ", ".join(commands()[item.family].needed)
    return "vendas" if item.key in apart() else ", ".join(item.sources)


def _worked(item: Indicator) -> str:
    """A calculation with its numbers."""
    if item.key in stated():
        return stated()[item.key].worked
    return _WORKED_APART.get(item.key) or worked_line(item)


def worked_line(item: Indicator) -> str:
    """The indicator's value in the ten-customer example, with the numbers in the place of their names."""
    readings = _worked_readings(item.family if item.predicted else "resumo")
    reading = readings[item.key]
    result = f"{item.key} = {_shown(reading)}"
    if item.frame is not None:
        return result if reading.parts is None else f"{item.key} = {_parts(reading)} = {_shown(reading)}"
    numbers = {key: _shown(other) for key, other in readings.items()}
    numbers |= {"meses_periodo": "3", "meses_janela": "3", "margem": number(1, 0)}
    return f"{item.key} = {_substituted(item.formula, numbers)} = {_shown(reading)}"


@cache
def _worked_readings(command: str) -> Mapping[str, Reading]:
    """What a command says of the ten customers, by key; once, for whoever explains all of them."""
    # weight: a list of indicators does without
    from carteira_cli.analysis.analysed import analyse
    from carteira_cli.config.resolve import load

    with as_file(files("carteira_cli.example") / "minima") as folder:
        config = load({"pasta": str(folder), "periodo": WORKED_PERIOD, "comparar": "nenhum"}, environ={})
        return {reading.key: reading for reading in analyse(command, config).readings}


def _shown(reading: Reading) -> str:
    value = reading.value
    return show(value if isinstance(value, int | float) else None, catalogue()[reading.key].unit)


def _parts(reading: Reading) -> str:
    if reading.parts is None or isinstance(reading.numerator, str) or isinstance(reading.denominator, str):
        return _shown(reading)
    return f"{show(reading.numerator, reading.parts[0])} ÷ {show(reading.denominator, reading.parts[1])}"


def _substituted(formula: str, numbers: Mapping[str, str]) -> str:
    """A formula with each name replaced by its number."""
    text = formula.rsplit(" = ", 1)[-1]
    for words, key in _CONTEXT_WORDS.items():
        text = text.replace(words, key)
    names = sorted({*catalogue(), *CONTEXT}, key=len, reverse=True)
    return re.sub(rf"\b({'|'.join(names)})\b", lambda match: numbers.get(match[0], match[0]), text)
