"""From whom a campaign is drawn: a file with customers, a list that another analysis makes, or everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.customer_list import list_tables
from carteira_cli.analysis.run import Run
from carteira_cli.commands import CommandKind, analyses
from carteira_cli.config.settings import CampaignSettings, QuestionSettings
from carteira_cli.customers.people import everybody
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.names import fold
from carteira_cli.period import months_up_to
from carteira_cli.sources.finding.locate import named_files
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.studies.asking import asking, check_sources, studied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.commands import Command
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table

_FILE = ("/", "\\", ".")  # what a name of a list has none of


@dataclass(frozen=True)
class Listed:
    """The customers that a campaign is drawn from.

    Attributes:
        customers: each once, in bytewise order; those that `--onde` lets through.
        words: whose list it is, in words.
        repeated: lines of a file that name a customer again.
        unknown: how many of them neither sales nor register know.
    """

    customers: tuple[str, ...]
    words: str
    repeated: int = 0
    unknown: int = 0


def listed(base: CustomerBase) -> Listed:
    """The customers that a run draws from.

    Raises:
        CarteiraError: there is no such file or list.
    """
    told = base.config.of(CampaignSettings).de
    if told is None:
        return Listed(_let_through(base, everybody(base)), "todos os clientes das vendas e do cadastro")
    makers = list_makers()
    word = "-".join(fold(told).replace("_", " ").replace("-", " ").split())
    if word in makers:
        return Listed(
            _let_through(base, _named(base, makers[word], word)), f"a lista {word} de carteira {makers[word].name}"
        )
    if not any(mark in told for mark in _FILE):
        raise base.config.value(CampaignSettings.de).refused(
            f'de: a lista "{told}" não existe', f"{did_you_mean(word, makers)}; ou diga um arquivo, como lista.csv"
        )
    lines = _of_file(base, told)
    people = set(lines)
    kept = _let_through(base, people)
    unknown = len({*kept} - everybody(base))
    return Listed(kept, "os clientes do arquivo", len(lines) - len(people), unknown)


def list_makers() -> Mapping[str, Command]:
    """Name of a list → the analysis that makes it.

    Of several a family of indicators before a study, and any before RFM, whose segments are named as others' lists are;
    then the first in the order of the help.
    """
    found: dict[str, Command] = {}
    for record in sorted(analyses().values(), key=lambda one: (one.kind is CommandKind.STUDY, one.name == "rfm")):
        for name in record.lists:
            found.setdefault(name, record)
    return found


def _named(base: CustomerBase, record: Command, name: str) -> set[str]:
    """The customers of a list, of the period that its own command would look at."""
    check_sources(base, record.name)
    told = base.config.told(QuestionSettings.periodo)
    period = months_up_to(base.as_of, record.recent_months) if record.recent_months and not told else base.asked
    meanings = {"listar": name, "periodo": period.label}
    if record.kind is CommandKind.INDICATORS:
        tables = tuple(list_tables(Run(record.name, asking(base, record.name, **meanings))))
    else:
        found = studied(base, record.name, **meanings)
        tables = tuple(table for table in found.tables if table.key == found.main)
    return {str(row[_place(table)]) for table in tables for row in table.rows}


def _place(table: Table) -> int:
    return next(at for at, column in enumerate(table.columns) if column.key == CUSTOMER)


def _of_file(base: CustomerBase, name: str) -> list[str]:
    """The customers of a file, a line each, as they are analysed."""
    config = base.config
    told = config.value(CampaignSettings.de)
    try:
        paths = named_files(name, told.folder, "clientes")
    except UsageError as error:
        raise told.refused(error.message, error.hint) from error
    sales = base.ledgers["vendas"].opened.parts[0].matched.keys.get(CUSTOMER)
    rules = replace(rules_of(config, "clientes", frozenset()), prefer=sales)
    ledger = open_ledger(TABLES["clientes"], paths, {}, rules)
    found = ledger.collect(lambda lines: base.grouped(lines.select(pl.col(CUSTOMER).cast(pl.String))))
    ledger.proven.check(config.rules.max_rejeitadas)
    return found[CUSTOMER].to_list()


def _let_through(base: CustomerBase, customers: set[str]) -> tuple[str, ...]:
    rows = pl.LazyFrame({CUSTOMER: sorted(customers, key=str.encode)}, schema={CUSTOMER: pl.String})
    return tuple(of_customers(rows, base).collect().sort(CUSTOMER)[CUSTOMER].to_list())
