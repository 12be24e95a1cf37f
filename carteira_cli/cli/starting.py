"""`carteira iniciar`: what was understood of a folder, a question on a terminal, and a first configuration file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import CONFIG_FILE, PRIVACY, SOURCES, ResultSettings, SourceSettings

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.quality.first_look import FirstLook

TAKES = (SourceSettings.pasta, *SOURCES, *PRIVACY, ResultSettings.quieto)
_YES, _NO = {"", "s", "sim"}, {"n", "nao", "não"}
_ASKED = 3  # times, before what is no answer is taken for a no


def register(app: typer.Typer) -> None:
    """Add the command."""
    force = own(
        "forcar",
        bool,
        typer.Option("--forcar", help=f"Substitui o {CONFIG_FILE} que já existe; o de antes fica ao lado."),
        default=False,
    )
    sure = own(
        "sim",
        bool,
        typer.Option("--sim", help="Grava sem perguntar, também o que está em dúvida (menos entre dois arquivos)."),
        default=False,
    )
    add(app, "iniciar", _start, takes=TAKES, extra=[force, sure])


def _start(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import emit_bytes
    from carteira_cli.quality.first_config import starter_config
    from carteira_cli.quality.first_look import first_look
    from carteira_cli.quality.first_look_told import told
    from carteira_cli.sources.glance.told import here
    from carteira_cli.told import told as discreet

    force, sure = flags.pop("forcar"), flags.pop("sim")
    config = loaded(flags, use_file=False)
    target = config.folder / CONFIG_FILE
    _check_free(target, force=force)
    look = first_look(config)
    quiet = config.results.quieto
    if not quiet:
        emit_bytes(discreet(told(look, config)).encode(), config.without(ResultSettings.saida))
    if not sure and not _agreed(look, quiet=quiet):
        typer.echo("nada foi gravado", err=True)
        return
    _check_free(target, force=force)  # somebody may have written one while the question stood there
    kept = _write(target, starter_config(look, config).encode())
    if not quiet:
        before = f"; o de antes está em {kept.name}" if kept else ""
        typer.echo(f"{target} gravado{before}; agora: carteira resumo{here(config)}", err=True)


def _check_free(target: Path, *, force: bool) -> None:
    from carteira_cli.errors import UsageError  # weight: the help does without

    if (target.exists() or target.is_symlink()) and not force:
        raise UsageError(f"{target} já existe", "edite-o, ou substitua com --forcar")


def _agreed(look: FirstLook, *, quiet: bool) -> bool:
    """Whether to write: asked on a terminal; elsewhere only what nobody need confirm is written.

    Raises:
        DataError: something is in doubt, and nobody can be asked.
    """
    if not quiet and _is_terminal():
        return _asked(f"\nGravar {CONFIG_FILE}? [S/n] ")
    if look.unsure:
        from carteira_cli.errors import DataError  # weight: for a run in doubt

        raise DataError(
            f"nada foi gravado, há o que confirmar: {'; '.join(look.unsure)}",
            "se está certo, repita com --sim; se não, diga o arquivo (--vendas ARQUIVO) ou as colunas (em [colunas])",
        )
    return True


def _is_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _asked(question: str) -> bool:
    """The answer to a question: Enter, s or sim for yes; n, não, the end of the input, or nothing sensible for no."""
    for _ in range(_ASKED):
        sys.stderr.write(question)
        sys.stderr.flush()
        line = sys.stdin.readline()
        answer = line.strip().casefold()
        if not line:
            sys.stderr.write("\n")
            return False
        if answer in _YES | _NO:
            return answer in _YES
        sys.stderr.write("responda s ou n\n")
    return False


def _write(target: Path, content: bytes) -> Path | None:
    """Write the configuration; where another one was, what it said stays beside it, under the name that is returned."""
    from carteira_cli.output import write_all, write_atomic  # weight: for a run that writes

    before = target.read_bytes() if target.is_file() else content
    if before == content:
        write_atomic(target, content)
        return None
    names = (target.with_name(f"{target.name}.antigo{number or ''}") for number in range(1_000_000))
    kept = next(name for name in names if not name.exists())
    write_all([(kept, before), (target, content)])
    return kept
