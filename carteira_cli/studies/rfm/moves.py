"""Who moved from one segment to another, as a table and a picture."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import HeatMap
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Table
from carteira_cli.studies.rfm.formulas import OUTSIDE, migration
from carteira_cli.studies.rfm.segments import segments_of
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl


def moved(before: pl.DataFrame, now: pl.DataFrame) -> dict[tuple[str, str], tuple[int, int]]:
    """(segment before, segment now) → customers, cents."""
    rows = migration(before, now).iter_rows()
    return {(source, target): (customers, cents) for source, target, customers, cents in rows}


def table(moved: Mapping[tuple[str, str], tuple[int, int]], quantiles: int, label: str) -> Table:
    """The moves that happened, in the order of the segments."""
    names = [segment.name for segment in segments_of(quantiles)]
    rows = []
    for source in (*names, OUTSIDE):
        leaving = sum(customers for (name, _), (customers, _) in moved.items() if name == source)
        for target in names:
            if (source, target) in moved:
                customers, cents = moved[source, target]
                rows.append(
                    (source, target, customers, float(Fraction(customers, leaving)) if leaving else None, cents / CENTS)
                )
    columns = (
        Column("de", f"No fim de {label}"),
        Column("para", "Agora"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("fracao", "% dos que eram", Unit.FRACTION),
        Column("receita", "Receita no horizonte", Unit.REAIS),
    )
    return Table("migracao", "Migração entre segmentos", columns, tuple(rows), depth=Depth.FULL)


def chart(moved: Mapping[tuple[str, str], tuple[int, int]], quantiles: int, label: str) -> HeatMap:
    """Counts of customers: rows are where they were, columns (numbered like the rows) where they are."""
    names = [segment.name for segment in segments_of(quantiles)]
    rows = tuple(f"{place} {name}" for place, name in enumerate(names, start=1))
    values = tuple(
        tuple(float(moved[source, target][0]) if (source, target) in moved else 0.0 for target in names)
        for source in (*names, OUTSIDE)
    )
    numbers = tuple(str(place) for place in range(1, len(names) + 1))
    title = "Clientes por segmento: linha, onde estavam; coluna, onde estão"
    before, all_rows = f"No fim de {label}", (*rows, OUTSIDE)
    return HeatMap("mapa_migracao", title, Unit.CUSTOMERS, before, all_rows, numbers, values, Depth.FULL)
