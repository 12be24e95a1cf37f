"""Every customer in a row: who it is, how she stands, what she brings, and in which class and segment she is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.customer_list import LAST
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.kpis.concentracao import class_of
from carteira_cli.kpis.customer_measures import REGISTERED
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.kpis.lists import AFTER, NEEDED, amounts, list_of
from carteira_cli.report import Column, Kind, Table
from carteira_cli.rows import Rows
from carteira_cli.studies.asking import asking
from carteira_cli.studies.rfm.formulas import SEGMENT
from carteira_cli.studies.rfm.study import scored_now
from carteira_cli.units import Depth, Unit, number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from carteira_cli.analysis.run import Run
    from carteira_cli.rows import Cell
    from carteira_cli.studies.risco.risk import Risk

WHO = ("nome", "vendedor", "segmento")
ACTIVE, AT_RISK, INACTIVE, NEVER = "ativo", "em risco", "inativo", "nunca comprou"
_CLASS, _RFM, _STATUS = "classe_abc", "segmento_rfm", "situacao"
_COLUMNS = (
    Column(CUSTOMER, "Cliente"),
    Column("nome", "Nome"),
    Column("vendedor", "Vendedor"),
    Column("segmento", "Segmento"),
    Column(_STATUS, "Situação"),
    Column(LAST, "Última compra", kind=Kind.DATE),
    Column("dias_sem_comprar", "Sem comprar há", Unit.DAYS),
    Column("receita_mensal", "Receita por mês", Unit.REAIS_PER_MONTH),
    Column(_CLASS, "Classe ABC"),
    Column(_RFM, "Segmento RFM"),
)


def roster(run: Run, risk: Risk | None) -> Iterator[Table]:
    """The customers known by the end of the period, as many as are registered, active, inactive; largest first.

    Args:
        run: the indicators of the period.
        risk: its customers by how late they are; None without sales.
    """
    span, known_by_then = run.spans[0], list_of("cadastrados")
    needs = tuple(dict.fromkeys((*known_by_then.needs, *NEEDED, "primeira_compra", REGISTERED, "medida_periodo")))
    last = {LAST: Measure("max", "compras", None, span.period.end)}
    panel = next(iter(run.panels([span], needs, last)))[1]
    if panel is None:
        return
    missing = {LAST: pl.Int32, "receita_periodo": pl.Int64, "medida_periodo": pl.Int64}
    panel = panel.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in missing.items() if name not in panel.columns
    )
    picked = known_by_then.pick(amounts(panel), run.context(span))
    classes = class_of(picked.select(CUSTOMER, centavos="medida_periodo"), strict=run.context(span)["limite_estrito"])
    found = (
        picked.join(_known(run, risk), on=CUSTOMER, how="left")
        .join(classes.select(CUSTOMER, pl.col("classe").alias(_CLASS)), on=CUSTOMER, how="left")
        .with_columns(_status(risk))
        .sort(AFTER, LAST, CUSTOMER, descending=[True, True, False], nulls_last=True)
        .with_columns(dias=span.period.end - 1 - pl.col(LAST))
        .select(CUSTOMER, *WHO, _STATUS, LAST, "dias", AFTER, _CLASS, _RFM)
    )
    months: Fraction = run.context(span)["meses_janela"]
    per, divisor = months.denominator, CENTS * months.numerator

    def made(count: int) -> Iterator[tuple[Cell, ...]]:
        for *who, day, days, cents, label, segment in found.head(count).iter_rows():
            # Of whole numbers Python's division is rounded once, as that of a fraction is.
            yield *who, None if day is None else iso(day), days, cents * per / divisor, label, segment

    title = f"Todos os clientes: {number(found.height, 0)}"
    yield Table("clientes", title, _COLUMNS, Rows(found.height, made), depth=Depth.DATA)


def _known(run: Run, risk: Risk | None) -> pl.DataFrame:
    """`cliente`, what the register (or the last sale) says of her, and her segment."""
    if risk is None:
        return run.base.attributes(WHO).with_columns(pl.lit(None, dtype=pl.String).alias(_RFM))
    segments = scored_now(asking(run.base, "rfm")).customers.select(CUSTOMER, pl.col(SEGMENT).alias(_RFM))
    return risk.known.join(segments, on=CUSTOMER, how="full", coalesce=True)


def _status(risk: Risk | None) -> pl.Expr:
    late = [] if risk is None else risk.at_risk[CUSTOMER].to_list()
    return (
        pl.when("ativo_fim")
        .then(pl.when(pl.col(CUSTOMER).is_in(late)).then(pl.lit(AT_RISK)).otherwise(pl.lit(ACTIVE)))
        .when(pl.col("primeira_compra").is_null())
        .then(pl.lit(NEVER))
        .otherwise(pl.lit(INACTIVE))
        .alias(_STATUS)
    )
