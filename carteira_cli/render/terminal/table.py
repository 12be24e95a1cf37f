"""Tables for people: on the screen, in a text file, and what the SVG draws."""

from __future__ import annotations

import io
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from carteira_cli.errors import visible
from carteira_cli.render import shown
from carteira_cli.render.ci.checked import inline
from carteira_cli.render.default_screen import left_out, on_screen, without_blanks
from carteira_cli.render.terminal.column_widths import (
    CROPPED_TEXT,
    Room,
    bar_room,
    broken,
    cropped,
    drawn,
    pieces,
    room_of,
    shared_out,
)
from carteira_cli.render.terminal.indicators import BAD, UNBOUND, indicators
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from carteira_cli.report import Action, Column, Report, Snippet, Table
    from carteira_cli.rows import Cell

FILE_WIDTH = 200  # what a text file is laid out for
NARROW = 60  # columns below which a default screen tells a row that does not fit in a paragraph, not in pieces


class Extent(Enum):
    """How much of a report is told."""

    SHORT = "what one looks at first: a screen when nobody asks for more"
    FILE = "all, and of long tables the first rows: a text file"
    WHOLE = "all, and every row: a screen with --completo"


class Manner(Enum):
    """How the cells of a table are told."""

    EXACT = "to the cent, long texts wrapped"
    SHORT = "money at a glance, long texts wrapped"
    CUT = "the same, texts cut so that each row is one line"


def render(report: Report, *, with_warnings: bool = True, extent: Extent = Extent.FILE) -> bytes:
    """The report as text without colour, as wide as it needs, warnings included."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=UNBOUND, color_system=None, force_terminal=False, legacy_windows=False, emoji=False
    )
    console.print(compose(report, FILE_WIDTH, extent), soft_wrap=False)
    if with_warnings:
        console.print(warnings(report))
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def compose(report: Report, width: int, extent: Extent = Extent.FILE) -> Group:
    """Everything but the warnings, for a screen of some width."""
    short = extent is Extent.SHORT
    more = left_out(report) if short else ""
    report = on_screen(report) if short else report
    blocks: list[RenderableType] = list(_heading(report))
    if report.readings:
        blocks.append(indicators(report, width, short=short))
    blocks += [_action(action) for action in report.actions]
    if report.checks is not None:
        from carteira_cli.render.terminal.verdicts import judged as judged_limits  # weight: for `verificar`

        blocks += judged_limits(report.checks, width)
    judged = report.findings is not None
    if judged:
        from carteira_cli.render.terminal.findings import findings, verdicts  # weight: for `validar`

        blocks += [*verdicts(report, short=short), *findings(report, short=short)]
    if report.charts:
        from carteira_cli.render.terminal.charts import draw  # weight: for reports that have one

        blocks += [draw(chart, width, exact=not short) for chart in report.charts]
    for table in report.tables:
        if table.depth is not Depth.DATA:
            blocks += _table_block(table, report, width, extent)
    blocks += [_aside(more)] if more else []
    sources = () if judged else shown.source_lines(report)  # judged ones are told above
    tell = _aside if short else _line
    blocks += [tell(line) for line in (*report.notes, *sources)]
    if not (short and report.actions):
        blocks += [_snippet(snippet) for snippet in report.snippets]
    return Group(*blocks)


def _line(line: str) -> RenderableType:
    return Text(inline(f" {line}"), style="dim")


def _aside(line: str) -> RenderableType:
    """A line in small print that keeps its margin where it is folded."""
    return Padding(Text(inline(line), style="dim"), (0, 0, 0, 1), expand=False)


def _table_block(table: Table, report: Report, width: int, extent: Extent) -> Iterator[RenderableType]:
    """A table, and in a file how many rows it has besides."""
    if extent is Extent.SHORT:
        yield _table(table, width, Manner.CUT if _is_list(table, width) else Manner.SHORT)
        return
    if extent is Extent.WHOLE:
        yield _table(without_blanks(shown.first_rows(replace(table, shown=None))), width)
        return
    yield _table(shown.first_rows(table), width)
    more = shown.more_rows(table, report)
    if more:
        yield Text(f" {more}", style="dim")


def _action(action: Action) -> Text:
    """What to do, and below it the command, without frame so that it can be copied."""
    command = f"\n   {visible(action.command)}" if action.command else ""
    return Text.assemble(f" → {inline(action.text)}", (command, "cyan"))


def _snippet(snippet: Snippet) -> Text:
    """A text without frame or indent, so that it can be copied from a terminal."""
    return Text.assemble((f"\n {snippet.title}\n\n", "bold"), visible(snippet.text))


def warnings(report: Report) -> Group:
    """The warnings, a line each."""
    return Group(*(Text(inline(f"aviso: {line}"), style="yellow") for line in report.warnings))


def _heading(report: Report) -> Iterator[RenderableType]:
    title = Text(inline(report.title), style="bold")
    if report.period:
        title.append(f" · {inline(report.period.label)}", style="bold cyan")
        title.append(f"  {shown.dates(report.period)}", style="dim")
        if not report.period.complete:
            title.append(f"  {report.period.state}", style="bold yellow")
    yield Text()
    yield Padding(title, (0, 0, 0, 1))
    for sentence in report.answer:
        yield Padding(Text(inline(sentence)), (0, 0, 0, 1))
    if report.compared_with:
        label = report.compared_with.label
        yield Text(f" comparado com {label}  {shown.dates(report.compared_with)}", style="dim")
    if report.rule_words:
        yield Padding(Text(inline(report.rule_words), style="dim"), (0, 0, 0, 1))
    if report.answer and not (report.readings or report.charts or report.compared_with or report.rule_words):
        yield Text()  # what follows sentences at once would read as one of them


def _table(table: Table, width: int, manner: Manner = Manner.EXACT) -> Group:
    """A table as it fits: whole, or its numbers in several tables below each other, or a paragraph a row.

    Args:
        table: with the rows and columns that are told.
        width: of the screen.
        manner: how its cells are told.
    """
    rows = [
        [_cell(text, value, column) for text, value, column in zip(told, row, table.columns, strict=True)]
        for row, told in ((row, shown.cells(row, table.columns, exact=manner is Manner.EXACT)) for row in table.rows)
    ]
    title = Text(f" {table.title}", style="bold")
    rooms, found = _laid_out(table.columns, rows, width, crops=manner is Manner.CUT)
    if not found:
        return Group(title, *_blocks(table, rows, width if width < FILE_WIDTH else UNBOUND))
    return Group(title, *(_piece(table, rows, places, rooms, width, manner) for places in found))


def _is_list(table: Table, width: int) -> bool:
    """Whether each row is to be one line: of customers, and where wrapped texts would leave the numbers no room."""
    keys = {column.key for column in table.columns}
    if keys & {"cliente", "nome"} or not any(column.is_number for column in table.columns):
        return bool(keys & {"cliente", "nome"})
    cells = [[Text(text) for text in shown.cells(row, table.columns)] for row in table.rows]
    return len(_laid_out(table.columns, cells, width, crops=False)[1]) != 1


def _laid_out(
    columns: Sequence[Column], rows: list[list[Text]], width: int, *, crops: bool
) -> tuple[list[Room], list[list[int]]]:
    """What each column needs, and which of them stand together; a default screen's texts are cut as far as it takes."""

    def needed(least: int) -> list[Room]:
        return [room_of(column, [cells[place] for cells in rows], least) for place, column in enumerate(columns)]

    rooms = needed(CROPPED_TEXT[0] if crops else 0)
    if crops and len(pieces(columns, rooms, width)) != 1:
        rooms = needed(CROPPED_TEXT[1])
    found = pieces(columns, rooms, width)
    return rooms, [] if crops and len(found) > 1 and width < NARROW else found


def _piece(
    table: Table, rows: list[list[Text]], places: list[int], rooms: Sequence[Room], width: int, manner: Manner
) -> RenderableType:
    """Some columns of a table, with its bars where it is whole and there is room for them."""
    columns, wanted = [table.columns[place] for place in places], [rooms[place] for place in places]
    widths = shared_out(wanted, width, _first(columns) if manner is Manner.CUT else ()) or [
        room.least for room in wanted
    ]
    whole = len(places) == len(table.columns)
    bar_width = bar_room(widths, width) if table.bar and whole else 0
    fit = cropped if manner is Manner.CUT else broken
    cells = [[fit(row[place], room) for place, room in zip(places, widths, strict=True)] for row in rows]
    bars = _bars(table, bar_width) if bar_width else None
    if manner is not Manner.EXACT:
        return Padding(drawn(columns, cells, widths, bars, bar_width, edges=False), (0, 0, 1, 1))
    return drawn(columns, cells, widths, bars, bar_width)


def _first(columns: Sequence[Column]) -> list[int]:
    """Which columns are given room first where texts are cut: headers of numbers, then the texts in their order."""
    return sorted(range(len(columns)), key=lambda place: not columns[place].is_number)


def _bars(table: Table, width: int) -> list[Text]:
    """A bar a row, the longest as wide as there is room."""
    place = [column.key for column in table.columns].index(table.bar or "")
    fractions = [shown.numeric(row[place]) for row in table.rows]
    longest = max([1.0, *(abs(fraction) for fraction in fractions if fraction is not None)])
    return [_bar(fraction, width / longest) for fraction in fractions]


def _blocks(table: Table, rows: list[list[Text]], width: int) -> Iterator[RenderableType]:
    """A table too wide for the screen: a paragraph a row, a line a cell."""
    for first, *others in rows:
        yield Padding(Text(first.plain, style="bold cyan"), (1, 0, 0, 2))
        for column, cell in zip(table.columns[1:], others, strict=True):
            yield Padding(broken(Text.assemble((f"{column.title}: ", "dim"), cell), width - 4), (0, 0, 0, 4))


def _cell(text: str, value: Cell, column: Column) -> Text:
    return Text(visible(text), style="dim" if value is None and column.unit is None else "")


def _bar(fraction: float | None, unit: float) -> Text:
    """A bar for a fraction, `unit` characters for 1; negative ones are drawn in red."""
    if fraction is None:
        return Text("")
    return Text("█" * round(abs(fraction) * unit), style=BAD if fraction < 0 else "cyan")
