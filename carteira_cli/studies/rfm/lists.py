"""`rfm --listar`: the customers of a segment, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.customer_list import LAST, WHO, chosen
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table
from carteira_cli.rows import Rows
from carteira_cli.studies.rfm.formulas import FREQUENCY, MONEY, RECENCY, SCORES, SEGMENT
from carteira_cli.studies.rfm.segments import segments_of
from carteira_cli.units import Depth, Unit, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.rows import Cell

_COLUMNS = (
    Column(CUSTOMER, "Cliente"),
    Column("nome", "Nome"),
    Column("vendedor", "Vendedor"),
    Column("uf", "UF", depth=Depth.FULL),
    Column("segmento_rfm", "Segmento", depth=Depth.FULL),
    Column(LAST, "Última compra", kind=Kind.DATE, depth=Depth.FULL),
    Column("recencia", "Recência", Unit.DAYS, short="Parado há"),
    Column("pedidos", "Pedidos", Unit.ORDERS),
    Column("receita", "Receita no horizonte", Unit.REAIS, short="Receita"),
    Column("r", "R", kind=Kind.NUMBER, depth=Depth.FULL),
    Column("f", "F", kind=Kind.NUMBER, depth=Depth.FULL),
    Column("m", "M", kind=Kind.NUMBER, depth=Depth.FULL),
)


def listed(base: CustomerBase, scored: pl.DataFrame, day: int, quantiles: int) -> Table | None:
    """The list that was asked for; None where none was.

    Args:
        base: whose customers.
        scored: `kpis.rfm.scored`.
        day: the day after the last that counts.
        quantiles: how many scores there are, which not every segment exists with.

    Raises:
        UsageError: there is no such list, with the nearest.
    """
    segments = {segment.key.replace("_", "-"): segment for segment in segments_of(quantiles)}
    name = chosen(base.config, segments)
    if name is None:
        return None
    segment = segments[name]
    known = scored.filter(pl.col(SEGMENT) == segment.name).join(base.attributes(WHO), on=CUSTOMER, how="left")
    rows = known.sort(MONEY, CUSTOMER, descending=[True, False]).select(
        CUSTOMER, *WHO, SEGMENT, RECENCY, FREQUENCY, MONEY, *SCORES
    )

    def made(count: int) -> Iterator[tuple[Cell, ...]]:
        for *texts, recency, orders, cents, r, f, m in rows.head(count).iter_rows():
            yield *texts, iso(day - recency), recency, orders, cents / CENTS, r, f, m

    return Table(segment.key, f"{segment.name}: {number(rows.height, 0)}", _COLUMNS, Rows(rows.height, made))
