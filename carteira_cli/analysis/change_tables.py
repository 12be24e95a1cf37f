"""Every change of groups and of a series, each with its interval and verdict: a row an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.signals import change_signal
from carteira_cli.change import change_of
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.signal.verdict import Telling, said
from carteira_cli.units import Better, Depth, Unit
from carteira_cli.words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.kpis.catalogue import Indicator, Number
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.rows import Cell
    from carteira_cli.signal.verdict import Signal

_FEW = 6  # rows of a default screen
_SHOWN = 20  # rows that people are shown: what is a signal comes first
_COLUMNS = (
    Column("indicador", "Chave", depth=Depth.DATA),
    Column("titulo", "Indicador"),
    Column("valor", "Valor", kind=Kind.VALUE),
    Column("unidade", "Unidade", depth=Depth.FULL),
    Column("anterior", "Anterior", kind=Kind.VALUE),
    Column("variacao", "Variação", kind=Kind.CHANGE),
    Column("unidade_variacao", "Unidade da variação", depth=Depth.FULL),
    Column("variacao_min", "Mínimo", kind=Kind.CHANGE, depth=Depth.FULL),
    Column("variacao_max", "Máximo", kind=Kind.CHANGE, depth=Depth.FULL),
    Column("veredito_variacao", "Veredito", depth=Depth.DATA),
    Column("metodo_variacao", "Método", depth=Depth.DATA),
    Column("leitura", "Leitura"),
)
_ORDER = (Telling.SIGNAL, Telling.NOISE, Telling.NO_BASIS, None)


def change_tables(run: Run) -> Iterator[Table]:
    """The changes of groups over the whole period, and of each period of a series since the one before.

    Signals come first, then what chance explains, what has no basis, what has no interval; within each of these in
    the order of periods, groups and indicators.
    """
    dimensions = tuple(Column(d.asked, d.words, blank=f"(sem {d.words})") for d in run.grouping.dimensions)
    if dimensions and (0, 1) in run.compares:
        rows = [((*_name(run, group), *row), told) for group, row, told in _rows(run, (0, 1))]
        yield _table("variacoes_por", "Variação de cada grupo", dimensions, rows)
    steps = [(number, period) for number, period in run.shown if (number, number - 1) in run.compares]
    if steps:
        rows = [
            ((period.label, *_name(run, group), *row), told)
            for number, period in steps
            for group, row, told in _rows(run, (number, number - 1))
        ]
        first = Column("periodo", "Período")
        yield _table("variacoes_serie", "Variação desde o período anterior", (first, *dimensions), rows)


def _table(
    key: str, title: str, first: tuple[Column, ...], rows: list[tuple[tuple[Cell, ...], Telling | None]]
) -> Table:
    ordered = sorted(rows, key=lambda one: _ORDER.index(one[1]))
    signals = sum(telling is Telling.SIGNAL for _, telling in ordered)
    depth = Depth.SCREEN if signals else Depth.FULL  # what chance explains is no news
    found = tuple(row for row, _ in ordered)
    return Table(key, title, (*first, *_COLUMNS), found, shown=_SHOWN, few=min(signals, _FEW), depth=depth)


def _name(run: Run, group: Group) -> Group:
    return group or (TOTAL,) * len(run.grouping.dimensions)


def _rows(run: Run, pair: tuple[int, int]) -> Iterator[tuple[Group, tuple[Cell, ...], Telling | None]]:
    """For each group, and all customers, and each indicator that it has: what its change comes to."""
    now, before = (run.swept.groups[number] for number in pair)
    totals = [run.swept.totals[number] for number in pair]
    for group in (*now, ()) if run.grouping.dimensions else ((),):
        late, early = (now[group], before.get(group, {})) if group else (totals[0], totals[1])
        for key in run.keys:
            if key in late:
                signal = change_signal(run, key, pair, group)
                exact = early[key].exact if key in early else None
                row = _row(catalogue()[key], late[key].exact, exact, signal)
                yield group, row, signal.telling if signal else None


def _row(item: Indicator, value: Number | None, before: Number | None, signal: Signal | None) -> tuple[Cell, ...]:
    low, high = signal.interval if signal and signal.interval else (None, None)
    change = change_of(item.unit, value, before)
    liked = None if item.better is Better.NEITHER or not change else (change > 0) == (item.better is Better.HIGHER)
    return (
        item.key,
        item.title,
        plain(value),
        item.unit.value,
        plain(before),
        change,
        (Unit.POINTS if item.unit is Unit.FRACTION else Unit.FRACTION).value,
        low,
        high,
        signal.telling.value if signal else None,
        signal.method.value if signal else None,
        said(signal, liked=liked) or None,
    )
