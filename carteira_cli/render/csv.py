"""CSV: one table with a header; comma, decimal point, UTF-8, LF. An empty cell is "n/d"."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carteira_cli.report import Cell, Finding, Report

_FINDING = (
    "gravidade",
    "fonte",
    "achado",
    "quantidade",
    "valor",
    "titulo",
    "mensagem",
    "o_que_fazer",
    "arquivo",
    "linha",
)


def render(report: Report) -> bytes:
    """The table asked for by an option; else the indicators, a row each; else the findings; else the first table."""
    if report.main_table is not None:
        return _csv([column.key for column in report.main_table.columns], report.main_table.rows)
    if report.readings:
        compared = report.compared_with is not None
        header = ["indicador", "valor", "unidade", *(["anterior", "variacao"] if compared else [])]
        rows: list[Sequence[Cell]] = [
            [r.key, r.value, r.unit.value, *([r.previous, r.change] if compared else [])]
            for r in report.readings
            if r.missing is None
        ]
        return _csv(header, rows)
    if report.findings is not None:
        return _csv(_FINDING, (_finding(finding) for finding in report.findings))
    table = report.tables[0]
    return _csv([column.key for column in table.columns], table.rows)


def _finding(finding: Finding) -> Sequence[Cell]:
    file, line = next((place for example in finding.examples for place in example.places), (None, None))
    return [
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
    ]


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(cell: Cell) -> Cell:
    return str(cell).lower() if isinstance(cell, bool) else cell
