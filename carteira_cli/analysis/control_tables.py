"""`--controle`: between which limits each number of a series moves, and which periods are beyond them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis.family_tables import Beside
from carteira_cli.chart import Curve, Line
from carteira_cli.commands import commands
from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import ChanceKind, catalogue, frame_needs
from carteira_cli.kpis.conversao import CONVERSIONS
from carteira_cli.kpis.customer_measures import WINDOWED
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.signal import control
from carteira_cli.units import Depth, Unit
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.rows import Cell
    from carteira_cli.signal.control import ControlLimits

_YEAR, _ENOUGH_MONTHS = 12, 25  # months of a series from which on each is also held against that of the year before
_LANEY, _XMR = "p′ de Laney", "XmR"
_PICTURES = 2  # indicators of a command that are drawn
# What there is on a day is mostly what there was the day before: its steps say nothing of its limits.
_CHARTED = {ChanceKind.SHARE, ChanceKind.EVENTS, ChanceKind.SUMS}
_SHOWN = 24  # rows that people are shown
_COLUMNS = (
    Column("indicador", "Indicador"),
    Column("periodo", "Período"),
    Column("valor", "Valor", kind=Kind.VALUE),
    Column("unidade", "Unidade"),
    Column("n", "n", kind=Kind.NUMBER),
    Column("centro", "Centro", kind=Kind.VALUE),
    Column("inferior", "Inferior", kind=Kind.VALUE),
    Column("superior", "Superior", kind=Kind.VALUE),
    Column("sinal", "Sinal", kind=Kind.FLAG),
    Column("regra", "Regra"),
)


@dataclass(frozen=True)
class _Point:
    """A period of a chart, with its limits."""

    label: str
    value: float
    size: int | None
    limits: ControlLimits

    @property
    def beyond(self) -> bool:
        return self.limits.beyond(self.value)


@dataclass(frozen=True)
class ControlChart:
    """The complete periods of one indicator.

    Attributes:
        key: the indicator.
        values: (period, value) in order; of those that have one.
    """

    key: str
    values: tuple[tuple[str, Value], ...]

    @property
    def enough(self) -> bool:
        """Whether there are periods enough for limits."""
        return len(self.values) >= control.LEAST

    @property
    def rule(self) -> str:
        """Which chart it is."""
        return _LANEY if catalogue()[self.key].chance is ChanceKind.SHARE else _XMR

    @cached_property
    def points(self) -> tuple[_Point, ...]:
        """The periods against limits of their own size, for shares, or of all."""
        numbers = [_float(value.exact) for _, value in self.values]
        if self.rule == _LANEY:
            parts = [(int(value.numerator or 0), int(value.denominator or 0)) for _, value in self.values]
            limits, sizes = control.shares(parts), [whole for _, whole in parts]
            named = zip(self.values, numbers, sizes, limits, strict=True)
            return tuple(_Point(label, number, size, limit) for (label, _), number, size, limit in named)
        limit = control.individuals(numbers)
        if catalogue()[self.key].unit.is_count:
            limit = replace(limit, low=max(limit.low, 0.0))
        return tuple(
            _Point(label, number, None, limit) for (label, _), number in zip(self.values, numbers, strict=True)
        )

    @cached_property
    def yearly(self) -> tuple[_Point, ...]:
        """The differences from the same month of the year before; none with too few months."""
        if len(self.values) < _ENOUGH_MONTHS:
            return ()
        numbers = [value.exact for _, value in self.values]
        steps = [_float(late) - _float(early) for early, late in zip(numbers, numbers[_YEAR:], strict=False)]
        limit = control.individuals(steps)
        labels = [label for label, _ in self.values[_YEAR:]]
        return tuple(_Point(label, step, None, limit) for label, step in zip(labels, steps, strict=True))


def control_of(run: Run) -> Beside:
    """The control charts of a series, as tables and pictures, and what must be said of them."""
    found = list(_charts(run))
    charts = [one for one in found if one.enough]
    if not charts:
        most = max((len(one.values) for one in found), default=0)
        periods = counted(most, "período completo", "períodos completos")
        return Beside(notes=(f"sem carta de controle: precisa de {control.LEAST} períodos completos, e há {periods}",))
    months = run.config.question.serie == "mes"
    tables = [_table("controle", "Carta de controle", [row for one in charts for row in _rows(one, one.points)])]
    yearly = [row for one in charts for row in _rows(one, one.yearly, yearly=True)] if months else []
    if yearly:
        title = "Carta de controle da diferença para o mesmo mês do ano anterior"
        tables.append(_table("controle_ano", title, yearly))
    by_key = {one.key: one for one in charts}
    drawn = [by_key[key] for key in commands()[run.command].first if key in by_key][:_PICTURES]
    return Beside(
        tuple(tables),
        tuple(_picture(one, Depth.FULL if place else Depth.SCREEN) for place, one in enumerate(drawn)),
        notes=tuple(_words(charts, yearly=bool(yearly))),
    )


def _charts(run: Run) -> Iterator[ControlChart]:
    shown = [(number, period) for number, period in run.shown if run.coverage.complete(period)]
    for key in run.keys:
        if catalogue()[key].chance not in _CHARTED or key not in run.swept.totals[0]:
            continue
        book = run.lead_book if key in CONVERSIONS else None
        windowed = bool(WINDOWED & {*frame_needs([key], "clientes")})
        ripe = [
            (number, period)
            for number, period in shown
            if (book is None or not book.ripening(period))
            and not (windowed and run.coverage.understated(run.spans[number]))
        ]
        values = [(period.label, run.swept.totals[number][key]) for number, period in ripe]
        yield ControlChart(key, tuple((label, value) for label, value in values if value.exact is not None))


def _float(number: Number | None) -> float:
    return float(number or 0)


def _rows(chart: ControlChart, points: tuple[_Point, ...], *, yearly: bool = False) -> Iterator[tuple[Cell, ...]]:
    unit = catalogue()[chart.key].unit
    unit = Unit.POINTS if yearly and unit is Unit.FRACTION else unit
    for one in points:
        limits = one.limits
        bounds = (plain(limits.centre), limits.low, limits.high)
        rule = _XMR if yearly else chart.rule
        yield (chart.key, one.label, one.value, unit.value, one.size, *bounds, one.beyond, rule)


def _table(key: str, title: str, rows: list[tuple[Cell, ...]]) -> Table:
    return Table(key, title, _COLUMNS, tuple(rows), shown=_SHOWN, depth=Depth.FULL)


def _picture(chart: ControlChart, depth: Depth) -> Curve:
    item, points = catalogue()[chart.key], chart.points

    def line(label: str, values: list[float]) -> Line:
        return Line(label, tuple((float(place), value) for place, value in enumerate(values, 1)))

    beyond = tuple((float(place), one.value) for place, one in enumerate(points, 1) if one.beyond)
    signals = (Line("sinal: fora dos limites", beyond, apart=True),) if beyond else ()
    return Curve(
        key=f"controle_{chart.key}",
        title=f"Carta de controle: {item.title}",
        x_title=f"períodos, de {points[0].label} a {points[-1].label}",
        y_title=item.title,
        x_unit=Unit.INTERVALS,
        y_unit=item.unit,
        lines=(
            line(item.title.lower(), [one.value for one in points]),
            line("centro", [one.limits.centre for one in points]),
            line("limite inferior", [one.limits.low for one in points]),
            line("limite superior", [one.limits.high for one in points]),
            *signals,
        ),
        depth=depth,
        places=tuple(one.label for one in points),
    )


def _words(charts: list[ControlChart], *, yearly: bool) -> Iterator[str]:
    """Which periods are signals, of which indicators, and what the limits are."""
    named = [
        f"{one.key} em {', '.join(point.label for point in one.points if point.beyond)}"
        for one in charts
        if any(point.beyond for point in one.points)
    ]
    yield (
        f"fora dos limites de controle: {'; '.join(named)}" if named else "nenhum período fora dos limites de controle"
    )
    rules = {one.rule for one in charts} | ({_XMR} if yearly else set())
    texts = {
        _LANEY: "taxas pela carta p′ de Laney (3 σ, corrigida pela variação entre períodos)",
        _XMR: "o resto pela XmR (média ± 2,66 × amplitude móvel média)",
    }
    yield f"limites de controle: {'; '.join(texts[rule] for rule in (_LANEY, _XMR) if rule in rules)}"
