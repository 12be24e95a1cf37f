"""`carteira validar`: how good the data are, and exit code 1 where they are not good enough."""

from __future__ import annotations

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.option_values import MOST_REJECTED
from carteira_cli.config.settings import (
    LETTER,
    PLACE,
    PRIVACY,
    READING,
    RUNNING,
    SOURCES,
    ResultSettings,
    RuleSettings,
)

COMMAND = "validar"
TAKES = (
    *PLACE,
    *SOURCES,
    *READING,
    RuleSettings.fuso,
    ResultSettings.rejeitadas,
    ResultSettings.formato,
    ResultSettings.completo,
    ResultSettings.saida,
    ResultSettings.csv_brasil,
    ResultSettings.tabela,
    ResultSettings.manifesto,
    *LETTER,
    *PRIVACY,
    *RUNNING,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    today = own(
        "hoje",
        str | None,
        typer.Option(
            "--hoje",
            help="Datas depois desta são futuras (AAAA-MM-DD). Padrão: o dia de hoje.",
            metavar="DATA",
            show_default=False,
        ),
    )
    most = own(
        "max_rejeitadas",
        str | None,
        typer.Option(
            "--max-rejeitadas",
            help=f"Sai com código 1 se uma fonte tem mais linhas rejeitadas que isto. Padrão: {MOST_REJECTED}.",
            metavar="FRAÇÃO",
            show_default=False,
        ),
    )
    add(app, COMMAND, _run, takes=TAKES, extra=[today, most])


def _run(flags: Typed) -> None:

    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.outputs import reserved
    from carteira_cli.cli.progress import showing
    from carteira_cli.cli.report_files import tell_written
    from carteira_cli.errors import ExitCode
    from carteira_cli.outgoing.clock import today
    from carteira_cli.sources.finding.locate import refuse_inputs

    config = loaded(flags)
    check_outputs(config)
    wanted = config.value(ResultSettings.rejeitadas)
    rejects_to = wanted.folder / wanted.one if wanted.one else None
    refuse_inputs([rejects_to] if rejects_to else [], config, "--rejeitadas")
    with reserved(config, rejects_to):
        with showing(quiet=config.results.quieto) as display:
            # weight: the help does without
            from carteira_cli.quality.run import most_rejected_by, validate

            found = validate(
                config,
                today=config.question.hoje if config.question.hoje is not None else today(),
                most_rejected=most_rejected_by(config),
                rejects_to=rejects_to,
                progress=display.step,
            )
        if rejects_to is not None:
            tell_written([(rejects_to, rejects_to.stat().st_size)], config)
        emit(found.report, config)
    if not found.sound:
        raise typer.Exit(ExitCode.THRESHOLD)
