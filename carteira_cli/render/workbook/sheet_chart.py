"""Pictures of a report as charts of the spreadsheet itself, beside the numbers that they draw."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from carteira_cli.chart import Curve, Histogram, Waterfall
from carteira_cli.render.workbook.sheet import CODES
from carteira_cli.render.workbook.xlsx_text import legible
from carteira_cli.report import Column, Table
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook

    from carteira_cli.chart import Chart, Line
    from carteira_cli.render.workbook.sheet import Written
    from carteira_cli.report import Cell

_SIZE = {"width": 720, "height": 400}  # pixels
_NONE = {"none": True}
_CENT = 0.01  # sums of floats may end a hair below zero
_BLUE, _GREEN, _RED = "#4472C4", "#2E8B57", "#C0504D"
Series = dict[str, Any]


def chart_table(chart: Chart) -> Table | None:
    """The numbers that a chart draws; None where a spreadsheet has no chart of the kind.

    A waterfall stands on a column without colour, which it can't below zero. A heat map is a table already.
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
        case _:
            return None
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
    kind, series = _series(chart, written)
    picture = book.add_chart(kind)
    for one in series:
        picture.add_series(one)
    picture.set_title({"name": _label(chart.title), "overlay": False})
    picture.set_size(_SIZE)
    if isinstance(chart, Curve):
        picture.set_x_axis(_axis(chart.x_unit, written, 1) | {"name": _label(chart.x_title)})
        picture.set_y_axis(_axis(chart.y_unit, written, 2) | {"name": _label(chart.y_title)})
    elif isinstance(chart, Waterfall | Histogram):
        picture.set_y_axis({"num_format": CODES.get(chart.unit, "#,##0")})
        picture.set_legend(_NONE)
    book.get_worksheet_by_name(written.name).insert_chart(1, len(written.headers) + 1, picture)


def _label(text: str) -> str:
    """A text beside a chart; xlsxwriter would take `A!A1` for the address of a cell, in any text."""
    return legible(re.sub(r"!(?=\$?[A-Z])", "! ", text))


def _axis(unit: Unit, written: Written, place: int) -> dict[str, Any]:
    """How the numbers along an axis are shown; parts of a whole end at the whole."""
    if unit is not Unit.FRACTION:
        return {"num_format": CODES.get(unit, "#,##0")}
    most = max(float(row[place] or 0) for row in written.table.rows)
    return {"num_format": "0%"} | ({"max": 1} if most <= 1 else {})


def _series(chart: Chart, written: Written) -> tuple[dict[str, str], list[Series]]:
    rows = len(written.table.rows)

    def cells(column: int, first: int = 1, last: int = rows) -> list[object]:
        return [written.name, first, column, last, column]

    if isinstance(chart, Waterfall):
        fills = (_NONE, {"color": _BLUE}, {"color": _GREEN}, {"color": _RED})
        stacked: list[Series] = [
            {"categories": cells(0), "values": cells(place), "fill": fill, "gap": 40}
            for place, fill in enumerate(fills, start=1)
        ]
        return {"type": "column", "subtype": "stacked"}, stacked
    if isinstance(chart, Histogram):
        return {"type": "column"}, [{"categories": cells(0), "values": cells(1), "fill": {"color": _BLUE}, "gap": 10}]
    lines: list[Series] = []
    start = 1
    for label in dict.fromkeys(str(row[0]) for row in written.table.rows):
        end = start + sum(row[0] == label for row in written.table.rows) - 1
        lines.append(
            {"name": [written.name, start, 0], "categories": cells(1, start, end), "values": cells(2, start, end)}
        )
        start = end + 1
    return {"type": "scatter", "subtype": "straight"}, lines
