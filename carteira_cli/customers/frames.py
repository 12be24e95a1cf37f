"""From ledgers to the frames that indicators are computed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.sources.meaning.titles import NO_DAY
from carteira_cli.sources.values.convert import cnpj_root

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from carteira_cli.engines.panel import Lines
    from carteira_cli.period import Period
    from carteira_cli.sources.ledger import Ledger


_DATES = ("data", "data_conversao", "inicio", "emissao", "pagamento")

DATED = (("leads", "custos", "assinaturas", "titulos"), ("avaliacoes",))


def roots(register: Ledger) -> pl.DataFrame:
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


def by_root(lines: Lines, known: Lines) -> Lines:
    """Lines with the CNPJ root in the place of the customer, for those who have one; `known` is a table of `roots`."""
    joined = lines.join(known, on=CUSTOMER, how="left")
    return joined.with_columns(nw.coalesce(nw.col("raiz"), nw.col(CUSTOMER)).alias(CUSTOMER)).drop("raiz")


def lead_frame(
    leads: Ledger,
    as_of: int,
    deadline: int | None,
    pick: Callable[[pl.LazyFrame], pl.LazyFrame] = lambda lines: lines,
    texts: Collection[str] = (),
) -> pl.DataFrame:
    """One row a lead: `lead`, `data`, `texts`, and what became of her.

    These are `lead_convertido`, `lead_dias` (to convert), `lead_maduro` (her term has elapsed by the as-of day; always
    where there is none), `invertido`, `futuro`.

    A lead that stands on several lines was created on the first of their dates and converted on the
    first of their conversions; of each text she has the one of the latest date, of several then the first in
    bytewise order. A conversion before the creation (`invertido`) or after the as-of day (`futuro`) does not count.
    """
    days = pl.col("data_conversao") - pl.col("data")
    on_time = pl.lit(value=True) if deadline is None else days <= deadline
    ripe = pl.lit(value=True) if deadline is None else pl.col("data") + deadline <= as_of
    converted = (days >= 0) & (pl.col("data_conversao") <= as_of) & on_time

    def build(lines: pl.LazyFrame) -> pl.LazyFrame:
        if "data_conversao" not in leads.columns:
            lines = lines.with_columns(pl.lit(None, dtype=pl.Int32).alias("data_conversao"))
        return (
            pick(lines)
            .group_by("lead")
            .agg(pl.col("data").min(), pl.col("data_conversao").min(), *(_latest(name) for name in texts))
            .select(
                "lead",
                "data",
                *texts,
                lead_convertido=converted.fill_null(value=False),
                lead_dias=days,
                lead_maduro=ripe,
                invertido=(days < 0).fill_null(value=False),
                futuro=(pl.col("data_conversao") > as_of).fill_null(value=False),
            )
        )

    return leads.collect(build)


def has_conversions(leads: Ledger) -> bool:
    """Whether any line of a table of leads says when somebody converted; so if there is no line at all."""
    if "data_conversao" not in leads.columns:
        return not leads.proven.audit.valid
    dated = pl.col("data_conversao").is_not_null().any() | (pl.len() == 0)
    return bool(leads.collect(lambda lines: lines.select(dated)).item())


def _latest(name: str) -> pl.Expr:
    """The text on the line of the latest date that has one; of several, the first in bytewise order."""
    cell, day = pl.col(name), pl.col("data").filter(pl.col(name).is_not_null())
    return cell.filter(cell.is_not_null() & (pl.col("data") == day.max())).min()


def cost_frame(
    costs: Ledger,
    pick: Callable[[pl.LazyFrame], pl.LazyFrame] = lambda lines: lines,
    texts: Collection[str] = (),
) -> pl.DataFrame:
    """One row a day and combination of `texts`: `data`, `texts`, and the cents spent, `custo_no_periodo`."""
    return costs.collect(lambda lines: pick(lines).group_by("data", *texts).agg(custo_no_periodo=pl.col("valor").sum()))


def inside(frame: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The rows dated in a period."""
    return frame.filter(pl.col("data").is_between(period.start, period.end, closed="left"))


def having(rows: pl.DataFrame, only: Mapping[str, str | None] | None) -> pl.DataFrame:
    """The rows that have some values; a column that is not there says nothing."""
    for key, value in (only or {}).items():
        if key in rows.columns:
            rows = rows.filter(pl.col(key).eq_missing(pl.lit(value, dtype=pl.String)))
    return rows


def first_start(contracts: Ledger) -> int | None:
    """The first day that any contract starts on; None without contracts."""
    day: int | None = contracts.collect(lambda lines: lines.select(pl.col("inicio").min())).item()
    return day


def _told(name: str, ledger: Ledger) -> pl.Expr:
    """A day, where the file says it: that of a payment may be supposed."""
    if name == "pagamento" and "suposto" in ledger.columns:
        return pl.col(name).filter(pl.col("suposto").ne_missing(NO_DAY))
    return pl.col(name)


def last_known(ledgers: Mapping[str, Ledger]) -> int | None:
    """How far the data go where no sale says it: the last date of the first tables of `DATED` that have one."""
    dates = (last_date(ledger for name, ledger in ledgers.items() if name in names) for names in DATED)
    return next((day for day in dates if day is not None), None)


def last_date(ledgers: Iterable[Ledger]) -> int | None:
    """The latest date of leads, their conversions, costs, starts of contracts, titles issued and paid, without sales.

    Not the ends of contracts nor the due days of titles: most of those are still to come.
    """
    latest: list[Any] = []
    for ledger in ledgers:
        names = [name for name in _DATES if name in ledger.columns]
        if not names:
            continue
        told = [_told(name, ledger).max() for name in names]
        latest += ledger.collect(lambda lines, told=told: lines.select(told)).row(0)  # type: ignore[misc]
    return max((day for day in latest if day is not None), default=None)
