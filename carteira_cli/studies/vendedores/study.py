"""`carteira vendedores`: each seller's portfolio in numbers, her goal, and how evenly portfolios are spread."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.attribute_notes import register_gaps
from carteira_cli.analysis.notes import who_counts
from carteira_cli.analysis.run import Run
from carteira_cli.customers.dimensions import resolve
from carteira_cli.customers.groups import Grouping
from carteira_cli.customers.people import attribute_frame
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError, nearest
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.names import fold
from carteira_cli.period import containing, parse_period
from carteira_cli.quoted import cell, cells
from carteira_cli.report import Column, Table, plain
from carteira_cli.studies.study import Study
from carteira_cli.studies.vendedores.formulas import Goal, Goals, evenness, goals_of, largest_to_mean
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.rows import Cell

KEYS = (
    "clientes_cadastrados",
    "percentual_ativos",
    "positivacao",
    "compradores",
    "receita",
    "ticket_cliente",
    "churn",
    "churn_receita",
    "novos",
    "reativados",
    "conversao",
    "receita_top20",
)
# What a default screen has of a seller, under the titles that it has room for.
_SHORT = {"percentual_ativos": "Ativos", "receita": "Receita", "churn": "Churn", "novos": "Novos"}
_FEW = 20  # sellers on a default screen
POTENTIAL_MONTHS = 12
_SHOWN = 3  # names in a warning


@dataclass(frozen=True)
class Sellers:
    """The sellers of a customer base."""

    base: CustomerBase

    @cached_property
    def dimension(self) -> Dimension:
        """Whose `vendedor` counts: as told, else the register's where it has one.

        Raises:
            UsageError: no file has it.
        """
        told = self.base.config.rules.vendedor_de
        by_table = {"cadastro": "clientes.vendedor", "venda": "vendas.vendedor"}
        of = resolve(by_table[told] if told else "vendedor", self.base.known)
        if of.of is None:
            raise UsageError(
                'não há a coluna "vendedor" em clientes nem em vendas',
                'exporte-a, ou diga o nome dela no arquivo em [colunas.clientes]: vendedor = "..."',
            )
        leads = frozenset({"leads"}) if "vendedor" in self.base.columns.get("leads", ()) else frozenset()
        return type(of)("vendedor", "vendedor", of.of, leads)

    @cached_property
    def run(self) -> Run:
        """The indicators of each seller: those of a portfolio of her own."""
        return Run("vendedores", self.base, KEYS, Grouping(self.base, (self.dimension,)))

    @cached_property
    def numbers(self) -> Mapping[str | None, Mapping[str, Value]]:
        """Seller → key → value, the largest revenue first, ties by name, customers without a seller last."""
        found = {group[0]: values for group, values in self.run.swept.groups[0].items()}

        def place(seller: str | None) -> tuple[bool, Fraction, str]:
            return seller is None, -Fraction(found[seller]["receita"].exact or 0), seller or ""

        return {seller: found[seller] for seller in sorted(found, key=place)}

    @cached_property
    def goals(self) -> Goals | None:
        """The goals of the period; None without any file of them."""
        ledger = self.base.ledgers.get("metas")
        if ledger is None:
            return None
        rows = ledger.collect(lambda lines: lines.select("vendedor", "periodo", "meta")).iter_rows()
        return goals_of(
            (Goal(seller, parse_period(label, self.base.as_of), cents) for seller, label, cents in rows),
            self.base.asked,
        )

    @property
    def comparable(self) -> bool:
        """Whether a seller's revenue here is all of it: a goal is not for a part of her customers or sales."""
        return all(dimension.column == "vendedor" for dimension in self.base.where.dimensions.values())

    @cached_property
    def used(self) -> Mapping[str, int]:
        """Seller → goal in cents, of the sellers that there are."""
        if self.goals is None or not self.comparable:
            return {}
        return {seller: cents for seller, cents in self.goals.of.items() if seller in self.numbers}

    @cached_property
    def potential(self) -> Mapping[str | None, int]:
        """Seller → cents a year: of each customer the best month of the last twelve, times twelve."""
        last = containing("mes", self.base.period.last)
        months = [last]
        for _ in range(POTENTIAL_MONTHS - 1):
            months.append(months[-1].previous())
        measures = {month.label: self.base.span(month).net(month.start, month.end) for month in months}
        by = self.run.labels.on_sales()
        panel = of_customers(self.base.panel(measures, by).lazy(), self.base).collect()
        if not by:
            known = attribute_frame(self.base, [self.dimension])
            panel = panel.join(known, on=CUSTOMER, how="left")
        best = pl.max_horizontal(*measures).clip(lower_bound=0) * POTENTIAL_MONTHS
        rows = panel.group_by(pl.col(self.dimension.key).replace("\x00", None)).agg(best.sum())
        return dict(rows.iter_rows())


def study(base: CustomerBase) -> Study:
    """The sellers of a period.

    Raises:
        UsageError: no file says who sells.
    """
    sellers = Sellers(base)
    book = sellers.run.lead_book
    where = "do cadastro do cliente" if sellers.dimension.of == "cliente" else "da venda"
    return Study(
        tables=(_ranking(sellers), _balance(sellers)),
        notes=(f"o vendedor é o {where}; --vendedor-de cadastro ou venda muda", *_words(sellers)),
        warnings=(*(book.warnings(KEYS) if book else ()), *_warnings(sellers)),
        rules=(("vendedor_de", "cadastro" if sellers.dimension.of == "cliente" else "venda"),),
    )


def _ranking(sellers: Sellers) -> Table:
    total = sellers.run.swept.totals[0]
    keys = [key for key in KEYS if key in total and all(key in values for values in sellers.numbers.values())]
    revenue = Fraction(total["receita"].exact or 0)
    goals = sellers.used
    rows: list[tuple[Cell, ...]] = [
        (seller, *_shares(values, revenue, goals.get(seller or "")), *(plain(values[key].exact) for key in keys))
        for seller, values in sellers.numbers.items()
    ]
    whole = (plain(Fraction(1)) if revenue else None, *_attained(sellers))
    rows.append((TOTAL, *whole, *(plain(total[key].exact) for key in keys)))
    columns = (
        Column("vendedor", "Vendedor", blank="(sem vendedor)"),
        Column("fracao_receita", "% da receita", Unit.FRACTION),
        Column("meta", "Meta", Unit.REAIS, depth=Depth.FULL),
        Column("atingimento", "Atingimento", Unit.FRACTION, depth=Depth.SCREEN if goals else Depth.FULL),
        *(
            Column(key, catalogue()[key].title, catalogue()[key].unit, depth=at, short=_SHORT.get(key, ""))
            for key in keys
            for at in (Depth.SCREEN if key in _SHORT else Depth.FULL,)
        ),
    )
    title = "Vendedores, da maior receita à menor"
    return Table("vendedores", title, columns, tuple(rows), few=_FEW, largest="receita")


def _shares(values: Mapping[str, Value], total: Fraction, goal: int | None) -> Iterator[Cell]:
    revenue = Fraction(values["receita"].exact or 0)
    yield plain(revenue / total) if total else None
    yield None if goal is None else plain(Fraction(goal, CENTS))
    yield plain(revenue / Fraction(goal, CENTS)) if goal else None


def _attained(sellers: Sellers) -> tuple[Cell, Cell]:
    """All goals that are used, and the revenue of those who have one over them."""
    whole = sum(sellers.used.values())
    if not whole:
        return None, None
    revenue = sum((Fraction(sellers.numbers[seller]["receita"].exact or 0) for seller in sellers.used), Fraction(0))
    return plain(Fraction(whole, CENTS)), plain(revenue / Fraction(whole, CENTS))


def _amounts(sellers: Sellers) -> Iterator[tuple[str, str, list[int]]]:
    """What is balanced over the sellers with a name: key, title, an amount a seller (cents for money)."""
    named = {seller: values for seller, values in sellers.numbers.items() if seller is not None}
    size = "clientes_cadastrados" if sellers.dimension.of == "cliente" else "compradores"
    customers = [int(values[size].exact or 0) for values in named.values()]
    revenue = [int((values["receita"].exact or 0) * CENTS) for values in named.values()]
    yield "clientes", "Clientes", customers
    yield "receita", "Receita do período", revenue
    yield "potencial", "Potencial de 12 meses", [sellers.potential.get(seller, 0) for seller in named]


def _balance(sellers: Sellers) -> Table:
    rows = []
    for key, title, amounts in _amounts(sellers):
        rows.append((key, title, plain(evenness(amounts)), plain(largest_to_mean(amounts))))
    columns = (
        Column("medida", "Medida"),
        Column("titulo", "O que é"),
        Column("indice", "Índice de equilíbrio", Unit.FRACTION),
        Column("maior_sobre_media", "Maior ÷ média", Unit.TIMES),
    )
    return Table("equilibrio", "Equilíbrio das carteiras", columns, tuple(rows), depth=Depth.FULL)


def _words(sellers: Sellers) -> Iterator[str]:
    yield from who_counts(sellers.run)
    if sellers.used and len(sellers.used) < len(sellers.numbers):
        yield (
            f"o atingimento do total é o dos vendedores com meta ({len(sellers.used)} de {len(sellers.numbers)}): "
            "a receita dos outros não entra"
        )
    yield (
        "índice de equilíbrio: 1 − Gini entre os vendedores (100 % quando todos têm o mesmo); potencial: o melhor mês "
        "de cada cliente nos últimos 12, vezes 12"
    )
    for key, title, amounts in _amounts(sellers):
        ratio = largest_to_mean(amounts)
        if ratio is not None and key != "potencial":
            yield f"{title.lower()}: a maior carteira tem {show(float(ratio), Unit.TIMES)} a média"


def _warnings(sellers: Sellers) -> Iterator[str]:
    yield from register_gaps(sellers.run)
    names = [seller for seller in sellers.numbers if seller is not None]
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(fold(name), []).append(name)
    for group in alike.values():
        if len(group) > 1:
            yield f"vendedores de nomes quase iguais contam à parte: {', '.join(cells(sorted(group)))}"
    goals = sellers.goals
    if goals is None:
        return
    if not (goals.of or goals.repeated or goals.partial or goals.negative):
        yield f"metas: não há nenhuma de {sellers.base.asked.label}"
    if not sellers.comparable:
        yield "metas: não são comparadas com uma parte da receita (--onde)"
    for seller in sorted(set(goals.of) - set(names)):
        guess = nearest(seller, names)
        hint = f'; talvez "{cell(guess)}"' if guess else ""
        yield f'metas: a meta de "{cell(seller)}", que não vende nem tem clientes, não foi usada{hint}'
    for told, who in (
        ("mais de uma meta para o mesmo período; nenhuma foi usada", goals.repeated),
        ("meta de zero ou menos; não foi usada", goals.negative),
        (f"nenhum conjunto de metas que some exatamente {sellers.base.asked.label}; nada foi rateado", goals.partial),
    ):
        if who:
            more = f" e mais {len(who) - _SHOWN}" if len(who) > _SHOWN else ""
            yield f"metas: {told}: {', '.join(cells(who[:_SHOWN]))}{more}"
