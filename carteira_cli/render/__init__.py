"""Reports become bytes: one line a format in `FORMATS`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from pathlib import PurePath

    from carteira_cli.report import Report

FORMATS = {  # name → module, and after a colon which of its dialects
    "tabela": "terminal.table",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "delimited:csv",
    "csv-brasil": "delimited:csv-brasil",
    "tsv": "delimited:tsv",
    "parquet": "parquet",
    "markdown": "markdown",
    "svg": "terminal.svg",
    "xlsx": "workbook.xlsx",
    "html": "page.html",
    "email": "page.email",
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
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".eml": "email",
}
CHECK_FORMATS = {
    "junit": "ci.junit",
    "sarif": "ci.sarif",
    "github": "ci.github",
    "gitlab": "ci.gitlab",
}  # of verdicts alone
CHECK_SUFFIXES = {
    ".xml": "junit",
    ".junit.xml": "junit",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".gitlab.json": "gitlab",
}
BINARY = frozenset({"parquet", "xlsx"})  # nothing for a screen


def render(report: Report, name: str) -> bytes:
    """A report in a format, as the bytes of a file.

    Raises:
        UsageError: there is no such format, or it is for verdicts and the report has none.
    """
    if name in CHECK_FORMATS and report.checks is None:
        raise UsageError(
            f'o formato "{name}" é só de carteira verificar', f"os possíveis aqui são: {', '.join(FORMATS)}"
        )
    modules = FORMATS | CHECK_FORMATS
    if name not in modules:
        raise UsageError(
            f'o formato "{name}" não existe', did_you_mean(name, FORMATS if report.checks is None else modules)
        )
    module, _, dialect = modules[name].partition(":")
    content: bytes = import_module(f"carteira_cli.render.{module}").render(report, *filter(None, [dialect]))
    return content


def format_of(path: PurePath) -> str:
    """The format that a file's suffix stands for; of several, as in `x.sarif.json`, the longest counts.

    Raises:
        UsageError: no format has it.
    """
    known = SUFFIXES | CHECK_SUFFIXES
    ends = ("".join(path.suffixes[place:]).casefold() for place in range(len(path.suffixes)))
    found = next((known[end] for end in ends if end in known), None)
    if found is None:
        raise UsageError(f'o sufixo de "{path}" não é de nenhum formato', f"os possíveis são: {', '.join(known)}")
    return found


def suffix_of(name: str) -> str:
    """The suffix of a format's files."""
    return next((suffix for suffix, known in (SUFFIXES | CHECK_SUFFIXES).items() if known == name), f".{name}")
