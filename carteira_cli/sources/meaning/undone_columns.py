"""Columns beside the status that say that a sale was undone: a second status, a date of cancellation, a flag, a return.

What a second status says in so many words ("NF Cancelada", "Pagamento recusado") voids the line; what a column's name
and a filled cell suggest is told with its lines and its money, and counts. `cancelados` and `validos` decide either
with the name of the column before the word: "status NF: Cancelada", "data cancelamento: *".
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold
from carteira_cli.sources.matching.address_states import PLACES
from carteira_cli.sources.matching.head import few_texts, head
from carteira_cli.sources.matching.learnt_words import Coded
from carteira_cli.sources.matching.matched import BesideStatus
from carteira_cli.sources.matching.slugs import bare_name, slug
from carteira_cli.sources.matching.status import StatusWords, words_pattern
from carteira_cli.sources.matching.status_words import Status, Words, status_of
from carteira_cli.sources.matching.stems import words_of
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.word_lists import vocabulary

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.reading_rules import Rules

FEW = 40  # distinct texts that a column of words has at most
IMPORTED = "arquivo_numero"  # a column of imported portfolios, whose lines were voided when they were imported
_UNDONE = {Status.VOID, Status.RETURNED, Status.MOVEMENT}
_NOTHING = (  # cells that say no, or nothing
    r"(?i)^(?:(?:r\$|us\$)?[\s0.,:/TZ+-]*|0?1/0?1/1900.*|1900-01-01.*|30/12/1899.*|1899-12-30.*|"
    r"(?:n[aã]o|not?|sem|never|nunca|without|nenhum[a]?)(?:\s.*)?|[nf-]|false|falso|none|null|nan|nat|nd|n/[ad]|"
    r"#n/[ad]|na|ativ[oa]|active|\W*)$"
)


class CellSays(IntEnum):
    """What a cell of such a column comes to."""

    NOTHING = 0
    UNDONE = 1
    RETURNED = 2  # undone, but for a line of a negative amount
    DOUBT = 3


def with_beside(table: CanonicalTable, raw: RawFile, matched: Matched, rules: Rules, first: pl.DataFrame) -> Matched:
    """The columns, with those beside the status that say that a sale was undone; `first`: the head of free texts."""
    if table.name != "vendas" or matched.profile is not None:
        return matched
    taken = {*matched.columns.values(), *matched.words}
    free = [name for name in raw.header if name not in taken and not raw.schema[name].is_nested()]
    named = [name for name in free if _speaks(bare_name(name)) and raw.schema[name] != pl.Null]
    seen = set(first.columns)
    worded = few_texts(first.select(name for name in free if name in seen and raw.schema[name] == pl.String), FEW)
    others = [name for name in named if name not in seen]
    if others:
        first = first.hstack(head(raw, others)) if first.width else head(raw, others)
    found = []
    for name in free:
        one = _word_column(name, worded[name], rules) if name in worded else None
        if one is None and name in named:
            one = _filled_column(name, raw, first, rules)
        found += [one] if one is not None else []
    words = {one.name: Coded(_Meaning.of(one, rules)) for one in found if one.how != "preenchida"}
    return replace(matched, beside=tuple(found), words={**matched.words, **words})


def _speaks(name: str) -> bool:
    """Whether a name says that a line was cancelled, or came back."""
    tokens, text, (undoing, not_so) = words_of(name), fold(name), _naming()
    if not_so.has(tokens):
        return False
    return undoing.has(tokens) or any(stem in text for stem in vocabulary("meaning/undone_columns")["stems"])


@cache
def _naming() -> tuple[Words, Words]:
    """Words of names that say that a sale was undone, and those that say that it is something else."""
    lists = vocabulary("matching/status_words")["status"]["words"]
    undoing = [word for kind in ("void", "voiding", "returned", "returning") for word in lists[kind]]
    return Words.of(undoing), Words.of(vocabulary("meaning/undone_columns")["not_so"])


def _word_column(name: str, known: list[str], rules: Rules) -> BesideStatus | None:
    """A column whose words say it, or may; None where they do not."""
    label = bare_name(name)
    status = rank("vendas", "status", label) is not None and fold(label) not in PLACES
    own = _own_words(label, known, rules)
    if status:
        return BesideStatus(name, "palavras", sure=True, own=own)
    if _are_moves(label, known):
        return BesideStatus(name, "movimento", own=own)
    if own:
        return BesideStatus(name, "palavras", own=True)
    meant = [status_of(text) for text in known]
    clear = [one for one in meant if one is not Status.UNKNOWN]
    undone = any(one in _UNDONE for one in clear)
    return BesideStatus(name, "palavras") if undone and len(clear) * 2 > len(meant) else None


def _filled_column(name: str, raw: RawFile, first: pl.DataFrame, rules: Rules) -> BesideStatus | None:
    """A column whose name says it where a cell is filled; None where the user says that it does not matter."""
    anything = whole(bare_name(name), "x")
    if qualified(rules.valid).fullmatch(anything):
        return None
    own = rules.own_words and bool(qualified(rules.cancelled).fullmatch(anything))
    return BesideStatus(name, "preenchida", own=own, shown=bool(first.select(filled(raw, name).any()).item()))


def qualified(words: Iterable[str]) -> re.Pattern[str]:
    """Those of some words that stand behind the name of a column, for comparing with `whole`."""
    split = (word.partition(":") for word in words)
    return words_pattern(f"{slug(name)}: {word.strip()}" for name, mark, word in split if mark)


def whole(label: str, text: str) -> str:
    """A word of a column, folded, with the column's name as it can be typed."""
    return f"{slug(label)}: {fold(text)}"


def _own_words(label: str, texts: list[str], rules: Rules) -> bool:
    """Whether the user names the column in `cancelados`, with one of its words."""
    if not rules.own_words:
        return False
    pattern = qualified(rules.cancelled)
    return any(pattern.fullmatch(whole(label, text)) for text in texts)


def _are_moves(label: str, texts: list[str]) -> bool:
    """Whether a column has two letters or words of a movement, one of which gives back, and nobody says which."""
    own, words = vocabulary("meaning/undone_columns"), set(words_of(label))
    return sorted({fold(text) for text in texts}) in map(sorted, own["pairs"]) and (
        bool(words & set(own["moves"])) and not words & set(own["paid"])
    )


@dataclass(frozen=True)
class _Meaning:
    """What the words of a column come to in a run."""

    beside: BesideStatus
    cancelled: re.Pattern[str]
    valid: re.Pattern[str]
    status: StatusWords

    @classmethod
    def of(cls, one: BesideStatus, rules: Rules) -> _Meaning:
        own = rules.cancelled if rules.own_words else ()
        return cls(one, qualified(own), qualified(rules.valid), rules.status_words())

    def __call__(self, text: str) -> CellSays:
        """What a cell comes to: the user's word for this column, then his words, then everybody's."""
        said = whole(self.beside.label, text)
        if self.cancelled.fullmatch(said):
            return CellSays.UNDONE
        if not text.strip() or self.valid.fullmatch(said) or self.status.valid.fullmatch(fold(text)):
            return CellSays.NOTHING
        return CellSays.DOUBT if self.beside.how == "movimento" else self._as_status(text)

    def _as_status(self, text: str) -> CellSays:
        meant = self.status.meaning(text)
        if meant is Status.UNKNOWN and self.status.own and status_of(text) in _UNDONE:
            return CellSays.DOUBT  # the user's own list does not have it
        if meant not in _UNDONE:
            return CellSays.NOTHING
        if not self.beside.sure or meant is Status.MOVEMENT:
            return CellSays.DOUBT
        return CellSays.UNDONE if meant is Status.VOID else CellSays.RETURNED


def filled(raw: RawFile, name: str) -> pl.Expr:
    """Whether a cell says that something happened: a date, a yes, an amount that is not zero; never null."""
    cell, dtype = pl.col(name), raw.schema[name]
    if dtype == pl.Boolean:
        said = cell
    elif dtype.is_numeric():
        said = cell != 0
    elif dtype.is_temporal():
        said = cell.is_not_null()
    else:
        said = ~cell.cast(pl.String).str.strip_chars().str.contains(_NOTHING)
    return said.fill_null(value=False)


def undone(raw: RawFile, matched: Matched, amount: str | None) -> tuple[RawFile, pl.Expr | None]:
    """Whether a column beside the status voids a line, with the file that has its words read; None: none can.

    Args:
        raw: the file, its texts parsed.
        matched: which of its columns is which.
        amount: the column of parsed amounts; a line below zero is itself the return that some words tell of.
    """
    negative = (pl.col(amount) < 0).fill_null(value=False) if amount is not None else pl.lit(value=False)
    found = []
    for one in matched.beside:
        if not (one.sure or one.own) or (one.sure and IMPORTED in raw.header and not one.own):
            continue
        if one.how == "preenchida":
            found.append(filled(raw, one.name))
            continue
        words, cell = matched.words[one.name], pl.col(one.name)
        if raw.is_text:
            code = f"{one.name}\x00ao lado"
            raw = raw.parsing({code: (words.of(cell.cast(pl.String)), pl.UInt8())})
            void, returned = pl.col(code) == CellSays.UNDONE, pl.col(code) == CellSays.RETURNED
        else:
            words.learn(raw.lines.select(cell.cast(pl.String)).unique().drop_nulls().collect().to_series().to_list())
            if not words.saying(CellSays.UNDONE, CellSays.RETURNED):
                continue
            void, returned = (
                cell.cast(pl.String).is_in(words.saying(said)).fill_null(value=False)
                for said in (CellSays.UNDONE, CellSays.RETURNED)
            )
        found.append(void | (returned & ~negative))
    return raw, pl.any_horizontal(found) if found else None
