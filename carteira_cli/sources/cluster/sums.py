"""Sums of cents that could pass what 64 bits hold are refused on a cluster too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.errors import DataError
from carteira_cli.quoted import cell
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.proving.sums import LIMIT
from carteira_cli.units import money_of_cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from carteira_cli.sources.proving.proven import Proven


def refuse_overflow_on_cluster(files: Sequence[Proven], frame: DataFrame, limit: int = LIMIT) -> None:
    """Refuse sales whose amounts together, whatever their signs, reach the limit; a query if they may.

    Args:
        files: how they were read, each with an upper bound of its cents.
        frame: their lines.
        limit: in cents.

    Raises:
        DataError: with the column, and the largest amount.
    """
    if sum(each.audit.size for each in files) < limit:
        return
    part = files[0].part
    for column in part.table.columns:
        if column.kind is not ValueKind.MONEY or column.name not in frame.columns:
            continue
        sizes = f"abs(cast(`{column.name}` as decimal(38, 0)))"
        total, most = frame.selectExpr(f"sum({sizes})", f"max({sizes})").first() or (0, 0)
        if (total or 0) >= limit:
            raise DataError(
                f'{part.raw.name}: os valores da coluna "{part.originals[column.name]}" somam '
                f"{money_of_cents(int(total))}, mais do que se soma com exatidão ({money_of_cents(limit)})",
                f"confira se a coluna está em reais: há um valor de {cell(money_of_cents(int(most)))}",
            )
