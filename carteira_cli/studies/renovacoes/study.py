"""`renovacoes`: contracts that end soon with nothing after them, those that ended so, and how long customers stay."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.contract_customers import SOURCE, check_filter, contract_lines, warnings
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months, iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis import contratos
from carteira_cli.prediction.contracts import ContractOutlook
from carteira_cli.report import Column, Kind, PeriodLine, Reading, Table
from carteira_cli.studies.renovacoes.lasting import survival_curve, survival_notes, survival_table
from carteira_cli.studies.study import Study
from carteira_cli.units import MONTHLY, Better, Depth, Unit, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Window
    from carteira_cli.rows import Cell

FAMILY = "renovacoes"
WHO = ("nome", "vendedor")
CENTS = 100


@dataclass(frozen=True)
class Renewals:
    """The contracts of a base around its as-of day.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def horizon(self) -> Window:
        """How far to look."""
        return self.base.config.rules.dias

    @property
    def day(self) -> int:
        """The as-of day."""
        return self.base.as_of

    @property
    def ahead(self) -> int:
        """The horizon in days after the as-of day."""
        return self.horizon.length if self.horizon.unit == "d" else add_months(self.day, self.horizon.length) - self.day

    @property
    def back(self) -> int:
        """The horizon in days before it."""
        return self.day - self.horizon.start(self.day)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The contracts of the customers that count."""
        return of_customers(contract_lines(self.base).lazy(), self.base).collect()

    @cached_property
    def due(self) -> pl.DataFrame:
        """`contratos.renewals`, with who the customers are."""
        return self._named(contratos.renewals(self.lines.lazy(), self.day, self.ahead))

    @cached_property
    def lapsed(self) -> pl.DataFrame:
        """`contratos.lapsed`, likewise."""
        return self._named(contratos.lapsed(self.lines.lazy(), self.day, self.back))

    @cached_property
    def revenue(self) -> int:
        """Cents a month of all contracts in force."""
        return contratos.monthly_revenue(self.lines.lazy(), self.day)

    @property
    def at_stake(self) -> int:
        """Cents a month of the contracts to renew."""
        return int(self.due["valor_mensal"].sum())

    @cached_property
    def outlook(self) -> ContractOutlook:
        """How long customers stay, of those that count."""
        return ContractOutlook(self.lines, self.day + 1)

    def _named(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.join(self.base.attributes(WHO), on=CUSTOMER, how="left", maintain_order="left")


def study(base: CustomerBase) -> Study:
    """Contracts to renew within `--dias` of the as-of day, and those that ended unrenewed within it.

    Raises:
        UsageError: `--dias` can't be read, or the filter is one on sales.
    """
    check_filter(base)
    found = Renewals(base)
    return Study(
        readings=tuple(_readings(found)),
        tables=(*_tables(found), survival_table(found.outlook)),
        charts=tuple(survival_curve(found.outlook)),
        notes=(*_notes(found), *survival_notes(found.outlook)),
        warnings=tuple(warnings(base, found.lines, base.as_of)),
        rules=(("dias", found.horizon.label),),
        main="renovacoes",
        period=_ahead(found),
    )


def _ahead(found: Renewals) -> PeriodLine:
    """The days in which contracts to renew end, which is no period of the data."""
    first, last = (iso(day) for day in (found.day + 1, found.day + found.ahead))
    return PeriodLine(f"{first}..{last}", first, last, complete=True, until=last)


def _readings(found: Renewals) -> Iterator[Reading]:
    customers = found.due[CUSTOMER].n_unique()
    stake, revenue = found.at_stake / CENTS, found.revenue / CENTS
    yield Reading(
        "clientes_a_renovar", "Clientes com contrato a renovar", Unit.CUSTOMERS, Better.NEITHER, FAMILY, customers
    )
    yield Reading("receita_a_renovar", "Receita mensal em jogo", Unit.REAIS_PER_MONTH, Better.NEITHER, FAMILY, stake)
    yield Reading(
        "receita_a_renovar_percentual",
        "Parte da receita mensal",
        Unit.FRACTION,
        Better.LOWER,
        FAMILY,
        found.at_stake / found.revenue if found.revenue else None,
        stake,
        revenue,
        (Unit.REAIS_PER_MONTH, Unit.REAIS_PER_MONTH),
    )


def _tables(found: Renewals) -> Iterator[Table]:
    limit = found.base.config.question.limite
    words = found.horizon.words
    yield _contracts("renovacoes", f"A renovar em até {words}", found.due, limit)
    yield _by_month(found)
    yield _contracts("encerrados", f"Encerrados sem renovação há até {words}", found.lapsed, limit)


def _contracts(key: str, title: str, rows: pl.DataFrame, limit: int | None) -> Table:
    shown = rows if limit is None else rows.head(limit)
    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("vendedor", "Vendedor"),
        Column("plano", "Plano", depth=Depth.FULL),
        Column("inicio", "Início", kind=Kind.DATE, depth=Depth.FULL),
        Column("fim", "Fim", kind=Kind.DATE),
        Column("dias", "Dias", Unit.DAYS),
        Column("valor_mensal", "Por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (*texts, iso(start), iso(end), days, cents / CENTS)
        for *texts, start, end, days, cents in shown.select(column.key for column in columns).iter_rows()
    )
    count = number(rows.height, 0) if shown.height == rows.height else f"{shown.height} de {number(rows.height, 0)}"
    return Table(key, f"{title}: {count}", columns, cells, each="contrato")


def _by_month(found: Renewals) -> Table:
    """A row a month in which contracts to renew end."""
    month = pl.col("fim").cast(pl.Date).dt.strftime("%Y-%m")
    months = (
        found.due.group_by(mes=month)
        .agg(
            pl.len().cast(pl.Int64).alias("contratos"),
            pl.col(CUSTOMER).n_unique().cast(pl.Int64).alias("clientes"),
            pl.col("valor_mensal").sum(),
        )
        .sort("mes")
    )
    columns = (
        Column("mes", "Mês do fim"),
        Column("contratos", "Contratos", Unit.LINES),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("valor_mensal", "Por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
        Column("fracao", "Da receita mensal", Unit.FRACTION),
    )
    rows = tuple((*row[:-1], row[-1] / CENTS, row[-1] / found.revenue) for row in months.iter_rows())
    return Table("por_mes", "A renovar, por mês", columns, rows, bar="fracao")


def _notes(found: Renewals) -> Iterator[str]:
    yield f"em {date_of(found.day)}; vigente = começou até esse dia e termina depois dele, ou não tem fim"
    yield (
        "renovado: o mesmo cliente tem outro contrato que começa até o dia seguinte ao fim e vai além dele; de outro "
        f"plano, se começar no máximo {contratos.CHANGE_OVER} dias antes do fim (antes disso é um segundo produto)"
    )
    if "fim" not in found.base.ledgers[SOURCE].columns:
        yield 'sem a coluna "fim", nenhum contrato termina'
