"""`carteira exportar`: the jobs of the configuration, all or nothing, from one reading of the files."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Flags, own, with_settings
from carteira_cli.cli.ptbr import Command
from carteira_cli.settings import READING_KEYS, SOURCE_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from carteira_cli.config import Config
    from carteira_cli.jobs import Job
    from carteira_cli.report import Report

COMMAND = "exportar"
KEYS = (
    "pasta", "config", *SOURCE_KEYS, *READING_KEYS, "periodo", "comparar", "hoje", "onde", "inatividade", "fuso",
    "max_rejeitadas", "formato", "csv_brasil", "manifesto", "vazio", "email_de", "email_para", "pseudonimizar",
    "sem_identificadores", "log", "quieto", "depurar",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    only = own(
        "so",
        list[str] | None,
        typer.Option("--so", help="Só o trabalho com este nome; pode repetir.", metavar="NOME", show_default=False),
    )
    app.command(
        COMMAND,
        cls=Command,
        help="Roda os trabalhos [[exportar]] do carteira.toml: lê uma vez, grava tudo ou nada.",
        rich_help_panel="Automação",
    )(with_settings(COMMAND, _run, keys=KEYS, extra=[only]))


def _run(flags: Flags) -> None:
    from carteira_cli.cli.app import ANALYSES, STUDIES
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.outputs import publish
    from carteira_cli.config import load
    from carteira_cli.jobs import jobs_of

    only = flags.pop("so") or []
    config = load(flags)
    check_outputs(config)
    jobs = jobs_of(flags, config, (*ANALYSES, *STUDIES), only)
    made = _made(jobs, config)
    publish(made, config)
    emit(_summary(made), config)


def _made(jobs: Sequence[Job], config: Config) -> list[Output]:
    """Every file of every job, in memory: nothing is written before all are there."""
    import tempfile
    from pathlib import Path

    from carteira_cli.analysis import report_of, wanted_by
    from carteira_cli.analysis.shelf import Shelf

    columns = frozenset(column for job in jobs for column in wanted_by(job.command, job.config).columns)
    made: list[Output] = []
    with tempfile.TemporaryDirectory(prefix="carteira-") as folder, _progress(config, len(jobs)) as tell:
        shelf = Shelf(Path(folder), columns)
        for job in jobs:
            tell(job.name)
            with _named(job):
                made += outputs_of(report_of(job.command, job.config, shelf.open), job)
    return made
