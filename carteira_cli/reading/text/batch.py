"""Rows of a block of text: the sound lines as they stand, the others as they were read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.sound import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from carteira_cli.reading.text.layout import TextRow
    from carteira_cli.reading.text.plan import TextPlan


class Bare(NamedTuple):
    """Lines of a block that is plain.

    Attributes:
        text: they as they stand, as UTF-8.
        first: the number of the first in the file, from 1.
        number: how many they are.
    """

    text: bytes
    first: int
    number: int


@dataclass(frozen=True)
class Batch:
    """Rows of a block.

    Attributes:
        lines: the sound ones, as they stand in the file, without what ends them.
        numbers: theirs in the file, from 1.
        slow: the rows that were looked at one by one.
        plan: how the lines are cut.
        bare: the sound ones of a plain block; then there are no others, and `lines` and `numbers` are empty.
    """

    lines: pl.Series
    numbers: pl.Series
    slow: Sequence[TextRow]
    plan: TextPlan
    bare: Bare | None = None

    @property
    def sound(self) -> pl.DataFrame:
        """The rows of the sound lines: text columns `c0`, `c1` … and `line`, the line of the file; null is empty."""
        cells = cut(self.lines, self.plan.marks, self.plan.width)
        return cells.with_columns(self.numbers.alias("line"))
