"""Tables for people: on the screen, in a text file, and what the SVG draws."""

from __future__ import annotations

import io
from enum import Enum
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from carteira_cli.commands import families
from carteira_cli.errors import visible
from carteira_cli.render import shown
from carteira_cli.render.ci.checked import inline
from carteira_cli.render.flat import unit_of
from carteira_cli.render.terminal.column_widths import Room, bar_room, broken, drawn, pieces, room_of, shared_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from carteira_cli.report import Cell, Column, Reading, Report, Snippet, Table
    from carteira_cli.units import Unit

UNBOUND = 1000  # of a pipe or a file: nothing is ever cut
FILE_WIDTH = 200  # what a text file is laid out for
MAX_TREND = 60  # periods of a series beyond which no line of characters helps
GOOD, BAD = "green", "red"


class Form(Enum):
    """How much stands beside an indicator, the fullest form first."""

    FULL = "calculation and interval of the change beside it"
    WIDE = "calculation beside it"
    NARROW = "both below"


def render(report: Report, *, with_warnings: bool = True) -> bytes:
    """The report as text without colour, as wide as it needs, warnings included."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=UNBOUND, color_system=None, force_terminal=False, legacy_windows=False, emoji=False
    )
    console.print(compose(report, FILE_WIDTH), soft_wrap=False)
    if with_warnings:
        console.print(warnings(report))
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def compose(report: Report, width: int) -> Group:
    """Everything but the warnings, for a screen of some width."""
    blocks: list[RenderableType] = list(_heading(report))
    if report.readings:
        blocks.append(_fitting(report, width))
    if report.checks is not None:
        from carteira_cli.render.terminal.verdicts import judged as judged_limits  # weight: for `verificar`

        blocks += judged_limits(report.checks, width)
    judged = report.findings is not None
    if judged:
        from carteira_cli.render.terminal.findings import findings, verdicts  # weight: for `validar`

        blocks += [*verdicts(report), *findings(report)]
    if report.charts:
        from carteira_cli.render.terminal.charts import draw  # weight: for reports that have one

        blocks += [draw(chart, width) for chart in report.charts]
    for table in report.tables:
        if not table.detail:
            blocks.append(_table(shown.first_rows(table), width))
            more = shown.more_rows(table, report)
            blocks += [Text(f" {more}", style="dim")] if more else []
    sources = () if judged else shown.source_lines(report)  # judged ones are told above
    blocks += [Text(inline(f" {line}"), style="dim") for line in (*report.notes, *sources)]
    blocks += [_snippet(snippet) for snippet in report.snippets]
    return Group(*blocks)


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
            title.append("  incompleto", style="bold yellow")
    yield Text()
    yield Padding(title, (0, 0, 0, 1))
    for sentence in report.answer:
        yield Padding(Text(inline(sentence)), (0, 0, 0, 1))
    if report.compared_with:
        label = report.compared_with.label
        yield Text(f" comparado com {label}  {shown.dates(report.compared_with)}", style="dim")
    if report.rule_words:
        yield Padding(Text(inline(report.rule_words), style="dim"), (0, 0, 0, 1))


def _fitting(report: Report, width: int) -> RenderableType:
    """The indicators in the fullest form that fits, or a paragraph each."""
    measuring = Console(width=UNBOUND, file=io.StringIO(), emoji=False)
    for form in Form:
        table = _indicators(report, form)
        if measuring.measure(table).maximum <= width:
            return table
    return Group(*_paragraphs(report))


def _paragraphs(report: Report) -> Iterator[RenderableType]:
    several = _several(report)
    indent, above, family = 3 if several else 1, 1, None
    for reading in report.readings:
        if several and reading.family != family:
            family = reading.family
            yield Padding(Text(families()[family].title, style="bold cyan"), (1, 0, 0, 1))
            above = 0
        yield Padding(Text(reading.title, style="bold"), (above, 0, 0, indent))
        above = 1
        label = report.compared_with.label if report.compared_with else None
        _, value, calculation, *compared = _cells(reading, Form.FULL, compared=label, indent="")
        compared += [_change(reading, Form.FULL, 0)] if label else []
        if label and compared[0].plain:
            compared[0] = Text.assemble(f"{label}: ", compared[0], style="dim")
        for cell in (value, calculation, *compared):
            if cell.plain.strip():
                yield Padding(cell, (0, 0, 0, indent + 2))


def _indicators(report: Report, form: Form) -> RichTable:
    """The indicators; on a narrow screen the calculation and the previous value move below the name."""
    compared, wide = report.compared_with, form is not Form.NARROW
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Indicador", overflow="fold")
    table.add_column("Valor", justify="right", no_wrap=True)
    if wide:
        table.add_column("Cálculo", style="dim", no_wrap=True)
    if compared and wide:
        table.add_column(compared.label, justify="right", no_wrap=True)
    if compared:
        table.add_column("Variação", justify="right", no_wrap=True)
    if _has_trend(report):
        table.add_column("Tendência", no_wrap=True)
    several = _several(report)
    label = compared.label if compared else None
    family, room = None, _room(report, form)
    for reading in report.readings:
        if several and reading.family != family:
            family = reading.family
            table.add_row(Text(families()[family].title, style="bold cyan"), *[""] * (len(table.columns) - 1))
        trend = [_trend(reading)] if _has_trend(report) else []
        cells = _cells(reading, form, compared=label, indent="  " if several else "")
        changed = [_change(reading, form, room)] if compared else []
        table.add_row(*cells, *changed, *trend)
    return table


def _several(report: Report) -> bool:
    """Whether the indicators are of several groups, which then have headings."""
    return len({reading.family for reading in report.readings}) > 1


def _trend(reading: Reading) -> Text:
    from carteira_cli.render.terminal.charts import sparkline  # weight: for a series

    return Text(sparkline(reading.trend), style="cyan")


def _has_trend(report: Report) -> bool:
    """Whether there is a series of more than one period, short enough for a line."""
    return any(1 < len(reading.trend) <= MAX_TREND for reading in report.readings)


def _cells(reading: Reading, form: Form, *, compared: str | None, indent: str) -> Iterator[Text]:
    """The cells of an indicator but for its change; `compared` is the label of the other period."""
    wide = form is not Form.NARROW
    worked = shown.calculation(reading)
    previous = shown.in_its_unit(reading.previous, reading) if compared and not reading.missing else ""
    name = Text(indent + reading.title)
    if not wide:
        lines = [*(worked.split(" · ") if worked else []), *([f"{compared}: {previous}"] if previous else [])]
        name.append("".join(f"\n{indent}  {line}" for line in lines), style="dim")
    yield name
    yield Text(shown.value(reading), style="dim" if reading.missing else "")
    if wide:
        yield Text(worked)
    if compared and wide:
        yield Text(previous, style="dim")


def _change(reading: Reading, form: Form, room: int) -> Text:
    """The change and what can be said of it, in words and, where it is good or bad, in colour.

    Args:
        reading: of which indicator.
        form: how much of it there is room for.
        room: the width of the longest words of any change, so that arrows stand below each other.
    """
    changed = shown.change(reading)
    if changed is None:
        return Text("")
    if changed.arrow == "=":
        return Text("=", style="dim")
    amount = f"{changed.amount} " if changed.amount else ""
    style = "" if changed.good is None else GOOD if changed.good else BAD
    if form is Form.NARROW:
        below = [changed.word, f"({changed.between})" if changed.between else ""]
        return Text("\n".join([f"{amount}{changed.arrow}", *(line for line in below if line)]), style=style)
    under = f"\n({changed.between})" if form is Form.WIDE and changed.between else ""
    return Text(f"{amount}{changed.arrow} {_said(changed, form):<{room}}{under}", style=style)


def _said(changed: shown.Change, form: Form) -> str:
    """What stands after the arrow of a change."""
    return changed.whole[len(changed.amount) :].strip(" ▲▼") if form is Form.FULL else changed.word


def _room(report: Report, form: Form) -> int:
    changes = [changed for reading in report.readings if (changed := shown.change(reading))]
    return max((len(_said(changed, form)) for changed in changes if changed.arrow != "="), default=0)


def _table(table: Table, width: int) -> Group:
    """A table as it fits: whole, or its numbers in several tables below each other, or a paragraph a row."""
    rows = [
        [
            _cell(value, column, unit_of(column, row, table.columns))
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    title = Text(f" {table.title}", style="bold")
    rooms = [room_of(column, [cells[place] for cells in rows]) for place, column in enumerate(table.columns)]
    found = pieces(table.columns, rooms, width)
    if not found:
        return Group(title, *_blocks(table, rows, width if width < FILE_WIDTH else UNBOUND))
    return Group(title, *(_piece(table, rows, places, rooms, width) for places in found))


def _piece(
    table: Table, rows: list[list[Text]], places: list[int], rooms: Sequence[Room], width: int
) -> RenderableType:
    """Some columns of a table, with its bars where it is whole and there is room for them."""
    widths = shared_out([rooms[place] for place in places], width) or [rooms[place].least for place in places]
    whole = len(places) == len(table.columns)
    bar_width = bar_room(widths, width) if table.bar and whole else 0
    columns = [table.columns[place] for place in places]
    cells = [[row[place] for place in places] for row in rows]
    return drawn(columns, cells, widths, _bars(table, bar_width) if bar_width else None, bar_width)


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


def _cell(value: Cell, column: Column, unit: Unit | None) -> Text:
    style = "dim" if value is None and unit is None else ""
    return Text(visible(shown.cell(value, column, unit)), style=style)


def _bar(fraction: float | None, unit: float) -> Text:
    """A bar for a fraction, `unit` characters for 1; negative ones are drawn in red."""
    if fraction is None:
        return Text("")
    return Text("█" * round(abs(fraction) * unit), style=BAD if fraction < 0 else "cyan")
