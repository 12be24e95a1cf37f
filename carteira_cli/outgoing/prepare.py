"""What happens to every report before it is written: the table asked for, empty results, personal data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.config.settings import QuestionSettings, ResultSettings
from carteira_cli.errors import DataError, did_you_mean
from carteira_cli.names import spelled
from carteira_cli.outgoing.paths import located
from carteira_cli.render.flat import every_table, main_table
from carteira_cli.told import told_report

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report, Table


def prepared(report: Report, config: Config) -> Report:
    """A report as it is to be written.

    Raises:
        UsageError: it has no such table.
        DataError: it is empty, and that is to be an error.
        ConfigError: the key of pseudonyms can't be used.
    """
    return told_report(located(_shielded(_of_data(_of_table(report, config), config), config), config))


def _of_table(report: Report, config: Config) -> Report:
    """The table that formats of one table carry, where one was asked for."""
    name = config.results.tabela
    if name is None:
        return report
    known = [table.key for table in every_table(report)]
    name = spelled(name, known)
    if name not in known:
        raise config.value(ResultSettings.tabela).refused(
            f'"{report.command}" não tem a tabela "{name}"', did_you_mean(name, known)
        )
    return replace(report, main=name)


def _of_data(report: Report, config: Config) -> Report:
    """A report with a warning where there is nothing in it; an error where that was asked for."""
    empty = report.main is not None and _is_blank(main_table(report))
    if report.main is None and report.readings:
        empty = not any(reading.value for reading in report.readings)
    answered = report.checks is not None or report.findings is not None or report.answer
    if not empty or answered:  # what says in words that there is nothing has said it
        return report
    of = f" em {report.period.label}" if report.period else ""
    message = f"o resultado está vazio: nenhuma linha ou número{of}"
    unasked = not config.told(QuestionSettings.periodo) and not config.told(QuestionSettings.hoje)
    if report.period is not None and unasked:  # one date of a typist's far future moves it there
        message += "; o período vem da última data dos dados: se ela está errada, escolha com --periodo ou --hoje"
    if config.results.vazio == "erro":
        raise DataError(message, "confira o período e os filtros; com --vazio aviso isto não é erro")
    return replace(report, warnings=(*report.warnings, message))


def _is_blank(table: Table) -> bool:
    """Whether a table has no row, or no number but zeros: groups and periods are there when their sales are not."""
    measured = [place for place, column in enumerate(table.columns) if column.unit is not None]
    return not any(row[place] for row in table.rows for place in measured) if measured else not table.rows


def _shielded(report: Report, config: Config) -> Report:
    """A report without the identity of customers, where that was asked for."""
    if not config.hides_customers:
        return report
    from carteira_cli.outgoing.identity import pseudonyms  # weight: for a run that hides them
    from carteira_cli.privacy import shield  # weight: as above

    return shield(report, pseudonyms(config))
