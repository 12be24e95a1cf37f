"""The columns that say what kind of operation a line is: found by their cells, and what they do to the lines."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold, loose
from carteira_cli.sources.matching.learnt_words import Coded
from carteira_cli.sources.matching.status import words_pattern
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.meaning.effect import Effect
from carteira_cli.sources.meaning.operations import GIVEN_BACK, GOES_OUT, SALE, UNKNOWN, kinds, operation_of

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.reading_rules import Rules

COLUMN = "operacao"
CANCELLED = "cancelada"
SAMPLE = 20_000  # lines at the start that are looked at
FEW = 200  # distinct texts that a column of operations has at most
_WAYS = frozenset({"es", "entradasaida", "entradaousaida", "saidaentrada", "tiponf", "tiponfe", "tiponota"})


@cache
def _code_of(kind: str) -> int:
    """The place of a kind among `kinds`."""
    return kinds().index(kind)


@cache
def _void_kinds() -> dict[str, int]:
    """The kinds that are no sale → their places."""
    return {kind: _code_of(kind) for kind in kinds() if kind not in {SALE, GIVEN_BACK, GOES_OUT, UNKNOWN}}


@dataclass(frozen=True)
class Operations:
    """What the words of an operation mean in a run."""

    cancelled: re.Pattern[str]
    valid: re.Pattern[str]
    letters: bool

    def meaning(self, text: str) -> int:
        """The place of an operation's kind among `kinds`."""
        word = fold(text)
        if self.cancelled.fullmatch(word):
            return _code_of(CANCELLED)
        if self.valid.fullmatch(word):
            return _code_of(SALE)
        return _code_of(operation_of(text, letters=self.letters))


def with_operation(table: CanonicalTable, raw: RawFile, matched: Matched, rules: Rules) -> Matched:
    """The columns, with those whose cells say what kind of operation a line is.

    A name like "Tipo" says nothing: at least half of the lines must be operations that are known, and one of them by
    more than "Normal". "CFOP" and "Natureza da operação" need one that is known.
    """
    if table.name != "vendas":
        return matched
    named = matched.columns.get(COLUMN)
    taken = set(matched.columns.values()) - {named}
    ranked = sorted(
        (place, raw.header.index(name), name)
        for name in raw.header
        if name not in taken
        and (place := rank(table.name, COLUMN, name)) is not None
        and not (raw.schema[name].is_nested() or raw.schema[name].is_temporal() or raw.schema[name] == pl.Null)
    )
    candidates = list(dict.fromkeys([*([named] if named else []), *(name for _, _, name in ranked)]))
    if not candidates:
        return matched
    own = rules.cancelled if rules.own_words else ()
    words = {
        name: Coded(Operations(words_pattern(own), words_pattern(rules.valid), letters=_is_way(name)).meaning)
        for name in candidates
    }
    head = raw.lines.select(pl.col(candidates).cast(pl.String, strict=False)).head(SAMPLE).collect()
    chosen = [name for name in candidates if name in {named, COLUMN} or _serves(name, head[name], words[name])]
    if not chosen:
        return matched
    first, *others = chosen
    said = () if first in {named, COLUMN} else (f'{raw.name}: "{COLUMN}" é a coluna "{first}", pelas palavras que tem',)
    return replace(
        matched,
        columns={**matched.columns, COLUMN: first},
        how={**matched.how, COLUMN: matched.how.get(COLUMN, "conteúdo")},
        others={**matched.others, **({COLUMN: tuple(others)} if others else {})},
        words={**matched.words, **{name: words[name] for name in chosen}},
        told=(*matched.told, *said),
    )


def _is_way(name: str) -> bool:
    return loose(name) in _WAYS


def _is_sure(name: str) -> bool:
    """Whether a name can be of nothing but operations."""
    text = loose(name)
    return "cfop" in text or ("operacao" in text and ("natureza" in text or "tipo" in text or text.startswith("nat")))


def _serves(name: str, cells: pl.Series, words: Coded) -> bool:
    """Whether a column that may be of operations is, by its cells."""
    texts = cells.str.strip_chars()
    counts = texts.filter(texts != "").value_counts().rows()
    if not counts or len(counts) > FEW:
        return False
    meant = [(words.meaning(text), text, count) for text, count in counts]
    weak = {_code_of(UNKNOWN), _code_of(GOES_OUT)}
    digits = not _is_sure(name)  # of a column of codes only its name can say that they are fiscal ones
    strong = [text for code, text, _ in meant if code not in weak and not (digits and text.strip("0123456789. ") == "")]
    if _is_sure(name) or _is_way(name):
        return bool(strong)
    known = sum(count for code, _, count in meant if code != _code_of(UNKNOWN))
    return bool(strong) and known * 2 >= sum(count for _, _, count in meant)


@dataclass(frozen=True)
class OperationReading:
    """How the operation of a line is read from one or more columns.

    Attributes:
        raw: the file.
        words: column → what its words mean, the surest column first.
    """

    raw: RawFile
    words: Mapping[str, Coded]

    @cached_property
    def parsed(self) -> Mapping[str, tuple[pl.Expr, pl.DataType]]:
        """Of text, the codes of each column, read once a line."""
        if not self.raw.is_text:
            return {}
        return {
            _parsed(name): (words.of(pl.col(name).cast(pl.String)), pl.UInt8()) for name, words in self.words.items()
        }

    @cached_property
    def kind(self) -> pl.Expr:
        """The place of a line's kind among `kinds`; the first column that decides is believed."""
        codes = [self._of(name) for name in self.words]
        if len(codes) == 1:
            return codes[0]
        unknown = pl.any_horizontal(code == _code_of(UNKNOWN) for code in codes)
        decided = [pl.when(~code.is_in([_code_of(UNKNOWN), _code_of(GOES_OUT)])).then(code) for code in codes]
        rest = pl.when(unknown).then(pl.lit(_code_of(UNKNOWN), dtype=pl.UInt8)).otherwise(pl.lit(0, dtype=pl.UInt8))
        return pl.coalesce(*decided, rest)

    def _of(self, name: str) -> pl.Expr:
        if self.raw.is_text:
            return pl.col(_parsed(name))
        cell, words = pl.col(name).cast(pl.String), self.words[name]
        texts = {text: code for code in range(1, len(kinds())) for text in words.saying(code)}
        return cell.replace_strict(list(texts), list(texts.values()), default=0, return_dtype=pl.UInt8)


def _parsed(name: str) -> str:
    return f"{name}\x00operacao"


def reading_of(raw: RawFile, matched: Matched) -> OperationReading | None:
    """How the operation of a file's lines is read; None where no column says it.

    A fiscal code is surest, and whether goods come in or go out says least.
    """
    if COLUMN not in matched.columns:
        return None
    names = (matched.columns[COLUMN], *matched.others.get(COLUMN, ()))
    surest = sorted(names, key=lambda name: 0 if "cfop" in loose(name) else 2 if _is_way(name) else 1)
    return OperationReading(raw, {name: matched.words[name] for name in surest if name in matched.words})


def read_operation(raw: RawFile, matched: Matched, rules: Rules) -> Effect | None:  # noqa: ARG001 - as every reader
    """What the operation does to a line: money given back, no sale at all, or nothing.

    Of a typed file the words are read beforehand, so that one of sales alone stays as it is.
    """
    found = reading_of(raw, matched)
    if found is None:
        return None
    if not raw.is_text:
        for name, words in found.words.items():
            words.learn(raw.lines.select(pl.col(name).cast(pl.String)).unique().drop_nulls().collect().to_series())
        if not any(words.saying(_code_of(GIVEN_BACK), *_void_kinds().values()) for words in found.words.values()):
            return None
    column = matched.columns[COLUMN]
    texts = [reason(kind, column) for kind in _void_kinds()]
    kind = found.kind
    void = kind.replace_strict(list(_void_kinds().values()), texts, default=None, return_dtype=pl.String)
    return Effect(void=void, returned=kind == _code_of(GIVEN_BACK), parsed=found.parsed)


def reason(kind: str, column: str) -> str:
    """Why an operation does not count, for the account: what it is, and where that stands."""
    return f'{kind} (coluna "{column}")'


def is_void(text: str) -> bool:
    """Whether an operation is no sale, whatever the user says of it."""
    return operation_of(text) in _void_kinds()


def is_reason(text: str) -> bool:
    """Whether a line does not count for its operation."""
    return any(text.startswith(f'{kind} (coluna "') for kind in _void_kinds())


def may_be_unknown(found: OperationReading) -> bool:
    """Whether a word was seen that nobody knows; once the file was read whole, whether there is one."""
    return any(words.saying(_code_of(UNKNOWN)) for words in found.words.values())


def unknown(found: OperationReading) -> pl.Expr:
    """Whether nobody knows what kind of operation a line is."""
    return found.kind == _code_of(UNKNOWN)
