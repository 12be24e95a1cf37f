"""What must be known beside the numbers of a workbook, as one more table: period, rules, sources, meanings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from carteira_cli import __version__
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.render.flat import ACCOUNT
from carteira_cli.render.shown import dates, extent
from carteira_cli.render.workbook.xlsx_text import LONGEST_TEXT, pieces
from carteira_cli.report import Column, Table
from carteira_cli.rows import Cell
from carteira_cli.units import number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.render.workbook.sheet import Written
    from carteira_cli.report import PeriodLine, Report, Source

TITLE = "Definições e fontes"
_COLUMNS = (
    Column("secao", "Seção"),
    Column("item", "Item"),
    Column("chave", "Chave"),
    Column("conteudo", "Conteúdo"),
    Column("explicacao", "Explicação"),
    *ACCOUNT,
)
_OF_INDICATORS = ("por", "serie", "vendedores")  # tables whose columns are indicators, by key
_ACCOUNT = "linhas = válidas + canceladas + rejeitadas"
Row = tuple[Cell, ...]


def definitions(report: Report, written: Sequence[Written]) -> Table:
    """The table of a last sheet: what the report is, what it rests on, and what its sheets and columns are.

    Args:
        report: what the workbook holds.
        written: its tables as they went into sheets.
    """
    rows: list[Row] = []
    for section in (_about(report), _said(report), _sources(report), _indicators(report), _sheets(written)):
        for row in section:
            rows += _fitted(row)
    return Table("definicoes_e_fontes", TITLE, _COLUMNS, tuple(rows))


def _row(section: str, item: str, content: Cell, explanation: str = "", key: str = "", *counts: int) -> Row:
    return (section, item, key, content, explanation, *counts, *[None] * (4 - len(counts)))


def _fitted(row: Row) -> Iterator[Row]:
    """A row whose content is too long for a cell, as several; nothing of a definition is cut."""
    section, item, key, content, *rest = row
    if not isinstance(content, str):
        yield row
        return
    for number_of, piece in enumerate(pieces(content)):
        yield (section, item, key, piece, *(rest if number_of == 0 else ("(continuação)", None, None, None, None)))


def _about(report: Report) -> Iterator[Row]:
    yield _row("Relatório", "Título", report.title)
    yield _row("Relatório", "Comando", report.command)
    yield _row("Relatório", "Programa", f"carteira {__version__}")
    if report.period:
        yield _period("Medido", report.period)
    if report.compared_with:
        yield _period("Comparado com", report.compared_with)
    if report.rule_words:
        yield _row("Regras", "Em palavras", report.rule_words)
    for key, value in report.rules:
        yield _row("Regras", "Regra", value, key=key)


def _period(item: str, period: PeriodLine) -> Row:
    rest = "" if period.complete else f"; {period.state}: há dados {extent(period)}"
    return _row("Período", item, period.label, f"{dates(period)}{rest}")


def _said(report: Report) -> Iterator[Row]:
    """What the report says beside its tables."""
    for line in report.warnings:
        yield _row("Avisos", "Aviso", line)
    for line in report.notes:
        yield _row("Notas", "Nota", line)
    for snippet in report.snippets:
        yield _row("Trechos", snippet.title, snippet.text, key=snippet.key)
    for finding in report.findings or ():
        for example in finding.examples:
            places = "; ".join(f"{file}, linha {line}" for file, line in example.places)
            yield _row("Exemplos", finding.title, example.text, places, finding.key)


def _sources(report: Report) -> Iterator[Row]:
    for source in report.sources:
        counts = (source.lines, source.valid, source.cancelled, source.rejected)
        yield _row("Fontes", source.table, source.file, _account(source), source.table, *counts)


def _account(source: Source) -> str:
    verdict = source.verdict
    return _ACCOUNT if verdict is None else f"{_ACCOUNT}; {verdict.word}: {verdict.reason}"


def _indicators(report: Report) -> Iterator[Row]:
    """Formula and meaning of every indicator that the report has a number of; and which ones have no source."""
    for reading in report.readings:
        if reading.missing is not None:
            yield _row("Sem dados", reading.title, "sem dados", f"falta a fonte: {reading.missing}", reading.key)
    keys = [reading.key for reading in report.readings if reading.missing is None]
    keys += [check.key for check in report.checks or ()]
    keys += [column.key for table in report.tables if table.key in _OF_INDICATORS for column in table.columns]
    for key in dict.fromkeys(keys):
        if key in catalogue():
            item = catalogue()[key]
            yield _row("Indicadores", item.title, item.formula, item.meaning, key)


def _sheets(written: Sequence[Written]) -> Iterator[Row]:
    """Which table and which columns each sheet holds, and which texts are not as they were."""
    parts = Counter(sheet.table.key for sheet in written)
    seen: Counter[str] = Counter()
    for sheet in written:
        key, rows = sheet.table.key, len(sheet.table.rows)
        seen[key] += 1
        part = f"parte {seen[key]} de {parts[key]}" if parts[key] > 1 else "" if rows else "sem linhas"
        yield _row("Planilhas", sheet.name, sheet.table.title, part, key, rows)
    for sheet in written:
        for header, column in zip(sheet.headers, sheet.table.columns, strict=True):
            unit = column.unit.value if column.unit else column.kind.value
            renamed = "" if column.title in {"", header} else f"; título: {column.title}"
            yield _row("Colunas", header, unit, f"na planilha {sheet.name}{renamed}", column.key)
    for sheet in written:
        for altered in sheet.altered:
            place = f"na planilha {sheet.name}"
            if altered.cut:
                most = number(LONGEST_TEXT, 0)
                why = f"cortado após {most} caracteres, o limite de uma célula; inteiro nos outros formatos"
                yield _row("Textos alterados", altered.header, f"{counted(altered.cut, 'texto')}: {why}", place)
            if altered.made_visible:
                why = "caracteres de controle escritos por extenso, como \\x1b"
                yield _row(
                    "Textos alterados", altered.header, f"{counted(altered.made_visible, 'texto')}: {why}", place
                )
