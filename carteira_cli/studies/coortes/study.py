"""`coortes`: who keeps buying, by the month or quarter of the first purchase."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from carteira_cli.chart import Chart, Curve, HeatMap, Line
from carteira_cli.customers import selection
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.period import GRAIN_MONTHS, containing
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.coortes.formulas import (
    LATER,
    PERIOD,
    Cohorts,
    cohorts,
    counts,
    monthly,
    months_of_days,
    period_start,
    placed,
    quarterly_counts,
    weighted,
)
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit, money_of_cents
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.customers.customers import CustomerBase

SCREEN_AGES = 12  # rows and columns of the map of a default screen
MAP_COHORTS = 24  # rows of a heat map that a screen can hold: the newest ones
_NAMES = {"mes": ("mês", "meses"), "trimestre": ("trimestre", "trimestres")}


class Cell(NamedTuple):
    """A cohort at an age, as of `Cohorts.cells`."""

    cohort: int
    age: int
    period: int
    customers: int
    cents: int
    size: int
    first_cents: int
    partial: bool

    @property
    def kept(self) -> float | None:
        """The share of the cohort's customers who bought."""
        return _share(self.customers, self.size)

    @property
    def kept_money(self) -> float | None:
        """Their revenue against that of the first month; None where there was none, or less."""
        return _share(self.cents, self.first_cents)


def study(base: CustomerBase) -> Study:
    """The cohorts as they stand at the end of the period.

    Raises:
        CarteiraError: the sales can't be read.
    """
    grain, last = base.config.rules.coorte, base.period.last
    months = GRAIN_MONTHS[grain]
    sales = base.ledgers["vendas"]
    end = last if sales.last_day is None else max(last, sales.last_day)
    calendar = months_of_days(last if sales.first_day is None else sales.first_day, last, months=months, end=end)
    bought = selection.ask(
        base,
        lambda lines: monthly(lines, base.engine.table(calendar), end, returns=base.returns),
        end=end + 1,
    )
    base.seen.meet(bought[CUSTOMER].unique())  # of whom later buyers are some: ids are alike whenever they bought
    rows = placed(bought.filter(pl.col(PERIOD) != LATER))
    found = cohorts(counts(rows), last, months=months)
    cells = [Cell(*row) for row in found.cells.iter_rows()]
    average = weighted(found.cells)
    return Study(
        tables=(_average_table(average, grain), _cells_table(cells, grain)),
        charts=(*_charts(cells, average, grain), *_first_map(rows, found, last, grain)),
        notes=tuple(_notes(base, grain, len({cell.cohort for cell in cells}))),
        warnings=tuple(_warnings(base, found, grain)),
        rules=(("coorte", base.config.rules.coorte),),
        main="coortes",
    )


def _average_table(average: pl.DataFrame, grain: str) -> Table:
    columns = (
        Column("idade", f"{_NAMES[grain][1].capitalize()} depois", kind=Kind.NUMBER),
        Column("coortes", "Coortes", kind=Kind.NUMBER),
        Column("tamanho", "Clientes das coortes", Unit.CUSTOMERS),
        Column("clientes", "Compraram", Unit.CUSTOMERS),
        Column("fracao", "% dos clientes", Unit.FRACTION),
        Column("receita", "Receita", Unit.REAIS),
        Column("fracao_receita", f"% da receita do 1º {_NAMES[grain][0]}", Unit.FRACTION),
    )
    rows = tuple(
        (age, count, size, customers, _share(customers, size), cents / CENTS, _share(cents, first))
        for age, count, customers, size, cents, first in average.iter_rows()
    )
    return Table(
        "curva", "Retenção média, ponderada pelo tamanho das coortes", columns, rows, bar="fracao", depth=Depth.FULL
    )


def _cells_table(cells: Sequence[Cell], grain: str) -> Table:
    columns = (
        Column("coorte", "Coorte"),
        Column("idade", f"{_NAMES[grain][1].capitalize()} depois", kind=Kind.NUMBER),
        Column("periodo", "Período"),
        Column("completo", "Completo", kind=Kind.FLAG),
        Column("tamanho", "Clientes da coorte", Unit.CUSTOMERS),
        Column("clientes", "Compraram", Unit.CUSTOMERS),
        Column("fracao", "% dos clientes", Unit.FRACTION),
        Column("receita", "Receita", Unit.REAIS),
        Column("fracao_receita", f"% da receita do 1º {_NAMES[grain][0]}", Unit.FRACTION),
    )
    rows = tuple(
        (
            _label(cell.cohort, grain),
            cell.age,
            _label(cell.period, grain),
            not cell.partial,
            cell.size,
            cell.customers,
            cell.kept,
            cell.cents / CENTS,
            cell.kept_money,
        )
        for cell in cells
    )
    return Table("coortes", "Cada coorte", columns, rows, depth=Depth.DATA)


def _first_map(rows: pl.DataFrame, found: Cohorts, last: int, grain: str) -> Iterator[HeatMap]:
    """The newest cohorts under their average, as far as a screen is wide: by quarter where months are too many."""
    if grain == "mes" and found.cells["idade"].n_unique() > SCREEN_AGES:
        grain = "trimestre"
        found = cohorts(quarterly_counts(rows), last, months=GRAIN_MONTHS[grain])
    whole = [cell for cell in map(Cell._make, found.cells.iter_rows()) if not cell.partial]
    shown = sorted({cell.cohort for cell in whole})[-SCREEN_AGES:]
    if not shown:
        return
    values = {cell[:2]: cell.kept for cell in whole}
    sizes = {cell.cohort: cell.size for cell in whole}
    ages = range(min(max(cell.age for cell in whole if cell.cohort in shown) + 1, SCREEN_AGES))
    mean = {age: _share(customers, size) for age, _, customers, size, *_ in weighted(found.cells).iter_rows()}
    yield HeatMap(
        "mapa",
        f"Clientes que compraram, por {_NAMES[grain][1]} depois da primeira compra",
        Unit.FRACTION,
        "Coorte (clientes)",
        ("média", *(f"{_label(cohort, grain)} ({sizes[cohort]})" for cohort in shown)),
        tuple(map(str, ages)),
        (tuple(map(mean.get, ages)), *(tuple(values.get((cohort, age)) for age in ages) for cohort in shown)),
    )


def _charts(cells: Sequence[Cell], average: pl.DataFrame, grain: str) -> Iterator[Chart]:
    """Maps and curve, of whole months only: a picture can't say that a fall is but an unfinished month."""
    whole = [cell for cell in cells if not cell.partial]
    shown = sorted({cell.cohort for cell in whole})[-MAP_COHORTS:]
    if not shown:
        return
    ages = range(max(cell.age for cell in whole if cell.cohort in shown) + 1)
    sizes = {cell.cohort: cell.size for cell in whole}
    rows = tuple(f"{_label(cohort, grain)} ({sizes[cohort]})" for cohort in shown)
    for key, title, values in (
        ("mapa_clientes", "Clientes que compraram", {cell[:2]: cell.kept for cell in whole}),
        ("mapa_receita", "Receita", {cell[:2]: cell.kept_money for cell in whole}),
    ):
        yield HeatMap(
            key,
            f"{title}, por {_NAMES[grain][1]} depois da primeira compra",
            Unit.FRACTION,
            "Coorte (clientes)",
            rows,
            tuple(str(age) for age in ages),
            tuple(tuple(values.get((cohort, age)) for age in ages) for cohort in shown),
            Depth.FULL,
        )
    yield _curve(average, grain)


def _curve(average: pl.DataFrame, grain: str) -> Curve:
    kept, money = [], []
    for age, _, customers, size, cents, first in average.iter_rows():
        kept.append((float(age * GRAIN_MONTHS[grain]), _share(customers, size)))
        money.append((float(age * GRAIN_MONTHS[grain]), _share(cents, first)))
    lines = (("clientes", kept), ("receita", money))
    return Curve(
        "curva",
        "Retenção média",
        f"meses depois do {_NAMES[grain][0]} da primeira compra",
        f"% do primeiro {_NAMES[grain][0]}",
        Unit.MONTHS,
        Unit.FRACTION,
        tuple(Line(label, tuple((x, y) for x, y in points if y is not None)) for label, points in lines),
        depth=Depth.FULL,
    )


def _notes(base: CustomerBase, grain: str, count: int) -> Iterator[str]:
    name = _NAMES[grain][0]
    returns = "líquida de devoluções" if base.returns == "abater" else "sem abater devoluções"
    yield (
        f"coorte = {name} da primeira compra; um cliente conta em um {name} quando comprou nele, qualquer que seja a "
        f"inatividade; receita {returns}; observado até {date_of(base.period.last)}"
    )
    yield f"a média só usa, em cada idade, as coortes que já a completaram; {name} que não começou fica vazio"
    if count > MAP_COHORTS:
        advice = "; --coorte trimestre mostra mais tempo" if grain == "mes" else ""
        yield f"os mapas mostram as últimas {MAP_COHORTS} de {count} coortes; a tabela coortes tem todas{advice}"
    first = base.ledgers["vendas"].first_day
    if first is not None and count:
        yield (
            f"as vendas começam em {date_of(first)}: quem já era cliente antes aparece como novo nas primeiras coortes"
        )


def _warnings(base: CustomerBase, found: Cohorts, grain: str) -> Iterator[str]:
    last = base.period.last
    day, name = date_of(last), _NAMES[grain][0]
    if found.cells.is_empty():
        yield f"nenhuma compra até {day}: não há coortes"
    elif found.partial:
        yield (
            f"{containing(grain, last).label} só vai até {day}: esse {name} está na tabela coortes como incompleto, "
            "fora da média e dos mapas"
        )
    if found.outside:
        yield (
            f"{money_of_cents(found.outside)} não estão em coorte nenhuma: devoluções antes da primeira compra do "
            "cliente, ou de quem não tem compra"
        )


def _label(index: int, grain: str) -> str:
    """The month or quarter of a number, as it is typed: `2024-03`, `2024-Q1`."""
    return containing(grain, period_start(index, GRAIN_MONTHS[grain])).label


def _share(part: int, whole: int) -> float | None:
    return float(Fraction(part, whole)) if whole > 0 else None
