"""Contracts: who has one on a day, what she pays a month, which plans change, which contracts end.

A moment t is the beginning of its day, and what holds at t is the state on the eve: so a contract that starts on
1 April is new in April and not in March, and one whose `fim` is 1 April is lost in April.

Every function takes contract lines as a LazyFrame, a line a contract, in any order: `cliente` (String), `inicio`
(Int32 day), `fim` (Int32 day after the last one, null while it has no end), `valor_mensal` (Int64 cents) and `plano`
(String, null where nobody says). Money is cents a month (MRR).

Only *paying* contracts count: those that end after they start and cost something. Contracts of a customer that
overlap add up; nothing is taken for a repetition, `problems` says what may be one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import MODELLED
from carteira_cli.kpis.customer_measures import REGISTERED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.kpis.customer_measures import Span

BLANKS: Mapping[str, int | bool | None] = {  # what a customer without contracts has of each measure of a panel
    "ativo_inicio": False,
    "ativo_fim": False,
    "primeira_compra": None,
    "receita_janela_inicio": 0,
    "receita_janela_fim": 0,
    "primeira_linha": None,
}
MEASURES = tuple(BLANKS)  # names of `kpis.measures` that contracts have a meaning for
ENOUGH = (*MEASURES, REGISTERED, *MODELLED)  # those that need no sales where there are contracts
COLUMNS = (CUSTOMER, "inicio", "fim", "valor_mensal", "plano")
NO_PLAN = "(sem plano)"
CHANGE_OVER = 31  # days before its end from which on another plan takes a contract's place, and is no second product

_start, _end, _price, _plan = pl.col("inicio"), pl.col("fim"), pl.col("valor_mensal"), pl.col("plano")
_ends_late = _end.is_null() | (_end > _start)


def is_paying() -> pl.Expr:
    """Whether a contract counts; never null."""
    return _ends_late & (_price > 0)


def is_active(day: int | pl.Expr) -> pl.Expr:
    """Whether a contract is in force on a day: `inicio ≤ day` and (`fim` null or `fim > day`); never null."""
    return (_start <= day) & (_end.is_null() | (_end > day))


def counts_at(moment: int) -> pl.Expr:
    """Whether a contract counts at t: paying, `inicio < t` and (`fim` null or `fim ≥ t`); never null."""
    return is_paying() & is_active(moment - 1)


def contract_panel(contracts: pl.LazyFrame, span: Span) -> pl.DataFrame:
    """The panel that the indicators of churn, revenue churn and activity are computed over, from contracts.

    A(t) are the customers with a paying contract in force on the eve of t, and their monthly revenue is the sum of
    what these cost: so `receita_janela_*` are cents of *one* month, whatever the window, and `meses_janela` is 1.

    Returns:
        One row a customer with any contract line, by id: `cliente`, `ativo_inicio`, `ativo_fim` (Boolean, on the
        eve of the period and on its last day), `primeira_compra` (Int32, the first start of a paying contract ever;
        null if not before the end), `receita_janela_inicio`, `receita_janela_fim` (Int64 cents), `primeira_linha`
        (Int32, the first start of any of her lines), `cadastro` (null: contracts know nothing of the register).
    """
    start, end = span.period.start, span.period.end
    before, after = counts_at(start), counts_at(end)
    return (
        contracts.group_by(CUSTOMER)
        .agg(
            ativo_inicio=before.any(),
            ativo_fim=after.any(),
            primeira_compra=_start.filter(is_paying() & (_start < end)).min(),
            receita_janela_inicio=_price.filter(before).sum(),
            receita_janela_fim=_price.filter(after).sum(),
            primeira_linha=_start.min(),
        )
        .with_columns(pl.lit(None, dtype=pl.Int32).alias(REGISTERED))
        .sort(CUSTOMER)
        .collect(engine="streaming")
    )


@dataclass(frozen=True)
class Problems:
    """What is odd about contract lines.

    Attributes:
        lines: all lines.
        backwards: lines that end on the day they start, or before; left out.
        unpaid: other lines that cost nothing or less; left out.
        repeated: paying lines equal to another in every column, the first of each apart; they count.
        overlapping: customers with several contracts in force on the day; these add up.
        doubled: customers who have one plan more than once on the day.
        doubled_cents: a month, of such contracts but for the dearest of each plan.
    """

    lines: int
    backwards: int
    unpaid: int
    repeated: int
    overlapping: int
    doubled: int
    doubled_cents: int


def problems(contracts: pl.LazyFrame, day: int) -> Problems:
    """What is odd about the lines, and about who has several contracts on a day.

    A contract without a plan is not known to be of the same plan as another.
    """
    paying = contracts.filter(is_paying())
    lines = contracts.select(
        pl.len().cast(pl.Int64),
        backwards=(~_ends_late).sum(),
        unpaid=(_ends_late & (_price <= 0)).sum(),
    )
    repeated = paying.group_by(COLUMNS).len().select((pl.col("len").cast(pl.Int64) - 1).sum())
    active = paying.filter(is_active(day))
    several = active.group_by(CUSTOMER).len().filter(pl.col("len") > 1).select(pl.len().cast(pl.Int64))
    doubled = (
        active.drop_nulls("plano")
        .group_by(CUSTOMER, "plano")
        .agg(pl.len(), more=_price.sum() - _price.max())
        .filter(pl.col("len") > 1)
        .select(pl.col(CUSTOMER).n_unique().cast(pl.Int64), pl.col("more").sum())
    )
    frames = pl.collect_all([lines, repeated, several, doubled], engine="streaming")
    return Problems(*(value for frame in frames for value in frame.row(0)))


def day_gaps(contracts: pl.LazyFrame) -> int:
    """Paying contracts that start one day after another of the same customer ended, on a day that none covers.

    Many of them say that the export's end is the last day in force, not the first day after it.
    """
    paying = contracts.filter(is_paying()).select(CUSTOMER, "inicio", "fim")
    starts = paying.select(CUSTOMER, dia=_start - 1).unique()
    ends = paying.drop_nulls("fim").select(CUSTOMER, dia=_end).unique()
    met = starts.join(ends, on=[CUSTOMER, "dia"], how="inner")
    covered = (
        met.join(paying, on=CUSTOMER, how="inner").filter(is_active(pl.col("dia"))).select(CUSTOMER, "dia").unique()
    )
    return int(met.join(covered, on=[CUSTOMER, "dia"], how="anti").select(pl.len()).collect().item())


def plan_changes(contracts: pl.LazyFrame, span: Span) -> pl.DataFrame:
    """What the customers who stayed changed to from the eve of a period to its last day.

    A customer has the plans of all her contracts in force, joined by " + ". The rises sum up to `expansao`, the falls
    to `contracao`.

    Returns:
        A row a change, the largest amounts first: `de`, `para` (plans), `tipo` (`upgrade`, `downgrade`, `troca` of
        plans at the same price; `aumento`, `redução` at the same plans), `clientes`, `antes`, `depois` and `mudanca`
        (Int64; cents a month of all of them). Who changed neither plans nor price is in none.
    """
    before, after = (_standing(contracts, moment) for moment in (span.period.start, span.period.end))
    change = pl.col("depois") - pl.col("antes")
    same = pl.col("de") == pl.col("para")
    kind = (
        pl.when(same & (change > 0))
        .then(pl.lit("aumento"))
        .when(same)
        .then(pl.lit("redução"))
        .when(change > 0)
        .then(pl.lit("upgrade"))
        .when(change < 0)
        .then(pl.lit("downgrade"))
        .otherwise(pl.lit("troca"))
    )
    return (
        before.rename({"planos": "de", "centavos": "antes"})
        .join(after.rename({"planos": "para", "centavos": "depois"}), on=CUSTOMER)
        .filter(~same | (change != 0))
        .group_by("de", "para", tipo=kind)
        .agg(pl.len().cast(pl.Int64).alias("clientes"), pl.col("antes", "depois").sum(), mudanca=change.sum())
        .select("de", "para", "tipo", "clientes", "antes", "depois", "mudanca")
        .sort(pl.col("mudanca").abs(), "de", "para", "tipo", descending=[True, False, False, False])
        .collect(engine="streaming")
    )


def _standing(contracts: pl.LazyFrame, moment: int) -> pl.LazyFrame:
    """`cliente`, `planos`, `centavos` a month of who has a contract on the eve of a moment."""
    plans = _plan.fill_null(NO_PLAN).unique().sort().str.join(" + ")
    return contracts.filter(counts_at(moment)).group_by(CUSTOMER).agg(planos=plans, centavos=_price.sum())


def monthly_revenue(contracts: pl.LazyFrame, day: int) -> int:
    """Cents a month of all contracts in force on a day."""
    found: int = contracts.filter(is_paying() & is_active(day)).select(_price.sum()).collect().item()
    return found


def renewals(contracts: pl.LazyFrame, as_of: int, days: int) -> pl.DataFrame:
    """Contracts in force on a day that end within the next days and that nothing follows yet.

    What follows a contract is another of the same customer that starts by the day after its end (some write the last
    day, some the one after it) and goes on beyond it. Of the same plan it may start any time from the contract's own
    start on; of another plan not earlier than `CHANGE_OVER` days before the end, or it would be a second product.

    Args:
        contracts: the lines.
        as_of: the day.
        days: how far to look, at least 1; a contract that ends `days` days later is among them.

    Returns:
        A row a contract, the dearest first, then the soonest, then by id: `cliente`, `plano`, `inicio`, `fim`, `dias`
        (Int32, from the day to the end), `valor_mensal`.
    """
    due = is_active(as_of) & (_end <= as_of + days)
    return _unfollowed(contracts, due, _end + 1, as_of)


def lapsed(contracts: pl.LazyFrame, as_of: int, days: int) -> pl.DataFrame:
    """Contracts that ended within the last days, the day itself included, and that nothing has followed since.

    As `renewals`, but what follows may also start later, as long as it has started by the day; `dias` is 0 or negative.
    """
    over = (_end <= as_of) & (_end > as_of - days)
    return _unfollowed(contracts, over, pl.max_horizontal(_end + 1, pl.lit(as_of)), as_of)


def _unfollowed(contracts: pl.LazyFrame, picked: pl.Expr, latest: pl.Expr, as_of: int) -> pl.DataFrame:
    """The picked contracts of whose customer no other one starts by the `latest` day and goes on beyond it."""
    paying = contracts.filter(is_paying()).select(COLUMNS).with_row_index("n")
    ending = paying.filter(picked).with_columns(latest.alias("limite"))
    next_start, next_end, next_plan = pl.col("inicio_outro"), pl.col("fim_outro"), pl.col("plano_outro")
    same_plan = (next_plan == _plan).fill_null(value=True)  # where nobody says, it may well be the same
    follows = (
        (next_end.is_null() | (next_end > _end))
        & next_start.is_between(_start, pl.col("limite"))
        & (same_plan | (next_start >= _end - CHANGE_OVER))
    )
    followed = ending.join(paying, on=CUSTOMER, suffix="_outro").filter(follows).select("n").unique()
    return (
        ending.join(followed, on="n", how="anti")
        .select(CUSTOMER, "plano", "inicio", "fim", "valor_mensal", dias=_end - as_of)
        .select(CUSTOMER, "plano", "inicio", "fim", "dias", "valor_mensal")
        .sort("valor_mensal", "fim", CUSTOMER, "inicio", "plano", descending=[True, False, False, False, False])
        .collect()
    )
