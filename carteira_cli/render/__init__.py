"""Reports become bytes, in one of `formats`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.render.formats import formats

if TYPE_CHECKING:
    from pathlib import PurePath

    from carteira_cli.config.resolve import Config
    from carteira_cli.render.format import Format
    from carteira_cli.report import Report

__all__ = ["format_named", "format_of", "formats", "formats_for", "render", "suffixes"]


def render(report: Report, name: str, config: Config | None = None) -> bytes:
    """A report in a format, as the bytes of a file; under the options that the format has, where a run tells them.

    Raises:
        UsageError: there is no such format, or it is for verdicts and the report has none.
    """
    found = format_named(name, verdicts=report.checks is not None)
    return found.render(report) if config is None or found.under is None else found.under(report, config)


def formats_for(*, verdicts: bool) -> dict[str, Format]:
    """The formats of a command, with or without verdicts."""
    return {name: one for name, one in formats().items() if verdicts or not one.verdicts}


def format_named(name: str, *, verdicts: bool) -> Format:
    """The format of a name, for a command with or without verdicts.

    Raises:
        UsageError: there is none, or it is for verdicts alone.
    """
    known = formats_for(verdicts=verdicts)
    if name not in known and name in formats():
        raise UsageError(f'o formato "{name}" é só de carteira verificar', f"os possíveis aqui são: {', '.join(known)}")
    if name not in known:
        raise UsageError(f'o formato "{name}" não existe', did_you_mean(name, known))
    return known[name]


def suffixes(*, verdicts: bool = True) -> dict[str, Format]:
    """The format that each suffix stands for."""
    return {suffix: one for one in formats_for(verdicts=verdicts).values() for suffix in one.suffixes}


def format_of(path: PurePath) -> Format:
    """The format that a file's suffix stands for; of several, as in `x.sarif.json`, the longest counts.

    Raises:
        UsageError: no format has it.
    """
    known = suffixes()
    ends = ("".join(path.suffixes[place:]).casefold() for place in range(len(path.suffixes)))
    found = next((known[end] for end in ends if end in known), None)
    if found is None:
        raise UsageError(f'o sufixo de "{path}" não é de nenhum formato', did_you_mean(path.suffix, known))
    return found
