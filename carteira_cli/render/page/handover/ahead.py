"""What comes: the forecast with the naive and the range of past errors, beside past forecasts and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import ColumnChart, ColumnSeries, Curve
from carteira_cli.errors import visible
from carteira_cli.render import figures
from carteira_cli.render.page.handover import columns
from carteira_cli.render.page.handover.blocks import Head, PageGrid, Picture, Spot
from carteira_cli.render.page.handover.records import records, tables
from carteira_cli.render.pictures.columns import in_what
from carteira_cli.units import NOT_AVAILABLE, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.chart import Line
    from carteira_cli.render.page.handover.blocks import Block
    from carteira_cli.render.page.handover.records import TableRecord
    from carteira_cli.report import Report, ReportSection, Table


def forecast(report: Report, section: ReportSection) -> Iterator[Block]:
    """The picture of past forecasts, its numbers for who does not see it, and the forecast."""
    table = tables(report).get("previsao")
    if table is None or "previsao" not in section.tables:
        return
    chart = next((one for one in report.charts if one.key in section.charts and isinstance(one, Curve)), None)
    if chart is None:
        yield _expected(table)
        return
    drawn = _in_columns(chart)
    grid = _numbers(drawn)
    legend = (("one", visible(drawn.parts[0].label)), ("before", visible(drawn.lines[0].label)))
    picture = Picture(
        f"g-{chart.key}",
        f"{visible(chart.title)}{in_what(drawn)}",
        columns.drawing(drawn, grid.key),
        grid.key,
        legend,
    )
    yield _expected(table)
    yield picture
    yield grid


def _in_columns(chart: Curve) -> ColumnChart:
    """What came as columns, with what was forecast as a line over them."""
    told, came = chart.lines
    labels = tuple(chart.places)
    return ColumnChart(
        chart.key, chart.title, chart.y_unit, labels, (_series(came, len(labels)),), (_series(told, len(labels)),)
    )


def _series(line: Line, count: int) -> ColumnSeries:
    values = {round(x): y for x, y in line.points}
    return ColumnSeries(line.label, tuple(values.get(place) for place in range(1, count + 1)))


def _numbers(chart: ColumnChart) -> PageGrid:
    both = (*chart.parts, *chart.lines)
    heads = (Head("Período"), *(Head(visible(one.label), number=True) for one in both))
    rows = tuple(
        (Spot(figures.period(label)), *(Spot(_plain(one.values[place], chart.unit)) for one in both))
        for place, label in enumerate(chart.labels)
    )
    return PageGrid(f"t-{chart.key}", visible(chart.title), heads, rows, hidden=True)


def _plain(value: float | None, unit: Unit) -> str:
    return "" if value is None else figures.told(value, unit)


def _expected(table: Table) -> PageGrid:
    heads = (
        Head("Indicador"),
        Head("Previsto", number=True, phone=True),
        Head("Ingênuo", number=True),
        Head("Faixa dos erros passados", phone=True),
        Head("Por"),
        Head("Erro médio", number=True),
    )
    rows = tuple(
        (
            Spot(one.text("indicador")),
            Spot(_told(one, "previsto")),
            Spot(_told(one, "ingenuo")),
            Spot(f"{_told(one, 'faixa_min')} a {_told(one, 'faixa_max')}" if one.has("faixa_min") else NOT_AVAILABLE),
            Spot(one.text("metodo")),
            Spot(one.text("erro")),
        )
        for one in records(table)
    )
    return PageGrid("t-previsao", visible(table.title), heads, rows)


def _told(record: TableRecord, key: str) -> str:
    """A number in the unit of its row."""
    value = record.number(key)
    return NOT_AVAILABLE if value is None else figures.told(value, Unit(record.text("unidade")))
