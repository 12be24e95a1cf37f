"""`carteira exportar`: the jobs of the configuration, all or nothing, from one reading of the files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.commands import analyses
from carteira_cli.config.settings import (
    ENGINE,
    LETTER,
    PLACE,
    PRIVACY,
    READING,
    RUNNING,
    SOURCES,
    QuestionSettings,
    ResultSettings,
    RuleSettings,
)
from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.jobs import Job
    from carteira_cli.output import Entry
    from carteira_cli.report import Report
    from carteira_cli.rows import Cell

COMMAND = "exportar"
TAKES = (
    *PLACE,
    *SOURCES,
    *READING,
    QuestionSettings.periodo,
    QuestionSettings.comparar,
    QuestionSettings.sinal,
    QuestionSettings.hoje,
    QuestionSettings.onde,
    RuleSettings.inatividade,
    RuleSettings.fuso,
    RuleSettings.max_rejeitadas,
    ResultSettings.formato,
    ResultSettings.completo,
    ResultSettings.csv_brasil,
    ResultSettings.manifesto,
    ResultSettings.vazio,
    *LETTER,
    *PRIVACY,
    *ENGINE,
    ResultSettings.sem_cache,
    *RUNNING,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    only = own(
        "so",
        list[str] | None,
        typer.Option("--so", help="Só o trabalho com este nome; pode repetir.", metavar="NOME", show_default=False),
    )
    add(app, COMMAND, _run, takes=TAKES, extra=[only])


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import be_discreet, loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.cli.outputs import reserved
    from carteira_cli.cli.report_files import check_name, publish
    from carteira_cli.jobs import jobs_of

    only = flags.pop("so") or []
    # `saida` is for single analyses: its file would get the list of files, and the manifest would name that alone.
    config = loaded(flags).without(ResultSettings.saida)
    check_outputs(config, fills_files=True)
    jobs = jobs_of(flags, config, analyses(), only)
    for job in jobs:
        if job.config.hides_customers:  # the jobs share one reading, and what is said of it
            be_discreet(job.config)
    for job in jobs:
        with _named(job):
            for name in job.outputs:
                check_name(name, verdicts=False)
                _check_folder(config.folder / name)
    fixed = [config.folder / name for job in jobs for name in job.outputs if "{" not in name]
    _distinct([(job, config.folder / name) for job in jobs for name in job.outputs if "{" not in name])
    with reserved(config, *fixed):
        done = _done(jobs, config)
        _distinct([(one.job, entry.path) for one in done for entry in one.entries])
        publish([entry for one in done for entry in one.entries], config, COMMAND)
    if not config.results.quieto or config.typed(ResultSettings.formato):
        emit(_summary(done), config)


def _check_folder(path: Path) -> None:
    """Refuse a folder that is not there before the files are read, and not after; one with a field is known later.

    Raises:
        OutputError: with the folder.
    """
    # weight: the help does without
    from carteira_cli.errors import OutputError

    folder = path.parent
    if "{" not in str(folder) and not folder.is_dir():
        raise OutputError(f"a pasta {folder} não existe", "crie a pasta antes, ou acerte saida")


def _distinct(outputs: Sequence[tuple[Job, Path]]) -> None:
    """Refuse two jobs that fill one file.

    Raises:
        ConfigError: with the lines of both.
    """
    # weight: the help does without
    from carteira_cli.errors import ConfigError

    filled: dict[Path, Job] = {}
    for job, path in outputs:
        other = filled.setdefault(path.resolve(), job)
        if other is not job:
            raise ConfigError(
                f'{job.item.where} "{job.name}": {path} já é gravado por "{other.name}", linha {other.item.line}',
                "dê um nome a cada arquivo, como {comando}-{periodo}.csv",
            )


@dataclass(frozen=True)
class Done:
    """A job that was run, its files not written yet."""

    job: Job
    report: Report
    entries: tuple[Entry, ...]


def _done(jobs: Sequence[Job], config: Config) -> list[Done]:
    """Every file of every job, in memory: nothing is written before all are there."""
    # weight: the help does without
    from carteira_cli.api import report_of, wanted_by
    from carteira_cli.cli.progress import showing
    from carteira_cli.cli.report_files import files_of
    from carteira_cli.customers.shelf import Shelf
    from carteira_cli.outgoing.prepare import prepared
    from carteira_cli.reading.inputs.watch import unchanging
    from carteira_cli.reading.inputs.workspace import scratch_folder

    done: list[Done] = []
    # Inside of `unchanging` all jobs see one state of the files.
    with scratch_folder() as place, showing(quiet=config.results.quieto) as display, unchanging():
        wanted = []
        for job in jobs:
            with _named(job):
                wanted.append(wanted_by(job.command, job.config))
        columns = frozenset[str]().union(*(one.columns for one in wanted))
        further = frozenset[str]().union(*(one.further for one in wanted))
        shelf = Shelf(place, columns, further=further)
        for job in jobs:
            display.step(f"calculando {job.name}", len(done), len(jobs))
            with _named(job):
                report = prepared(report_of(job.command, job.config, shelf.open), job.config)
                entries = files_of(report, job.outputs, config.folder, job.config)
            done.append(Done(job, report, tuple(entries)))
    return done


@contextmanager
def _named(job: Job) -> Iterator[None]:
    """Say which job an error is of, and where it is written."""
    # weight: the help does without
    from carteira_cli.errors import CarteiraError

    try:
        yield
    except CarteiraError as error:
        problem = error.message.removeprefix(f"{job.item.where}: ")
        error.message = f'{job.item.where} "{job.name}": {problem}'
        raise


def _summary(done: Sequence[Done]) -> Report:
    """What was written: a row a file."""
    # weight: the help does without
    from carteira_cli.report import Column, Kind, Report, Table
    from carteira_cli.words import counted

    columns = (
        Column("trabalho", "Trabalho"),
        Column("comando", "Comando"),
        Column("periodo", "Período"),
        Column("arquivo", "Arquivo"),
        Column("formato", "Formato"),
        Column("linhas", "Linhas", kind=Kind.NUMBER),
        Column("bytes", "Bytes", kind=Kind.NUMBER),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.job.name,
            one.job.command,
            one.report.period.label if one.report.period else None,
            str(entry.path),
            entry.format,
            entry.rows,
            len(entry.content),
        )
        for one in done
        for entry in one.entries
    )
    sources = {source.table: source for one in done for source in one.report.sources}
    warnings = dict.fromkeys(f"{one.job.name}: {line}" for one in done for line in one.report.warnings)
    return Report(
        COMMAND,
        "Exportação",
        tables=(
            Table("arquivos", f"{counted(len(rows), 'arquivo')} de {counted(len(done), 'trabalho')}", columns, rows),
        ),
        sources=tuple(sources.values()),
        warnings=tuple(warnings),
    )
