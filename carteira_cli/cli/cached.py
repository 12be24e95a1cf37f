"""`carteira cache`: what is kept of the reading of files, and how to be rid of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import PLACE, ResultSettings

if TYPE_CHECKING:
    from carteira_cli.reading.cache import CacheRules
    from carteira_cli.report import Report

CLEAR = "limpar"
TAKES = (
    *PLACE,
    ResultSettings.formato,
    ResultSettings.completo,
    ResultSettings.saida,
    ResultSettings.max_cache,
    ResultSettings.quieto,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    told = "limpar apaga tudo; sem nada, diz o que há."
    action = own("acao", str, typer.Argument(help=told, metavar="[limpar]", autocompletion=lambda: [CLEAR]), "")
    add(app, "cache", _run, takes=TAKES, extra=[action])


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import cache_rules, loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.glimpse import forget
    from carteira_cli.errors import UsageError, did_you_mean
    from carteira_cli.reading.cache import sweep

    action = flags.pop("acao")
    if action not in {"", CLEAR}:
        raise UsageError(f'carteira cache não tem "{action}"', did_you_mean(action, (CLEAR,)))
    config = loaded(flags)
    check_outputs(config)
    rules = cache_rules(config)
    if action == CLEAR:
        sweep(rules, limit=0)
        forget(rules.folder)
    emit(_report(rules), config)


def _report(rules: CacheRules) -> Report:
    # weight: the help does without
    from carteira_cli.reading.cache import kept
    from carteira_cli.reading.inputs.workspace import size
    from carteira_cli.report import Column, Report, Table
    from carteira_cli.units import number

    count, total = kept(rules)
    rows = (
        ("pasta", str(rules.folder)),
        ("leituras guardadas", number(count, 0)),
        ("tamanho", size(total)),
        ("limite", size(rules.limit)),
    )
    columns = (Column("o_que", "O que"), Column("valor", "Valor"))
    return Report("cache", "Leituras guardadas", tables=(Table("cache", "Cache", columns, rows, few=0),))
