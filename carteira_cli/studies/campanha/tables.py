"""The tables and the picture of `campanha medir`."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.chart import Curve, Line
from carteira_cli.customers import around
from carteira_cli.days import iso
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.sources.values.groups import CONTROL, TREATED
from carteira_cli.studies.campanha.lines import CAMPAIGN
from carteira_cli.studies.campanha.trial import NEVER
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.rows import Cell
    from carteira_cli.studies.campanha.formulas import Arm
    from carteira_cli.studies.campanha.trial import Trial

NAMES: Mapping[str, str] = {TREATED: "tratados", CONTROL: "controle"}


def arms(found: Trial) -> Iterator[tuple[str, Arm]]:
    """The arms that have anybody, by name, the treated first."""
    for group, one in ((TREATED, found.treated), (CONTROL, found.control)):
        if one.customers:
            yield group, one


def arms_table(found: Trial) -> Table:
    """A row an arm: how many of it bought in the window, and what they brought."""
    columns = (
        Column("grupo", "Grupo"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("compraram", "Compraram", Unit.CUSTOMERS),
        Column("taxa", "Parte", Unit.FRACTION),
        Column("minimo", "De (95 %)", Unit.FRACTION, short="de"),
        Column("maximo", "Até (95 %)", Unit.FRACTION, short="até"),
        Column("receita", "Receita", Unit.REAIS),
        Column("receita_por_cliente", "Receita por cliente", Unit.REAIS, short="Por cliente"),
    )

    def row(group: str, one: Arm) -> tuple[Cell, ...]:
        low, high = one.interval or (None, None)
        return (
            NAMES[group],
            one.customers,
            one.bought,
            plain(one.rate),
            low,
            high,
            one.sums.total / 100,
            plain(one.each),
        )

    title = f"Quem comprou em {found.told.janela.words}"
    return Table("bracos", title, columns, tuple(row(*each) for each in arms(found)), bar="taxa")


def campaigns_table(found: Trial) -> Table:
    """A row a campaign of the table, the latest first."""
    columns = (
        Column(CAMPAIGN, "Campanha"),
        Column("data", "Data", kind=Kind.DATE),
        Column("tratados", "Tratados", Unit.CUSTOMERS),
        Column("controle", "Controle", Unit.CUSTOMERS),
    )
    named = found.lines.drop_nulls("braco").unique([CAMPAIGN, "cliente", "braco"])
    counts = {(name, group): count for name, group, count in named.group_by(CAMPAIGN, "braco").len().iter_rows()}
    rows = tuple(
        (name, None if day == NEVER else iso(day), *(counts.get((name, group), 0) for group in (TREATED, CONTROL)))
        for name, day in found.days.items()
    )
    return Table("campanhas", "Campanhas do arquivo", columns, rows, depth=Depth.FULL)


def curve(found: Trial) -> Curve:
    """The share of each arm that had bought, day by day since the campaign."""
    longest: int = found.spans.select((pl.col(around.UNTIL) - pl.col(around.FROM)).max()).item()
    waited = found.customers.with_columns(espera=pl.col("primeira") - pl.col(around.FROM) + 1)
    lines = []
    for group, one in arms(found):
        own = Counter(waited.filter(pl.col("grupo") == group)["espera"].drop_nulls().to_list())
        bought = accumulate(own[day] for day in range(longest + 1))
        points = tuple((float(day), count / one.customers) for day, count in enumerate(bought))
        lines.append(Line(NAMES[group], points, step=True))
    return Curve(
        "acumulado",
        "Quem já comprou, dia a dia desde a campanha",
        "Dias",
        "Já compraram",
        Unit.DAYS,
        Unit.FRACTION,
        tuple(lines),
        depth=Depth.FULL,
    )
