"""Amounts of another order of magnitude than the usual ones: a comma slipped, or a number of another column.

The rule is Tukey's fence on the logarithm of positive amounts. Of a group of at least eight, a product's
unit prices or a customer's amounts, an amount is out of scale when it is ten times the median or more and
beyond the upper quartile times the cube of (upper ÷ lower quartile); downwards likewise. So what varies
little is watched closely and what varies much loosely. Where both groups are there, both must agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quality.staged_names import AMOUNT, CUSTOMER, DAY, PLACE, PRODUCT

if TYPE_CHECKING:
    from carteira_cli.quality.stage import Staged

ENOUGH = 8  # amounts in a group
TIMES = 10  # away from the median, at least
UNIT_PRICE = "unitario"
USUAL, FACTOR = "usual", "fator"
_QUARTILES = {"q1": 0.25, "meio": 0.5, "q3": 0.75}


def unit_price(staged: Staged) -> pl.Expr:
    """The amount of one unit in cents; of the line, where quantities are not there; null for an unreadable one."""
    if "quantidade" not in staged.columns:
        return pl.col(AMOUNT)
    quantity = pl.col("quantidade").str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    price = pl.col(AMOUNT) / pl.when(quantity > 0).then(quantity)
    return price.round().cast(pl.Int64, strict=False)


def product_scale(staged: Staged) -> pl.DataFrame | None:
    """Quartiles of the unit prices of each product; None where lines name no product."""
    if PRODUCT not in staged.columns:
        return None
    prices = staged.valid.select(PRODUCT, unit_price(staged).alias(UNIT_PRICE))
    return _scale(prices.filter(pl.col(PRODUCT).is_not_null()), PRODUCT, UNIT_PRICE).collect(engine="streaming")


def out_of_scale(lines: pl.DataFrame, products: pl.DataFrame | None, *, priced: bool) -> pl.DataFrame:
    """The lines whose amount is out of scale.

    Args:
        lines: whole customers, with places, amounts, products and unit prices where they are there.
        products: of `product_scale`.
        priced: whether unit prices are those of one unit, quantities being there.

    Returns:
        Place, customer, day, amount; `usual`: what the median makes of the line, in cents; `fator`: amount ÷ usual.
    """
    positive = lines.filter(pl.col(AMOUNT) > 0)
    doubtful, buyers, by_product = positive, positive, products is not None and PRODUCT in lines.columns
    if products is not None and by_product:  # what its product's prices clear needs no look at the customer
        usual_prices = products.rename({name: f"{name}_p" for name in _QUARTILES})
        judged = positive.join(usual_prices, on=PRODUCT, how="left").with_columns(
            _side(UNIT_PRICE, "_p").alias("lado_p")
        )
        doubtful = judged.filter(pl.col("lado_p").is_null() | (pl.col("lado_p") != 0))
        buyers = positive.join(doubtful, on=CUSTOMER, how="semi")
    customers = _scale(buyers.lazy(), CUSTOMER, AMOUNT).collect()
    judged = doubtful.join(customers, on=CUSTOMER, how="left").with_columns(
        _side(AMOUNT, "").alias("lado"), pl.col("meio").alias(USUAL)
    )
    if by_product:
        alone = pl.lit(value=priced) | pl.col("lado").is_null() | (pl.col("lado_p") == pl.col("lado"))
        # A product tells what a line should cost; the customer only what she usually spends.
        usual = (pl.col(AMOUNT) / pl.col(UNIT_PRICE) * pl.col("meio_p")).round().cast(pl.Int64, strict=False)
        judged = judged.with_columns(
            pl.when(pl.col("lado_p").is_null())
            .then(pl.col("lado"))
            .when(alone)
            .then(pl.col("lado_p"))
            .otherwise(0)
            .alias("lado"),
            pl.coalesce(pl.when(pl.col("lado_p").is_not_null()).then(usual), USUAL).alias(USUAL),
        )
    return judged.filter(pl.col("lado") != 0).select(
        PLACE, CUSTOMER, DAY, AMOUNT, USUAL, (pl.col(AMOUNT) / pl.col(USUAL)).alias(FACTOR)
    )


def _scale(lines: pl.LazyFrame, group: str, value: str) -> pl.LazyFrame:
    """Quartiles of the positive values of each group that has enough of them."""
    quartiles = {
        name: pl.col(value).quantile(share, "lower").cast(pl.Int64).alias(name) for name, share in _QUARTILES.items()
    }
    positive = lines.filter(pl.col(value) > 0)
    return positive.group_by(group).agg(pl.len().alias("n"), **quartiles).filter(pl.col("n") >= ENOUGH).drop("n")


def _side(value: str, suffix: str) -> pl.Expr:
    """1 for far above the usual, −1 for far below, 0 for neither; null where nothing is usual."""
    low, middle, high = (pl.col(name + suffix) for name in _QUARTILES)
    amount, spread = pl.col(value), high / low
    far = spread * spread * spread
    above = (amount >= middle * TIMES) & (amount > high * far)
    below = (amount * TIMES <= middle) & (amount < low / far)
    return pl.when(middle.is_null() | amount.is_null()).then(None).otherwise(above.cast(pl.Int8) - below.cast(pl.Int8))
