"""A report is frozen data: numbers with units, tables, notes and where everything came from."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.units import FEW, Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.chart import Chart
    from carteira_cli.findings import Check, Finding, Verdict
    from carteira_cli.forecast import Forecast
    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.rows import Cell
    from carteira_cli.signal.verdict import Signal
    from carteira_cli.units import Better


@dataclass(frozen=True)
class Earlier:
    """What an indicator was in the same period of the year before, and the change since, in its `change_unit`."""

    value: Cell
    change: float | None = None
    signal: Signal | None = None


@dataclass(frozen=True)
class Reading:
    """One indicator, read.

    `value` is None for "n/d"; `missing` names the source without which there is none. `numerator` and `denominator`
    come with their units in `parts`. `signal` says whether chance explains the change. `trend` are a series' values. A
    text or date, told of one customer, has a kind for its unit. On a default screen are those that one looks at first.
    """

    key: str
    title: str
    unit: Unit | Kind
    better: Better
    family: str
    value: Cell = None
    numerator: Cell = None
    denominator: Cell = None
    parts: tuple[Unit, Unit] | None = None
    interval: tuple[float, float] | None = None
    previous: Cell = None
    change: float | None = None
    signal: Signal | None = None
    missing: str | None = None
    trend: tuple[float | None, ...] = ()
    year: Earlier | None = None
    forecast: Forecast | None = None
    depth: Depth = Depth.SCREEN

    @property
    def change_unit(self) -> Unit:
        """What `change` is in: points for fractions, a share of the previous value for the rest."""
        return Unit.POINTS if self.unit is Unit.FRACTION else Unit.FRACTION


class Kind(StrEnum):
    """What the cells of a column without a unit are; typed formats rely on it."""

    TEXT = "texto"
    DATE = "data"  # ISO text
    FLAG = "sim_ou_nao"
    NUMBER = "numero"  # whole, such as a place in a ranking
    VALUE = "valor"  # a number whose unit is in the row's own column `unidade`
    CHANGE = "variacao"  # of such a number, in the unit that `unidade_variacao` names
    TELLING = "veredito"  # whether a change is more than chance, as `signal.verdict.Telling` has it


@dataclass(frozen=True)
class Column:
    """A column: key for machines; title, unit or kind for people; `blank` for no text.

    On a default screen `short` is its title, and a cell tells after its own number that of the column `aside`, with a
    word: `("intervalo_usual", "costuma")` makes "35 dias; costuma 8".
    """

    key: str
    title: str
    unit: Unit | None = None
    blank: str = ""
    kind: Kind = Kind.TEXT
    depth: Depth = Depth.SCREEN
    short: str = ""
    aside: tuple[str, str] | None = None

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers: set to the right, never wrapped."""
        return self.unit is not None or self.kind in {Kind.NUMBER, Kind.VALUE, Kind.CHANGE}


@dataclass(frozen=True)
class Table:
    """Raw numbers in rows, all of them.

    `bar` names a column of fractions to draw as bars. Files for people are `shown` so many rows, a default screen the
    `few` first, or the last where that is negative; 0 is all; several are places. The most of `largest` comes first.
    `each` is what a row is where that is no customer, although rows name one: "oferta".
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    bar: str | None = None
    depth: Depth = Depth.SCREEN
    shown: int | None = None
    few: int | tuple[int, ...] = FEW
    largest: str | None = None
    each: str | None = None


@dataclass(frozen=True)
class Action:
    """Something to do, in a sentence, and the command that shows with whom or why; None where none may be named."""

    text: str
    command: str | None = None


@dataclass(frozen=True)
class ReportSection:
    """A part of a report that is handed over: what it says in sentences, then what it shows.

    Attributes:
        key: for machines; also the anchor of a page.
        title: its heading.
        sentences: what it comes to.
        readings: keys of the indicators that it shows as cards.
        tables: keys of the tables that it shows.
        charts: keys of the pictures, in order, that it shows.
        missing: why there is nothing to show, and what would bring it; None where there is.
        sheet: the sheet of a workbook that has it.
        command: the study that tells all of it, where only the first table and few sentences are shown to be read.
        notes: of such a section, the notes of the report that are of it alone, which a page has no room for.
    """

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    missing: str | None = None
    sheet: str = ""
    command: str = ""
    notes: tuple[str, ...] = ()

    @property
    def seen(self) -> tuple[str, ...]:
        """Keys of the tables that people are shown outside of a workbook."""
        return self.tables[:1] if self.command else self.tables


@dataclass(frozen=True)
class Snippet:
    """A text to be copied as it stands, such as lines of configuration."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Source:
    """What was read: `lines = valid + cancelled + rejected`, besides what another file `repeated`; perhaps judged."""

    table: str
    file: str
    lines: int
    valid: int
    cancelled: int
    rejected: int
    verdict: Verdict | None = None
    repeated: int = 0

    @property
    def void_words(self) -> tuple[str, str]:
        """What one line that does not count is called after its number, and what several are."""
        if self.table == "titulos":  # payables and renegotiated ones among them
            return "que não é título a receber", "que não são títulos a receber"
        return "cancelada", "canceladas"


@dataclass(frozen=True)
class PeriodLine:
    """A period in dates, both ends included.

    Attributes:
        label: as it is asked for.
        first: first day; `last` the last.
        complete: whether the data cover it.
        until: the last day that has data.
        since: the first day that has data, where the period begins before them; else None.
    """

    label: str
    first: str
    last: str
    complete: bool
    until: str
    since: str | None = None

    @property
    def state(self) -> str:
        """What it lacks, in a word: nothing, some of its days, or all of them."""
        if self.complete:
            return ""
        return "por vir" if self.until < self.first else "incompleto"


@dataclass(frozen=True)
class Report:
    """The result of a command, before any format.

    One that measures no period has none; one that looks at the data has findings, one that holds limits has checks.
        `main` is the table that formats of a single one carry; `answer` are sentences on top, in a table for machines.
        It is `understated` where less than a window of sales comes before the end of its period.
        One to be handed over is in `sections`, about a `subject`: each names what it shows of readings, tables, charts.
    """

    command: str
    title: str
    period: PeriodLine | None = None
    rules: tuple[tuple[str, Cell], ...] = ()
    rule_words: str | None = None
    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    sources: tuple[Source, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    compared_with: PeriodLine | None = None
    snippets: tuple[Snippet, ...] = ()
    findings: tuple[Finding, ...] | None = None
    checks: tuple[Check, ...] | None = None
    charts: tuple[Chart, ...] = ()
    main: str | None = None
    answer: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    year_before: PeriodLine | None = None
    understated: bool = False
    subject: str = ""
    sections: tuple[ReportSection, ...] = ()


def plain(number: Number | None) -> Cell:
    """An exact value as the one float (or int) that stands for it."""
    return float(number) if isinstance(number, Fraction) else number
