"""From ledgers to the frames that indicators are computed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.kpis.measures import IN_REGISTER, MEASURES, Span
from carteira_cli.panel import CUSTOMER, Measure, collapse, days_needed
from carteira_cli.sources.convert import cnpj_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.period import Period
    from carteira_cli.sources.ledger import Ledger


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


def customer_panel(
    sales: Ledger, measures: Mapping[str, Measure], register: Ledger | None, *, by_cnpj_root: bool = False
) -> pl.DataFrame:
    """One row a customer: `cliente` (String), the measures, and with a register `no_cadastro` (Boolean).

    The order of rows is not defined: aggregates of integers do not depend on it, rankings sort.
    """
    roots = _roots(register) if by_cnpj_root and register is not None and "documento" in register.columns else None

    def build(lines: pl.LazyFrame) -> pl.LazyFrame:
        grouped = lines if roots is None else _by_root(lines, roots)
        collapsed = collapse(nw.from_native(grouped), measures, has_orders="venda" in sales.columns)
        panel: pl.LazyFrame = collapsed.to_native()
        return panel if sales.ids_are_text else panel.with_columns(pl.col(CUSTOMER).cast(pl.String))

    def registered(lines: pl.LazyFrame) -> pl.LazyFrame:
        ids = lines.select(pl.col(CUSTOMER).cast(pl.String))
        return (ids if roots is None else _by_root(ids, roots)).unique()

    panel = sales.collect(build, *days_needed(measures.values()))
    if register is None:
        return panel.with_columns(pl.lit(value=False).alias(IN_REGISTER))
    known = register.collect(registered).with_columns(pl.lit(value=True).alias(IN_REGISTER))
    joined = panel.join(known, on=CUSTOMER, how="full", coalesce=True)
    blanks = {name: measure.empty for name, measure in measures.items()} | {IN_REGISTER: False}
    return joined.with_columns(
        pl.col(name).fill_null(pl.lit(blank)) for name, blank in blanks.items() if blank is not None
    )


def _roots(register: Ledger) -> pl.DataFrame:
    """The CNPJ root of each registered customer who has one: `cliente`, `raiz` (the first, should there be several)."""
    root = cnpj_root(pl.col("documento"))
    return register.collect(
        lambda lines: (
            lines.select(pl.col(CUSTOMER).cast(pl.String), raiz=root)
            .drop_nulls()
            .group_by(CUSTOMER)
            .agg(pl.col("raiz").min())
        )
    )


def _by_root(lines: pl.LazyFrame, roots: pl.DataFrame) -> pl.LazyFrame:
    """Lines with the CNPJ root in the place of the customer, for those who have one."""
    joined = lines.join(roots.lazy(), on=CUSTOMER, how="left")
    return joined.with_columns(pl.coalesce("raiz", CUSTOMER).alias(CUSTOMER)).drop("raiz")


def lead_frame(leads: Ledger, as_of: int, deadline: int | None) -> pl.DataFrame:
    """One row a lead: `data`, `lead_convertido` (Boolean), `lead_dias` (days to convert) and `invertido`.

    A lead that stands on several lines was created on the first of their dates and converted on the
    first of their conversions. A conversion before the creation (`invertido`) does not count.
    """
    days = pl.col("data_conversao") - pl.col("data")
    on_time = pl.lit(value=True) if deadline is None else days <= deadline
    converted = (days >= 0) & (pl.col("data_conversao") <= as_of) & on_time

    def build(lines: pl.LazyFrame) -> pl.LazyFrame:
        if "data_conversao" not in leads.columns:
            lines = lines.with_columns(pl.lit(None, dtype=pl.Int32).alias("data_conversao"))
        return (
            lines.group_by("lead")
            .agg(pl.col("data").min(), pl.col("data_conversao").min())
            .select(
                "data",
                lead_convertido=converted.fill_null(value=False),
                lead_dias=days,
                invertido=(days < 0).fill_null(value=False),
            )
        )

    return leads.collect(build)


def cost_frame(costs: Ledger) -> pl.DataFrame:
    """One row a day: `data` and the cents spent, `custo_no_periodo`."""
    return costs.collect(lambda lines: lines.group_by("data").agg(custo_no_periodo=pl.col("valor").sum()))


def inside(frame: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The rows dated in a period."""
    return frame.filter(pl.col("data").is_between(period.start, period.end, closed="left"))


def last_date(ledgers: Iterable[Ledger]) -> int | None:
    """The latest date of leads, their conversions and costs, for a portfolio without sales."""
    latest: list[Any] = []
    for ledger in ledgers:
        names = [name for name in ("data", "data_conversao") if name in ledger.columns]
        latest += ledger.collect(lambda lines, names=names: lines.select(pl.col(names).max())).row(0)  # type: ignore[misc]
    return max((day for day in latest if day is not None), default=None)
