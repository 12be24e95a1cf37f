"""Run a study: open what it reads, look at the customer base, make a report of what was found."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.analysis import notes
from carteira_cli.analysis.attribute_notes import attributes_used, of_attributes
from carteira_cli.analysis.indicator_report import base_rules, period_line, source_line
from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import anonymous
from carteira_cli.customers.coverage import check_begun, first_days
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import LIST_COLUMNS, Wanted, by_contracts, open_sources
from carteira_cli.customers.selection import check_values_named
from carteira_cli.errors import DataError
from carteira_cli.report import Report
from carteira_cli.sources.finding.stale import stale
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.studies.asking import on_its_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.open import Opener
    from carteira_cli.studies.study import Study


def wanted_of(command: str, config: Config) -> Wanted:
    """What a study reads."""
    record = commands()[command]
    if record.reads_by_question:
        found: Wanted = import_module(record.module).wanted(config)
        return found
    wanted = Wanted(record.needed, record.useful, record.columns)
    lists = QuestionSettings.listar.commands or ()
    if command in lists and config.question.listar:
        useful = tuple(dict.fromkeys((*wanted.useful, "clientes")))
        wanted = replace(wanted, useful=useful, columns=wanted.columns | LIST_COLUMNS)
    return wanted.split_as(config)


def examine(command: str, config: Config, opener: Opener = open_ledger) -> Report:
    """Make a study of a portfolio, whose files `opener` opens.

    Raises:
        CarteiraError: anything the user can mend.
    """
    record, config = commands()[command], on_its_day(command, config)
    ledgers = open_sources(wanted_of(command, config), config, command=command, opener=opener)
    base = CustomerBase(config, ledgers, record.compares, recent_months=record.recent_months)
    check_values_named(base)
    if "vendas" in record.needed:
        check_begun(base.asked, first_days(base).get("vendas"))
    found: Study = import_module(record.module).study(base)
    base.check_rejects()
    return Report(
        command=command,
        title=found.title or record.title,
        period=found.period or period_line(base.asked, base.period, base.as_of),
        compared_with=found.compared_with,
        rules=tuple({**dict(base_rules(base)), **dict(found.rules)}.items()),  # a study may say that one does not hold
        rule_words=found.rule_words,
        answer=found.answer,
        snippets=found.snippets,
        actions=found.actions,
        year_before=found.year_before,
        subject=found.subject,
        sections=found.sections,
        readings=found.readings,
        tables=found.tables,
        charts=found.charts,
        sources=tuple(source_line(table, ledger) for table, ledger in ledgers.items()),
        warnings=_once(
            *(notes.incomplete(base) if found.period is None else ()),
            *notes.of_sources(base),
            *anonymous.warnings(ledgers, config, base.excluded, base.seen.customers),
            *of_attributes(base, base.where.dimensions.values()),
            *found.warnings,
            *_unused(command, config),
            *stale(config, ledgers),
        ),
        main=found.main,
        notes=(
            *found.notes,
            *_of_purchases(command, base),
            *attributes_used(base, base.where.dimensions.values()),
            *notes.cycle(base),
            *anonymous.notes(ledgers, base.excluded),
            *notes.how_read(base),
        ),
    )


def _unused(command: str, config: Config) -> Iterator[str]:
    """What the command line asks for and this study has not: a comparison, and what the study itself names."""
    record = commands()[command]
    asked = config.typed(QuestionSettings.comparar) and config.question.comparar != "nenhum"
    if asked and record.one_time:
        yield f"--comparar não muda nada aqui: carteira {command} não compara períodos"
    if record.vain_options:
        yield from import_module(record.module).unused(config)


def _of_purchases(command: str, base: CustomerBase) -> Iterator[str]:
    """That purchases alone say here who is active, where contracts say it elsewhere."""
    if not commands()[command].by_purchases or "vendas" not in base.ledgers or base.rules:
        return
    with suppress(DataError):  # contracts that are not there are not asked of this study
        if by_contracts(base.config):
            yield (
                "há contratos (assinaturas), que dizem quem é ativo em churn, ativos e cliente; aqui ativo e inativo "
                f"são pelas compras, em {base.window.words}, como naqueles com --atividade compras"
            )


def _once(*lines: str) -> tuple[str, ...]:
    """Each of some lines once, in order: what a study asks others may be warned of what the reading was."""
    return tuple(dict.fromkeys(lines))
