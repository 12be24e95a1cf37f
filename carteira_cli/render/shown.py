"""Numbers, dates and changes as people in Brazil read them: what the formats for people share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.render.flat import main_table, unit_of
from carteira_cli.report import Kind
from carteira_cli.signal.verdict import Telling, said
from carteira_cli.units import DIGITS, NOT_AVAILABLE, Better, Depth, Unit, brief, number, show, side_by_side, signed
from carteira_cli.words import TOTAL, counted, date_of_iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.chart import Step
    from carteira_cli.report import Column, PeriodLine, Reading, Report, Table
    from carteira_cli.rows import Cell


BY_CHANCE = "acaso"
_TELLINGS: dict[str, str] = {Telling.SIGNAL: "sinal", Telling.NOISE: BY_CHANCE, Telling.NO_BASIS: "sem base"}


def dates(period: PeriodLine) -> str:
    """`01/01/2024 a 31/03/2024`."""
    return f"{date_of_iso(period.first)} a {date_of_iso(period.last)}"


def extent(period: PeriodLine) -> str:
    """How far the data of an incomplete period go: `até 15/03/2024`, `desde 10/01/2024`, or both."""
    if period.since is None:
        return f"até {date_of_iso(period.until)}"
    if period.until == period.last:
        return f"desde {date_of_iso(period.since)}"
    return f"de {date_of_iso(period.since)} a {date_of_iso(period.until)}"


def title_line(report: Report) -> str:
    """What a report is of: title, period, whether it is incomplete."""
    if report.period is None:
        return report.title
    rest = "" if report.period.complete else f" · {report.period.state}"
    return f"{report.title} · {report.period.label} ({dates(report.period)}){rest}"


def first_rows(table: Table) -> Table:
    """A table with as many of its rows as people are shown, and the columns that are for them."""
    found = largest_first(table)
    found = found if rows_left(table) == 0 else replace(found, rows=found.rows[: table.shown])
    places = [place for place, column in enumerate(table.columns) if column.depth is not Depth.DATA]
    if len(places) == len(table.columns):
        return found
    rows = tuple(tuple(row[place] for place in places) for row in found.rows)
    return replace(found, columns=tuple(table.columns[place] for place in places), rows=rows)


def largest_first(table: Table) -> Table:
    """A table whose groups stand in the order of its `largest`, the row of all of them last."""
    if table.largest is None:
        return table
    place = [column.key for column in table.columns].index(table.largest)

    def order(row: tuple[Cell, ...]) -> tuple[bool, float]:
        return row[0] == TOTAL, -(numeric(row[place]) or 0.0)

    return replace(table, rows=tuple(sorted(table.rows, key=order)))


def rows_left(table: Table) -> int:
    """How many rows people are not shown."""
    return 0 if table.shown is None else max(len(table.rows) - table.shown, 0)


def more_rows(table: Table, report: Report) -> str:
    """How many more rows there are, and how to get them; nothing where all are shown."""
    left = rows_left(table)
    if not left:
        return ""
    which = "" if main_table(report).key == table.key else f" --tabela {table.key}"
    return f"mais {counted(left, 'linha')}; -o arquivo.csv{which} traz todas"


def cell(value: Cell, column: Column, unit: Unit | None = None) -> str:
    """A cell of a table, to the cent; `unit` stands in for that of the column."""
    if isinstance(value, bool):
        return "sim" if value else "não"
    unit = unit or column.unit
    if unit is not None and not isinstance(value, str):
        return show(value, unit)
    if value is None:
        return column.blank
    if column.kind is Kind.TELLING:
        return _TELLINGS.get(str(value), str(value))
    return date_of_iso(str(value)) if column.kind is Kind.DATE else str(value)


def cells(row: tuple[Cell, ...], columns: tuple[Column, ...], *, exact: bool = False) -> list[str]:
    """The cells of a row, with money at a glance or to the cent."""
    units = [unit_of(column, row, columns) for column in columns]
    told = [cell(value, column, unit) for value, column, unit in zip(row, columns, units, strict=True)]
    if exact:
        return told
    places = [place for place, unit in enumerate(units) if unit and unit.is_money and not isinstance(row[place], str)]
    amounts = side_by_side([(numeric(row[place]), units[place] or Unit.REAIS) for place in places])
    for place, text in zip(places, amounts, strict=True):
        told[place] = text
    return told


def step_amount(step: Step, unit: Unit, *, exact: bool = False) -> str:
    """What a step of a bridge comes to: a rise or a fall with its sign."""
    told = show if exact else brief
    if step.total or step.amount is None:
        return told(step.amount, unit)
    return signed(step.amount, Unit.POINTS if unit is Unit.FRACTION else unit, told)


def count_and_share(count: int, total: int) -> str:
    """`12 · 3,4 %`: a class of a histogram."""
    return f"{number(count, 0)} · {show(count / total if total else 0.0, Unit.FRACTION)}"


def numeric(value: Cell) -> float | None:
    """A cell as a number, if it is one."""
    return value if isinstance(value, int | float) else None


def calculation(reading: Reading, *, exact: bool = False) -> str:
    """`2 ÷ 4 clientes`: what the ratio was made of, with one more digit of money than it has itself; its interval."""
    if reading.parts is None:
        return _between(reading, exact=exact)
    top, bottom = reading.parts
    same = top is bottom and not top.is_money
    over, under = numeric(reading.numerator), numeric(reading.denominator)
    if over is None and under is None:
        return _between(reading, exact=exact)
    told = show if exact else partial(brief, digits=DIGITS + 1)
    above, below = told(over, top), told(under, bottom)
    numerator = above + ("" if same else _noun(top, reading.numerator))
    text = f"{numerator} ÷ {below}{_noun(bottom, reading.denominator)}"
    between = _between(reading, exact=exact)
    return (f"{text} · {between}" if between else text).replace(" /mês", "")


def _between(reading: Reading, *, exact: bool) -> str:
    """`entre 1,3 % e 54,5 %`: its interval in its own unit; nothing without one."""
    if not reading.interval or not isinstance(reading.unit, Unit):
        return ""
    unit = reading.unit
    low, high = (show(bound, unit) if exact or unit.is_count else brief(bound, unit) for bound in reading.interval)
    return f"entre {low} e {high}"


def _noun(unit: Unit, count: Cell) -> str:
    if not unit.is_count:
        return ""
    return f" {unit.value.removesuffix('s')}" if count == 1 else f" {unit.value}"


@dataclass(frozen=True)
class Change:
    """A change in words.

    Attributes:
        amount: `+12,5 p.p.`; empty where there is none.
        arrow: which way it went.
        good: whether it is good news; None where it is neither, or where chance explains it.
        word: what can be said of it: "melhor", "pior", "dentro do acaso", "sem base" or nothing.
        between: its interval, `-7,1 a +7,5`; empty without one.
        by_chance: whether chance explains it.
    """

    amount: str
    arrow: str
    good: bool | None
    word: str = ""
    between: str = ""
    by_chance: bool = False

    @property
    def text(self) -> str:
        """`+12,5 p.p. ▲ melhor`."""
        return " ".join(part for part in (self.amount, self.arrow, self.word) if part)

    @property
    def whole(self) -> str:
        """`+0,2 p.p. ▲ dentro do acaso (-7,1 a +7,5)`."""
        return f"{self.text} ({self.between})" if self.between else self.text


def change(reading: Reading) -> Change | None:
    """How a reading changed, in points for fractions and in per cent for the rest; None without two numbers.

    Better or worse is only what chance does not explain.
    """
    value, previous = numeric(reading.value), numeric(reading.previous)
    if value is None or previous is None:
        return None
    if value == previous:
        return Change("", "=", None)
    amount = ""
    if reading.change is not None:
        amount = signed(reading.change, reading.change_unit)
    liked = None if reading.better is Better.NEITHER else (value > previous) == (reading.better is Better.HIGHER)
    telling = None if reading.signal is None else reading.signal.telling
    good = liked if telling is Telling.SIGNAL else None
    arrow, word = "▲" if value > previous else "▼", said(reading.signal, liked=liked)
    return Change(amount, arrow, good, word, between(reading), by_chance=telling is Telling.NOISE)


def year_change(reading: Reading) -> Change | None:
    """The same since the year before; None where nothing is known of it."""
    if reading.year is None:
        return None
    year = reading.year
    return change(replace(reading, previous=year.value, change=year.change, signal=year.signal))


def between(reading: Reading) -> str:
    """The interval of a change in its unit, which the change beside it names: `-7,1 a +7,5`."""
    if reading.signal is None or reading.signal.interval is None:
        return ""
    unit = reading.change_unit
    low, high = (signed(bound, unit).removesuffix(" p.p.").removesuffix(" %") for bound in reading.signal.interval)
    return f"{low} a {high}"


def value(reading: Reading, *, exact: bool = False) -> str:
    """The number of a reading, or its text or date; "sem dados" without its source."""
    if isinstance(reading.value, str) and not reading.missing:
        return date_of_iso(reading.value) if reading.unit is Kind.DATE else reading.value
    return "sem dados" if reading.missing else in_its_unit(reading.value, reading, exact=exact)


def in_its_unit(number: Cell, reading: Reading, *, exact: bool = False) -> str:
    """A number of a reading, to be told from its value and the previous one; "n/d" without one, and of no number."""
    if isinstance(reading.unit, Kind):
        return NOT_AVAILABLE
    own = numeric(number)
    if exact:
        return show(own, reading.unit)
    others = [(numeric(each), reading.unit) for each in (reading.value, reading.previous)]
    return side_by_side([(own, reading.unit), *others])[0]


def indicator_header(report: Report) -> list[str]:
    """The headings over `indicator_rows`."""
    compared = [report.compared_with.label, "Variação"] if report.compared_with else []
    return ["Indicador", "Valor", "Cálculo", *compared]


def indicator_rows(report: Report) -> Iterator[list[str]]:
    """The indicators for people: name, value, calculation, and where compared the previous value and the change."""
    for reading in report.readings:
        row = [reading.title, value(reading), calculation(reading)]
        if report.compared_with:
            changed = change(reading)
            previous = "" if reading.missing else in_its_unit(reading.previous, reading)
            row += [previous, changed.whole if changed else ""]
        yield row


def source_lines(report: Report) -> Iterator[str]:
    """The account of each source in a line."""
    for source in report.sources:
        parts = [counted(source.lines, "linha")]
        parts += [counted(source.cancelled, *source.void_words)] if source.cancelled else []
        parts += [counted(source.rejected, "rejeitada")] if source.rejected else []
        parts += [f"mais {counted(source.repeated, 'repetida')}"] if source.repeated else []
        yield f"{source.table}: {source.file} ({', '.join(parts)})"
