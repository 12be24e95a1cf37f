"""A report as flat tables: what formats of rows and columns carry, each number under one name and in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.report import Column, Kind, Table
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.findings import Check, Finding
    from carteira_cli.report import Reading, Report
    from carteira_cli.rows import Cell

_UNIT_IN = {Kind.VALUE: "unidade", Kind.CHANGE: "unidade_variacao"}  # kind → the column that names the unit
UNIT_COLUMNS = frozenset(_UNIT_IN.values())
_UNITS = frozenset(unit.value for unit in Unit)
_COMPARED = (
    Column("anterior", "Anterior", kind=Kind.VALUE),
    Column("variacao", "Variação", kind=Kind.CHANGE),
    Column("unidade_variacao", "Unidade da variação"),
    Column("variacao_min", "Variação, mínimo", kind=Kind.CHANGE),
    Column("variacao_max", "Variação, máximo", kind=Kind.CHANGE),
    Column("veredito_variacao", "Veredito da variação"),
    Column("metodo_variacao", "Método"),
)
_FINDINGS = (
    Column("gravidade", "Gravidade"),
    Column("fonte", "Fonte"),
    Column("achado", "Achado"),
    Column("quantidade", "Quantidade", kind=Kind.NUMBER),
    Column("valor", "Valor", Unit.REAIS),
    Column("titulo", "Título"),
    Column("mensagem", "Mensagem"),
    Column("o_que_fazer", "O que fazer"),
    Column("arquivo", "Arquivo"),
    Column("linha", "Linha", kind=Kind.NUMBER),
)
VERDICTS = "verificacoes"  # the table of limits and what came of them
_CHECKS = (
    Column("indicador", "Indicador"),
    Column("por", "Por"),
    Column("grupo", "Grupo"),
    Column("valor", "Valor", kind=Kind.VALUE),
    Column("unidade", "Unidade"),
    Column("limite", "Limite"),
    Column("veredito", "Veredito"),
    Column("nivel", "Nível"),
    Column("anterior", "Anterior", kind=Kind.VALUE),
    Column("mensagem", "Mensagem"),
    Column("lista", "Lista"),
    Column("explicar", "Por que mudou"),
)
ACCOUNT = (  # of the lines of a source
    Column("linhas", "Linhas", Unit.LINES),
    Column("validas", "Válidas", Unit.LINES),
    Column("canceladas", "Canceladas", Unit.LINES),
    Column("rejeitadas", "Rejeitadas", Unit.LINES),
)
_SOURCES = (Column("tabela", "Tabela"), Column("arquivo", "Arquivo"), *ACCOUNT)


def main_table(report: Report) -> Table:
    """The one table that formats of a single table carry.

    The one asked for by an option; else the verdicts; else the indicators, a row each; else the findings; else the
    first table.
    """
    if report.main is not None:
        found = next((table for table in every_table(report) if table.key == report.main), None)
        if found is not None:
            return found
    if report.checks is not None:
        return checks_table(report.checks)
    if report.readings:
        return readings_table(report)
    if report.findings is not None:
        return findings_table(report.findings)
    return report.tables[0]


def every_table(report: Report) -> tuple[Table, ...]:
    """All tables of a report, as a person reads them: verdicts, indicators, findings, then its own."""
    found: list[Table] = []
    if report.checks is not None:
        found.append(checks_table(report.checks))
    if report.readings:
        found.append(readings_table(report))
    if report.findings is not None:
        found.append(findings_table(report.findings))
    return (*found, *report.tables)


def readings_table(report: Report) -> Table:
    """The indicators, a row each; those without their source are left out."""
    from carteira_cli.render.result_json import READING  # weight: keys that no screen has

    told = any(isinstance(one.value, str) for one in report.readings)
    columns = (
        Column("indicador", "Indicador"),
        Column("valor", "Valor", kind=Kind.VALUE),
        *((Column("texto", "Texto"),) if told else ()),
        Column("unidade", "Unidade"),
        *(_COMPARED if report.compared_with else ()),
    )
    rows = tuple(
        _row(columns, {"indicador": one.key} | _bounds(one) | READING.of(one) | _text(one))
        for one in report.readings
        if one.missing is None
    )
    return Table("indicadores", "Indicadores", columns, rows)


def _text(reading: Reading) -> dict[str, Cell]:
    """A text in a column of its own: that of the numbers has nothing else in it."""
    return {"valor": None, "texto": reading.value} if isinstance(reading.value, str) else {}


def _bounds(reading: Reading) -> dict[str, float]:
    """The interval of a change, a column a bound."""
    if reading.signal is None or reading.signal.interval is None:
        return {}
    return dict(zip(("variacao_min", "variacao_max"), reading.signal.interval, strict=True))


def findings_table(findings: tuple[Finding, ...]) -> Table:
    """What was found, a row each, with the place of its first case."""
    return Table("achados", "Achados", _FINDINGS, tuple(_finding(finding) for finding in findings))


def _finding(finding: Finding) -> tuple[Cell, ...]:
    from carteira_cli.render.judged_json import FINDING, PLACE  # weight: keys that no screen has

    first = next((PLACE.of(place) for example in finding.examples for place in example.places), {})
    return _row(_FINDINGS, FINDING.of(finding) | first)


def checks_table(checks: tuple[Check, ...]) -> Table:
    """The verdicts, a row each."""
    from carteira_cli.render.judged_json import CHECK  # weight: keys that no screen has

    return Table(VERDICTS, "Verificações", _CHECKS, tuple(_row(_CHECKS, CHECK.of(check)) for check in checks))


def sources_table(report: Report) -> Table:
    """What was read, a row a source: lines = valid + cancelled + rejected."""
    from carteira_cli.render.result_json import SOURCE  # weight: keys that no screen has

    rows = tuple(_row(_SOURCES, {"tabela": source.table} | SOURCE.of(source)) for source in report.sources)
    return Table("fontes", "Fontes", _SOURCES, rows)


def _row(columns: tuple[Column, ...], document: Mapping[str, Any]) -> tuple[Cell, ...]:
    """What an object of the envelope says under these columns, whose keys are its own."""
    return tuple(document.get(column.key) for column in columns)


def unit_of(column: Column, row: tuple[Cell, ...], columns: tuple[Column, ...]) -> Unit | None:
    """The unit of a cell: its column's, or for a column of mixed units the one that its row names."""
    if column.kind not in _UNIT_IN:
        return column.unit
    place = next((n for n, other in enumerate(columns) if other.key == _UNIT_IN[column.kind]), None)
    named = None if place is None else row[place]
    return Unit(str(named)) if named in _UNITS else None
