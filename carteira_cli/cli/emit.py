"""Send a report where it was asked to go: the screen, a pipe, files."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING

from carteira_cli.cli.log import current
from carteira_cli.cli.progress import showing
from carteira_cli.cli.report_files import check_name, files_of, publish, tell_written
from carteira_cli.config.settings import ResultSettings
from carteira_cli.errors import OutputError, UsageError, why
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.reading.progress import WRITING
from carteira_cli.render import format_named, render
from carteira_cli.sources.finding.locate import refuse_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report


def check_outputs(config: Config, *, fills_files: bool = False, verdicts: bool = False) -> None:
    """Refuse a format, suffix or placeholder that does not exist, before any work is done.

    Args:
        config: what the run is told.
        verdicts: whether the command has verdicts, which have formats of their own.
        fills_files: whether the command has files of its own, besides those of `--saida`.

    Raises:
        UsageError: with the possible ones.
    """
    with config.value(ResultSettings.formato).blamed():
        found = format_named(config.results.formato, verdicts=verdicts)
    if found.binary and writes_stdout(config) and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{found.name} não é para a tela", f"grave num arquivo: -o resultado{found.suffix}")
    if config.results.manifesto and not (fills_files or config.results.saida):
        raise UsageError("--manifesto fala dos arquivos gravados, e não há nenhum", "grave algum com -o")
    with config.value(ResultSettings.saida).blamed():
        for output in config.results.saida:
            check_name(output, verdicts=verdicts)


def writes_stdout(config: Config) -> bool:
    """Whether the result goes to stdout: without any file, or with an explicit `--formato`."""
    return not config.results.saida or config.typed(ResultSettings.formato)


def emit(report: Report, config: Config) -> None:
    """Write the files of `--saida`; without any, or with an explicit `--formato`, also stdout."""
    report = prepared(report, config)
    log = current()
    log.sources(report)
    outputs = config.value(ResultSettings.saida)
    with showing(quiet=config.results.quieto, word=WRITING) if outputs.many else nullcontext():
        entries = files_of(report, outputs.many, outputs.folder, config)
        if entries:
            from carteira_cli.cli.handed_over import refuse_foreign  # weight: for a run that writes files

            refuse_foreign([entry.path for entry in entries], config)
        written = publish(entries, config, report.command)
    tell_written(written, config)
    if writes_stdout(config):
        _to_stdout(report, config)
    if log.kind:
        log.warnings(report.warnings)
    elif not config.results.quieto:
        _warn(report)


def emit_bytes(content: bytes, config: Config) -> None:
    """Write what is no report to the files of `--saida`, or else to stdout."""
    outputs = config.value(ResultSettings.saida)
    paths = [outputs.folder / name for name in outputs.many]
    refuse_inputs(paths, config)
    if paths:
        from carteira_cli.output import write_all  # weight: for a run that writes files

        write_all([(path, content) for path in paths])
        tell_written([(path, len(content)) for path in paths], config)
    if not paths:
        _write_stdout(content)


def _to_stdout(report: Report, config: Config) -> None:
    name, whole = config.results.formato, config.results.completo
    if name == "tabela" and sys.stdout is not None and sys.stdout.isatty():
        from rich.console import Console  # weight: rich

        from carteira_cli.render.terminal.table import Extent, compose  # weight: rich

        console = Console(emoji=False)
        with _told_of_stdout():
            console.print(compose(report, console.width, Extent.WHOLE if whole else Extent.SHORT))
    else:
        _write_stdout(_for_a_pipe(report, whole=whole) if name == "tabela" else render(report, name, config))


def _for_a_pipe(report: Report, *, whole: bool) -> bytes:
    """What the screen would show, without the warnings: they go to stderr, and must not be in the result twice."""
    from carteira_cli.render.terminal.table import Extent  # weight: rich
    from carteira_cli.render.terminal.table import render as render_table

    return render_table(report, with_warnings=False, extent=Extent.WHOLE if whole else Extent.SHORT)


def _write_stdout(content: bytes) -> None:
    if sys.stdout is None:
        raise OutputError("a saída padrão está fechada", "grave num arquivo com -o")
    with _told_of_stdout():
        sys.stdout.buffer.write(content)


@contextmanager
def _told_of_stdout() -> Iterator[None]:
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"não foi possível gravar na saída padrão ({why(error)})", "grave num arquivo com -o"
        ) from error


def _warn(report: Report) -> None:
    if not report.warnings:
        return
    from rich.console import Console  # weight: rich

    from carteira_cli.render.terminal.table import warnings  # weight: rich

    terminal = sys.stderr.isatty()
    with suppress(OSError):  # nobody can read them: the result stands all the same
        Console(stderr=True, soft_wrap=not terminal).print(warnings(report))
