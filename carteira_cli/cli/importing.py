"""`carteira importar`: exports become one clean Parquet portfolio."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Flags, add, own
from carteira_cli.config.settings import READING, RUNNING, SOURCES, ResultSettings, RuleSettings, SourceSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.portfolio.build import Progress

OTHERS = (
    ResultSettings.pseudonimizar,
    *RUNNING,
    ResultSettings.destino,
    RuleSettings.max_rejeitadas,
    RuleSettings.fuso,
    ResultSettings.formato,
    ResultSettings.completo,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    anew = own(
        "refazer",
        bool,
        typer.Option(
            "--refazer", help="Esquece as linhas já importadas e lê de novo os arquivos dados e os registrados."
        ),
        default=False,
    )
    takes = [SourceSettings.pasta, SourceSettings.config, *SOURCES, *READING, *OTHERS]
    add(app, "importar", _import, takes=takes, extra=[anew])


def _import(flags: Flags) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import import_key, loaded
    from carteira_cli.cli.emit import check_outputs, emit

    anew = flags.pop("refazer")
    config = loaded(flags).without(ResultSettings.saida)  # which is for analyses
    check_outputs(config)
    with _progress(config) as progress:
        # weight: the help does without
        from carteira_cli.portfolio.build import build
        from carteira_cli.portfolio.summary import summary

        report = summary(build(config, anew=anew, progress=progress, key=import_key(config)))
    emit(report, config)


@contextmanager
def _progress(config: Config) -> Iterator[Progress | None]:
    """A bar on a terminal: what is being done, and how far it is."""
    if config.results.quieto or not sys.stderr.isatty():
        yield None
        return
    # weight: the help does without
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("importando", total=None)
        yield lambda text, done, total: bar.update(task, description=text, completed=done, total=total or None)
