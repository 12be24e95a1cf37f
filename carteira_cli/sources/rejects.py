"""Rejected lines, named: file, line, column, value and reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.tables import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.sources.part import Check, Part

_INDEX = "__registro"
_SHOWN = 40  # characters of a value in a message


@dataclass(frozen=True)
class Reject:
    """A line that was left out, and the first thing wrong with it."""

    path: Path
    line: int
    column: str
    value: str | None
    reason: str

    @property
    def where(self) -> str:
        """File and line, as a message begins."""
        return f"{self.path}, linha {self.line}"


def sample(part: Part, limit: int) -> list[Reject]:
    """The first rejected lines of a file."""
    wrong = {f"bad {number}": check.bad for number, check in enumerate(part.checks)}
    originals = list(dict.fromkeys(check.original for check in part.checks))
    rows = (
        part.raw.numbered(_INDEX)
        .filter(part.bad & ~part.raw.blank if part.raw.kind == "csv" else part.bad)
        .select(_INDEX, *(pl.col(name).cast(pl.String, strict=False) for name in originals), **wrong)
        .head(limit)
        .collect(engine="streaming")
    )
    found = []
    for row in rows.iter_rows(named=True):
        check = next(check for number, check in enumerate(part.checks) if row[f"bad {number}"])
        value = row[check.original]
        found.append(
            Reject(part.raw.path, part.raw.line_number(row[_INDEX]), check.column, value, reason(check, value))
        )
    return found


def reason(check: Check, value: str | None) -> str:
    """What is wrong with a cell, in words."""
    name = check.original
    if value is None or not value.strip():
        return f'a coluna "{name}" está vazia'
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "[…]"
    shown = " ".join(shown.split())
    if check.kind is Kind.DAY:
        if re.match(r"\s*\d{4}-\d{2}-\d{2}(?!\d)", value):
            return f'a data "{shown}" não existe ou está fora de 1900 a 2199'
        return f'a data "{shown}" não está no formato AAAA-MM-DD'
    if re.fullmatch(r"\s*[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?\s*", value, re.IGNORECASE):
        return f'o valor "{shown}" é grande demais (o limite é R$ 100 bilhões)'
    return f'o valor "{shown}" não é um número com ponto decimal'
