"""Checks of sales that need all lines of a customer at once: one reading a slice of the customers."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.quality import outliers, repeats
from carteira_cli.quality.draft import EXAMPLES
from carteira_cli.quality.staged_names import (
    AMOUNT,
    CUSTOMER,
    DAY,
    ORDER,
    PLACE,
    PRINT,
    PRODUCT,
    in_turn,
    place,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.quality.stage import Staged

AT_ONCE = 250_000  # lines in memory
LINES, CENTS = "linhas", "centavos"
_KEPT = {  # what is looked for: how the most telling cases come first
    "iguais": ([repeats.EXTRA_CENTS, repeats.EXTRA], [CUSTOMER, DAY, AMOUNT, ORDER]),
    "gemeos": ([repeats.EXTRA_CENTS, repeats.EXTRA], [CUSTOMER, DAY, AMOUNT, ORDER]),
    "sem_cadastro": ([CENTS, LINES], [CUSTOMER]),
    "fora_de_escala": (["distancia", AMOUNT], [CUSTOMER, DAY, PLACE]),
}


@dataclass
class Found:
    """What a check found so far: sums of its counts, and the most telling cases."""

    sums: dict[str, int] = field(default_factory=dict)
    cases: pl.DataFrame | None = None

    def add(self, name: str, frame: pl.DataFrame) -> None:
        """Take in what a slice has."""
        counts = {"casos": frame.height}
        for column in (repeats.EXTRA, repeats.EXTRA_CENTS, LINES, CENTS, "parecidos"):
            if column in frame.columns:
                counts[column] = int(frame[column].sum())
        for key, count in counts.items():
            self.sums[key] = self.sums.get(key, 0) + count
        both = frame if self.cases is None else pl.concat([self.cases, frame])
        sizes, content = _KEPT[name]
        content = [column for column in content if column in both.columns]
        by = [*(pl.col(column).abs() for column in sizes), *(pl.col(column) for column in content)]
        order = [True] * len(sizes) + [False] * len(content)
        self.cases = both.sort(by, descending=order, nulls_last=True).head(EXAMPLES)


def by_customer(sales: Staged, lines: int, registered: pl.Series | None) -> dict[str, Found]:
    """Look at the valid lines, customer by customer.

    Args:
        sales: the staged sales.
        lines: how many there are.
        registered: the ids of the register, each once; None without a register.

    Returns:
        check → what it found: `iguais`, `gemeos` (where orders have numbers), `fora_de_escala` and, with a
        register, `sem_cadastro`.
    """
    names = ["iguais", "fora_de_escala"]
    names += ["gemeos"] if ORDER in sales.columns else []
    names += ["sem_cadastro"] if registered is not None else []
    found = {name: Found() for name in names}
    products = outliers.product_scale(sales)
    for frame in _slices(sales, lines):
        found["iguais"].add("iguais", repeats.equal_lines(frame))
        odd = outliers.out_of_scale(frame, products, priced="quantidade" in sales.columns)
        distance = pl.max_horizontal(pl.col(outliers.FACTOR), 1 / pl.col(outliers.FACTOR))
        found["fora_de_escala"].add(
            "fora_de_escala", odd.with_columns(distance.alias("distancia"), pl.col(AMOUNT).alias(CENTS))
        )
        if "gemeos" in found:
            found["gemeos"].add("gemeos", repeats.twin_orders(frame))
        if registered is not None:
            found["sem_cadastro"].add("sem_cadastro", _unregistered(frame, registered))
    return found


def _slices(sales: Staged, lines: int) -> Iterator[pl.DataFrame]:
    """The valid lines of whole customers, so many at once."""
    turns = lines // AT_ONCE + 1
    there = [name for name in (ORDER, PRODUCT) if name in sales.columns]
    wanted: list[pl.Expr | str] = [place(), PRINT, CUSTOMER, DAY, AMOUNT, *there]
    price = [outliers.unit_price(sales).alias(outliers.UNIT_PRICE)] if PRODUCT in sales.columns else []
    for turn in range(turns):
        some = sales.valid.filter(in_turn(pl.col(CUSTOMER).hash(), turns, turn))
        yield some.select(*wanted, *price).collect(engine="streaming")


def _unregistered(lines: pl.DataFrame, registered: pl.Series) -> pl.DataFrame:
    """A row a customer who is not in the register; `parecidos`: one is, but for zeros, case or blanks."""
    strange = lines.filter(~pl.col(CUSTOMER).is_in(registered.implode()))
    loose = registered.to_frame("c").select(_loosely(pl.col("c"))).to_series().unique()
    return (
        strange.group_by(CUSTOMER)
        .agg(pl.len().cast(pl.Int64).alias(LINES), pl.col(AMOUNT).sum().alias(CENTS), repeats.first_places())
        .with_columns(_loosely(pl.col(CUSTOMER)).is_in(loose.implode()).cast(pl.Int64).alias("parecidos"))
    )


def _loosely(customer: pl.Expr) -> pl.Expr:
    """An id without zeros on the left, case and blanks."""
    return customer.str.to_lowercase().str.replace_all(r"\s+", "").str.strip_chars_start("0")
