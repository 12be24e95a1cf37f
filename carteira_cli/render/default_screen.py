"""What a screen shows when nobody asks for more, and in one line what that leaves out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.findings import Severity
from carteira_cli.render.flat import unit_of
from carteira_cli.render.shown import cell, cells, largest_first, numeric
from carteira_cli.report import Column, Kind, Table
from carteira_cli.units import Depth, Unit, bare, brief_amounts
from carteira_cli.words import TOTAL, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.report import Reading, Report
    from carteira_cli.rows import Cell

NOTE_WIDTH, NOTE_LINES = 78, 6  # notes stand there as far as they fit so many lines of so many columns
CASES = 2  # of a finding that only informs
_WHO, _NAME = "cliente", "nome"
_OF = "de"  # what a count is of: no second number, which would stand apart
_INFORMS = Severity.INFORMATION
_NAMED = 8  # groups without anything that are named


def on_screen(report: Report) -> Report:
    """The part of a report that a screen shows when nobody asks for more: the same however wide the screen is."""
    return replace(
        report,
        answer=tuple(map(brief_amounts, report.answer)),
        readings=_first(report),
        charts=tuple(one for one in report.charts if one.depth is Depth.SCREEN),
        tables=tuple(_seen(one) for one in report.tables if one.depth is Depth.SCREEN),
        notes=(*_idle_words(report), *map(brief_amounts, _short(report.notes))),
    )


def _first(report: Report) -> tuple[Reading, ...]:
    """The indicators of a default screen, in the order in which the command's record has those to look at first."""
    record = commands().get(report.command)
    first = record.first if record else ()
    order = {key: place for place, key in enumerate(first)}
    found = [one for one in report.readings if one.depth is Depth.SCREEN]
    chosen = len(found) < len(report.readings)
    return tuple(sorted(found, key=lambda one: order.get(one.key, len(order)))) if chosen else tuple(found)


def left_out(report: Report) -> str:
    """What `on_screen` leaves out of a report and where it is; nothing where everything is there.

    Example:
        `mais 15 clientes e 5 tabelas: --completo, ou -o arquivo.xlsx`.
    """
    tables = [one for one in report.tables if one.depth is not Depth.DATA]
    rows: Counter[str] = Counter()
    for table in tables:
        if table.depth is Depth.SCREEN:
            rows[_noun(table)] += len(table.rows) - len(_idle(table)) - len(_few(table))
    hidden = [
        *(counted(count, noun) for noun, count in rows.items() if count),
        *_counted(sum(one.depth is Depth.FULL for one in report.readings), "indicador", "indicadores"),
        *_counted(sum(one.depth is Depth.FULL for one in tables), "tabela"),
        *_counted(sum(one.depth is Depth.FULL for one in report.charts), "gráfico"),
        *_counted(len(report.notes) - len(_short(report.notes)), "nota"),
        *_of_data(report),
    ]
    columns = sum(column.depth is Depth.FULL for table in tables for column in table.columns)
    hidden = hidden or _counted(columns, "coluna")
    if not hidden:
        return ""
    *first, last = hidden
    said = f"{', '.join(first)} e {last}" if first else last
    return f"mais {said}: --completo, ou -o arquivo.xlsx"


def _of_data(report: Report) -> Iterator[str]:
    """Of verdicts on the data: cases of what only informs, and the names of the files that are sound."""
    found = report.findings or ()
    yield from _counted(sum(max(len(one.examples) - CASES, 0) for one in found if one.severity is _INFORMS), "caso")
    if report.findings is not None:
        sound = sum(one.verdict is not None and one.verdict.word == "boa" for one in report.sources)
        yield from _counted(sound, "nome de arquivo", "nomes de arquivos")


def _counted(count: int, one: str, many: str = "") -> list[str]:
    return [counted(count, one, many)] if count else []


def _noun(table: Table) -> str:
    return table.each or (_WHO if any(column.key == _WHO for column in table.columns) else "linha")


def _few(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """The rows that a default screen has: of groups the largest that are not idle, and the row of all of them."""
    few = table.few
    if isinstance(few, tuple):
        return tuple(table.rows[place] for place in few)
    if table.largest is None:
        return tuple(table.rows[few:] if few <= 0 else table.rows[:few])
    idle = {*_idle(table)}
    *groups, last = [row for row in largest_first(table).rows if row not in idle] or [()]
    if not last:
        return ()
    return (*groups[:few], last) if last[0] == TOTAL else (*groups, last)[:few]


def _idle(table: Table) -> list[tuple[Cell, ...]]:
    """The groups of which every number is nothing: they say so together, in a line."""
    if table.largest is None:
        return []
    numbers = [place for place, column in enumerate(table.columns) if column.unit is not None]
    return [row for row in table.rows if row[0] != TOTAL and not any(row[place] for place in numbers)]


def _idle_words(report: Report) -> Iterator[str]:
    for table in report.tables:
        idle = _idle(table) if table.depth is Depth.SCREEN else []
        if idle:
            names = ", ".join(cell(row[0], table.columns[0]) for row in idle[:_NAMED])
            rest = f" e mais {len(idle) - _NAMED}" if len(idle) > _NAMED else ""
            yield f"mais {len(idle)} sem nada: {names}{rest}"


def _short(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The notes that a few lines have room for, in their order."""
    room, found = NOTE_LINES, []
    for note in notes:
        lines = -(-len(note) // NOTE_WIDTH)
        if lines <= room:
            found.append(note)
            room -= lines
    return tuple(found)


def _seen(table: Table) -> Table:
    """The first rows of a table and the columns that one looks at first."""
    first = replace(table, title=brief_amounts(table.title), rows=_few(table))
    return without_blanks(_named(_shallow(_in_units(_told_aside(first)))))


def _told_aside(table: Table) -> Table:
    """A table in which a cell tells a second number after its own: "35 dias; costuma 8", "10 de 24"."""
    keys = [column.key for column in table.columns]
    for place, column in enumerate(table.columns):
        if column.aside is None or column.aside[0] not in keys:
            continue
        other, word = keys.index(column.aside[0]), column.aside[1]
        rows = []
        for row in table.rows:
            own, beside = cell(row[place], column), numeric(row[other])
            unit = unit_of(table.columns[other], row, table.columns)
            between = " " if word == _OF else "; "
            told = own if beside is None or unit is None else f"{own}{between}{word} {bare(beside, unit)}"
            rows.append((*row[:place], told, *row[place + 1 :]))
        columns = list(table.columns)
        columns[place] = replace(column, unit=None, kind=Kind.NUMBER, aside=None)
        table = replace(table, columns=tuple(columns), rows=tuple(rows))
    return table


def _in_units(table: Table) -> Table:
    """A table whose numbers of mixed units are told in them: the column that names the units may not be there."""
    mixed = [place for place, column in enumerate(table.columns) if column.kind in {Kind.VALUE, Kind.CHANGE}]
    if not mixed:
        return table
    rows = []
    for row in table.rows:
        told = cells(row, table.columns)
        rows.append(
            tuple(told[place].removesuffix(" /mês") if place in mixed else value for place, value in enumerate(row))
        )
    columns = tuple(
        replace(column, kind=Kind.NUMBER) if place in mixed else column for place, column in enumerate(table.columns)
    )
    return replace(table, columns=columns, rows=tuple(rows))


def _shallow(table: Table) -> Table:
    """A table with the columns of a default screen, under the titles that they have there."""
    places = [place for place, column in enumerate(table.columns) if column.depth is Depth.SCREEN]
    columns = tuple(_titled(table.columns[place]) for place in places)
    bar = table.bar if any(column.key == table.bar for column in columns) else None
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return replace(table, columns=columns, rows=rows, bar=bar)


def _titled(column: Column) -> Column:
    unit = Unit.REAIS if column.short and column.unit is Unit.REAIS_PER_MONTH else column.unit
    return replace(column, title=column.short or column.title, unit=unit)


def _named(table: Table) -> Table:
    """A list of customers by their names: with the code where there is no name, and where several have it."""
    keys = [column.key for column in table.columns]
    if _WHO not in keys or _NAME not in keys:
        return table
    code, name = keys.index(_WHO), keys.index(_NAME)
    if not any(row[name] for row in table.rows):
        return table  # nobody has one: without blanks the column goes
    known = Counter(row[name] for row in table.rows)

    def called(row: tuple[Cell, ...]) -> Cell:
        if not row[name]:
            return row[code]
        return row[name] if known[row[name]] == 1 else f"{row[code]} {row[name]}"

    rows = tuple(
        tuple(called(row) if place == name else value for place, value in enumerate(row) if place != code)
        for row in table.rows
    )
    return replace(table, columns=tuple(column for column in table.columns if column.key != _WHO), rows=rows)


def without_blanks(table: Table) -> Table:
    """A table without columns of texts that have none in any row."""
    if not table.rows:
        return table
    kept = [
        place
        for place, column in enumerate(table.columns)
        if place == 0 or column.is_number or column.blank or any(row[place] not in {None, ""} for row in table.rows)
    ]
    if len(kept) == len(table.columns):
        return table
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)
