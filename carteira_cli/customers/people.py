"""Who is looked at: customers of the sales and of the register, with their attributes, after the filter."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.commands import with_attribute
from carteira_cli.days import month_index, to_date
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.kpis.concentracao import class_of
from carteira_cli.kpis.customer_measures import REGISTERED, UNDATED
from carteira_cli.sources.matching.further import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines
    from carteira_cli.period import Period

REGISTERED_ON = "data_cadastro"  # the column of the register
FIRST, COHORT = "dia", Measure("min", "compras")  # of a cohort: the day of the first purchase
_BRAZIL = ("brasil", "brazil", "br", "bra")
_STATE = 2  # letters of a state


def with_register(found: pl.DataFrame, base: CustomerBase, blanks: Mapping[str, int | bool | None]) -> pl.DataFrame:
    """Customers with lines and those of the register alone.

    Args:
        found: one row a customer with lines.
        base: whose register.
        blanks: column → what a customer without lines has there.

    Returns:
        `found` with the registered customers added, and `cadastro` (Int32): the first day that the register has for
        her, `UNDATED` where it has none, null for who is not in it.
    """
    if "clientes" not in base.ledgers:
        return found.with_columns(pl.lit(None, dtype=pl.Int32).alias(REGISTERED))
    since = pl.col(REGISTERED_ON).cast(pl.Int32).fill_null(UNDATED)
    known = base.attributes([REGISTERED_ON]).select(CUSTOMER, since.alias(REGISTERED))
    joined = found.join(known, on=CUSTOMER, how="full", coalesce=True)
    return joined.with_columns(
        pl.col(name).fill_null(pl.lit(blank)) for name, blank in blanks.items() if blank is not None
    )


def everybody(base: CustomerBase) -> set[str]:
    """The customers of the sales, the contracts, the leads and the register, as they are analysed."""
    found: set[str] = set()
    for ledger in base.ledgers.values():
        if CUSTOMER in ledger.columns:
            cells = ledger.ask(partial(_customers, base, ledger.engine))
            found |= set(cells[CUSTOMER].drop_nulls().to_list())
    return found


def _customers(base: CustomerBase, engine: Engine, lines: Lines) -> Lines:
    """The distinct customers of lines, as they are analysed."""
    return base.counted(lines.select(nw.col(CUSTOMER).cast(nw.String)), engine).unique()


def attribute_frame(base: CustomerBase, dimensions: Sequence[Dimension]) -> pl.DataFrame:
    """One row a customer of whom any attribute is known: `cliente`, and each dimension under its key, or null."""
    plain = [d for d in dimensions if not d.computed or d.column == "nacionalidade"]
    columns = {d: "pais" if d.column == "nacionalidade" else d.column for d in plain}
    register = base.attributes(columns.values())
    frame = register.select(CUSTOMER, *(_normal(d).alias(d.key) for d in plain))
    for dimension in plain:
        if dimension.in_sales:
            frame = _filled(frame, majority(base, dimension).select(CUSTOMER, dimension.key), dimension.key)
    for dimension in dimensions:
        if dimension not in columns:
            computed = _computed(base, dimension.column).rename({dimension.column: dimension.key})
            frame = frame.join(computed, on=CUSTOMER, how="full", coalesce=True)
    return frame


def _filled(frame: pl.DataFrame, more: pl.DataFrame, key: str) -> pl.DataFrame:
    """A frame of customers with what others say of them where it says nothing."""
    joined = frame.join(more, on=CUSTOMER, how="full", coalesce=True, suffix="\x00mais")
    return joined.with_columns(pl.coalesce(key, f"{key}\x00mais").alias(key)).drop(f"{key}\x00mais")


def majority(base: CustomerBase, dimension: Dimension) -> pl.DataFrame:
    """What the sales say of each customer: the value on most of her lines, of several the first in bytewise order.

    Returns:
        One row a customer of whom they say something: `cliente`, the attribute under its key, `valores` (how many
        different ones there are).
    """
    column = "pais" if dimension.column == "nacionalidade" else dimension.column
    cells = (
        _said_by_sales(base, column).select(CUSTOMER, _normal(dimension).alias(dimension.key), "linhas").drop_nulls()
    )
    counted = cells.group_by(CUSTOMER, dimension.key).agg(pl.col("linhas").sum())
    ranked = counted.sort(CUSTOMER, "linhas", dimension.key, descending=[False, True, False])
    return ranked.group_by(CUSTOMER, maintain_order=True).agg(pl.col(dimension.key).first(), valores=pl.len())


def _said_by_sales(base: CustomerBase, column: str) -> pl.DataFrame:
    """What the sale lines say of customers, whatever their day: `cliente`, the column, `linhas` (how many say so)."""

    def counted(lines: Lines) -> Lines:
        cells = base.counted(lines.select(nw.col(CUSTOMER).cast(nw.String), column), base.engine).drop_nulls()
        return cells.group_by(CUSTOMER, column).agg(linhas=nw.len())

    return base.seen.said(column, lambda: base.ledgers["vendas"].ask(counted))


def _normal(dimension: Dimension) -> pl.Expr:
    """A register's column with the spellings that everybody takes for one made one."""
    column = dimension.column
    cell = pl.col("pais" if column == "nacionalidade" else column)
    folded = cell.cast(pl.String).str.strip_chars().str.to_lowercase().str.replace_all("í", "i")
    if column == "uf":
        return pl.when(cell.str.strip_chars().str.len_chars() == _STATE).then(cell.str.to_uppercase()).otherwise(cell)
    if column == "nacionalidade":
        home = pl.when(folded.is_in(_BRAZIL)).then(pl.lit("nacional"))
        return home.when(cell.is_not_null()).then(pl.lit("estrangeiro"))
    if column == "tipo":
        words = {word: kind for kind, spelled in KINDS.items() for word in spelled}
        return pl.coalesce(folded.replace_strict(words, default=None, return_dtype=pl.String), cell)
    return cell


def _computed(base: CustomerBase, column: str) -> pl.DataFrame:
    """`cliente` and a computed attribute, under its own name."""
    match column:
        case "coorte" | "coorte_trimestre":
            return _cohorts(base, column)
        case "classe_abc" | "classe_abc_anterior":
            return _classes(base, column)
        case "faixa_etaria" | "tempo_de_casa":
            banded: pl.DataFrame = import_module("carteira_cli.customers.bands").attribute(base, column)  # asks here
            return banded
        case _:
            found: pl.DataFrame = import_module(with_attribute(column).module).attribute(base, column)
            return found


def _cohorts(base: CustomerBase, column: str) -> pl.DataFrame:
    return cohorts_of(base.panel({FIRST: COHORT}), column)


def cohorts_of(panel: pl.DataFrame, column: str) -> pl.DataFrame:
    """The cohort of each customer who ever bought, from a panel with `FIRST`: `cliente`, and `column` that says which.

    Args:
        panel: one row a customer.
        column: `coorte` or `coorte_trimestre`.
    """
    first = panel.select(CUSTOMER, FIRST).drop_nulls()
    labels = {day: _label(day, column) for day in first[FIRST].unique().to_list()}
    return first.select(CUSTOMER, pl.col(FIRST).replace_strict(labels, return_dtype=pl.String).alias(column))


def _label(day: int, column: str) -> str:
    year, month = divmod(month_index(day), 12)
    return f"{year}-Q{month // 3 + 1}" if column == "coorte_trimestre" else f"{to_date(day):%Y-%m}"


def _classes(base: CustomerBase, column: str) -> pl.DataFrame:
    revenue = base.panel(
        {"centavos": class_measure(base, base.asked if column == "classe_abc" else base.asked.previous())}
    )
    return classes_of(base, revenue).rename({"classe": column})


def class_measure(base: CustomerBase, period: Period) -> Measure:
    """The revenue that puts customers into the classes of a period."""
    span = base.span(period)
    return span.net(span.period.start, span.period.end)


def classes_of(base: CustomerBase, revenue: pl.DataFrame) -> pl.DataFrame:
    """The class of each customer with revenue: `cliente`, `centavos`, `classe` (A, B or C), of the first two."""
    return class_of(revenue, strict=base.config.rules.limite_abc == "estrito")


def conflicts(base: CustomerBase, columns: Iterable[str]) -> dict[str, int]:
    """Column of the register → how many customers have more than one value of it."""
    register = base.ledgers["clientes"]
    names = [name for name in columns if name in register.columns]

    def build(lines: pl.LazyFrame) -> pl.LazyFrame:
        texts = base.grouped(lines.with_columns(pl.col(CUSTOMER).cast(pl.String)))
        counts = texts.group_by(CUSTOMER).agg(pl.col(name).drop_nulls().n_unique() for name in names)
        return counts.select((pl.col(name) > 1).sum() for name in names)

    return dict(zip(names, register.collect(build).row(0), strict=True)) if names else {}


def unregistered(base: CustomerBase) -> int:
    """How many customers of the sales the register does not have."""
    if "vendas" not in base.ledgers:
        return 0
    buyers = base.panel({"linhas": Measure("lines", "todas")}).select(CUSTOMER)
    return buyers.join(base.attributes(()), on=CUSTOMER, how="anti").height
