"""The tables and the picture of `distribuir`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import ColumnChart, ColumnSeries
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Table, plain
from carteira_cli.units import Depth, Unit, number, show

if TYPE_CHECKING:
    from carteira_cli.rows import Cell
    from carteira_cli.studies.distribuir.formulas import BalanceTask, Moves
    from carteira_cli.studies.distribuir.portfolio import SharedPortfolio

UNITS = {"receita": Unit.REAIS, "clientes": Unit.CUSTOMERS, "potencial": Unit.REAIS, "visitas": Unit.NUMBER}
_FEW = 20  # sellers on a default screen


def in_unit(load: int | Fraction, measure: str) -> Cell:
    """A load in the unit of what is balanced: reais of cents, else as it is."""
    return plain(Fraction(load, CENTS) if UNITS[measure].is_money else Fraction(load))


def seller_table(portfolio: SharedPortfolio, moves: Moves) -> Table:
    """A row a seller: what she carries before and after, and what she is to carry."""
    task, measure = portfolio.task, portfolio.told.equilibrar
    unit, target = UNITS[measure], task.target
    before, after = task.carried({}), task.carried(moves)
    counts = [_customers(task, {}), _customers(task, moves)]
    columns = (
        Column("vendedor", "Vendedor"),
        Column("antes", "Antes", unit),
        Column("depois", "Depois", unit),
        Column("meta_carga", "Meta", unit, depth=Depth.FULL),
        Column("desvio", "Depois ÷ meta − 1", Unit.FRACTION, short="Desvio"),
        Column("clientes_antes", "Clientes antes", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("clientes_depois", "Clientes depois", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("cede", "Cede", Unit.CUSTOMERS),
        Column("recebe", "Recebe", Unit.CUSTOMERS),
    )
    rows: list[tuple[Cell, ...]] = []
    for place, name in enumerate(task.sellers):
        stays = place not in task.leaving
        rows.append(
            (
                name,
                in_unit(before[place], measure),
                in_unit(after[place], measure),
                in_unit(target, measure) if stays else None,
                plain(Fraction(after[place]) / target - 1) if stays and target else None,
                counts[0][place],
                counts[1][place],
                sum(task.homes[one] == place for one in moves),
                sum(seller == place for seller in moves.values()),
            )
        )
    rows.sort(key=lambda row: (-float(row[1] or 0), str(row[0])))
    title = f"Carga de cada vendedor ({_TITLES[measure]}), da maior de hoje à menor"
    return Table("vendedores", title, columns, tuple(rows), few=_FEW)


_TITLES = {
    "receita": "receita de 12 meses",
    "clientes": "clientes que compraram em 12 meses",
    "potencial": "potencial de 12 meses",
    "visitas": "visitas em 12 meses",
}


def measure_words(measure: str) -> str:
    """What is balanced, in words."""
    return _TITLES[measure]


def _customers(task: BalanceTask, moves: Moves) -> list[int]:
    found = [0] * len(task.sellers)
    for place, home in enumerate(task.homes):
        found[moves.get(place, home)] += 1
    return found


def change_table(portfolio: SharedPortfolio, moves: Moves) -> Table:
    """A row a customer who changes, the largest revenue first."""
    task, limit = portfolio.task, portfolio.base.config.question.limite
    before, target = task.carried({}), task.target
    names, states = portfolio.shared["nome"].to_list(), portfolio.shared["uf"].to_list()
    revenue = portfolio.shared["receita"].to_list()
    order = sorted(moves, key=lambda place: (-revenue[place], place))
    shown = order if limit is None else order[:limit]
    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("uf", "UF", depth=Depth.FULL),
        Column("de", "De"),
        Column("para", "Para"),
        Column("receita_12m", "Receita em 12 meses", Unit.REAIS, short="Receita"),
        Column("motivo", "Motivo", depth=Depth.FULL),
    )

    def share(seller: int) -> str:
        return show(float(before[seller] / target), Unit.FRACTION) if target else show(None, Unit.FRACTION)

    def reason(place: int) -> str:
        home, to = task.homes[place], moves[place]
        if home in task.leaving:
            return f"o vendedor sai; a carteira que a recebe tem {share(to)} da meta"
        return f"a carteira de origem tem {share(home)} da meta, e a de destino {share(to)}"

    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            task.customers[place],
            names[place],
            states[place],
            task.sellers[task.homes[place]],
            task.sellers[moves[place]],
            plain(Fraction(revenue[place], CENTS)),
            reason(place),
        )
        for place in shown
    )
    count = number(len(order), 0) if len(shown) == len(order) else f"{len(shown)} de {number(len(order), 0)}"
    return Table("mudancas", f"Clientes que mudam de vendedor: {count}", columns, rows)


def portfolio_chart(portfolio: SharedPortfolio, moves: Moves) -> ColumnChart:
    """A column a seller: what she keeps and gets, what she gives below the ground, and the target over all."""
    task, measure = portfolio.task, portfolio.told.equilibrar
    before = task.carried({})
    given, got = [0] * len(task.sellers), [0] * len(task.sellers)
    for place, seller in moves.items():
        given[task.homes[place]] += task.loads[place]
        got[seller] += task.loads[place]
    order = sorted(range(len(task.sellers)), key=lambda seller: (-before[seller], task.sellers[seller]))

    def series(label: str, amounts: list[int | Fraction]) -> ColumnSeries:
        return ColumnSeries(label, tuple(float(in_unit(amounts[seller], measure) or 0) for seller in order))

    parts = (
        series("fica", [total - away for total, away in zip(before, given, strict=True)]),
        series("recebe", list(got)),
        series("cede", [-away for away in given]),
    )
    line = series("meta", [Fraction(0) if one in task.leaving else task.target for one in range(len(before))])
    labels = tuple(task.sellers[seller] for seller in order)
    return ColumnChart(
        "carteiras",
        "O que cada vendedor mantém, recebe e cede",
        UNITS[measure],
        labels,
        parts,
        (line,),
        depth=Depth.FULL,
    )
