"""The tables of `--por` and `--serie`: a row a group, a row a period, a column an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.first_look import first_columns
from carteira_cli.commands import commands
from carteira_cli.customers.attribute_names import BANDED
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.units import Depth
from carteira_cli.words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.analysis.run import Run
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.rows import Cell

PERIODS = 12  # rows of a series that a screen has at first, the last ones


def split_tables(run: Run) -> Iterator[Table]:
    """The groups of the whole period, and the series: by period, or by period and group."""
    if run.grouping.dimensions:
        keys = _keys(run, 0)
        rows = [(*group, *_cells(values, keys)) for group, values in run.swept.groups[0].items()]
        total = (TOTAL,) * len(run.grouping.dimensions)
        rows.append((*total, *_cells(run.swept.totals[0], keys)))
        indicators = _indicators(run, keys)
        columns, banded = (*_dimensions(run), *indicators), run.grouping.dimensions[0].column in BANDED
        largest = None if banded else _largest(indicators)  # bands stand as they follow one another
        yield Table("por", f"Por {_words(run)}", columns, tuple(rows), largest=largest)
    if run.shown:
        yield _series(run)


def trend(run: Run, key: str) -> tuple[float | None, ...]:
    """The values of an indicator over the series."""
    found = [run.swept.totals[number].get(key) for number, _ in run.shown]
    return tuple(_float(value) for value in found)


def _float(value: Value | None) -> float | None:
    return None if value is None or value.exact is None else float(value.exact)


def _series(run: Run) -> Table:
    grouped = bool(run.grouping.dimensions)
    keys = _keys(run, 0)
    rows: list[tuple[Cell, ...]] = []
    book = run.lead_book if commands()[run.command].ripens else None
    for number, period in run.shown:
        head: tuple[Cell, ...] = (
            period.label,
            run.coverage.complete(period),
            *([book.ripening(period)] if book else []),
        )
        total = ((TOTAL,) * len(run.grouping.dimensions), run.swept.totals[number])
        groups = (*(run.swept.groups[number].items() if grouped else ()), total)
        rows += [(*head, *group, *_cells(values, keys)) for group, values in groups]
    columns = (
        Column("periodo", "Período"),
        Column("completo", "Completo", kind=Kind.FLAG, depth=Depth.FULL),
        *([Column("amadurecendo", "Ainda amadurecendo", kind=Kind.FLAG, short="Amadurece")] if book else []),
        *_dimensions(run),
        *_indicators(run, keys),
    )
    by = f" e {_words(run)}" if grouped else ""
    depth = Depth.FULL if _is_charted(run) else Depth.SCREEN
    return Table(
        "serie", f"Por {_GRAINS[run.config.question.serie or '']}{by}", columns, tuple(rows), depth=depth, few=-PERIODS
    )


def _is_charted(run: Run) -> bool:
    """Whether the series has a control chart, and so a picture."""
    if not run.config.question.controle:
        return False
    from carteira_cli.signal.control import LEAST  # weight: for control charts

    return len(run.shown) >= LEAST


_GRAINS = {"mes": "mês", "trimestre": "trimestre", "semestre": "semestre", "ano": "ano"}


def _words(run: Run) -> str:
    return " e ".join(dimension.words for dimension in run.grouping.dimensions)


def _dimensions(run: Run) -> Iterator[Column]:
    return (Column(d.asked, d.words, blank=f"(sem {d.words})") for d in run.grouping.dimensions)


def _keys(run: Run, number: int) -> tuple[str, ...]:
    """The indicators that the rows have: those of the command that are there, split where rows are groups."""
    groups = run.swept.groups[number]
    there = next(iter(groups.values()), {}) if run.grouping.dimensions else run.swept.totals[number]
    return tuple(key for key in run.keys if key in there)


def _indicators(run: Run, keys: tuple[str, ...]) -> tuple[Column, ...]:
    return first_columns(run, tuple(Column(key, catalogue()[key].title, catalogue()[key].unit) for key in keys))


def _largest(columns: tuple[Column, ...]) -> str | None:
    """What groups are ordered by for people: of what they are shown, money, else a count; None: neither is there."""
    shown = [column for column in columns if column.unit and column.depth is Depth.SCREEN]
    money = (column.key for column in shown if column.unit and column.unit.is_money)
    counts = (column.key for column in shown if column.unit and column.unit.is_count)
    return next(money, next(counts, None))


def _cells(values: Mapping[str, Value], keys: tuple[str, ...]) -> Iterator[Cell]:
    return (plain(values[key].exact) for key in keys)
