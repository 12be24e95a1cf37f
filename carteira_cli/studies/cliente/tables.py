"""The tables of one customer: who she is, month by month, what she buys, her orders and contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import iso
from carteira_cli.kpis.contratos import counts_at, is_paying
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.studies.cliente.known import HISTORY
from carteira_cli.units import Depth, Unit, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.studies.cliente.known import CustomerFacts

MONTHS, FEW = 12, 8  # rows that people see: of months, of anything else
FIRST = 2  # rows on a default screen
_TITLES = {
    "nome": "Nome",
    "documento": "Documento",
    "tipo": "Tipo",
    "segmento": "Segmento",
    "cidade": "Cidade",
    "uf": "UF",
    "pais": "País",
    "vendedor": "Vendedor",
    "canal": "Canal",
    "data_cadastro": "Cadastro",
}
_AT_A_GLANCE = ("segmento", "cidade", "uf", "vendedor")  # the title has code and name


def tables(known: CustomerFacts) -> Iterator[Table]:
    """All of them, those of which the portfolio has a source."""
    yield register(known)
    yield history(known)
    if known.has_sales:
        kind = next((name for name in ("produto", "categoria") if name in known.whole.columns["vendas"]), None)
        if kind is not None:
            yield products(known, kind)
        yield orders(known)
    if known.run.by_contracts:
        yield contracts(known)


def register(known: CustomerFacts) -> Table:
    """What the register says of her, a row a column that it has; of the seller, where it does not, the sales."""
    columns = (
        Column("campo", "Campo", depth=Depth.DATA),
        Column("titulo", "Cadastro"),
        Column("valor", "Valor", depth=Depth.DATA),
        Column("texto", ""),
    )
    rows = [("cliente", "Cliente", known.code, known.code)]
    for name, value in known.attributes.items():
        if isinstance(value, int):
            rows.append((name, _TITLES[name], iso(value), date_of(value)))
        elif value is not None:
            rows.append((name, _TITLES[name], value, value))
    few = tuple(place for place, (name, *_) in enumerate(rows) if name in _AT_A_GLANCE)
    return Table("cadastro", "Quem é", columns, tuple(rows), few=few or len(rows))


def history(known: CustomerFacts) -> Table:
    """Month by month, the last one first."""
    of_sales = (
        Column("receita", "Receita", Unit.REAIS),
        Column("pedidos", "Pedidos", Unit.ORDERS),
        Column("ticket_pedido", "Por pedido", Unit.REAIS),
    )
    monthly = Column("receita_mensal", "Por mês, no fim", Unit.REAIS_PER_MONTH)
    columns = (Column("mes", "Mês"), *(of_sales if known.has_sales else ()), monthly)
    rows: list[tuple[Cell, ...]] = []
    for period, values in reversed(known.months):
        numbers = (plain(values[key].exact) for key in HISTORY if key in values)
        rows.append((period.label, *numbers))
    return Table("historico", "Mês a mês", columns, tuple(rows), shown=MONTHS, few=FIRST)


def products(known: CustomerFacts, kind: str) -> Table:
    """What she bought: revenue of the period and of all time, by product or else by category."""
    period = known.whole.period
    inside = pl.col("data").is_between(period.start, period.end, closed="left")
    bought = pl.col("compra")
    rows = (
        known.counted.group_by(kind)
        .agg(
            periodo=pl.col("valor").filter(inside).sum(),
            total=pl.col("valor").sum(),
            linhas=bought.sum().cast(pl.Int64),
            ultima=pl.col("data").filter(bought).max(),
        )
        .sort("periodo", "total", kind, descending=[True, True, False], nulls_last=True)
    )
    columns = (
        Column(kind, "Produto" if kind == "produto" else "Categoria", blank="(vazio)"),
        Column("receita", "Receita no período", Unit.REAIS),
        Column("receita_total", "Receita total", Unit.REAIS),
        Column("linhas", "Linhas", Unit.LINES),
        Column("ultima_compra", "Última compra", kind=Kind.DATE),
    )
    cells = tuple(
        (name, of_period / CENTS, total / CENTS, lines, None if last is None else iso(last))
        for name, of_period, total, lines, last in rows.iter_rows()
    )
    return Table("produtos", f"O que compra: {number(rows.height, 0)}", columns, cells, shown=FEW, few=FIRST)


def ordered(known: CustomerFacts) -> pl.DataFrame:
    """Her orders, latest first: `data`, `venda`, `vendedor`, `linhas`, `centavos` (less what came back of it).

    Without an id each purchase line is an order.
    """
    lines = known.counted.with_row_index("linha")
    key = pl.coalesce(pl.concat_str(pl.lit("v"), "venda"), pl.concat_str(pl.lit("l"), "linha"))
    bought = pl.col("compra")

    def first(name: str) -> pl.Expr:
        return pl.col(name).filter(bought).min().alias(name)

    return (
        lines.group_by(pedido=key)
        .agg(
            first("data"),
            first("venda"),
            first("vendedor"),
            linhas=bought.sum().cast(pl.Int64),
            centavos=pl.col("valor").sum(),
        )
        .filter(pl.col("linhas") > 0)
        .sort("data", "venda", "centavos", "vendedor", descending=[True, False, True, False])
        .drop("pedido")
    )


def orders(known: CustomerFacts) -> Table:
    """Her orders, latest first."""
    rows = ordered(known)
    columns = (
        Column("data", "Data", kind=Kind.DATE),
        Column("venda", "Venda"),
        Column("vendedor", "Vendedor"),
        Column("linhas", "Linhas", Unit.LINES),
        Column("valor", "Valor", Unit.REAIS),
    )
    cells = tuple((iso(day), *texts, cents / CENTS) for day, *texts, cents in rows.iter_rows())
    return Table("pedidos", f"Pedidos: {number(rows.height, 0)}", columns, cells, shown=FEW, depth=Depth.FULL)


def contracts(known: CustomerFacts) -> Table:
    """Her contracts, the latest first, and whether each counts at the end."""
    state = pl.when(counts_at(known.end)).then(pl.lit("em vigor"))
    found = known.contracts.with_columns(
        situacao=state.when(is_paying()).then(pl.lit("encerrado")).otherwise(pl.lit("não conta"))
    )
    columns = (
        Column("plano", "Plano"),
        Column("inicio", "Início", kind=Kind.DATE),
        Column("fim", "Fim", kind=Kind.DATE),
        Column("valor_mensal", "Por mês", Unit.REAIS_PER_MONTH),
        Column("situacao", "Situação"),
    )
    cells = tuple(
        (plan, iso(start), None if end is None else iso(end), cents / CENTS, word)
        for plan, start, end, cents, word in found.select(column.key for column in columns).iter_rows()
    )
    return Table("contratos", f"Contratos: {number(found.height, 0)}", columns, cells, shown=FEW, few=FIRST)
