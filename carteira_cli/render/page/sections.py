"""What a report says to people, cut into the pieces that a page and a letter are set from: texts, no markup."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from carteira_cli.commands import families as commands_of_families
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import visible
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.render import shown
from carteira_cli.render.flat import sources_table
from carteira_cli.render.judgements import verdicts
from carteira_cli.report import Column
from carteira_cli.units import Depth, brief_amounts

if TYPE_CHECKING:
    from carteira_cli.report import Reading, Report, Table
    from carteira_cli.rows import Cell

PAGE, LETTER = 150, 108  # characters that fit beside each other in a table, as it is set there
_NAMES = 2  # columns of text that stand in front of every piece of a table too wide for that
_BETWEEN = 2  # characters that a column takes besides its own
_WRAPPED = {"": 18, "long": 30}  # characters that a column of texts is to have: of names, of sentences
_CARDS = 4
_BREADTHS = {"long": 60, "mid": 15}  # characters of the longest text


@dataclass(frozen=True)
class PageIndicator:
    """A reading in texts; `trend` is its series, `defined` whether its definition is told below."""

    key: str
    title: str
    value: str
    missing: bool
    calculation: str
    previous: str
    change: shown.Change | None
    trend: tuple[float | None, ...]
    trend_words: str
    defined: bool


@dataclass(frozen=True)
class Family:
    """Indicators under one heading; without a title where there is but one family."""

    title: str
    indicators: tuple[PageIndicator, ...]


@dataclass(frozen=True)
class PageTable:
    """A table in texts; `right` are its columns of numbers, `bars` fractions of −1 to 1 to draw, a row each.

    `left` is how many more rows there are than people are shown, `more` that in words.
    """

    title: str
    header: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float | None, ...] = ()
    left: int = 0
    more: str = ""

    @property
    def breadth(self) -> tuple[str, ...]:
        """Of each column of texts, how much room they want: "", `mid` for a name, `long` for a sentence."""
        return tuple(
            ""
            if number
            else next(
                (name for name, least in _BREADTHS.items() if any(len(row[place]) >= least for row in self.rows)), ""
            )
            for place, number in enumerate(self.right)
        )


@dataclass(frozen=True)
class Definition:
    """How an indicator is computed, and what it says."""

    key: str
    title: str
    formula: str
    meaning: str


def common(report: Report) -> dict[str, Any]:
    """What the templates of pages and letters share, by the names that they use."""
    return {
        "report": report,
        "heading": visible(report.title),
        "dates": shown.dates,
        "extent": shown.extent(report.period) if report.period else "",
        "answer": [visible(brief_amounts(sentence)) for sentence in report.answer],
        "rule_words": visible(report.rule_words or ""),
        "warnings": [visible(line) for line in report.warnings],
        "notes": [visible(line) for line in report.notes],
        "cards": cards(report),
        "verdicts": verdicts(report),
        "sources": sources(report),
        "rules": rules(report),
        "snippets": [(visible(snippet.title), visible(snippet.text)) for snippet in report.snippets],
    }


def families(report: Report) -> tuple[Family, ...]:
    """The indicators by family, as they stand in the report."""
    several = len({reading.family for reading in report.readings}) > 1
    return tuple(
        Family(
            commands_of_families()[family].title if family in commands_of_families() else family if several else "",
            tuple(_indicator(one, report) for one in some),
        )
        for family, some in groupby(report.readings, key=lambda reading: reading.family)
    )


def cards(report: Report) -> tuple[PageIndicator, ...]:
    """The few indicators to be seen first: of each family the most telling one, or four of an only family."""
    at_hand = [reading for reading in report.readings if reading.missing is None]
    names = list(dict.fromkeys(reading.family for reading in report.readings))
    if len(names) == 1:
        family = commands_of_families().get(names[0])
        wanted = family.first if family else tuple(reading.key for reading in at_hand)[:_CARDS]
    else:
        wanted = tuple(key for name, one in commands_of_families().items() if name in names for key in one.first[:1])
    by_key = {reading.key: reading for reading in at_hand}
    return tuple(_indicator(by_key[key], report) for key in wanted if key in by_key)


def _indicator(reading: Reading, report: Report) -> PageIndicator:
    compared = report.compared_with is not None and reading.missing is None
    series = reading.trend if len(reading.trend) > 1 else ()
    return PageIndicator(
        key=reading.key,
        title=visible(reading.title),
        value=shown.value(reading),
        missing=reading.missing is not None,
        calculation=shown.calculation(reading),
        previous=shown.in_its_unit(reading.previous, reading) if compared else "",
        change=shown.change(reading) if compared else None,
        trend=series,
        trend_words="; ".join(shown.in_its_unit(value, reading) for value in series),
        defined=reading.key in catalogue(),
    )


def definitions(report: Report) -> tuple[Definition, ...]:
    """How the indicators of a report are computed, those of the catalogue."""
    items = (catalogue()[reading.key] for reading in report.readings if reading.key in catalogue())
    return tuple(Definition(item.key, item.title, item.formula, item.meaning) for item in items)


def grids(report: Report) -> tuple[PageTable, ...]:
    """The tables that are for people."""
    return tuple(
        replace(grid(shown.first_rows(table)), left=shown.rows_left(table), more=shown.more_rows(table, report))
        for table in report.tables
        if table.depth is not Depth.DATA
    )


def grid(table: Table) -> PageTable:
    """A table, its numbers as people read them."""
    rows = tuple(tuple(visible(text) for text in shown.cells(row, table.columns)) for row in table.rows)
    return PageTable(
        title=visible(brief_amounts(table.title)),
        header=tuple(visible(column.title) for column in table.columns),
        right=tuple(column.is_number for column in table.columns),
        rows=rows,
        bars=_bars(table),
    )


def pieces(whole: PageTable, room: int) -> tuple[PageTable, ...]:
    """A grid too wide to be seen at once as several below each other: who it is about in front, the rest in turn.

    Args:
        whole: the grid.
        room: characters that fit beside each other: `PAGE` or `LETTER`.
    """
    widths = [_width(whole, place) + _BETWEEN for place in range(len(whole.header))]
    texts = next((place for place, number in enumerate(whole.right) if number), len(widths))
    front = list(range(min(texts, _NAMES)))
    if sum(widths) <= room or not front or len(front) == len(widths):
        return (whole,)
    left = room - sum(widths[place] for place in front)
    parts: list[list[int]] = [[]]
    for place in range(len(front), len(widths)):
        if parts[-1] and sum(widths[other] for other in (*parts[-1], place)) > left:
            parts.append([])
        parts[-1].append(place)
    found = [_part(whole, [*front, *part]) for part in parts]
    return (*found[:-1], replace(found[-1], bars=whole.bars, left=whole.left, more=whole.more))


def _part(whole: PageTable, places: list[int]) -> PageTable:
    return PageTable(
        whole.title,
        tuple(whole.header[place] for place in places),
        tuple(whole.right[place] for place in places),
        tuple(tuple(row[place] for place in places) for row in whole.rows),
    )


def _width(whole: PageTable, place: int) -> int:
    """The characters that a column wants: numbers are never broken, headings and texts are, between words."""
    longest = max((len(row[place]) for row in whole.rows), default=0)
    heading = max((len(word) for word in whole.header[place].split()), default=0)
    if whole.right[place]:
        return max(longest, heading)
    return max(min(longest, _WRAPPED.get(whole.breadth[place], _WRAPPED[""])), heading)


def _bars(table: Table) -> tuple[float | None, ...]:
    """The fractions of the column to draw, the largest of those beyond 1 as long as a whole one."""
    if table.bar is None:
        return ()
    place = [column.key for column in table.columns].index(table.bar)
    fractions = [shown.numeric(row[place]) for row in table.rows]
    longest = max([1.0, *(abs(fraction) for fraction in fractions if fraction is not None)])
    return tuple(None if fraction is None else fraction / longest for fraction in fractions)


def sources(report: Report) -> PageTable | None:
    """What was read and how much of it counted; None where nothing was."""
    return grid(sources_table(report)) if report.sources else None


def rules(report: Report) -> tuple[tuple[str, str], ...]:
    """The rules that the numbers depend on, with their values."""
    return tuple((visible(key), visible(_rule(value))) for key, value in report.rules)


def _rule(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value!r}".replace(".", ",")
    return shown.cell(value, Column("valor", "Valor", blank="não definido"))
