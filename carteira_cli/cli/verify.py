"""`carteira verificar` and `carteira base`: limits for a pipeline, and the numbers that they look back at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import QuestionSettings, ResultSettings

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report

ACTIONS = ("gravar", "comparar")  # of `base`
_NOT_HERE = frozenset(
    {ResultSettings.vazio, QuestionSettings.limite, ResultSettings.tabela, ResultSettings.recibo}
)  # options of analyses that mean nothing here


def register(app: typer.Typer) -> None:
    """Add the commands."""
    # weight: the help does without
    from carteira_cli.config.settings import settings_of

    takes = {name: {*settings_of(name)} - _NOT_HERE for name in ("verificar", "base")}
    dry = own(
        "seco",
        bool,
        typer.Option("--seco", help="Mostra o que seria verificado, sem ler os dados."),
        default=False,
    )
    add(app, "verificar", _verify, takes=takes["verificar"], extra=[dry])
    action = own(
        "acao", str, typer.Argument(help="gravar ou comparar.", metavar="AÇÃO", autocompletion=lambda: [*ACTIONS]), ...
    )
    add(app, "base", _base, takes=takes["base"], extra=[action])


def _verify(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.outputs import reserved
    from carteira_cli.cli.progress import showing
    from carteira_cli.outgoing.clock import today
    from carteira_cli.outgoing.prepare import prepared

    dry = flags.pop("seco")
    config = loaded(flags)
    check_outputs(config, verdicts=not dry)
    if dry:
        # weight: the help does without
        from carteira_cli.checks.planned import planned

        emit(planned(config), config)
        return
    with reserved(config):
        with showing(quiet=config.results.quieto):
            # weight: the help does without
            from carteira_cli.checks.run import verify

            report = verify(config, today())
        emit(report, config)
    shown = prepared(report, config)
    _tell_log(shown)
    _tell_github(shown, config)
    if _failed(report, config):
        # weight: the help does without
        from carteira_cli.errors import ExitCode

        raise typer.Exit(ExitCode.THRESHOLD)


def _failed(report: Report, config: Config) -> bool:
    # weight: the help does without
    from carteira_cli.findings import Outcome

    if config.results.sempre_zero:
        return False
    bad = {Outcome.ERROR, Outcome.WARNING} if config.results.avisos_como_erro else {Outcome.ERROR}
    return any(check.level in bad for check in report.checks or ())


def _tell_log(report: Report) -> None:
    """An event for every limit that was crossed: code 1 must not be all that a log says."""
    # weight: the help does without
    from carteira_cli.cli.log import current
    from carteira_cli.findings import Outcome

    for check in report.checks or ():
        if check.level is not Outcome.OK:
            where = {"arquivo": check.file, "linha": check.line}
            current().event(check.level.value, "limite", check.message, indicador=check.key, **where)


def _tell_github(report: Report, config: Config) -> None:
    """Inside GitHub Actions: annotations, which it reads from either stream, and the summary of the step."""
    # weight: the help does without
    import os
    import sys

    from carteira_cli.cli.emit import writes_stdout
    from carteira_cli.errors import OutputError, why
    from carteira_cli.render.ci.github import render, summary

    if not os.environ.get("GITHUB_ACTIONS"):
        return
    if config.results.formato != "github" or not writes_stdout(config):  # else they are on stdout
        sys.stderr.write(render(report).decode())
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        try:
            with open(target, "a", encoding="utf-8") as file:  # noqa: PTH123 - added to what other steps wrote
                file.write(summary(report))
        except OSError as error:
            raise OutputError(
                f"não foi possível gravar o resumo do passo em {target} ({why(error)})", "confira GITHUB_STEP_SUMMARY"
            ) from error


def _base(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.outputs import reserved
    from carteira_cli.cli.progress import showing
    from carteira_cli.errors import UsageError, did_you_mean
    from carteira_cli.sources.finding.locate import refuse_inputs

    action = flags.pop("acao")
    if action not in ACTIONS:
        raise UsageError(f'base não sabe "{action}"', did_you_mean(action, ACTIONS))
    config = loaded(flags)
    check_outputs(config)
    if action == "comparar":
        with reserved(config):
            with showing(quiet=config.results.quieto):
                # weight: the help does without
                from carteira_cli.checks.recorded import compared

                report = compared(config)
            emit(report, config)
        return
    # weight: the help does without
    from carteira_cli.checks.baseline import baseline_path
    from carteira_cli.checks.recorded import recorded
    from carteira_cli.output import write_atomic

    target = baseline_path(config)
    refuse_inputs([target], config, "--base")
    with reserved(config, target):
        with showing(quiet=config.results.quieto):
            content, baseline = recorded(config)
        write_atomic(target, content)
    if not config.results.quieto:
        typer.echo(f"{target} gravada: {len(baseline.numbers)} números de {baseline.label}", err=True)
