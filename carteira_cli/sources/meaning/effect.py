"""What some column does to the lines of a file."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl


@dataclass(frozen=True)
class Effect:
    r"""What some column does to the lines of a file; expressions are on the raw columns.

    Attributes:
        void: String: why a line does not count, null where it does; None: no line is voided.
        returned: Boolean: whether the amount is money given back; None: of no line.
        doubt: String: `column\\x1fword` of a cell that nobody knows, null where it is known; None: nothing is unknown.
        parsed: columns that the other expressions may use: name → expression on the raw ones, and its type.
        told: sentences that say how the column was understood.
        doubts: sentences that warn.
    """

    void: pl.Expr | None = None
    returned: pl.Expr | None = None
    doubt: pl.Expr | None = None
    parsed: Mapping[str, tuple[pl.Expr, pl.DataType]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
