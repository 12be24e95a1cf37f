"""What is taken to be true of a file's columns and lines until every line was read, and what is asked to know it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.values import AmountEvidence, DayEvidence, IdEvidence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import polars as pl

    from carteira_cli.sources.values import DayReading, Decimal, IdReading, Order

Evidence = AmountEvidence | DayEvidence | IdEvidence
Says = Literal["void", "back", "doubt"]


@dataclass(frozen=True)
class Subtotals:
    """Lines of a file that are sums of others.

    Attributes:
        lines: their numbers, as `RawFile.scan` gives them.
        said: sentences that warn of lines that only seem to be such.
    """

    lines: tuple[int, ...] = ()
    said: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Titled:
    """Lines under a title that says something of them.

    Attributes:
        line: of the title.
        text: of the title.
        first: the first line under it.
        end: one past the last.
        says: they do not count, are taken off, or nobody can tell and they count.
    """

    line: int
    text: str
    first: int
    end: int
    says: Says


@dataclass(frozen=True)
class Assumed:
    """What a part is read by.

    Attributes:
        decimals: canonical column of amounts → its mark of decimals; None where no cell needs to know.
        days: canonical column of dates → the order of day and month, and whether numbers are Excel's serials.
        ids: canonical column of ids → how they are read; those that are ids as they stand are left out.
        statuses: every spelling of the status, where it matters and is known.
        movements: whether a status "Devolução" is a return beside its sale, to be taken off; None: no
            amount above zero has one, as far as anybody looked.
        backward: whether a quantity below zero says that the amount is given back; None where there is none.
        subtotals: lines that are sums of others; None where nothing asked for a look.
        titled: blocks of lines whose title says that they are no sales; None where nothing asked for a look.
        evidence: canonical column → what its cells show.
        foreign: canonical columns of amounts of which some cells bear the sign of another currency.
        said: what people must be told about these choices, as sentences.
        noted: what may have to be told → in how many lines it was seen; not asked for: not in it.
    """

    decimals: Mapping[str, Decimal | None] = field(default_factory=dict)
    days: Mapping[str, DayReading] = field(default_factory=dict)
    ids: Mapping[str, IdReading] = field(default_factory=dict)
    statuses: Collection[str] | None = None
    movements: bool | None = None
    backward: bool | None = None
    foreign: frozenset[str] = frozenset()
    subtotals: Subtotals | None = None
    titled: tuple[Titled, ...] | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict, compare=False)
    said: tuple[str, ...] = field(default=(), compare=False)
    noted: Mapping[str, int] = field(default_factory=dict, compare=False)

    def order_shown(self) -> Order | None:
        """The one order of day and month that all dates of the file are in, if any has such an order."""
        orders = {
            self.days[column].order
            for column, seen in self.evidence.items()
            if isinstance(seen, DayEvidence) and seen.day_first + seen.month_first + seen.ambiguous
        }
        return orders.pop() if len(orders) == 1 else None

    def decimal_shown(self) -> Decimal | None:
        """The mark of decimals that the amounts of the file have or were decided to have, if it is one."""
        seen = [found for found in self.evidence.values() if isinstance(found, AmountEvidence)]
        marks: set[Decimal] = {choice for choice in self.decimals.values() if choice}
        marks |= {"virgula"} if any(found.comma for found in seen) else set()
        marks |= {"ponto"} if any(found.point for found in seen) else set()
        return marks.pop() if len(marks) == 1 else None


@dataclass(frozen=True)
class Questions:
    """What to ask of every line to know the conventions of a file.

    Attributes:
        codes: label → what one cell tells.
        counts: label → aggregate of the codes.
    """

    codes: Mapping[str, pl.Expr] = field(default_factory=dict)
    counts: Mapping[str, pl.Expr] = field(default_factory=dict)
