"""What the numbers rest on: the data in a few lines, how each number is computed, how to make the page again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.render.page import sections as pieces
from carteira_cli.render.page.handover.blocks import Head, PageGrid, PageWords, Spot
from carteira_cli.render.page.handover.records import records, tables
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.render.page.handover.blocks import Block
    from carteira_cli.report import Report, ReportSection, Source

LINES = 5  # of the account of the data


def seal(report: Report) -> str:
    """`12.000 linhas lidas, 297 canceladas, 0 rejeitadas`: of the largest table that was read."""
    if not report.sources:
        return ""
    return account(max(report.sources, key=lambda source: source.lines))


def account(source: Source) -> str:
    """What became of the lines of a table."""
    parts = [
        counted(source.lines, "linha lida"),
        counted(source.cancelled, *source.void_words),
        counted(source.rejected, "rejeitada"),
    ]
    return ", ".join([*parts, *([f"mais {counted(source.repeated, 'repetida')}"] if source.repeated else [])])


def quality(report: Report, section: ReportSection) -> Iterator[Block]:
    """A line a table, and what was warned of."""
    if "dados" not in section.tables:
        return
    lines = tuple(f"{visible(one.table)}: {account(one)} ({visible(one.file)})" for one in report.sources[:LINES])
    left = len(report.sources) - LINES
    yield PageWords("", (*lines, *([f"mais {counted(left, 'tabela')}"] if left > 0 else [])), "list")
    if report.warnings:
        yield PageWords("Avisos", tuple(visible(line) for line in report.warnings), "list")


def definitions(report: Report, section: ReportSection) -> Iterator[Block]:
    """Each number with its account and its formula; the rules, the files, what is noted beside it."""
    known = tables(report)
    if "como_se_calcula" in section.tables:
        yield _worked(known["como_se_calcula"].rows)
    rules = tuple(f"{key}: {value}" for key, value in pieces.rules(report))
    yield PageWords("Regras", tuple(line for line in (visible(report.rule_words or ""), *rules) if line), "small")
    if "arquivos" in section.tables:
        heads = (Head("Arquivo"), Head("Bytes", number=True, phone=True), Head("SHA-256"))
        rows = tuple(
            (Spot(one.text("arquivo")), Spot(one.text("bytes")), Spot(one.text("sha256")))
            for one in records(known["arquivos"])
        )
        yield PageGrid("t-arquivos", "Os arquivos, por seu conteúdo", heads, rows, look="files")
    if report.notes:
        yield PageWords("Notas", tuple(_noted(report)), "small")


def _noted(report: Report) -> Iterator[str]:
    """What is noted of the numbers; of the studies that are told in few words how much, and where it stands."""
    brief = {note: section.command for section in report.sections for note in section.notes}
    yield from (visible(line) for line in report.notes if line not in brief)
    left = [line for line in report.notes if line in brief]
    if left:
        whose = ", ".join(dict.fromkeys(brief[line] for line in left))
        yield f"mais {counted(len(left), 'nota')} na planilha, de carteira {whose}"


def _worked(rows: object) -> PageGrid:
    heads = (Head("Indicador"), Head("Valor", number=True, phone=True), Head("Conta", number=True), Head("Fórmula"))
    cells = tuple(tuple(Spot(visible(str(cell or ""))) for cell in row) for row in rows)  # type: ignore[attr-defined]
    return PageGrid("t-como_se_calcula", "Cada número, com os desta carteira", heads, cells, look="worked")
