"""Tables of a report looked up by their keys: rows as the names of their columns have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import visible
from carteira_cli.render import figures
from carteira_cli.render.page.handover.blocks import Head, PageGrid, Spot
from carteira_cli.render.shown import cell, numeric
from carteira_cli.units import NOT_AVAILABLE, Depth
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from carteira_cli.report import Column, Report, Table
    from carteira_cli.rows import Cell

MOST = 30  # rows of a table that says of itself no number to show
UNNAMED = "(sem identificação)"
NAME = 60  # letters of a name that there is room for


@dataclass(frozen=True)
class TableRecord:
    """A row of a table."""

    columns: Mapping[str, Column]
    cells: Mapping[str, Cell]

    def has(self, key: str) -> bool:
        """Whether there is such a column with something in it."""
        return self.cells.get(key) not in {None, ""}

    def text(self, key: str) -> str:
        """A cell as people read it; nothing where there is no such column."""
        if key not in self.columns:
            return ""
        column, value = self.columns[key], self.cells[key]
        if column.unit is not None and not isinstance(value, str):
            return figures.told(value, column.unit)
        return visible(cell(value, column))

    def number(self, key: str) -> float | None:
        """A cell as a number, if it is one."""
        return numeric(self.cells.get(key))


def records(table: Table, most: int | None = None) -> list[TableRecord]:
    """The rows of a table, the first ones of it."""
    columns = {column.key: column for column in table.columns}
    shown = table.rows if most is None else table.rows[:most]
    return [TableRecord(columns, dict(zip(columns, row, strict=True))) for row in shown]


def tables(report: Report) -> Mapping[str, Table]:
    """Those of a report, by key."""
    return {table.key: table for table in report.tables}


def filled(table: Table, most: int = MOST) -> frozenset[str]:
    """The columns that have anything in any of the first rows, which are those that are shown."""
    rows = table.rows[:most]
    return frozenset(
        column.key for place, column in enumerate(table.columns) if any(row[place] not in {None, ""} for row in rows)
    )


def plain_grid(table: Table) -> PageGrid:
    """A table of which nothing else is known: its columns as they are, the first two numbers on a phone."""
    shown = table.shown or MOST
    columns = sorted(_told(table), key=lambda column: column.key != "nome")
    numbers = [column.key for column in columns if column.is_number][:2]
    heads = tuple(Head(visible(one.title), one.is_number, one.key in numbers) for one in columns)
    keys = [column.key for column in columns]
    rows = tuple(tuple(_spots(record, keys)) for record in records(table, shown))
    return PageGrid(f"t-{table.key}", visible(table.title), heads, rows, more(table, shown))


def _told(table: Table) -> list[Column]:
    """Its columns; not the key of customers who have names."""
    named = "nome" in filled(table, table.shown or MOST)
    seen = [column for column in table.columns if column.depth is not Depth.DATA]
    return [column for column in seen if not (named and column.key == "cliente")]


def _spots(record: TableRecord, keys: Sequence[str]) -> Iterator[Spot]:
    for place, key in enumerate(keys):
        said = record.text(key)
        yield Spot(cut(said if place else figures.period(said)), faint=said == NOT_AVAILABLE)


def more(table: Table, shown: int, noun: str = "linha") -> str:
    """What is said of the rows that are not shown; nothing where all are."""
    left = len(table.rows) - shown
    return f"Mais {counted(left, noun)} na planilha: carteira relatorio -o relatorio.xlsx" if left > 0 else ""


def customer(record: TableRecord) -> str:
    """Whom a row is about: a name, else a key; where neither may be told, that."""
    return cut(record.text("nome") or record.text("cliente")) or UNNAMED


def cut(text: str, most: int = NAME) -> str:
    """A name that a table has room for: a longer one ends in "…", the workbook has all of it."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """Those parts that say anything."""
    return between.join(part for part in parts if part)
