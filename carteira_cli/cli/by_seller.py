"""A file a seller: of the formats of one table, where a name says `{vendedor}`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError
from carteira_cli.render.flat import main_table
from carteira_cli.words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.render.format import Format
    from carteira_cli.report import Report
    from carteira_cli.rows import Cell

SELLER = "vendedor"
NOBODY = "sem-vendedor"  # in the name of the file of rows without a seller


def by_seller(report: Report, name: str, kind: Format) -> Iterator[tuple[str, Report]]:
    """The sellers of the main table in order, each with a report of her rows alone; those without a seller last.

    Two whose names are the same in the name of a file get a number, in that order.

    Raises:
        UsageError: the format carries more than one table, or the table has no sellers.
    """
    if not kind.one_table:
        raise UsageError(
            f'"{name}": {{{SELLER}}} é dos formatos de uma só tabela, e {kind.name} leva todas',
            "use .ics, .csv, .tsv, .jsonl ou .parquet",
        )
    table = main_table(report)
    place = next((at for at, column in enumerate(table.columns) if column.key == SELLER), None)
    if place is None:
        raise UsageError(
            f'"{name}": a tabela {table.key} não tem a coluna "{SELLER}"',
            "tire {vendedor} do nome, ou escolha --tabela",
        )
    parts: dict[str | None, list[tuple[Cell, ...]]] = {}
    for row in table.rows:
        seller = row[place]
        parts.setdefault(None if seller is None else str(seller), []).append(row)
    taken: dict[str, int] = {}
    for seller in sorted(parts, key=lambda one: (one is None, one or "")):
        if seller == TOTAL:
            continue
        alone = replace(table, rows=tuple(parts[seller]))
        plain = NOBODY if seller is None else _name(seller)
        taken[plain.casefold()] = taken.get(plain.casefold(), 0) + 1
        count = taken[plain.casefold()]
        yield plain if count == 1 else f"{plain}-{count}", replace(report, tables=(alone,), main=table.key)


def _name(seller: str) -> str:
    """A seller in the name of a file: what no system takes becomes _, and a name of nothing else too."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", seller).strip(" .") or "_"
