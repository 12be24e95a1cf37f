"""`carteira conferir`: a receipt, made again."""

from __future__ import annotations

from pathlib import Path

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import PLACE, RUNNING, SOURCES, ResultSettings

COMMAND = "conferir"
OVER = (*SOURCES, ResultSettings.pseudonimizar)  # what may lie elsewhere than it did
TAKES = (
    *PLACE[:1],
    *OVER,
    ResultSettings.formato,
    ResultSettings.completo,
    ResultSettings.saida,
    *RUNNING,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    told = typer.Argument(help="O arquivo que --recibo gravou.", metavar="RECIBO", show_default=False)
    add(app, COMMAND, _run, takes=TAKES, extra=[own("recibo", str, told, ...)])


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.outputs import reserved
    from carteira_cli.cli.progress import showing
    from carteira_cli.errors import ExitCode, UsageError
    from carteira_cli.outgoing.held import held
    from carteira_cli.reading.inputs.watch import unchanging
    from carteira_cli.sources.finding.locate import refuse_inputs

    receipt = Path(flags.pop("recibo"))
    config = loaded(flags)
    check_outputs(config)
    over = {one.key: flags[one.key] for one in OVER if flags.get(one.key)}
    with reserved(config):
        with showing(quiet=config.results.quieto), unchanging():
            found = held(receipt, flags.get("pasta"), over)
        outputs = config.value(ResultSettings.saida)
        paths = [outputs.folder / name for name in outputs.many]
        if receipt.resolve() in {path.resolve() for path in paths}:
            raise UsageError(f"{receipt} é o recibo e seria perdido", "dê outro nome em -o/--saida")
        refuse_inputs(paths, found.config)
        emit(found.report, config)
    if not found.same:
        raise typer.Exit(ExitCode.THRESHOLD)
