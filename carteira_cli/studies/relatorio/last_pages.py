"""What the numbers rest on: the data, how each is computed, and how to make the page again."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.analysis.indicator_report import source_line
from carteira_cli.analysis.look import options_given, tells_who
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Kind, Reading, ReportSection, Table
from carteira_cli.sources.finding.locate import inputs_of
from carteira_cli.sources.finding.sums import sum_of
from carteira_cli.studies.relatorio.part import ReportPart
from carteira_cli.units import Unit, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.rows import Cell


def quality(base: CustomerBase) -> ReportPart:
    """What became of the lines of each file."""
    lines = [source_line(name, ledger) for name, ledger in base.ledgers.items()]
    rows = tuple(
        (one.table, one.file, one.lines, one.valid, one.cancelled, one.rejected, one.repeated) for one in lines
    )
    columns = (
        Column("tabela", "Tabela"),
        Column("arquivo", "Arquivo"),
        Column("linhas", "Linhas", Unit.LINES),
        Column("validas", "Válidas", Unit.LINES),
        Column("canceladas", "Canceladas", Unit.LINES),
        Column("rejeitadas", "Rejeitadas", Unit.LINES),
        Column("repetidas", "Repetidas", Unit.LINES),
    )
    section = ReportSection("dados", "Os dados", tables=("dados",), sheet="Dados")
    return ReportPart(section, tables=(Table("dados", "O que foi lido", columns, rows),))


def definitions(base: CustomerBase, readings: Iterable[Reading]) -> ReportPart:
    """How each number that is shown was computed, with this portfolio's own figures; which files, which command."""
    rows = tuple(_worked(one) for one in readings if one.key in catalogue() and one.missing is None)
    columns = (
        Column("indicador", "Indicador"),
        Column("valor", "Valor", kind=Kind.TEXT),
        Column("conta", "Conta"),
        Column("formula", "Como se calcula"),
    )
    files = tuple(_files(base))
    tables = (
        Table("como_se_calcula", "Como se calcula", columns, rows),
        Table("arquivos", "Os arquivos, por seu conteúdo", _FILES, files),
    )
    said = () if tells_who(base.config) else (f"Para refazer este relatório: {command(base)}",)
    section = ReportSection(
        "como_se_calcula",
        "Como se calcula",
        said,
        tables=tuple(table.key for table in tables if table.rows),
        sheet="Definições",
    )
    return ReportPart(section, tables=tuple(table for table in tables if table.rows))


_FILES = (Column("arquivo", "Arquivo"), Column("bytes", "Bytes", kind=Kind.NUMBER), Column("sha256", "SHA-256"))


def _worked(reading: Reading) -> tuple[Cell, ...]:
    item = catalogue()[reading.key]
    value = show(reading.value, item.unit) if isinstance(reading.value, int | float) else show(None, item.unit)
    account = ""
    if reading.parts and isinstance(reading.numerator, int | float) and isinstance(reading.denominator, int | float):
        above, below = (
            show(one, unit) for one, unit in zip((reading.numerator, reading.denominator), reading.parts, strict=True)
        )
        account = f"{above} ÷ {below}"
    return item.title, value, account, item.formula


def _files(base: CustomerBase) -> Iterator[tuple[Cell, ...]]:
    """Each file that was read, once, with the sum of its bytes; none of what came by a pipe or from an address."""
    named = (one for _, one in inputs_of(base.config, base.ledgers))
    for path in dict.fromkeys(one for one in named if isinstance(one, Path) and one.is_file()):
        yield str(path), *sum_of(path)


def command(base: CustomerBase) -> str:
    """The command line that makes the report again, run in the folder of the data."""
    words = ["carteira", "relatorio", "--periodo", base.asked.label]
    return shlex.join([*words, *options_given(base.config, "relatorio", None, None)])
