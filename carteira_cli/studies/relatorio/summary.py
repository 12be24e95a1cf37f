"""A summary in few words: three sentences, the numbers to look at first, and what to do, each with its command."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.look import options_given, tells_who
from carteira_cli.narrative import PrintedFacts, sentences
from carteira_cli.narrative.words import clients, money
from carteira_cli.report import Action
from carteira_cli.studies.explicar.tables import texts
from carteira_cli.studies.explicar.way_on import with_way_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report

MOST = 3


def summarised(report: Report, config: Config) -> Report:
    """The report of every indicator, with what it comes to on top and what to do at the end.

    Groups, a series or a list are an answer of their own: there what changed over the whole is beside the point.
    """
    found, question = with_way_on(report, config), config.question
    if question.serie or question.por or question.listar:
        return found
    said = sentences(PrintedFacts.of(report.readings, understated=report.understated))
    return replace(
        found,
        answer=said,
        actions=tuple(_actions(found, config))[:MOST],
        tables=(*found.tables, *([texts(said)] if said else [])),
    )


def _actions(report: Report, config: Config) -> Iterator[Action]:
    """What to do: why the largest change came about, if it is more than chance; who left; who is about to."""
    if report.period is None:
        return
    facts = PrintedFacts.of(report.readings)
    for snippet in report.snippets:
        yield Action("Entenda o que mudou além do acaso", snippet.text.split("\n", maxsplit=1)[0])
    lost = facts.amounts("perdidos", "churn_receita")
    if lost and lost[0]:
        told = f"Procure quem se foi: {clients(lost[0])}, {money(lost[1])} por mês"
        yield Action(told, _command(report, config, "churn", "--listar", "perdidos"))
    if "vendas" in {source.table for source in report.sources}:
        yield Action("Ligue antes que se vão: quem está atrasado", _command(report, config, "risco"))
        yield Action("Cuide de quem sustenta a receita", _command(report, config, "pareto"))


def _command(report: Report, config: Config, command: str, *words: str) -> str | None:
    """The command of the same period and customers; None where it would say who a customer is, and nothing may."""
    if report.period is None or tells_who(config):
        return None
    return shlex.join(
        ["carteira", command, "--periodo", report.period.label, *words, *options_given(config, command, None, None)]
    )
