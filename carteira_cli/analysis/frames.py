"""From ledgers to the frames that indicators are computed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.kpis.measures import IN_REGISTER, MEASURES, Span
from carteira_cli.panel import CUSTOMER, Measure, collapse, days_needed
from carteira_cli.sources.ledger import Ledger, reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.period import Period


def name_measures(needs: Iterable[str], spans: Sequence[Span]) -> tuple[list[dict[str, str]], dict[str, Measure]]:
    """Give each distinct measure of several periods one column.

    The end of one period is the start of the next, so periods share measures.

    Returns:
        For each span, measure name → column; and column → measure.
    """
    columns: dict[Measure, str] = {}
    naming: list[dict[str, str]] = []
    wanted = list(needs)
    for span in spans:
        names = {}
        for need in wanted:
            if need == IN_REGISTER:
                names[need] = IN_REGISTER
                continue
            measure = MEASURES[need](span)
            names[need] = columns.setdefault(measure, f"m{len(columns)}")
        naming.append(names)
    return naming, {column: measure for measure, column in columns.items()}


def customer_panel(sales: Ledger, measures: Mapping[str, Measure], register: Ledger | None) -> pl.DataFrame:
    """One row a customer: `cliente` (String), the measures, and with a register `no_cadastro` (Boolean).

    The order of rows is not defined: aggregates of integers do not depend on it, rankings sort.
    """
    lines = sales.lines(*days_needed(measures.values()))
    native = collapse(nw.from_native(lines), measures, has_orders="venda" in sales.columns).to_native()
    panel = native.with_columns(pl.col(CUSTOMER).cast(pl.String))
    if register is not None:
        registered = register.lines().select(pl.col(CUSTOMER).cast(pl.String)).unique()
        panel = panel.join(
            registered.with_columns(pl.lit(value=True).alias(IN_REGISTER)), on=CUSTOMER, how="full", coalesce=True
        )
    frame = _collect(panel, sales, *([register] if register else []))
    if IN_REGISTER not in frame.columns:
        frame = frame.with_columns(pl.lit(value=False).alias(IN_REGISTER))
    blanks = {name: measure.empty for name, measure in measures.items() if measure.empty is not None} | {
        IN_REGISTER: False
    }
    return frame.with_columns(pl.col(name).fill_null(pl.lit(blank)) for name, blank in blanks.items())


def lead_frame(leads: Ledger, as_of: int, deadline: int | None) -> pl.DataFrame:
    """One row a lead: `data`, `lead_convertido` (Boolean), `lead_dias` (days to convert) and `invertido`.

    A lead that stands on several lines was created on the first of their dates and converted on the
    first of their conversions. A conversion before the creation (`invertido`) does not count.
    """
    lines = leads.lines()
    if "data_conversao" not in leads.columns:
        lines = lines.with_columns(pl.lit(None, dtype=pl.Int32).alias("data_conversao"))
    days = pl.col("data_conversao") - pl.col("data")
    on_time = pl.lit(value=True) if deadline is None else days <= deadline
    converted = (days >= 0) & (pl.col("data_conversao") <= as_of) & on_time
    query = (
        lines.group_by("lead")
        .agg(pl.col("data").min(), pl.col("data_conversao").min())
        .select(
            "data",
            lead_convertido=converted.fill_null(value=False),
            lead_dias=days,
            invertido=(days < 0).fill_null(value=False),
        )
    )
    return _collect(query, leads)


def cost_frame(costs: Ledger) -> pl.DataFrame:
    """One row a day: `data` and the cents spent, `custo_no_periodo`."""
    return _collect(costs.lines().group_by("data").agg(custo_no_periodo=pl.col("valor").sum()), costs)


def _collect(query: pl.LazyFrame, *ledgers: Ledger) -> pl.DataFrame:
    with reading([part for ledger in ledgers for part in ledger.parts]):
        frame = query.collect(engine="streaming")
    return frame  # noqa: RET504 - mypy takes the context manager for one that swallows errors


def inside(frame: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The rows dated in a period."""
    return frame.filter(pl.col("data").is_between(period.start, period.end, closed="left"))


def last_date(ledgers: Iterable[Ledger]) -> int | None:
    """The latest date of leads, their conversions and costs, for a portfolio without sales."""
    latest: list[Any] = []
    for ledger in ledgers:
        names = [name for name in ("data", "data_conversao") if name in ledger.columns]
        latest += _collect(ledger.lines().select(pl.col(names).max()), ledger).row(0)
    return max((day for day in latest if day is not None), default=None)
