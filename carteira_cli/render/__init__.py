"""Reports become bytes: one module a format, one line in `FORMATS`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from pathlib import PurePath

    from carteira_cli.report import Report

FORMATS = {  # name → module
    "tabela": "table",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
    "csv-brasil": "csv_brasil",
    "tsv": "tsv",
    "parquet": "parquet",
    "markdown": "markdown",
    "svg": "svg",
    "html": "html",
    "email": "email",
}
SUFFIXES = {
    ".txt": "tabela",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".md": "markdown",
    ".svg": "svg",
    ".html": "html",
    ".htm": "html",
    ".eml": "email",
}
BINARY = frozenset({"parquet"})  # nothing for a screen


def render(report: Report, name: str) -> bytes:
    """A report in a format, as the bytes of a file.

    Raises:
        UsageError: there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(f'o formato "{name}" não existe', did_you_mean(name, FORMATS))
    content: bytes = import_module(f"carteira_cli.render.{FORMATS[name]}").render(report)
    return content


def format_of(path: PurePath) -> str:
    """The format that a file's suffix stands for.

    Raises:
        UsageError: no format has it.
    """
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        raise UsageError(f'o sufixo de "{path}" não é de nenhum formato', f"os possíveis são: {', '.join(SUFFIXES)}")
    return SUFFIXES[suffix]
