"""The tables of `credito`, and its pictures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import Chart, ColumnChart, ColumnSeries
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.rows import Rows
from carteira_cli.studies.credito import formulas
from carteira_cli.units import Depth, Unit, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.rows import Cell
    from carteira_cli.studies.credito.credit import Credit

CENTS = 100
_PICTURED = 2  # cuts of a picture at most
FEW = 5  # rows on a default screen of what comes after the customers
_OPEN, _LATE = Column("aberto", "Em aberto", Unit.REAIS), Column("vencido", "Vencido", Unit.REAIS)
SHOWN = 20  # rows of a long list in files for people
_REVENUE = Column("receita_12m", "Receita de 12 meses", Unit.REAIS, depth=Depth.FULL)
_TITLES = Column("titulos", "Títulos", kind=Kind.NUMBER)


def tables(credit: Credit) -> Iterator[Table]:
    """All of them, the bands first."""
    yield bands(credit)
    yield debtors(credit)
    if credit.sellers["vendedor"].drop_nulls().len():
        yield _sellers(credit)
    if len(credit.months) > 1:
        yield _rolling(credit)
        yield _aging(credit)


def bands(credit: Credit) -> Table:
    """What is owed, by how late it is."""
    columns = (
        Column("faixa", "Atraso"),
        Column("valor", "Valor", Unit.REAIS),
        _TITLES,
        Column("fracao", "Do que está em aberto", Unit.FRACTION, short="Do aberto"),
    )
    names, total = formulas.band_names(credit.cuts), credit.open
    rows = tuple(
        (name, one.cents / CENTS, one.titles, _share(one.cents, total))
        for name, one in zip(names, credit.bands, strict=True)
    )
    return Table("faixas", "Em aberto, por atraso", columns, rows, bar="fracao")


def debtors(credit: Credit) -> Table:
    """Who owes, the largest overdue amount first."""
    found, sales = credit.debtors, credit.has_sales
    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("vendedor", "Vendedor", depth=Depth.FULL),
        _OPEN,
        _LATE,
        Column("maior_atraso", "Maior atraso", Unit.DAYS),
        Column("faixa", "Faixa do maior atraso", depth=Depth.FULL),
        Column("titulos", "Títulos", kind=Kind.NUMBER, depth=Depth.FULL),
        *([Column("situacao", "Situação"), _REVENUE] if sales else []),
    )
    names = formulas.band_names(credit.cuts)

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        for row in found.head(count).iter_rows(named=True):
            late = row["maior_atraso"]
            yield (
                row[CUSTOMER],
                row["nome"],
                row["vendedor"],
                row["aberto"] / CENTS,
                row["vencido"] / CENTS,
                late,
                names[formulas.band_of(0, late, credit.cuts)],
                row["titulos"],
                *((row["situacao"], row["receita_12m"] / CENTS) if sales else ()),
            )

    limit = credit.base.config.question.limite
    every = Rows(found.height, rows)
    title = f"Quem deve: {number(found.height, 0)}"
    if limit is None or limit >= found.height:
        return Table("por_cliente", title, columns, every, shown=SHOWN if limit is None else None)
    return Table("por_cliente", f"{title}, os {number(limit, 0)} primeiros", columns, every[:limit])


def _sellers(credit: Credit) -> Table:
    columns = (
        Column("vendedor", "Vendedor"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        _OPEN,
        _LATE,
        Column("indice_vencidos", "Índice de vencidos", Unit.FRACTION),
    )
    rows = tuple(
        (seller or "sem vendedor", customers, owed / CENTS, late / CENTS, _share(late, owed))
        for seller, customers, owed, late in credit.sellers.iter_rows()
    )
    return Table("por_vendedor", "Em aberto, por vendedor", columns, rows, depth=Depth.FULL)


def _rolling(credit: Credit) -> Table:
    """What became of the money in each band within a month."""
    columns = (
        Column("faixa", "Atraso"),
        Column("saldo", "Estava", Unit.REAIS),
        Column("titulos", "Títulos", kind=Kind.NUMBER, depth=Depth.FULL),
        Column("recebido", "Foi pago", Unit.REAIS),
        Column("ficou", "Ficou na faixa", Unit.REAIS),
        Column("rolou", "Foi adiante", Unit.REAIS),
        Column("taxa_rolagem", "Taxa de rolagem", Unit.FRACTION),
        Column("chance_de_perda", "Chance de perda", Unit.FRACTION),
    )
    names = formulas.band_names(credit.cuts)
    rows = tuple(
        (
            names[at],
            one.held / CENTS,
            one.titles,
            one.paid / CENTS,
            one.kept[at] / CENTS,
            one.beyond(at) / CENTS,
            plain(one.rate(at)) if at < len(names) - 1 else None,
            plain(credit.chances[at]),
        )
        for at, one in enumerate(credit.rolled)
    )
    title = f"Rolagem: um mês depois, nos últimos {number(len(credit.months) - 1, 0)}"
    return Table("rolagem", title, columns, rows, depth=Depth.FULL)


def _monthly(credit: Credit, cuts: Sequence[int]) -> list[tuple[int, list[formulas.Due]]]:
    """What was owed on each of the months' days, by band."""
    return [(day, formulas.banded(owed, day, cuts)) for day, owed in credit.owed_by_month]


def _aging(credit: Credit) -> Table:
    """What was owed month by month, by band: the numbers of the picture."""
    names = formulas.band_names(credit.cuts)
    columns = (
        Column("data", "Em", kind=Kind.DATE),
        *(Column(f"faixa_{at}", name, Unit.REAIS) for at, name in enumerate(names)),
        Column("total", "Total", Unit.REAIS),
        Column("indice_vencidos", "Índice de vencidos", Unit.FRACTION),
    )
    rows = tuple(
        (iso(day), *(one.cents / CENTS for one in found), total / CENTS, _share(total - found[0].cents, total))
        for day, found in _monthly(credit, credit.cuts)
        for total in [sum(one.cents for one in found)]
    )
    return Table("envelhecimento", "Em aberto, mês a mês", columns, rows, depth=Depth.FULL)


def charts(credit: Credit) -> Iterator[Chart]:
    """The bands as columns; what was owed month by month, in its bands."""
    names = formulas.band_names(credit.cuts)
    if credit.open:
        money = ColumnSeries("em aberto", tuple(one.cents / CENTS for one in credit.bands))
        yield ColumnChart("faixas", "Em aberto, por atraso", Unit.REAIS, names, (money,), depth=Depth.FULL)
    if len(credit.months) > 1:
        # Four parts can be told from each other at a glance: the middle bands are one, as are the last two.
        cuts = credit.cuts if len(credit.cuts) <= _PICTURED else (credit.cuts[0], credit.cuts[-2])
        months = _monthly(credit, cuts)
        parts = tuple(
            ColumnSeries(name, tuple(found[at].cents / CENTS for _, found in months))
            for at, name in enumerate(formulas.band_names(cuts))
        )
        labels = tuple(iso(day)[:7] for day, _ in months)
        yield ColumnChart(
            "envelhecimento", "Em aberto, mês a mês, por atraso", Unit.REAIS, labels, parts, depth=Depth.FULL
        )


def _share(part: int, whole: int) -> Cell:
    return plain(Fraction(part, whole)) if whole else None
