"""The story of one customer: what happened on which day."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months, iso
from carteira_cli.kpis.contratos import NO_PLAN
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.cliente.tables import FEW, ordered
from carteira_cli.units import Depth, Unit
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.period import Window
    from carteira_cli.studies.cliente.known import CustomerFacts


@dataclass(frozen=True)
class Event:
    """Something that happened on a day; `cents` where it is worth money."""

    day: int
    what: str
    detail: str = ""
    cents: int | None = None


def timeline(known: CustomerFacts) -> Table:
    """What happened, latest first; of one day in the order in which it comes about."""
    found = [
        *_register(known),
        *_contracts(known),
        *_purchases(known),
        *_returns(known),
    ]
    columns = (
        Column("data", "Data", kind=Kind.DATE),
        Column("evento", "O que houve"),
        Column("detalhe", "Detalhe"),
        Column("valor", "Valor", Unit.REAIS),
    )
    rows = tuple(
        (iso(one.day), one.what, one.detail or None, None if one.cents is None else one.cents / CENTS)
        for one in sorted(found, key=lambda one: -one.day)
    )
    return Table("linha_do_tempo", "Linha do tempo", columns, rows, shown=FEW, depth=Depth.FULL)


def inactive_from(day: int, window: Window) -> int:
    """The day at whose end a customer whose last purchase was on `day` is active no more."""
    moment = day + 1 + (window.length if window.unit == "d" else 0)
    if window.unit == "m":
        moment = add_months(day, window.length)
        while window.start(moment) <= day:
            moment += 1
    return moment - 1


def _register(known: CustomerFacts) -> Iterator[Event]:
    since = known.attributes.get("data_cadastro")
    if isinstance(since, int) and since < known.end:
        yield Event(since, "cadastro")


def _contracts(known: CustomerFacts) -> Iterator[Event]:
    for plan, start, end, cents in known.contracts.select("plano", "inicio", "fim", "valor_mensal").iter_rows():
        detail = f"{plan or NO_PLAN}, por mês"
        yield Event(start, "início de contrato", detail, cents)
        if end is not None and end < known.end:
            yield Event(end, "fim de contrato", detail, cents)


def _purchases(known: CustomerFacts) -> Iterator[Event]:
    """The first purchase, the last and the largest order; where purchases say who is active, silences as well."""
    if not known.days:
        return
    spent = dict(known.lines.filter("compra").group_by("data").agg(pl.col("valor").sum()).iter_rows())
    first, last = known.days[0], known.days[-1]
    yield Event(first, "primeira compra", cents=spent[first])
    largest = ordered(known).sort("centavos", "data", "venda", descending=[True, False, False])
    if largest.height > 1:
        row = largest.row(0, named=True)
        yield Event(row["data"], "maior pedido", row["venda"] or "", row["centavos"])
    window = known.window
    if window is not None:
        for before, after in itertools.pairwise((*known.days, known.end)):
            silent = inactive_from(before, window)
            if silent < after:
                yield Event(silent, "ficou inativo", f"{window.words} sem comprar")
            if silent < after < known.end:
                days = counted(after - before, "dia")
                yield Event(after, "voltou a comprar", f"depois de {days}", spent[after])
    if last != first:
        yield Event(last, "última compra", cents=spent[last])


def _returns(known: CustomerFacts) -> Iterator[Event]:
    back = known.lines.filter(pl.col("valor") < 0).group_by("data").agg(pl.col("valor").sum()).sort("data")
    for day, cents in back.iter_rows():
        yield Event(day, "devolução", cents=cents)
