"""Contracts of a customer base: its lines, the panel that they make, and what must be said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.people import with_register
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.kpis import contratos
from carteira_cli.kpis.contratos import BLANKS, COLUMNS, MEASURES
from carteira_cli.kpis.customer_measures import REGISTERED
from carteira_cli.report import Column, Table
from carteira_cli.units import Unit, money_of_cents, number
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.contratos import Problems
    from carteira_cli.kpis.customer_measures import Span

SOURCE = "assinaturas"
WANTED = frozenset({"fim", "plano"})  # optional columns, without which a contract is another one
_OTHER = "\x00contrato"
_TYPES = {"fim": pl.Int32, "plano": pl.String}


def contract_lines(base: CustomerBase) -> pl.DataFrame:
    """The accepted lines of contracts as `kpis.contratos` wants them: customers as they are analysed, not filtered."""
    ledger = base.ledgers[SOURCE]
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in _TYPES.items() if name not in ledger.columns]
    return ledger.collect(
        lambda lines: base.grouped(lines.with_columns(pl.col(CUSTOMER).cast(pl.String), *missing)).select(COLUMNS)
    )


def check_filter(base: CustomerBase) -> None:
    """Refuse a filter on sales: contracts have nothing that it could be asked of.

    Raises:
        UsageError: with the column.
    """
    for asked, dimension in base.where.dimensions.items():
        if dimension.of != "cliente":
            raise UsageError(
                f'--onde "{asked}" é um atributo da venda, e contratos não o têm',
                "filtre por um atributo do cliente, como uf ou segmento",
            )


def contract_people(
    base: CustomerBase, contracts: pl.DataFrame, span: Span, select: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """The panel of a span from contracts alone: with the registered customers, after the filter, with their labels.

    Args:
        base: whose customers.
        contracts: its `contract_lines`.
        span: the period.
        select: from all customers to those that count, as in `Sweep`.
    """
    found = contratos.contract_panel(contracts.lazy(), span).drop(REGISTERED)
    return select(with_register(found, base, BLANKS)).sort(CUSTOMER)


def with_contracts(sales: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """A panel of sales in which activity and monthly revenue are those of the contracts.

    Args:
        sales: a row a customer with her measures; `primeira_linha` and `cadastro` only where they were asked for.
        people: `contract_people` of the same span, with the same labels.

    Returns:
        A row a customer of either. A measure that only sales have is that of nobody's lines for who has none: 0, False
        or null by its type; `primeira_linha` is the first of both.
    """
    ours = sales.drop(name for name in MEASURES if name in sales.columns and name != "primeira_linha")
    shared = [name for name in ours.columns if name in people.columns and name != CUSTOMER]
    both = ours.join(people, on=CUSTOMER, how="full", coalesce=True, suffix=_OTHER)
    merged = both.with_columns(_merged(name, both.schema[name]) for name in shared)
    return merged.drop(f"{name}{_OTHER}" for name in shared).with_columns(
        pl.col(pl.Int64).fill_null(0), pl.col(pl.Boolean).fill_null(value=False)
    )


def _merged(name: str, dtype: pl.DataType) -> pl.Expr:
    """What both know of a customer: the first of two days; a label is the same in both."""
    theirs = pl.col(f"{name}{_OTHER}")
    return pl.min_horizontal(name, theirs) if dtype.is_integer() else pl.coalesce(name, theirs)


def warnings(base: CustomerBase, contracts: pl.DataFrame, day: int) -> Iterator[str]:
    """What a reader must know of the contract lines before trusting numbers made of them."""
    if base.config.question.hoje is None and "vendas" not in base.ledgers:
        yield (
            f"{SOURCE}: sem vendas nem --hoje, a data de referência é a última que há, o início de um contrato, "
            f"{date_of(base.as_of)}; informe --hoje AAAA-MM-DD com o dia da exportação"
        )
    yield from problem_words(contratos.problems(contracts.lazy(), day), day)
    gaps = contratos.day_gaps(contracts.lazy())
    if gaps:
        begin = counted(gaps, "contrato começa", "contratos começam")
        yield (
            f"{SOURCE}: {begin} um dia depois do fim de outro do mesmo cliente; fim é o primeiro dia sem contrato, e "
            "nesse dia o cliente não está ativo: se na exportação ele é o último dia em vigor, some um dia"
        )


def problem_words(found: Problems, day: int) -> Iterator[str]:
    """What is odd about contract lines, in sentences."""
    if found.backwards:
        ends = counted(
            found.backwards, "contrato termina no dia em que começa", "contratos terminam no dia em que começam"
        )
        yield f"{SOURCE}: {ends} ou antes; {_out(found.backwards)}"
    if found.unpaid:
        lines = counted(found.unpaid, "contrato")
        yield f"{SOURCE}: {lines} com valor mensal zero ou negativo; {_out(found.unpaid)}"
    if found.repeated:
        lines = counted(found.repeated, "linha igual", "linhas iguais")
        yield f"{SOURCE}: {lines} a outra em todas as colunas; todas contam"
    if found.overlapping:
        customers = counted(found.overlapping, "cliente", "clientes")
        sentence = f"{SOURCE}: {customers} com mais de um contrato vigente em {date_of(day)}, que se somam"
        if found.doubled:
            sentence += (
                f"; {number(found.doubled, 0)} com o mesmo plano mais de uma vez: se for repetição, "
                f"{money_of_cents(found.doubled_cents)} por mês contam a mais"
            )
        yield sentence


def plan_table(contracts: pl.DataFrame, span: Span) -> Table:
    """Who changed plan or price in a period, as a table."""
    columns = (
        Column("de", "De"),
        Column("para", "Para"),
        Column("tipo", "Tipo"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("antes", "Antes", Unit.REAIS_PER_MONTH),
        Column("depois", "Depois", Unit.REAIS_PER_MONTH),
        Column("mudanca", "Mudança", Unit.REAIS_PER_MONTH),
    )
    found = contratos.plan_changes(contracts.lazy(), span)
    rows = tuple((*row[:4], *(cents / 100 for cents in row[4:])) for row in found.iter_rows())
    return Table("mudancas_de_plano", "Mudanças de plano e de preço de quem ficou", columns, rows)


def _out(count: int) -> str:
    return agree(count, "fica de fora", "ficam de fora")
