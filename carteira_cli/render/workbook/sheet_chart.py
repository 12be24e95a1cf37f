"""Pictures of a report as charts of the spreadsheet itself, beside the numbers that they draw."""

from __future__ import annotations

import re
from itertools import accumulate, cycle, pairwise
from typing import TYPE_CHECKING, Any

from carteira_cli.chart import ColumnChart, Curve, Histogram, Tiles, Waterfall
from carteira_cli.render.workbook.sheet import CODES
from carteira_cli.render.workbook.xlsx_text import legible
from carteira_cli.report import Column, Kind, Table
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as XlsxChart

    from carteira_cli.chart import Chart, Line
    from carteira_cli.render.workbook.sheet import Written
    from carteira_cli.rows import Cell

SIZE = {"width": 720, "height": 400}  # pixels
_NONE = {"none": True}
_CENT = 0.01  # sums of floats may end a hair below zero
_BLUE, _GREEN, _RED, _GREY = "#4472C4", "#2E8B57", "#C0504D", "#7F7F7F"
# Of parts that stand on each other, told apart by whoever sees no red or no green.
_PARTS = ("#4472C4", "#9DC3E6", "#1F3864", "#ED7D31")
_FAINT = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
Series = dict[str, Any]


def chart_table(chart: Chart) -> Table | None:
    """The numbers that a chart draws; None where a spreadsheet has no chart of the kind.

    A waterfall stands on a column without colour, which it can't below zero. A heat map is a table already. Tiles are
    bars: no version of the format that every program reads has tiles.
    """
    match chart:
        case Waterfall():
            return _steps(chart)
        case Histogram():
            columns = (
                Column("classe", "Classe"),
                Column("quantidade", "Quantidade", chart.unit),
                Column("marca", "Marca"),
            )
            rows: tuple[tuple[Cell, ...], ...] = tuple((p.label, p.count, p.mark or None) for p in chart.bins)
        case Curve():
            columns = (
                Column("linha", "Linha"),
                Column("x", chart.x_title, chart.x_unit),
                Column("y", chart.y_title, chart.y_unit),
            )
            rows = tuple((line.label, *point) for line in chart.lines for point in _points(line))
        case ColumnChart():
            return _months(chart)
        case Tiles():
            columns = (Column("parte", "Parte"), Column("valor", "Valor", chart.unit), Column("detalhe", "Detalhe"))
            rows = tuple((one.label, one.value, one.detail or None) for one in chart.tiles)
        case _:
            return None
    return Table(f"grafico_{chart.key}", f"Gráfico {chart.title}", columns, rows) if rows else None


def _months(chart: ColumnChart) -> Table | None:
    """What each column is of, its parts, what is drawn over it, and whether it is whole."""
    measures = (*chart.parts, *chart.lines)
    columns = (
        Column("rotulo", "Rótulo"),
        *(Column(f"medida_{place}", one.label.capitalize(), chart.unit) for place, one in enumerate(measures)),
        *((Column("completo", "Completo", kind=Kind.FLAG),) if chart.unfinished else ()),
    )
    rows = tuple(
        (
            label,
            *(one.values[place] for one in measures),
            *((place not in chart.unfinished,) if chart.unfinished else ()),
        )
        for place, label in enumerate(chart.labels)
    )
    return Table(f"grafico_{chart.key}", f"Gráfico {chart.title}", columns, rows) if rows else None


def _steps(chart: Waterfall) -> Table | None:
    amounts = [step.amount for step in chart.steps]
    if not amounts or None in amounts:
        return None
    ends = list(
        accumulate(chart.steps, lambda level, step: (step.amount or 0) + (0 if step.total else level), initial=0.0)
    )
    if min(ends) < -_CENT:
        return None
    columns = (
        Column("passo", "Passo"),
        *(Column(key, title, chart.unit) for key, title in (("base", "Base"), ("total", "Total"))),
        *(Column(key, title, chart.unit) for key, title in (("sobe", "Sobe"), ("desce", "Desce"))),
    )
    rows = tuple(
        (step.label, None, step.amount, None, None)
        if step.total
        else (step.label, min(before, after), None, max(after - before, 0.0), max(before - after, 0.0))
        for step, (before, after) in zip(chart.steps, pairwise(ends), strict=True)
    )
    return Table(f"grafico_{chart.key}", f"Gráfico {chart.title}", columns, rows)


def _points(line: Line) -> Iterator[tuple[float, float]]:
    """The points of a line; where each y holds until the next x, the corners too."""
    for (x, y), (after, _) in pairwise(line.points):
        yield x, y
        if line.step:
            yield after, y
    yield from line.points[-1:]


def draw(book: Workbook, chart: Chart, written: Written) -> None:
    """Draw a chart to the right of its numbers, which are on a sheet by now."""
    place = (1, len(written.headers) + 1)
    book.get_worksheet_by_name(written.name).insert_chart(*place, picture(book, chart, written))


def picture(book: Workbook, chart: Chart, written: Written) -> XlsxChart:
    """A chart of numbers that are on a sheet, or will be when the workbook is closed."""
    kind, series = _series(chart, written)
    drawn = book.add_chart(kind)
    for one in series:
        drawn.add_series(one)
    drawn.set_title({"name": _label(chart.title), "overlay": False})
    drawn.set_size(SIZE)
    if isinstance(chart, Curve):
        drawn.set_x_axis(_axis(chart.x_unit, written, 1) | {"name": _label(chart.x_title)})
        drawn.set_y_axis(_axis(chart.y_unit, written, 2) | {"name": _label(chart.y_title)})
    elif isinstance(chart, Waterfall | Histogram):
        drawn.set_y_axis({"num_format": CODES.get(chart.unit, "#,##0")})
        drawn.set_legend(_NONE)
    elif isinstance(chart, ColumnChart):
        _over(book, chart, written, drawn)
        drawn.set_y_axis({"num_format": _round(chart.unit), "major_gridlines": _FAINT})
        drawn.set_x_axis({"label_position": "low"})  # below what hangs under the ground
        drawn.set_legend({"position": "bottom"} if len(chart.parts) + len(chart.lines) > 1 else _NONE)
    elif isinstance(chart, Tiles):
        drawn.set_x_axis({"num_format": _round(chart.unit), "major_gridlines": _FAINT})
        drawn.set_y_axis({"reverse": True})  # the largest first
        drawn.set_legend(_NONE)
    return drawn


def _round(unit: Unit) -> str:
    """How an axis of round numbers has them."""
    return '"R$" #,##0' if unit.is_money else CODES.get(unit, "#,##0")


def _over(book: Workbook, chart: ColumnChart, written: Written, drawn: XlsxChart) -> None:
    """The lines over columns."""
    if not chart.lines:
        return
    lines = book.add_chart({"type": "line"})
    for place, _ in enumerate(chart.lines, start=1 + len(chart.parts)):
        look = {"color": _GREY, "width": 1.75, "dash_type": "dash"}
        lines.add_series(
            {
                "name": [written.name, written.top, place],
                "categories": _cells(written, 0),
                "values": _cells(written, place),
                "line": look,
            }
        )
    drawn.combine(lines)


def _label(text: str) -> str:
    """A text beside a chart; xlsxwriter would take `A!A1` for the address of a cell, in any text."""
    return legible(re.sub(r"!(?=\$?[A-Z])", "! ", text))


def _axis(unit: Unit, written: Written, place: int) -> dict[str, Any]:
    """How the numbers along an axis are shown; parts of a whole end at the whole."""
    if unit is not Unit.FRACTION:
        return {"num_format": CODES.get(unit, "#,##0")}
    most = max(float(row[place] or 0) for row in written.table.rows)
    return {"num_format": "0%"} | ({"max": 1} if most <= 1 else {})


def _cells(written: Written, column: int, first: int = 1, last: int | None = None) -> list[object]:
    """Rows of a column of numbers, counted from their header."""
    end = len(written.table.rows) if last is None else last
    return [written.name, written.top + first, column, written.top + end, column]


def _series(chart: Chart, written: Written) -> tuple[dict[str, str], list[Series]]:
    match chart:
        case Waterfall():
            fills = (_NONE, {"color": _BLUE}, {"color": _GREEN}, {"color": _RED})
            return {"type": "column", "subtype": "stacked"}, [
                {"categories": _cells(written, 0), "values": _cells(written, place), "fill": fill, "gap": 40}
                for place, fill in enumerate(fills, start=1)
            ]
        case ColumnChart():
            return {"type": "column", "subtype": "stacked"}, list(_parts(chart, written))
        case Histogram() | Tiles():
            kind, gap = ("column", 10) if isinstance(chart, Histogram) else ("bar", 40)
            one = {"categories": _cells(written, 0), "values": _cells(written, 1), "fill": {"color": _BLUE}, "gap": gap}
            return {"type": kind}, [one]
    return {"type": "scatter", "subtype": "straight"}, list(_lines(written))


def _parts(chart: ColumnChart, written: Written) -> Iterator[Series]:
    """The parts of columns; those that are not whole yet are hatched."""
    for place, (_, color) in enumerate(zip(chart.parts, cycle(_PARTS), strict=False), start=1):
        hatched = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": color, "bg_color": "#FFFFFF"}}
        points = [hatched if number in chart.unfinished else None for number in range(len(chart.labels))]
        yield {
            "name": [written.name, written.top, place],
            "categories": _cells(written, 0),
            "values": _cells(written, place),
            "fill": {"color": color},
            "gap": 40,
            **({"points": points} if chart.unfinished else {}),
        }


def _lines(written: Written) -> Iterator[Series]:
    start = 1
    for label in dict.fromkeys(str(row[0]) for row in written.table.rows):
        end = start + sum(row[0] == label for row in written.table.rows) - 1
        yield {
            "name": [written.name, written.top + start, 0],
            "categories": _cells(written, 1, start, end),
            "values": _cells(written, 2, start, end),
        }
        start = end + 1
