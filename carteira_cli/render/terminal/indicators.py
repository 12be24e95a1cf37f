"""The indicators on a screen: a line each with what they were, or a paragraph each where there is no room."""

from __future__ import annotations

import io
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from carteira_cli.commands import commands
from carteira_cli.render import shown
from carteira_cli.units import NOT_AVAILABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from carteira_cli.report import Reading, Report

UNBOUND = 1000  # of a pipe or a file: nothing is ever cut
MAX_TREND = 60  # periods of a series beyond which no line of characters helps
GOOD, BAD = "green", "red"
WIDE_SCREEN = 137  # columns from which a default screen has room for how a changed number was made
LONGEST_LABEL = 10  # of a period that stands over what numbers were in it
LEAST_NAME = 14  # columns that the name of an indicator may be wrapped to


class Form(Enum):
    """How much stands beside an indicator, the fullest form first."""

    FULL = "calculation and interval of the change beside it"
    WIDE = "calculation beside it"
    SHORT = "no calculation: what it was, and the change in a word"
    BARE = "the same without a trend"
    NARROW = "both below"


_WORKED = {Form.FULL, Form.WIDE}  # those with the calculation beside
_BRIEF = (Form.SHORT, Form.BARE)  # those of a default screen


def indicators(report: Report, width: int, *, short: bool) -> RenderableType:
    """The indicators in the fullest form that fits, or a paragraph each.

    Args:
        report: whose.
        width: of the screen.
        short: whether this is a default screen, on which calculations give way to what the numbers were.
    """
    measuring = Console(width=UNBOUND, file=io.StringIO(), emoji=False)
    for form in _forms(report, width, short=short):
        table = _indicators(report, form, exact=not short)
        spared = max((cell_len(one.title) for one in report.readings), default=0) - LEAST_NAME
        if measuring.measure(table).maximum - (spared if form in _BRIEF else 0) <= width:
            return table
    return Group(*_paragraphs(report, exact=not short))


def _forms(report: Report, width: int, *, short: bool) -> tuple[Form, ...]:
    """The forms that may be taken, the fullest first."""
    if not short:
        return (Form.FULL, Form.WIDE, Form.NARROW)
    wide = width >= WIDE_SCREEN or not report.compared_with
    return (*([Form.FULL] if wide else []), *_BRIEF)


def _paragraphs(report: Report, *, exact: bool) -> Iterator[RenderableType]:
    several = _several(report, exact=exact)
    indent, above, family = 3 if several else 1, 1, None
    for reading in report.readings:
        if several and reading.family != family:
            family = reading.family
            yield Padding(Text(commands()[family].title, style="bold cyan"), (1, 0, 0, 1))
            above = 0
        yield Padding(Text(reading.title, style="bold"), (above, 0, 0, indent))
        above = 1
        label = report.compared_with.label if report.compared_with else None
        _, value, calculation, *compared = _cells(reading, Form.FULL, compared=label, indent="", exact=exact)
        compared += [_change(reading, Form.FULL, 0)] if label else []
        if label and compared[0].plain:
            compared[0] = Text.assemble(f"{label}: ", compared[0], style="dim")
        if label:
            compared.insert(-1, _year_below(report, reading, exact=exact))
        for cell in (value, calculation, *compared):
            if cell.plain.strip():
                yield Padding(cell, (0, 0, 0, indent + 2))


def _indicators(report: Report, form: Form, *, exact: bool) -> RichTable:
    """The indicators; on a narrow screen the calculation and the previous value move below the name."""
    compared, beside = report.compared_with, form is not Form.NARROW
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("Indicador", overflow="fold")
    table.add_column("Valor", justify="right", no_wrap=True)
    if form in _WORKED and (exact or any(one.parts for one in report.readings)):
        table.add_column("Cálculo", style="dim", no_wrap=True)
    if compared and beside:
        wide = form in _BRIEF and len(compared.label) > LONGEST_LABEL
        table.add_column("Antes" if wide else compared.label, justify="right", no_wrap=True)
    if compared and _has_year(report, form):
        table.add_column(report.year_before.label if report.year_before else "", justify="right", no_wrap=True)
    if compared:
        table.add_column("Variação", justify="right", no_wrap=True)
    trends = form is not Form.BARE and _has_trend(report)
    if trends:
        table.add_column("Tendência", no_wrap=True)
    several = _several(report, exact=exact)
    label = compared.label if compared else None
    family, room = None, _room(report, form)
    for reading in report.readings:
        if several and reading.family != family:
            family = reading.family
            table.add_row(Text(commands()[family].title, style="bold cyan"), *[""] * (len(table.columns) - 1))
        trend = [_trend(reading)] if trends else []
        cells = list(_cells(reading, form, compared=label, indent="  " if several else "", exact=exact))
        if compared and _has_year(report, form):
            cells = [*_headed(cells, form), _year(reading, exact=exact)]
        elif form is Form.NARROW and (year := _year_below(report, reading, exact=exact)):
            cells[0] = Text.assemble(cells[0], f"\n{'  ' if several else ''}  ", year)
        changed = [_change(reading, form, room)] if compared else []
        table.add_row(*cells, *changed, *trend)
    return table


def _has_year(report: Report, form: Form) -> bool:
    """Whether there is a column for what the indicators were a year before."""
    return form not in {Form.NARROW, Form.BARE} and any(one.year for one in report.readings)


def _year_below(report: Report, reading: Reading, *, exact: bool) -> Text:
    """What an indicator was a year before, where there is no column for it; nothing where nothing is known of it."""
    told = _year(reading, exact=exact)
    return Text.assemble(f"{report.year_before.label}: ", told, style="dim") if report.year_before and told else Text()


def _headed(cells: list[Text], form: Form) -> list[Text]:
    """The cells of a row with a year's column: there the heads say what is told, and there is room for no more."""
    if form is not Form.SHORT:
        return cells
    name, *others = cells
    return [name, *(Text(cell.plain.removeprefix("era ").removesuffix(" /mês"), style=cell.style) for cell in others)]


def _year(reading: Reading, *, exact: bool) -> Text:
    told = "" if reading.year is None else shown.in_its_unit(reading.year.value, reading, exact=exact)
    return Text(told.removesuffix(" /mês"), style="dim")


def _several(report: Report, *, exact: bool) -> bool:
    """Whether the indicators are of several groups, which then have headings.

    On a default screen only if the groups are few and none comes twice, as in an order that is not by group.
    """
    runs = [family for family, _ in groupby(reading.family for reading in report.readings)]
    if len(set(runs)) == 1 or len(set(runs)) < len(runs):
        return False
    return exact or len(report.readings) > 2 * len(runs)


def _trend(reading: Reading) -> Text:
    from carteira_cli.render.terminal.charts import sparkline  # weight: for a series

    return Text(sparkline(reading.trend), style="cyan")


def _has_trend(report: Report) -> bool:
    """Whether there is a series of more than one period, short enough for a line."""
    return any(1 < len(reading.trend) <= MAX_TREND for reading in report.readings)


def _cells(reading: Reading, form: Form, *, compared: str | None, indent: str, exact: bool) -> Iterator[Text]:
    """The cells of an indicator but for its change; `compared` is the label of the other period."""
    worked = shown.calculation(reading, exact=exact)
    previous = shown.in_its_unit(reading.previous, reading, exact=exact) if compared and not reading.missing else ""
    name = Text(indent + reading.title)
    if form is Form.NARROW:
        lines = [*(worked.split(" · ") if worked else []), *([f"{compared}: {previous}"] if previous else [])]
        name.append("".join(f"\n{indent}  {line}" for line in lines), style="dim")
    yield name
    yield Text(shown.value(reading, exact=exact), style="dim" if reading.missing else "")
    if form in _WORKED:
        yield Text(worked)
    if compared and form in _BRIEF:
        known = previous not in {"", NOT_AVAILABLE}
        previous = f"era {previous.removesuffix(' /mês')}" if known else ""
    if compared and form is not Form.NARROW:
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
    if form in _BRIEF:
        return shown.BY_CHANCE if changed.by_chance else changed.word
    return changed.whole[len(changed.amount) :].strip(" ▲▼") if form is Form.FULL else changed.word


def _room(report: Report, form: Form) -> int:
    changes = [changed for reading in report.readings if (changed := shown.change(reading))]
    return max((len(_said(changed, form)) for changed in changes if changed.arrow != "="), default=0)
