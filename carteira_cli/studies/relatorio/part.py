"""A part of the report, and how other analyses are asked for what it shows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.analysis.indicator_report import present
from carteira_cli.analysis.run import Run
from carteira_cli.commands import CommandKind, commands
from carteira_cli.config.settings import BY_KEY
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import Wanted
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.kpis.catalogue import keys_of
from carteira_cli.period import containing
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from carteira_cli.chart import Chart
    from carteira_cli.report import Reading, Report, ReportSection, Table
    from carteira_cli.studies.study import Study


@dataclass(frozen=True)
class ReportPart:
    """A section, and all that it shows."""

    section: ReportSection
    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def asking(base: CustomerBase, command: str, **meanings: str | int | None) -> CustomerBase:
    """The same customers, over the same lines, asked another question; what is not said stays as the run was told.

    Args:
        base: whose customers.
        command: what is asked; how far back it looks, when nobody says, is not taken from it: the period stays.
        meanings: settings of the question by key, and what they mean.
    """
    blank: dict[str, str | int | None] = {"listar": None, "serie": None, "limite": None, "comparar": None}
    told = {BY_KEY[key]: value for key, value in {**blank, "periodo": base.asked.label, **meanings}.items()}
    config = base.config.meaning(told)
    return CustomerBase(config, base.ledgers, commands()[command].compares)


def months_to(base: CustomerBase, count: int) -> str:
    """So many whole months as a period, the last of which has the last day of the period asked for."""
    last = containing("mes", base.asked.last)
    first = last
    for _ in range(count - 1):
        first = first.previous()
    return f"{first.label}..{last.label}"


def check_sources(base: CustomerBase, command: str) -> None:
    """Refuse what needs a table that is not there.

    Raises:
        DataError: with the file that brings it.
    """
    record = commands()[command]
    keys = keys_of(command) if record.kind is CommandKind.INDICATORS else ()
    needed = (*record.needed, *Wanted.of_indicators(keys, base.config).needed)
    for table in needed:
        if table not in base.ledgers and not (table == "vendas" and "assinaturas" in needed):
            columns = ", ".join(TABLES[table].required)
            raise DataError(f"não há {TABLES[table].noun}", f"{table}.csv, com as colunas {columns}, traria isto")


def indicators(base: CustomerBase, command: str, **meanings: str | int | None) -> Report:
    """What a command of indicators reports of the same customers.

    Raises:
        CarteiraError: a table that they need is not there.
    """
    check_sources(base, command)
    return present(Run(command, asking(base, command, **meanings)))


def studied(base: CustomerBase, command: str, **meanings: str | int | None) -> Study:
    """What a study finds of the same customers.

    Raises:
        CarteiraError: the data do not allow it.
    """
    check_sources(base, command)
    found: Study = import_module(commands()[command].module).study(asking(base, command, **meanings))
    return found


def tables_of(found: Report | Study, *keys: str) -> tuple[Table, ...]:
    """Those of its tables that have one of the keys, in the order of the keys."""
    by_key = {table.key: table for table in found.tables}
    return tuple(by_key[key] for key in keys if key in by_key)
