"""The first sheet: six numbers, where the change came from, twelve months."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.chart import ColumnChart, Waterfall
from carteira_cli.errors import visible
from carteira_cli.render import figures, shown
from carteira_cli.render.page.handover import columns
from carteira_cli.render.page.handover.blocks import Bridge, Card, Cards, Head, PageGrid, Picture, Row, Spot, Stage
from carteira_cli.render.page.handover.drawing import beside, box, element, picture, rule
from carteira_cli.render.page.handover.records import UNNAMED, customer, records, tables
from carteira_cli.render.page.trend import SPARK, spark
from carteira_cli.render.pictures.columns import falls, in_what
from carteira_cli.signal.verdict import Telling
from carteira_cli.units import Unit, number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from carteira_cli.chart import Step
    from carteira_cli.render.page.handover.blocks import Block
    from carteira_cli.report import PeriodLine, Reading, Report, ReportSection

NAMED = 3  # customers under a step of the bridge


def cards(report: Report, section: ReportSection) -> Iterator[Block]:
    """The indicators of the section."""
    by_key = {reading.key: reading for reading in report.readings}
    some = tuple(_card(by_key[key], report) for key in section.readings if key in by_key)
    if some:
        yield Cards(some)


def _card(reading: Reading, report: Report) -> Card:
    year = None
    if reading.year is not None:
        year = replace(reading, previous=reading.year.value, change=reading.year.change, signal=reading.year.signal)
    compared = [(reading, report.compared_with), (year, report.year_before)]
    before = tuple(
        said
        for place, (one, line) in enumerate(compared)
        if one is not None and line is not None and (said := _was(one, line, first=not place))
    )
    verdict, mood = _verdict(compared)
    return Card(
        visible(reading.title),
        figures.told(reading.value, _unit(reading)),
        before,
        verdict,
        mood,
        _trend(reading),
    )


def _unit(reading: Reading) -> Unit:
    return reading.unit if isinstance(reading.unit, Unit) else Unit.TIMES


def _was(reading: Reading, line: PeriodLine, *, first: bool) -> str:
    """`era R$ 335 mil em nov/24 (+7,3 %)`; nothing where it was not measured."""
    if reading.previous is None:
        return ""
    changed = shown.change(reading)
    amount = f" ({figures.unbroken(changed.amount)})" if changed and changed.amount else ""
    was = f"{figures.told(reading.previous, _unit(reading))} em {figures.short_period(line.label)}{amount}"
    return f"era {was}" if first else was


def _verdict(compared: list[tuple[Reading | None, PeriodLine | None]]) -> tuple[str, str]:
    """What can be said of the changes, and the mood of that: the first that is more than chance speaks."""
    noise = False
    for reading, line in compared:
        changed = shown.change(reading) if reading is not None else None
        if reading is None or line is None or changed is None or reading.signal is None:
            continue
        if reading.signal.telling is Telling.SIGNAL:
            then = f"que em {figures.short_period(line.label)}"
            if changed.good is None:
                return f"{changed.arrow} {'mais' if changed.arrow == '▲' else 'menos'} {then}", ""
            return f"{changed.arrow} {changed.word} {then}", "good" if changed.good else "bad"
        noise = noise or reading.signal.telling is Telling.NOISE
    return ("dentro do acaso" if noise else "", "")


def _trend(reading: Reading) -> Markup | None:
    runs = spark(reading.trend) if len(reading.trend) > 1 else []
    if not runs:
        return None
    told = "; ".join(figures.told(value, _unit(reading)) for value in reading.trend)
    lines = [element("polyline", points=run) for run in runs]
    x, y = runs[-1].split(" ")[-1].split(",")
    lines.append(element("circle", cx=float(x), cy=float(y), r=2.5))
    title = f"{reading.title}, {counted(len(reading.trend), 'mês', 'meses')}"
    box_ = f"0 0 {SPARK[0]} {SPARK[1]}"
    return picture(f"s-{reading.key}", title, told, lines, class_="spark", viewBox=box_, preserveAspectRatio="none")


def bridge(report: Report, section: ReportSection) -> Iterator[Block]:
    """Each step with its customers and who weighs most in it."""
    chart = next((one for one in report.charts if one.key in section.charts and isinstance(one, Waterfall)), None)
    if chart is None:
        return
    of_steps = records(tables(report)["quem_pesa"]) if "quem_pesa" in tables(report) else []
    stages = []
    spans = _spans(chart.steps)
    low, high = min(0.0, *(min(span) for span in spans)), max(0.0, *(max(span) for span in spans))
    for step, span in zip(chart.steps, spans, strict=True):
        movers = [one for one in of_steps if one.text("parcela") == step.label]
        names = tuple(
            f"{customer(one)} {figures.change(one.number('valor') or 0.0, chart.unit)}"
            for one in movers[:NAMED]
            if customer(one) != UNNAMED
        )
        count = counted(int(movers[0].number("clientes") or 0), "cliente") if movers else ""
        mood = "total" if step.total else "gain" if (step.amount or 0) > 0 else "lost" if step.amount else ""
        stages.append(Stage(visible(step.label), count, _amount(step, chart.unit), names, _bar(span, low, high), mood))
    yield Bridge(visible(chart.title), tuple(stages))


def _amount(step: Step, unit: Unit) -> str:
    if step.total or step.amount is None:
        return figures.told(step.amount, unit)
    return figures.change(step.amount, unit)


def _spans(steps: tuple[Step, ...]) -> list[tuple[float, float]]:
    """Where each bar begins and ends, on the way from one total to the other."""
    reached, spans = 0.0, []
    for step in steps:
        amount = step.amount or 0.0
        before, reached = (0.0, amount) if step.total else (reached, reached + amount)
        spans.append((before, reached))
    return spans


def _bar(span: tuple[float, float], low: float, high: float) -> Markup:
    size = high - low or 1.0
    first, last = ((place - low) / size for place in sorted(span))
    ground = -low / size
    zero = [rule(ground, 0, ground, 1, "axis")] if low < 0 else []
    return beside([*zero, box(first, 0, max(last - first, 0.003), 1, "fill")], "span")


def months(report: Report, section: ReportSection) -> Iterator[Block]:
    """The pictures of the months beside each other, and their numbers for who does not see them."""
    charts = [one for one in report.charts if one.key in section.charts and isinstance(one, ColumnChart)]
    if not charts:
        return
    grids = [_numbers(chart) for chart in charts]
    yield Row(
        tuple(
            Picture(
                f"g-{chart.key}",
                f"{visible(chart.title)}{in_what(chart)}",
                columns.drawing(chart, grid.key),
                grid.key,
                tuple(_legend(chart)),
                look="half",
            )
            for chart, grid in zip(charts, grids, strict=True)
        )
    )
    yield from grids


def _legend(chart: ColumnChart) -> Iterator[tuple[str, str]]:
    if len(chart.parts) + len(chart.lines) > 1:
        for part, kind in zip(chart.parts, columns.kinds(chart), strict=False):
            yield "lost" if falls(part.values) else kind, visible(part.label)
        for line in chart.lines:
            yield "before", visible(line.label)
    if chart.unfinished:
        yield "hatched", "mês incompleto"


def _numbers(chart: ColumnChart) -> PageGrid:
    measures = (*chart.parts, *chart.lines)
    heads = (Head("Mês"), *(Head(visible(one.label), number=True) for one in measures))
    rows = tuple(
        (
            Spot(figures.period(label) + (" (incompleto)" if place in chart.unfinished else "")),
            *(Spot(_plain(one.values[place], chart.unit)) for one in measures),
        )
        for place, label in enumerate(chart.labels)
    )
    return PageGrid(f"t-{chart.key}", visible(chart.title), heads, rows, hidden=True)


def _plain(value: float | None, unit: Unit) -> str:
    """A number of a column; what hangs below the ground is told as the count that it is."""
    if value is None:
        return "n/d"
    return figures.told(value, unit) if unit.is_money else number(abs(value), 0)
