"""Sums of cents that could pass what 64 bits hold are refused, so that none ever wraps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.quoted import cell
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.units import money_of_cents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.sources.part import Part

# Every sum is of some lines of one source; what is multiplied afterwards, in 64 bits, is so by at most 100.
LIMIT = 2**63 // 100


def refuse_overflow(parts: Iterable[tuple[Part, float]], limit: int = LIMIT) -> None:
    """Refuse a source whose amounts together, whatever their signs, reach the limit; a reading if they may.

    Args:
        parts: the files of one table, each with an upper bound of its cents; infinite or NaN where there is none.
        limit: in cents.

    Raises:
        DataError: with the file and column of the largest amount.
    """
    files = list(parts)
    if sum(bound for _, bound in files) < limit:
        return
    table = files[0][0].table
    for column in table.columns:
        having = [part for part, _ in files if column.kind is ValueKind.MONEY and column.name in part.columns]
        sizes = [_size(part, column.name) for part in having]
        if sum(total for total, _ in sizes) >= limit:
            part, largest = max(zip(having, (most for _, most in sizes), strict=True), key=lambda each: each[1])
            raise DataError(
                f'{part.raw.name}: os valores da coluna "{part.originals[column.name]}" somam '
                f"{money_of_cents(sum(total for total, _ in sizes))}, mais do que se soma com exatidão "
                f"({money_of_cents(limit)})",
                f"confira se a coluna está em reais: há um valor de {cell(money_of_cents(largest))}",
            )


def _size(part: Part, column: str) -> tuple[int, int]:
    """The cents of a column without their signs, together and at most, in the lines that are not rejected."""
    cents = part.columns[column].abs()
    lines = part.raw.lines.filter(~part.bad).select(cents.alias("cents"))
    total, most = (
        lines.select(pl.col("cents").cast(pl.Int128).sum().alias("total"), pl.col("cents").max().alias("most"))
        .collect(engine="streaming")
        .row(0)
    )
    return int(total or 0), int(most or 0)
