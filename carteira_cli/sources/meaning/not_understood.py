"""What was left out of a file or not understood in it, each with its lines and its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.hidden import DOUBT, VOID

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


@dataclass(frozen=True)
class Said:
    """Lines of one word of a column.

    Attributes:
        word: as the file has it.
        lines: how many of them count.
        cents: their amounts together; None in a table without amounts.
        void: how many do not count.
        void_cents: their amounts together.
    """

    word: str
    lines: int
    cents: int | None
    void: int
    void_cents: int | None


def said_in(part: Part, word: pl.Expr, void: pl.Expr) -> list[Said]:
    """The words of a column in the lines that were not rejected, most lines that count first; a reading.

    Args:
        part: the file.
        word: the text of a line's cell; null where it is of no interest.
        void: whether a line does not count.
    """
    amount = part.columns.get("valor", pl.lit(None, dtype=pl.Int64))
    counted = (
        part.raw.lines.filter(~part.bad)
        .select(word=word, cents=amount, void=void)
        .drop_nulls("word")
        .group_by("word")
        .agg(
            lines=(~pl.col("void")).sum(),
            cents=pl.col("cents").filter(~pl.col("void")).sum(),
            out=pl.col("void").sum(),
            out_cents=pl.col("cents").filter("void").sum(),
        )
        .sort("lines", "out", "word", descending=[True, True, False])
        .collect(engine="streaming")
    )
    return [
        Said(str(text), int(lines), cents, int(out), out_cents) for text, lines, cents, out, out_cents in counted.rows()
    ]


def given_back(part: Part) -> list[Heap]:
    """Lines whose amount stands above zero and was taken off, by what says so; a reading, where a column may say so.

    The cents are those taken off, above zero.
    """
    if part.unsigned is None or not part.back:
        return []
    causes = [pl.when(back).then(pl.lit(why)) for why, back in part.back.items()]
    counted = (
        part.raw.lines.filter(~part.bad & ~part.cancelled & (pl.col(part.unsigned) > 0))
        .select(what=pl.coalesce(*causes), cents=-part.columns["valor"])
        .drop_nulls("what")
        .group_by("what")
        .agg(lines=pl.len(), cents=pl.col("cents").sum())
        .sort("lines", "what", descending=[True, False])
        .collect(engine="streaming")
    )
    return [Heap(str(what), int(count), cents) for what, count, cents in counted.rows()]
