"""Rejected lines, named: file, line, column, value and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.quoted import cell
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.values import DayReading, amount_reason, convert, day_reason, period_reason
from carteira_cli.sources.values.blanks import blank_text
from carteira_cli.units import Unit, show
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from carteira_cli.sources.part import CellCheck, Part
    from carteira_cli.sources.proving.proven import Proven

_NUMBER = "\x00numero"


@dataclass(frozen=True)
class Reject:
    """A line that was left out, and the first thing wrong with it."""

    file: str
    line: int
    column: str
    value: str | None
    reason: str

    @property
    def where(self) -> str:
        """File and line, as a message begins."""
        return f"{self.file}, linha {self.line}"


def sample(part: Part, limit: int) -> list[Reject]:
    """The first rejected lines of a file."""
    wrong = {f"bad {number}": check.bad for number, check in enumerate(part.checks)}
    originals = list(dict.fromkeys(check.original for check in part.checks))
    no_line = part.raw.blank | part.raw.total_line if part.raw.is_text else pl.lit(value=False)
    schema = part.raw.schema
    rows = (
        part.raw.scan(_NUMBER)
        .filter(part.bad & ~no_line)
        .select(
            _NUMBER,
            *(convert.as_text(pl.col(name), schema.get(name, pl.String())).alias(name) for name in originals),
            **wrong,
        )
        .head(limit)
        .collect(engine="streaming")
    )
    found = []
    for row in rows.iter_rows(named=True):
        check = next(check for number, check in enumerate(part.checks) if row[f"bad {number}"])
        value = row[check.original]
        told = reason(part, check, value)
        if check.kind is ValueKind.LINE:
            value = value.split("\x1f", 2)[-1]  # the text of the line itself
        found.append(Reject(part.raw.name, row[_NUMBER], check.column, value, told))
    return found


def check_share(proven: Proven, max_rejected: Fraction, first: Sequence[Reject]) -> None:
    """Refuse a file of which more than a share of the lines is rejected.

    Args:
        proven: the file.
        max_rejected: the share.
        first: its first rejected line, where it is known.

    Raises:
        DataError: with that line.
    """
    audit = proven.audit
    if audit.rejected <= max_rejected * audit.lines:
        return
    count = f"{audit.rejected} de {audit.lines} linhas rejeitadas"
    share = show(float(max_rejected), Unit.FRACTION)
    for one in first:
        raise DataError(
            f"{one.where}: {one.reason} ({count}, mais de {share})",
            f'corrija a coluna "{one.column}" na origem, ou aceite mais com --max-rejeitadas',
        )
    # Statistics that do not tell what is in a Parquet hide its lines from a search, not from a count.
    raise DataError(
        f"{proven.part.raw.name}: {count} ({', '.join(audit.by_column)}), mais de {share}",
        "o arquivo pode estar corrompido: confira a coluna na origem e exporte de novo",
    )


def reason(part: Part, check: CellCheck, value: str | None) -> str:
    """What is wrong with a cell, in words."""
    if check.kind is ValueKind.LINE:
        return _broken(value or "", len(part.raw.header))
    if value is None or blank_text(value):
        shown = f' ("{cell(value.strip())}")' if value and value.strip() else ""
        made = ": um dos números falta ou é ilegível" if " × " in check.original else ""
        return f'a coluna "{check.original}" está vazia{shown}{made}'
    if check.kind is ValueKind.DAY:
        return day_reason(value, part.assumed.days.get(check.column, DayReading()))
    if check.kind is ValueKind.MONEY:
        return amount_reason(value, part.assumed.decimals.get(check.column))
    if check.kind is ValueKind.PERIOD:
        return period_reason(value)
    return f'a coluna "{check.original}" está vazia ("{cell(value.strip())}")'


def _broken(mark: str, width: int) -> str:
    kind, cells, *_ = [*mark.split("\x1f"), "?", ""]
    wide = f"{cells} {agree(int(cells) if cells.isdecimal() else 0, 'célula')} e o cabeçalho {width}"
    if kind == "duvidosa":
        return f"a linha tem {wide}, e há mais de um modo de consertá-la"
    if "\0" in mark:
        return "a linha está quebrada: tem um byte nulo (00), que texto nenhum tem"
    return f"a linha está quebrada: tem {wide}"
