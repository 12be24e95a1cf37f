"""A report as flat tables: what formats of rows and columns carry, each number under one name and in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.report import Cell, Column, Kind, Table
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from carteira_cli.report import Check, Finding, Reading, Report

_UNIT_IN = {Kind.VALUE: "unidade", Kind.CHANGE: "unidade_variacao"}  # kind → the column that names the unit
COMPARED = (
    Column("anterior", "Anterior", kind=Kind.VALUE),
    Column("variacao", "Variação", kind=Kind.CHANGE),
    Column("unidade_variacao", "Unidade da variação"),
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
)
_SOURCES = (
    Column("tabela", "Tabela"),
    Column("arquivo", "Arquivo"),
    Column("linhas", "Linhas", Unit.LINES),
    Column("validas", "Válidas", Unit.LINES),
    Column("canceladas", "Canceladas", Unit.LINES),
    Column("rejeitadas", "Rejeitadas", Unit.LINES),
)


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
    compared = report.compared_with is not None
    columns = (
        Column("indicador", "Indicador"),
        Column("valor", "Valor", kind=Kind.VALUE),
        Column("unidade", "Unidade"),
        *(COMPARED if compared else ()),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (r.key, r.value, r.unit.value, *(compared_cells(r) if compared else ()))
        for r in report.readings
        if r.missing is None
    )
    return Table("indicadores", "Indicadores", columns, rows)


def compared_cells(reading: Reading) -> tuple[Cell, ...]:
    """The cells under `COMPARED`."""
    return reading.previous, reading.change, reading.change_unit.value


def findings_table(findings: tuple[Finding, ...]) -> Table:
    """What was found, a row each, with the place of its first case."""
    return Table("achados", "Achados", _FINDINGS, tuple(_finding(finding) for finding in findings))


def _finding(finding: Finding) -> tuple[Cell, ...]:
    file, line = next((place for example in finding.examples for place in example.places), (None, None))
    return (
        finding.severity.value,
        finding.source,
        finding.key,
        finding.count,
        finding.amount,
        finding.title,
        finding.message,
        finding.advice,
        file,
        line,
    )


def checks_table(checks: tuple[Check, ...]) -> Table:
    """The verdicts, a row each."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            check.key,
            check.by,
            check.group,
            check.value,
            check.unit.value,
            check.limit,
            check.outcome.value,
            check.level.value,
            check.previous,
            check.message,
            check.look,
        )
        for check in checks
    )
    return Table("verificacoes", "Verificações", _CHECKS, rows)


def sources_table(report: Report) -> Table:
    """What was read, a row a source: lines = valid + cancelled + rejected."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (source.table, source.file, source.lines, source.valid, source.cancelled, source.rejected)
        for source in report.sources
    )
    return Table("fontes", "Fontes", _SOURCES, rows)


def unit_of(column: Column, row: tuple[Cell, ...], columns: tuple[Column, ...]) -> Unit | None:
    """The unit of a cell: its column's, or for a column of mixed units the one that its row names."""
    if column.kind not in _UNIT_IN:
        return column.unit
    place = next((n for n, other in enumerate(columns) if other.key == _UNIT_IN[column.kind]), None)
    return None if place is None or row[place] is None else Unit(str(row[place]))
