"""What a status does to its line, in whatever words it comes."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold
from carteira_cli.sources.matching.learnt_words import FEW, Coded
from carteira_cli.sources.matching.status_words import Status, status_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from carteira_cli.reading.raw import RawFile

VOIDED, UPHELD = "cancelada na importação", "válida na importação"  # what an import found, whatever words void now
SAMPLE = 10_000  # lines at either end of a Parquet file whose statuses are learnt beforehand
_DECIDED = {fold(VOIDED): Status.VOID, fold(UPHELD): Status.GOOD}


@dataclass(frozen=True)
class StatusWords:
    """What the words of a status mean in a run: as the user says, else the system that wrote the file, else anybody.

    Attributes:
        cancelled: what voids a line, whatever the vocabulary says.
        valid: what the user says counts.
        known: what counts in the exports of the file's system.
        own: whether `cancelled` are the user's, so that nothing else voids a line.
    """

    cancelled: re.Pattern[str]
    valid: re.Pattern[str]
    known: re.Pattern[str]
    own: bool

    def meaning(self, text: str) -> Status:
        """What a status does to its line."""
        word = fold(text)
        if word in _DECIDED:
            return _DECIDED[word]
        if self.own and self.cancelled.fullmatch(word):
            return Status.VOID
        if self.valid.fullmatch(word) or self.known.fullmatch(word):
            return Status.GOOD
        if self.own:
            return Status.GOOD if status_of(text) is Status.GOOD else Status.UNKNOWN
        return Status.VOID if self.cancelled.fullmatch(word) else status_of(text)


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """What is like one of some words once it is folded; `*` stands for anything."""
    each = [".*".join(re.escape(piece) for piece in fold(word).split("*")) for word in words]
    return re.compile("|".join(each) if each else r"(?!)", re.DOTALL)


@dataclass(frozen=True)
class ByStatus:
    """What the status does to lines; expressions on the raw columns, never null.

    Attributes:
        void: it voids the line, whatever the amount.
        returned: it voids the line but for a negative amount.
        movement: it says "Devolução" and nothing else: likewise, or the line is money given back.
        unheard: it is another than those that were looked at; None where all were.
    """

    void: pl.Expr
    returned: pl.Expr
    movement: pl.Expr
    unheard: pl.Expr | None = None


def by_status(raw: RawFile, original: str, words: Coded, statuses: Collection[str] | None) -> tuple[RawFile, ByStatus]:
    """What the status of each line does to it.

    Args:
        raw: the file.
        original: its column of the status.
        words: what the words mean; learns those of the file.
        statuses: every spelling in a typed file; None to look at both its ends.

    Returns:
        The file, with the status of text read once a line, and what the status does.
    """
    cell = pl.col(original) if raw.schema[original] == pl.String else pl.col(original).cast(pl.String)
    if raw.is_text:
        name = f"{original}\x00situacao"
        read = raw.parsing({name: (words.of(cell), pl.UInt8())})
        code = pl.col(name)
        return read, ByStatus(code == Status.VOID, code == Status.RETURNED, code == Status.MOVEMENT)
    if statuses is None:
        both_ends = pl.concat([raw.lines.head(SAMPLE), raw.lines.tail(SAMPLE)])
        known = sorted(spellings(both_ends, cell))
    else:
        known = sorted(statuses)
    words.learn(known)
    found = {status: [text for text in known if words.meaning(text) == status] for status in Status}
    void, returned, movement = (
        _is_one_of(cell, found[status]).fill_null(value=False)
        for status in (Status.VOID, Status.RETURNED, Status.MOVEMENT)
    )
    if statuses is not None:
        return raw, ByStatus(void, returned, movement)
    rest = [status for status in known if status not in found[Status.VOID]]
    return raw, ByStatus(void, returned, movement, ~void & ~_is_one_of(cell, rest))


def _is_one_of(cell: pl.Expr, texts: list[str]) -> pl.Expr:
    """`is_in`, but a few comparisons where they are few: they cost a third of looking up a hash."""
    if len(texts) > FEW:
        return cell.is_in(texts)
    found: pl.Expr = reduce(or_, (cell == text for text in texts), pl.lit(value=False))
    return found


def spellings(lines: pl.LazyFrame, cell: pl.Expr) -> list[str]:
    """The distinct texts of a column."""
    return lines.select(cell.alias("status")).unique().drop_nulls().collect(engine="streaming").to_series().to_list()
