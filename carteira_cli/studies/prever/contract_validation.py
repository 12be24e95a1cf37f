"""`prever --validar` where contracts say who is active: what earlier days expected, against what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.models.backtesting import brier, calibration
from carteira_cli.prediction.contracts import ContractOutlook
from carteira_cli.report import Column, Table
from carteira_cli.studies.prever.validation import bands, totals
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.studies.prever.contracts_ahead import ContractOrigins

_ALL = "todas"


def contract_validation(found: ContractOrigins) -> Iterator[Table]:
    """Totals by origin; customers by origin; chances of leaving in bands."""
    yield totals(found)
    known = {one.label: _known(found, number) for number, one in enumerate(found.earlier)}
    every = pl.concat(known.values())
    yield _people({_ALL: every, **known})
    yield bands(
        calibration(every["p_perda"].to_numpy(), every["saiu"].to_numpy()),
        "Chance de ir embora no período, prevista e acontecida",
    )


def _known(found: ContractOrigins, number: int) -> pl.DataFrame:
    """Of each customer under contract before an earlier period: `p_perda`, `saiu` (Boolean: none at its end)."""
    period = found.earlier[number]
    here = ContractOutlook(found.lines, period.end, on_record=False).customers
    said = found.models[period].customers
    left = said.join(here, on="cliente", how="anti")["cliente"]
    return said.select("cliente", "p_perda", saiu=pl.col("cliente").is_in(left.implode()))


def _people(known: dict[str, pl.DataFrame]) -> Table:
    columns = (
        Column("origem", "Período"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("previstos", "Saídas previstas", Unit.NUMBER),
        Column("sairam", "Saíram", Unit.CUSTOMERS),
        Column("brier", "Brier", Unit.NUMBER, depth=Depth.FULL),
    )
    rows: list[tuple[Cell, ...]] = []
    for label, said in known.items():
        chance = brier(said["p_perda"].to_numpy(), said["saiu"].to_numpy())
        rows.append((label, said.height, float(said["p_perda"].sort().sum()), int(said["saiu"].sum()), chance))
    return Table("pessoas", "Quem ia embora, previsto e acontecido", columns, tuple(rows))
