"""Columns in the order of time, each with its number: what the twelve months are drawn with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.render import figures
from carteira_cli.render.page.handover.drawing import box, hatching, path, picture, rule, text
from carteira_cli.render.pictures.columns import reach, scale_of
from carteira_cli.render.shown import numeric
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from carteira_cli.chart import ColumnChart

TOP, FOOT = 0.11, 0.13  # shares of the height: of the numbers above the columns, of the months below them
BAR = 0.72  # of the room of a column
KINDS = ("p0", "p1", "p2", "p3")


@dataclass(frozen=True)
class Field:
    """Where columns stand: how many there are, and the least and most that they reach."""

    count: int
    low: float
    high: float

    def x(self, place: int) -> float:
        """The middle of a column."""
        return (place + 0.5) / self.count

    def y(self, value: float) -> float:
        """The height of a value, from the top."""
        size = 1 - TOP - FOOT
        return TOP + size * ((self.high - value) / (self.high - self.low) if self.high > self.low else 1.0)


def drawing(chart: ColumnChart, table: str) -> Markup:
    """The picture.

    Args:
        chart: what to draw.
        table: the anchor of the grid that has its numbers.
    """
    sums = [reach(chart, place) for place in range(len(chart.labels))]
    beside = [value for line in chart.lines for value in line.values if value is not None]
    low = min([0.0, *(below for _, below in sums)])
    room = (max([0.0, *beside, *(above for above, _ in sums)]) - low) * (TOP if low else 0.0)
    field = Field(max(len(chart.labels), 1), low - room, max([0.0, *beside, *(above for above, _ in sums)]))
    inside = [hatching(f"{chart.key}-h"), *_bodies(chart, field), rule(0, field.y(0), 1, field.y(0), "axis")]
    for line in chart.lines:
        inside += [path(run, "before") for run in _runs(line.values, field)]
    inside += _numbers(chart, field, sums)
    inside += _months(chart, field)
    return picture(chart.key, chart.title, _told(chart, sums), inside, class_="columns", aria_describedby=table)


def kinds(chart: ColumnChart) -> tuple[str, ...]:
    """The class of each part: one alone is in the colour of what one looks at."""
    return KINDS if len(chart.parts) > 1 else ("one",)


def _bodies(chart: ColumnChart, field: Field) -> Iterator[Markup]:
    width = BAR / field.count
    for place in range(len(chart.labels)):
        up, down, left = 0.0, 0.0, field.x(place) - width / 2
        for part, kind in zip(chart.parts, kinds(chart), strict=False):
            value = part.values[place]
            if not value:
                continue
            start = up if value > 0 else down
            top, foot = sorted((field.y(start), field.y(start + value)))
            yield box(left, top, width, foot - top, "lost" if value < 0 else kind)
            up, down = (up + value, down) if value > 0 else (up, down + value)
        if place in chart.unfinished:
            top = field.y(up)
            yield box(left, top, width, field.y(down) - top, None, fill=f"url(#{chart.key}-h)")


def _runs(values: Sequence[float | None], field: Field) -> Iterator[list[tuple[float, float]]]:
    """The points of a line as far as they follow each other."""
    run: list[tuple[float, float]] = []
    for place, value in enumerate((*values, None)):
        if value is not None:
            run.append((field.x(place), field.y(value)))
        elif run:
            yield run
            run = []


def _numbers(chart: ColumnChart, field: Field, sums: Sequence[tuple[float, float]]) -> Iterator[Markup]:
    """What each column reaches, above it; what hangs below the ground, below it."""
    decimals, power = scale_of(chart)
    for place, (above, below) in enumerate(sums):
        if above:
            yield text(field.x(place), field.y(above), number(above / 1000**power, decimals), "value", down=-4)
        if below:
            yield text(field.x(place), field.y(below), number(below / 1000**power, decimals), "value low", down=12)


def _months(chart: ColumnChart, field: Field) -> Iterator[Markup]:
    for place, (name, *year) in enumerate(figures.ticks(chart.labels)):
        yield text(field.x(place), 1 - FOOT, name, "tick", down=14)
        for number_ in year:
            yield text(field.x(place), 1 - FOOT, number_, "tick year", down=27)


def _told(chart: ColumnChart, sums: Sequence[tuple[float, float]]) -> str:
    """The first and the last column in a sentence."""
    if not sums:
        return "sem dados"
    named = [figures.period(chart.labels[place]) for place in (0, -1)]
    values = [figures.told(numeric(sums[place][0]), chart.unit) for place in (0, -1)]
    if not chart.unit.is_money:
        values = [f"{value} {chart.unit.value}" for value in values]
    return f"De {named[0]}, {values[0]}, a {named[1]}, {values[1]}; mês a mês na tabela que segue."
