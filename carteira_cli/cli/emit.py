"""Send a report where it was asked to go: the screen, a pipe, files."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from carteira_cli.cli.log import current
from carteira_cli.cli.prepare import prepared
from carteira_cli.errors import OutputError, UsageError, did_you_mean, why
from carteira_cli.output import write_all
from carteira_cli.render import FORMATS, format_of, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config import Config
    from carteira_cli.report import Report

PLACEHOLDERS = ("periodo", "comando")


def check_outputs(config: Config) -> None:
    """Refuse a format, suffix or placeholder that does not exist, before any work is done.

    Raises:
        UsageError: with the possible ones.
    """
    if config.text("formato") not in FORMATS:
        raise UsageError(
            f'o formato "{config.text("formato")}" não existe', did_you_mean(config.text("formato"), FORMATS)
        )
    for name in config.values["saida"].many:
        format_of(Path(name))
        _fill(name, dict.fromkeys(PLACEHOLDERS, ""))


def emit(report: Report, config: Config) -> None:
    """Write the files of `--saida`; without any, or with an explicit `--formato`, also stdout."""
    report = prepared(report, config)
    outputs = config.values["saida"]
    fields = {"comando": report.command, "periodo": report.period.label if report.period else ""}
    contents = [(outputs.folder / _fill(name, fields), render(report, format_of(Path(name)))) for name in outputs.many]
    refuse_inputs([path for path, _ in contents], config)
    write_all(contents)
    if not contents or config.values["formato"].origin.startswith("opção"):
        _to_stdout(report, config.text("formato"))
    log = current()
    log.sources(report)
    log.outputs(contents)
    if log.kind:
        log.warnings(report.warnings)
    elif not config.switch("quieto"):
        _warn(report)


def emit_bytes(content: bytes, config: Config) -> None:
    """Write what is no report to the files of `--saida`, or else to stdout."""
    outputs = config.values["saida"]
    paths = [outputs.folder / name for name in outputs.many]
    refuse_inputs(paths, config)
    write_all([(path, content) for path in paths])
    if not paths:
        _write_stdout(content)


def refuse_inputs(outputs: list[Path], config: Config, option: str = "-o/--saida") -> None:
    """No result may replace what it was made from.

    Raises:
        UsageError: with the file that would be lost.
    """
    if not outputs:
        return
    from carteira_cli.sources.locate import source_files

    inputs = {path.resolve() for path in source_files(config)}
    for path in outputs:
        if path.resolve() in inputs:
            raise UsageError(f"{path} é um arquivo de entrada e seria perdido", f"dê outro nome em {option}")


def _fill(name: str, fields: dict[str, str]) -> str:
    try:
        parts = [part for part in Formatter().parse(name) if part[1] is not None]
        wanted = [
            f"{field}!{kind}" if kind else f"{field}:{spec}" if spec else str(field) for _, field, spec, kind in parts
        ]
    except ValueError as error:
        raise UsageError(f'o nome de saída "{name}" tem chaves sem par', "use {periodo} e {comando}") from error
    for field in wanted:
        if field not in fields:
            raise UsageError(f'o nome de saída "{name}" tem um campo que não existe', did_you_mean(field, PLACEHOLDERS))
    return name.format_map(fields)


def _to_stdout(report: Report, name: str) -> None:
    if name == "tabela" and sys.stdout is not None and sys.stdout.isatty():
        from rich.console import Console

        from carteira_cli.render.table import compose

        console = Console()
        with _told_of_stdout():
            console.print(compose(report, console.width))
    else:
        _write_stdout(_for_a_pipe(report) if name == "tabela" else render(report, name))


def _for_a_pipe(report: Report) -> bytes:
    """A table without its warnings: they go to stderr, and must not be in the result twice."""
    from carteira_cli.render.table import render as render_table

    return render_table(report, with_warnings=False)


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
    from rich.console import Console

    from carteira_cli.render.table import warnings

    terminal = sys.stderr.isatty()
    Console(stderr=True, soft_wrap=not terminal).print(warnings(report))
