"""`carteira importar`: exports become one clean Parquet portfolio."""

from __future__ import annotations

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import READING, RUNNING, SOURCES, ResultSettings, RuleSettings, SourceSettings

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


def _import(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.progress import showing
    from carteira_cli.outgoing.identity import import_key

    anew = flags.pop("refazer")
    config = loaded(flags).without(ResultSettings.saida)  # which is for analyses
    check_outputs(config)
    with showing(quiet=config.results.quieto) as display:
        # weight: the help does without
        from carteira_cli.portfolio.build import build
        from carteira_cli.portfolio.summary import summary

        report = summary(build(config, anew=anew, progress=display.step, key=import_key(config)))
    emit(report, config)
