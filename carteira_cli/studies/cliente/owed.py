"""What one customer owes, and what one would offer her: as `credito` and `cesta` have it of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.titles import READ, SOURCE, title_lines
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import CarteiraError
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.kpis.titulos import held_on, titles_of
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.cliente.tables import FEW
from carteira_cli.units import Depth, Unit, money_of_cents, number
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.studies.cliente.known import CustomerFacts

COLUMNS = READ
_OFFERED = (
    Column("item", "O que oferecer"),
    Column("chance", "Chance", Unit.FRACTION),
    Column("valor_esperado", "Valor esperado", Unit.REAIS, short="Esperado"),
    Column("motivo", "Motivo", depth=Depth.FULL),
)


def owed(known: CustomerFacts) -> pl.DataFrame:
    """Her titles that are open at the end: `titulo`, `vencimento`, `valor`, `saldo` (cents), the oldest first."""
    day = known.end - 1
    hers = title_lines(known.whole).filter(pl.col(CUSTOMER) == known.code)
    open_then = [
        held_on(titles_of(lines, hers).balances, day).select(
            pl.lit(code).alias("titulo"), "vencimento", "valor", "saldo"
        )
        for (code,), lines in hers.sort("titulo", nulls_last=True).group_by("titulo", maintain_order=True)
    ]
    types = {"titulo": pl.String, "vencimento": pl.Int32, "valor": pl.Int64, "saldo": pl.Int64}
    return pl.concat([pl.DataFrame(schema=types), *open_then]).sort("vencimento", "titulo", "saldo")


def owed_words(found: pl.DataFrame, known: CustomerFacts) -> Iterator[str]:
    """What she owes, in a sentence, where it is anything."""
    day = known.end - 1
    late = found.filter(pl.col("vencimento") < day)
    if late.height:
        since = counted(day - int(late["vencimento"][0]), "dia")
        share = f", {money_of_cents(int(late['saldo'].sum()))} vencidos, há até {since}"
    else:
        share = ", nada vencido"
    if found.height:
        yield f"Deve {money_of_cents(int(found['saldo'].sum()))} em {date_of(day)}{share}."


def titles(found: pl.DataFrame, known: CustomerFacts) -> Table:
    """Her open titles."""
    day = known.end - 1
    columns = (
        Column("titulo", "Título"),
        Column("vencimento", "Vencimento", kind=Kind.DATE),
        Column("valor", "Valor", Unit.REAIS),
        Column("aberto", "Em aberto", Unit.REAIS),
        Column("atraso", "Atraso", Unit.DAYS),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (code, iso(due), value / CENTS, left / CENTS, max(0, day - due)) for code, due, value, left in found.iter_rows()
    )
    title = f"Títulos em aberto em {date_of(day)}: {number(found.height, 0)}"
    return Table(SOURCE, title, columns, cells, shown=FEW, depth=Depth.FULL)


def offers(known: CustomerFacts) -> Iterator[Table]:
    """What one would offer her; nothing where the sales do not say what is bought."""
    if not {"produto", "categoria"} & {*known.whole.columns.get("vendas", ())}:
        return
    from carteira_cli.studies.cesta.study import offers_for  # weight: for a portfolio that names its products

    try:
        rows = offers_for(known.whole, known.code)
    except CarteiraError:  # too little to offer anything from: `cesta` says why
        return
    cells = tuple(tuple(row[column.key] for column in _OFFERED) for row in rows)
    yield Table("ofertas", f"O que oferecer: {number(len(cells), 0)}", _OFFERED, cells, depth=Depth.FULL)
