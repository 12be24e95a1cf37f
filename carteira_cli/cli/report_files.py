"""The files of a report: their names, formats and bytes, and the one moment in which all of them appear."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from carteira_cli.cli.log import current
from carteira_cli.config.settings import ResultSettings
from carteira_cli.errors import UsageError, did_you_mean, visible
from carteira_cli.render import format_of, render, suffixes
from carteira_cli.render.flat import main_table
from carteira_cli.sources.finding.locate import refuse_inputs
from carteira_cli.told import told
from carteira_cli.units import file_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.output import Entry
    from carteira_cli.render.format import Format
    from carteira_cli.report import Report

SELLER = "vendedor"  # the field of a name that stands for a file a seller
PLACEHOLDERS = ("periodo", "comando", SELLER)


def check_name(name: str, *, verdicts: bool) -> None:
    """Refuse a suffix or placeholder that does not exist, or a suffix of a format that the command does not have.

    Raises:
        UsageError: with the possible ones.
    """
    if "://" in name:  # not repeated: it may carry a password
        raise UsageError("a saída não pode ser um endereço", "grave num arquivo, e envie-o depois")
    kind = format_of(Path(name))
    if kind.verdicts and not verdicts:
        possible = ", ".join(suffixes(verdicts=False))
        raise UsageError(f'"{name}": o formato {kind.name} é só de carteira verificar', f"use: {possible}")
    _fill(name, dict.fromkeys(PLACEHOLDERS, ""))


def files_of(report: Report, names: Sequence[str], folder: Path, config: Config) -> list[Entry]:
    """A report in each of some files, not written yet.

    Args:
        report: as it is to be written.
        names: of files, with `{periodo}` and `{comando}`; one with `{vendedor}` is a file a seller.
        folder: what the names are relative to.
        config: how formats with options of their own are written.

    Raises:
        UsageError: a name that can't be.
    """
    if not names:
        return []
    from carteira_cli.output import Entry  # weight: for a run that writes files

    period = report.period.label if report.period else None
    fields = {"comando": report.command, "periodo": period or ""}
    entries = []
    for name in names:
        kind = format_of(Path(name))
        for seller, part in _parts(report, name, kind):
            path = folder / _fill(name, {**fields, SELLER: seller})
            rows = len(main_table(part).rows)
            entries.append(Entry(path, kind.name, render(part, kind.name, config), rows, period))
    return entries


def publish(entries: Sequence[Entry], config: Config, command: str) -> list[tuple[Path, int]]:
    """Write files, all or none, and after them the manifest that was asked for.

    Returns:
        The files that are written, and their bytes.

    Raises:
        UsageError: one is an input, or two are the same.
        OutputError: one can't be written.
        LockedError: another run is writing one.
    """
    if not entries:
        return []
    from carteira_cli.output import manifest, write_all  # weight: for a run that writes files

    contents = [(entry.path, entry.content) for entry in entries]
    record = manifest_path(config)
    last = None
    if record is not None:
        last = (record, manifest(entries, beside=record, command=command))
    refuse_inputs([path for path, _ in contents], config)
    refuse_inputs([record] if record else [], config, "--manifesto")
    write_all(contents, last)
    written = [(path, len(content)) for path, content in (*contents, *([last] if last else []))]
    current().outputs(written)
    return written


def tell_written(files: Iterable[tuple[Path, int]], config: Config) -> None:
    """Say on stderr which files were written, and how large they are; a log has said it already."""
    if config.results.quieto or current().kind:
        return
    with suppress(OSError):  # nobody can read it: the files are there all the same
        for path, count in files:
            sys.stderr.write(f"{told(f'gravado: {visible(str(path))}, {file_size(count)}')}\n")
        sys.stderr.flush()


def manifest_path(config: Config) -> Path | None:
    """Where the manifest goes, if one was asked for."""
    value = config.value(ResultSettings.manifesto)
    return value.folder / value.one if value.one else None


def _fill(name: str, fields: dict[str, str]) -> str:
    """A name with its fields filled in; what is filled in can't lead to another folder.

    Raises:
        UsageError: a field that does not exist, or braces without a pair.
    """
    for field in _fields(name):
        if field not in fields:
            raise UsageError(f'o nome de saída "{name}" tem um campo que não existe', did_you_mean(field, PLACEHOLDERS))
    return name.format_map({key: re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", value) for key, value in fields.items()})


def _fields(name: str) -> list[str]:
    """The fields of a name.

    Raises:
        UsageError: braces without a pair.
    """
    try:
        parts = [part for part in Formatter().parse(name) if part[1] is not None]
    except ValueError as error:
        raise UsageError(f'o nome de saída "{name}" tem chaves sem par', "use {periodo} e {comando}") from error
    return [f"{field}!{kind}" if kind else f"{field}:{spec}" if spec else str(field) for _, field, spec, kind in parts]


def _parts(report: Report, name: str, kind: Format) -> Iterable[tuple[str, Report]]:
    """What goes in each file of a name: a seller's rows, where it says so."""
    if SELLER not in _fields(name):
        return [("", report)]
    from carteira_cli.cli.by_seller import by_seller  # weight: for few runs

    return by_seller(report, name, kind)
