"""Run an analysis of indicators: open what it reads, sweep the customer base, make a report of the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.asked_keys import asked_keys
from carteira_cli.analysis.indicator_report import present
from carteira_cli.analysis.run import Run
from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import Wanted, open_sources
from carteira_cli.kpis.catalogue import predicted_of
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.ledger import open_ledger

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.open import Opener
    from carteira_cli.report import Report


def wanted_of(command: str, config: Config) -> Wanted:
    """What a command of indicators reads."""
    record, keys = commands()[command], asked_keys(command, config)
    names = record.ranks_customers and (not record.accounts or bool(predicted_of(keys)))  # of customers one by one
    wanted = Wanted.of_indicators(keys, config, names=names, columns=record.columns)
    there = tuple(table for table in record.useful if locate(config, table))
    if not there:
        return wanted
    columns = wanted.columns | record.columns_beside(there)
    return replace(wanted, useful=(*wanted.useful, *there), columns=columns)


def analyse(command: str, config: Config, opener: Opener = open_ledger) -> Report:
    """Analyse a portfolio, whose files `opener` opens.

    Raises:
        CarteiraError: anything the user can mend.
    """
    ledgers = open_sources(wanted_of(command, config), config, command=command, opener=opener)
    keys = asked_keys(command, config) if commands()[command].accounts else None
    run = Run(command, CustomerBase(config, ledgers, commands()[command].compares), keys)
    if not commands()[command].everything or config.told(QuestionSettings.comparar):
        return present(run)
    from carteira_cli.analysis.year_before import beside_year_before, with_year_before, year_line  # weight: a summary

    run = beside_year_before(run)
    report, first = present(run), commands()[command].first
    return replace(report, readings=with_year_before(run, report.readings, first), year_before=year_line(run))
