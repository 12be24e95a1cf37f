"""Names of the staged columns besides the canonical ones, and of the canonical ones that checks speak of."""

from __future__ import annotations

import polars as pl

PART = "arquivo:n"  # UInt16, position of the file
RECORD = "registro"  # Int64, position of the record in its file, from 0
REJECT = "rejeito"  # UInt8, 0 or the position from 1 of the first check that failed
CELL = "celula"  # the cell that failed it, as text
CANCELLED = "cancelada"  # Boolean, never of a rejected line
ROUNDED = "arredondado"  # Boolean, the amount has more than two decimals
PRINT = "impressao"  # UInt64, equal for lines whose cells are all equal

CUSTOMER, DAY, AMOUNT, ORDER, PRODUCT = "cliente", "data", "valor", "venda", "produto"
PLACE = "lugar"  # Int64, file and record in one number, in their order
PLACE_LIST = "lugares"  # the first places of a group
_RECORDS = 1 << 40  # more than a file has


def unreadable(column: str) -> str:
    """The Boolean column that tells whether a cell is there but can't be read."""
    return f"ilegivel:{column}"


def place() -> pl.Expr:
    """File and record in one number."""
    return (pl.col(PART).cast(pl.Int64) * _RECORDS + pl.col(RECORD)).alias(PLACE)


def in_turn(key: pl.Expr, turns: int, turn: int) -> pl.Expr:
    """Whether a line is looked at in one of several turns; lines of equal keys are, in the same one.

    Args:
        key: UInt64, never null.
        turns: how many there are.
        turn: which, from 0.
    """
    return key % turns == turn if turns > 1 else pl.lit(value=True)


def part_and_record(number: int) -> tuple[int, int]:
    """What `place` was made of."""
    return divmod(number, _RECORDS)
