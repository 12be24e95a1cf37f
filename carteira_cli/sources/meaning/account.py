"""What was left out of a file or not understood in it, each with its lines and its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.hidden import DOUBT, VOID

if TYPE_CHECKING:
    from carteira_cli.sources.part import Part


@dataclass(frozen=True)
class Heap:
    r"""Lines of one kind.

    Attributes:
        what: the reason, or `column\\x1fword`.
        lines: how many.
        cents: their amounts together, those that can be read; None in a table without amounts.
    """

    what: str
    lines: int
    cents: int | None


def voided(part: Part) -> list[Heap]:
    """Why lines of a file do not count, most lines first; a reading, where the file has such lines at all."""
    return _heaps(part, VOID) if VOID in part.raw.schema else []


def doubtful(part: Part) -> list[Heap]:
    """Words that nobody knows, of lines that count, most lines first; a reading, where a column is in doubt."""
    return _heaps(part, DOUBT) if DOUBT in part.raw.schema else []


def _heaps(part: Part, column: str) -> list[Heap]:
    amount = part.columns.get("valor", part.columns.get("valor_mensal"))
    cents = pl.lit(None, dtype=pl.Int64) if amount is None else amount
    lines = part.raw.lines if column == VOID else part.raw.lines.filter(~part.bad & ~part.cancelled)
    counted = (
        lines.filter(pl.col(column).is_not_null())
        .select(what=pl.col(column), cents=cents)
        .group_by("what")
        .agg(lines=pl.len(), cents=pl.col("cents").sum() if amount is not None else pl.lit(None, dtype=pl.Int64))
        .sort("lines", "what", descending=[True, False])
        .collect(engine="streaming")
    )
    return [Heap(str(what), int(count), cents) for what, count, cents in counted.rows()]
