"""From a number to the command that tells why it changed, ready to paste."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.look import of_this_run, options_given, tells_who
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Snippet
from carteira_cli.signal.verdict import Telling
from carteira_cli.studies.explicar.accounts import accounts_of
from carteira_cli.units import Better

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.report import Reading, Report

MOST = 3  # commands that a summary ends with


def explain_command(
    config: Config,
    period: str,
    item: Indicator,
    by: str | None = None,
    group: str | None = None,
    compared: str | None = None,
) -> str | None:
    """The command, with the options that the run was given; None of what can't be explained, or would name customers.

    Args:
        config: what the run was told.
        period: the label of the period that the number is of.
        item: the indicator.
        by: what the portfolio is grouped by; None: it is not.
        group: the group that the number is of; None with `by`: customers without a value of it.
        compared: the label of what it is compared with; None: as the run was told, else the period before.
    """
    if not accounts_of(item) or tells_who(config):
        return None
    told = config.value(QuestionSettings.comparar)
    against = compared or (told.one if of_this_run(config, told) else None)
    words = ["carteira", "explicar", item.key, "--periodo", period]
    words += ["--comparar", against] if against else []
    return shlex.join([*words, *options_given(config, "explicar", by, group)])


def with_way_on(report: Report, config: Config) -> Report:
    """A summary that ends with the commands for what is more than chance: what is worse first, of a family one."""
    if report.compared_with is None or report.period is None:
        return report
    found: dict[str, str] = {}
    for reading in sorted(_signals(report), key=_rank):
        command = explain_command(config, report.period.label, catalogue()[reading.key])
        if command is not None:
            found.setdefault(reading.family, command)
    if not found:
        return report
    text = "\n".join([*found.values()][:MOST])
    return replace(report, snippets=(*report.snippets, Snippet("proximos", "Por que mudou", text)))


def _signals(report: Report) -> Iterator[Reading]:
    for reading in report.readings:
        if reading.signal is not None and reading.signal.telling is Telling.SIGNAL and reading.change:
            yield reading


def _rank(reading: Reading) -> int:
    """0 of what is worse, 1 of what is neither better nor worse, 2 of what is better."""
    if reading.better is Better.NEITHER:
        return 1
    rose = (reading.change or 0) > 0
    return 2 if rose == (reading.better is Better.HIGHER) else 0
