"""Revenue by price, volume and mix: quantities and amounts of each product in the two periods."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.dataclass import dataclass
from carteira_cli.models.price_volume_mix import PriceVolumeMix, Sold, both_sold, price_volume_mix
from carteira_cli.sources.values.amounts import MARKS, amount_code, parse_amount
from carteira_cli.sources.values.decide import decide_decimal
from carteira_cli.sources.values.evidence import AmountEvidence, amount_counts

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.values.amounts import Decimal

COLUMNS = frozenset({"produto", "quantidade"})
_MILLION = 10**6  # quantities count with up to six decimals


@dataclass(frozen=True)
class ProductEffects:
    """The change of revenue by products.

    Attributes:
        terms: in cents.
        pairs: the products that both periods sold, before and after.
        unread: lines without a quantity that can be read; their amounts have no price.
    """

    terms: PriceVolumeMix
    pairs: Sequence[tuple[Sold, Sold]]
    unread: int


def has_products(base: CustomerBase) -> bool:
    """Whether the sales say what was sold, and how much of it."""
    return set(base.columns.get("vendas", ())) >= COLUMNS


def by_products(base: CustomerBase) -> ProductEffects | None:
    """The change of revenue by price, volume and mix; None where nothing tells thousands from decimals."""
    found = _amounts(base)
    texts = found.select(pl.col("quantidade").unique().drop_nulls())
    evidence = AmountEvidence(**texts.select(**amount_counts(amount_code(pl.col("quantidade")))).row(0, named=True))
    forced: Decimal | None = next((mark for mark in MARKS if mark == base.config.reading_of("vendas").decimal), None)
    decided = decide_decimal("quantidade", evidence, (), forced)
    if decided.refusal is not None:
        return None
    read = found.with_columns(milionesimos=_quantity(decided.choice))
    sides = [_sold(read, side) for side in ("antes", "depois")]
    blank = read.filter(pl.col("milionesimos").is_null())
    unread = int(blank.select((pl.col("linhas_antes") + pl.col("linhas_depois")).sum()).item())
    terms = price_volume_mix(*sides)
    return ProductEffects(terms, both_sold(*sides), unread)


def _amounts(base: CustomerBase) -> pl.DataFrame:
    """A row a product, text of a quantity and direction: how many lines, and their cents, in either period."""
    periods = {"depois": base.period, "antes": base.span(base.compared or base.asked.previous()).period}
    counts = nw.col("compra") if base.returns == "ignorar" else ~nw.col("cancelada")
    inside = {side: nw.col("data").is_between(one.start, one.end, closed="left") for side, one in periods.items()}

    def query(lines: Lines) -> Lines:
        aggregates = {
            name: column
            for side, own in inside.items()
            for name, column in (
                (f"linhas_{side}", nw.when(own).then(nw.col("data")).count().cast(nw.Int64)),
                (f"centavos_{side}", nw.when(own).then(nw.col("valor")).sum()),
            )
        }
        texts = nw.col("produto", "quantidade").cast(nw.String)
        kept = lines.filter(counts).with_columns(texts, volta=nw.col("valor") < 0)
        return kept.group_by("produto", "quantidade", "volta").agg(**aggregates)

    start = min(one.start for one in periods.values())
    end = max(one.end for one in periods.values())
    return selection.ask(base, query, sorted(COLUMNS), start, end)


def _quantity(mark: Decimal | None) -> pl.Expr:
    """A quantity in millionths, Int128, negative where the amount is; null where it can't be read."""
    size = parse_amount(pl.col("quantidade"), mark or "ponto").abs() * _MILLION
    return pl.when(pl.col("volta")).then(-size).otherwise(size).round().cast(pl.Int128, strict=False)


def _sold(read: pl.DataFrame, side: str) -> Mapping[Hashable, Sold]:
    """Product → what was sold of it on a side, net of what came back."""
    lines = pl.col(f"linhas_{side}")
    sums = (
        read.filter(lines > 0)
        .group_by("produto")
        .agg((pl.col("milionesimos") * lines).sum().alias("quantidade"), pl.col(f"centavos_{side}").sum())
    )
    return {
        product: Sold(Fraction(quantity, _MILLION), Fraction(cents)) for product, quantity, cents in sums.iter_rows()
    }
