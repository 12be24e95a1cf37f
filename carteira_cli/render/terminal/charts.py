"""Pictures made of characters: they fit any width, and mean the same without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from carteira_cli.chart import ColumnChart, Curve, HeatMap, Histogram, Tiles, Waterfall
from carteira_cli.errors import visible
from carteira_cli.render.shown import count_and_share, step_amount
from carteira_cli.render.terminal.canvas import plot
from carteira_cli.units import Unit, brief, number, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.chart import Chart

MARGIN = " "
LABEL = 32  # a label is folded beyond this
SHADES = " ·░▒▓█"
TICKS = "▁▂▃▄▅▆▇█"
GAP = "·"
MAX_BAR = 60
_FILLS = "█▓▒"  # of the parts of a column
_GOOD, _BAD, _PLAIN = "green", "red", "cyan"
# Ink with its ground: the ink of a dark terminal is white, and would not be seen on these.
INKS = ("", *(f"grey0 on {ground}" for ground in ("grey93", "grey85", "light_steel_blue1", "sky_blue2", "steel_blue1")))


def sparkline(values: Sequence[float | None]) -> str:
    """A character a value, higher for more; a gap for None; level in the middle where all are equal."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)

    def tick(value: float | None) -> str:
        if value is None:
            return GAP
        if low == high:
            return TICKS[len(TICKS) // 2 - 1]
        return TICKS[min(int((value - low) / (high - low) * len(TICKS)), len(TICKS) - 1)]

    return "".join(tick(value) for value in values)


def draw(chart: Chart, width: int, *, exact: bool = False) -> Group:
    """A picture for a screen of some width, of 40 columns or more; with money at a glance or to the cent."""
    per_cent = not exact and isinstance(chart, HeatMap) and chart.unit is Unit.FRACTION
    title = Text(f" {chart.title}{', em %' if per_cent else ''}", style="bold")
    match chart:
        case Waterfall():
            lines = _waterfall(chart, width, exact=exact)
        case HeatMap():
            lines = _heat_map(chart, width, exact=exact)
        case Curve():
            lines = _curve(chart, width, exact=exact)
        case ColumnChart():
            lines = _columns(chart, width, exact=exact)
        case Tiles():
            lines = _tiles(chart, width, exact=exact)
        case _:
            lines = _histogram(chart, width)
    return Group(Text(), title, Text(), *lines, Text())


def _folded(label: str, room: int) -> list[str]:
    """A label in lines of at most `room` characters."""
    text = visible(label).replace("\n", " ")
    return [text[start : start + room] for start in range(0, len(text), room)] or [""]


def _rows(labels: Sequence[str], bars: Sequence[Text], ends: Sequence[str], width: int) -> Iterator[Text]:
    """Label, bar and end side by side; the end goes below where there is no room for it."""
    room = min(LABEL, max((len(visible(label)) for label in labels), default=0), max(width // 3, 8))
    for label, bar, end in zip(labels, bars, ends, strict=True):
        first, *others = _folded(label, room)
        line = Text.assemble(MARGIN, first.ljust(room), "  ", bar)
        if line.cell_len + 1 + len(end) <= width:
            yield Text.assemble(line, " ", end)
        else:
            yield line
            yield Text(f"{MARGIN}{'':{room}}  {end}" if len(end) + room + 3 <= width else f"{MARGIN}{end}")
        yield from (Text(f"{MARGIN}{other}") for other in others)


def _bar_room(labels: Sequence[str], ends: Sequence[str], width: int) -> int:
    room = min(LABEL, max((len(visible(label)) for label in labels), default=0), max(width // 3, 8))
    beside = width - room - 4 - max((len(end) for end in ends), default=0)
    return max(min(beside, MAX_BAR), min(width - room - 4, 10))


def _waterfall(chart: Waterfall, width: int, *, exact: bool) -> list[Text]:
    reached, spans = 0.0, []
    for step in chart.steps:
        amount = step.amount or 0.0
        before, reached = (0.0, amount) if step.total else (reached, reached + amount)
        spans.append((min(before, reached), max(before, reached)))
    low, high = min([0.0, *(a for a, _ in spans)]), max([0.0, *(b for _, b in spans)])
    labels = [step.label for step in chart.steps]
    ends = [step_amount(step, chart.unit, exact=exact) for step in chart.steps]
    size = _bar_room(labels, ends, width)
    scale = (size - 1) / (high - low) if high > low else 0.0
    bars = []
    for step, (start, end) in zip(chart.steps, spans, strict=True):
        first, last = round((start - low) * scale), round((end - low) * scale)
        length = max(last - first, 1 if step.amount else 0)
        glyph, style = ("█", _PLAIN) if step.total else ("▓", _GOOD) if (step.amount or 0) >= 0 else ("░", _BAD)
        bar = Text(" " * first)
        bar.append(glyph * length, style=style)
        bar.append(" " * (size - first - length))
        bars.append(bar)
    return list(_rows(labels, bars, ends, width))


def _histogram(chart: Histogram, width: int) -> list[Text]:
    total = sum(one.count for one in chart.bins)
    most = max((one.count for one in chart.bins), default=0)
    labels = [one.label for one in chart.bins]
    ends = [count_and_share(one.count, total) + (f"  {visible(one.mark)}" if one.mark else "") for one in chart.bins]
    size = _bar_room(labels, ends, width)
    bars = []
    for one in chart.bins:
        length = round(one.count / most * size) if most else 0
        bars.append(Text("█" * max(length, 1 if one.count else 0), style=_PLAIN))
    return list(_rows(labels, bars, ends, width))


def _columns(chart: ColumnChart, width: int, *, exact: bool) -> list[Text]:
    """A bar a column, of its parts: darker and lighter above the ground, lighter still what hangs below it."""
    values = [[part.values[place] or 0.0 for part in chart.parts] for place in range(len(chart.labels))]
    labels = [f"{label}{' *' if place in chart.unfinished else ''}" for place, label in enumerate(chart.labels)]
    ends = [_column_end(chart, place, exact=exact) for place in range(len(chart.labels))]
    size = _bar_room(labels, ends, width)
    most = max((sum(abs(value) for value in some) for some in values), default=0.0)
    bars = []
    for some in values:
        bar = Text()
        for place, value in enumerate(some):
            glyph, style = ("░", _BAD) if value < 0 else (_FILLS[place % len(_FILLS)], _PLAIN)
            length = round(abs(value) / most * size) if most else 0
            bar.append(glyph * max(length, 1 if value else 0), style=style)
        bars.append(bar)
    star = [Text(f"{MARGIN}* incompleto", style="dim")] if chart.unfinished else []
    return [*_rows(labels, bars, ends, width), *_parts_named(chart), *star]


def _parts_named(chart: ColumnChart) -> Iterator[Text]:
    """`█ fica  ▓ recebe  ░ cede`: how each of several parts is drawn."""
    if len(chart.parts) > 1:
        hanging = [any((value or 0) < 0 for value in part.values) for part in chart.parts]
        marks = ["░" if below else _FILLS[place % len(_FILLS)] for place, below in enumerate(hanging)]
        named = [f"{mark} {visible(part.label)}" for mark, part in zip(marks, chart.parts, strict=True)]
        yield Text(f"{MARGIN}{'  '.join(named)}", style="dim")


def _column_end(chart: ColumnChart, place: int, *, exact: bool) -> str:
    """What a column comes to: its only part alone, of several each with its name; then what is drawn over it."""
    several, tell = len(chart.parts) > 1, show if exact else brief
    told = [(part.label if several else "", part.values[place]) for part in chart.parts]
    told += [(line.label, line.values[place]) for line in chart.lines]
    return "  ".join(f"{visible(label)} {tell(value, chart.unit)}".strip() for label, value in told)


def _tiles(chart: Tiles, width: int, *, exact: bool) -> list[Text]:
    total = sum(tile.value for tile in chart.tiles)
    most = max((tile.value for tile in chart.tiles), default=0.0)
    labels = [tile.label for tile in chart.tiles]
    tell = show if exact else brief
    shares = [show(tile.value / total if total else 0.0, Unit.FRACTION) for tile in chart.tiles]
    ends = [
        f"{tell(tile.value, chart.unit)} · {share}" + (f"  {visible(tile.detail)}" if tile.detail else "")
        for tile, share in zip(chart.tiles, shares, strict=True)
    ]
    size = _bar_room(labels, ends, width)
    bars = [Text("█" * max(round(tile.value / most * size) if most else 0, 1), style=_PLAIN) for tile in chart.tiles]
    return list(_rows(labels, bars, ends, width))


def _heat_map(chart: HeatMap, width: int, *, exact: bool) -> list[Text]:
    """Rows and columns of cells, each shaded by a character and by its ground.

    Where money is told at a glance, fractions are whole per cents and cells stand closer, so that twelve columns of
    them fit 80 characters.
    """
    tell = show if exact else _whole_per_cents
    cells = [["" if value is None else tell(value, chart.unit) for value in row] for row in chart.values]
    known = [abs(value) for row in chart.values for value in row if value is not None]
    most = max(known, default=0.0)
    head = min(LABEL, max([len(chart.row_title), *(len(visible(row)) for row in chart.rows)], default=0))
    gap = 2 if exact else 1  # between the shade and its number
    size = max([1, *(len(column) for column in chart.columns), *(len(cell) for row in cells for cell in row)]) + gap
    per_line = max((width - head - 2) // (size + 1), 1)
    lines: list[Text] = []
    for start in range(0, len(chart.columns), per_line):
        shown = range(start, min(start + per_line, len(chart.columns)))
        header = "".join(f" {chart.columns[n]:>{size}}" for n in shown)
        lines.append(Text(f"{MARGIN}{chart.row_title:<{head}}{header}", style="bold"))
        for name, row, values in zip(chart.rows, cells, chart.values, strict=True):
            line = Text(f"{MARGIN}{visible(name)[:head]:<{head}}")
            for n in shown:
                shade = _shade(values[n], most)
                line.append(" ")
                line.append(f"{SHADES[shade]}{row[n]:>{size - 1}}", style=INKS[shade])
            line.rstrip()
            lines.append(line)
        lines.append(Text())
    return lines[:-1]


def _whole_per_cents(value: float, unit: Unit) -> str:
    """A fraction as a whole number of per cent; the title says what it is."""
    return number(value * 100, 0) if unit is Unit.FRACTION else show(value, unit)


def _shade(value: float | None, most: float) -> int:
    """How dark a cell is: blank for what is not observed or 0, then in five steps to the largest."""
    if value is None or not value or not most:
        return 0
    return min(int(abs(value) / most * (len(SHADES) - 1)) + 1, len(SHADES) - 1)


def _curve(chart: Curve, width: int, *, exact: bool) -> list[Text]:
    if not chart.lines or not any(line.points for line in chart.lines):
        return [Text(f"{MARGIN}sem dados", style="dim")]
    return plot(chart, width, exact=exact)
