"""What the words of a status mean: a sale that counts, one that does not, one that came back, or nobody knows."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold
from carteira_cli.sources.matching.word_lists import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# What voids a line where nobody says: in any inflection or phrase, as `status_words.toml` knows them.
DEFAULT_CANCELLED = (
    *("cancelado", "cancelada", "cancelamento", "canceled", "cancelled", "void", "voided", "anulado", "anulada"),
    *("não faturado", "não faturada", "recusado", "recusada", "rejeitado", "rejeitada", "negado", "negada"),
    *("denegado", "denegada", "inutilizado", "inutilizada"),
)
# A sale that came back does not count; a line with a negative amount is the return itself, which does.
DEFAULT_RETURNED = (
    *("devolvido", "devolvida", "devolução", "estornado", "estornada", "estorno", "reembolsado", "reembolsada"),
    *("returned", "refunded", "chargeback"),
)

_LINKS = frozenset(
    {"a", "o", "as", "os", "e", "de", "da", "do", "das", "dos", "no", "na", "ao", "por", "pelo", "pela", "para", "p"}
    | {"pra", "com", "by", "of", "the", "to", "for", "with", "um", "uma", "ou"}
)
_BLANK = frozenset(
    {"null", "none", "nan", "nat", "nd", "n/d", "na", "n/a", "#n/d", "#n/a", "vazio", "(vazio)", "(em branco)"}
)
_HUMPS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_WORD = re.compile(r"[a-z0-9]+")


class Status(IntEnum):
    """What a status does to its line."""

    GOOD = 0
    VOID = 1  # whatever the amount
    RETURNED = 2  # voids the sale that came back, but for a line of a negative amount, which is the return itself
    MOVEMENT = 3  # the noun alone: may be a return beside its sale
    UNKNOWN = 4


@dataclass(frozen=True)
class Forms:
    """Words, and beginnings of words: `match` is a look-up, since a regular expression of hundreds is slow to build."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> Forms:
        """The words of a list, in which `*` at the end stands for the rest of a word."""
        several = list(words)
        beginnings = tuple(word[:-1] for word in several if word.endswith("*"))
        return cls(frozenset(word for word in several if not word.endswith("*")), beginnings)

    def match(self, word: str) -> bool:
        """Whether a word is one of them."""
        return word in self.exact or word.startswith(self.beginnings)


Phrase = tuple[Forms, ...]


@dataclass(frozen=True)
class Words:
    """Single words and phrases of some kind, as patterns of folded words."""

    single: Forms
    phrases: tuple[Phrase, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """The words of a list, in which `*` stands for the rest of a word."""
        several = [text.split() for text in texts]
        single = Forms.of(words[0] for words in several if len(words) == 1)
        return cls(single, tuple(tuple(Forms.of([word]) for word in words) for words in several if len(words) > 1))

    def has(self, tokens: Iterable[str]) -> bool:
        """Whether one of the single words is among some."""
        return any(self.single.match(token) for token in tokens)

    def without(self, tokens: Sequence[str]) -> list[str] | None:
        """The words that are left once the first phrase is taken out; None where none is in them."""
        for phrase in self.phrases:
            for start in range(len(tokens) - len(phrase) + 1):
                some = tokens[start : start + len(phrase)]
                if all(pattern.match(token) for pattern, token in zip(phrase, some, strict=True)):
                    return [*tokens[:start], *tokens[start + len(phrase) :]]
        return None

    def within(self, tokens: Sequence[str]) -> bool:
        """Whether a word is among some, or all of a phrase in this order, whatever stands between."""
        return self.has(tokens) or any(_in_order(phrase, tokens) for phrase in self.phrases)


def tokens_of(text: str) -> list[str]:
    """The words of a cell that say something, folded.

    Example:
        >>> tokens_of("NF-e Cancelada pelo cliente"), tokens_of("paymentDenied")
        (['nf', 'cancelada', 'cliente'], ['payment', 'denied'])
    """
    return [word for word in _WORD.findall(fold(_HUMPS.sub(" ", text))) if word not in _LINKS]


@lru_cache(maxsize=4096)
def status_of(text: str) -> Status:
    """What a status means.

    Example:
        >>> [status_of(text).name for text in ("NF Cancelada", "Não cancelado", "Em aberto", "Estornado", "")]
        ['VOID', 'GOOD', 'UNKNOWN', 'RETURNED', 'GOOD']
    """
    tokens = tokens_of(text)
    if not tokens or fold(text) in _BLANK:
        return Status.UNKNOWN if _WORD.search(fold(text)) and fold(text) not in _BLANK else Status.GOOD
    lists = _status_lists()
    rest, found = _phrases_taken(tokens)
    rest, denied = _denials_taken(rest)
    found |= denied
    found |= _of_words(rest, tokens)
    undone = {Status.VOID, Status.RETURNED}
    if found & undone and lists["partial"].has(tokens):
        return Status.UNKNOWN
    order = (Status.VOID, Status.RETURNED, Status.MOVEMENT, Status.UNKNOWN, Status.GOOD)
    return next((status for status in order if status in found), Status.UNKNOWN)


def names_a_return(text: str) -> bool:
    """Whether a text has the noun of a return: it is the return itself, not the sale that came back."""
    return _status_lists()["returning"].has(tokens_of(text))


def may_be_no_sales(title: str) -> bool:
    """Whether a title is one of lines that are no sales, or not yet."""
    return _doubtful_titles().has(tokens_of(title))


@cache
def _doubtful_titles() -> Words:
    return Words.of(vocabulary("matching/status_words")["titles"]["doubtful"])


def _phrases_taken(tokens: Sequence[str]) -> tuple[list[str], set[Status]]:
    """The words outside of phrases, and what the phrases mean."""
    left, found = list(tokens), set()
    for name, status in (("unknown", Status.UNKNOWN), ("good", Status.GOOD), ("void", Status.VOID)):
        while (rest := _status_lists()[f"phrases.{name}"].without(left)) is not None:
            left = rest
            found.add(status)
    return left, found


def _denials_taken(tokens: Sequence[str]) -> tuple[list[str], set[Status]]:
    """The words that nothing denies, and what the denied ones mean: what is not cancelled counts."""
    lists = _status_lists()
    left: list[str] = []
    found: set[Status] = set()
    words = iter(tokens)
    for token in words:
        if not lists["negations"].single.match(token):
            left.append(token)
            continue
        denied = next((word for word in words if not lists["skipped"].single.match(word)), None)
        if denied is None:
            continue
        if any(lists[name].single.match(denied) for name in ("void", "returned", "voiding", "returning", "refused")):
            found.add(Status.GOOD)
        elif lists["essential"].single.match(denied):
            found.add(Status.VOID)
        elif any(lists[name].single.match(denied) for name in ("good", "unknown")):
            found.add(Status.UNKNOWN)
    return left, found


def _of_words(tokens: Sequence[str], cell: Sequence[str]) -> set[Status]:
    """What single words mean; of the whole cell, whether a cancellation has happened."""
    lists = _status_lists()
    found: set[Status] = set()
    if lists["void"].has(tokens):
        return {Status.VOID}
    returning, voiding = lists["returning"].has(tokens), lists["voiding"].has(tokens)
    if (returning or voiding) and lists["open"].has(cell):
        return {Status.UNKNOWN}
    if lists["refused"].has(tokens) or voiding:
        found.add(Status.VOID)
    if lists["returned"].has(tokens):
        found.add(Status.RETURNED)
    if returning:
        only = all(lists["returning"].single.match(word) or lists["movement"].single.match(word) for word in tokens)
        found.add(Status.MOVEMENT if only else Status.RETURNED)
    found |= {Status[name.upper()] for name in ("unknown", "good") if lists[name].has(tokens)}
    return found


@cache
def _status_lists() -> Mapping[str, Words]:
    status = vocabulary("matching/status_words")["status"]
    plain = {name: Words.of(status[name]) for name in ("negations", "skipped", "partial", "open")}
    phrases = {f"phrases.{name}": Words.of(texts) for name, texts in status["phrases"].items()}
    return plain | phrases | {name: Words.of(texts) for name, texts in status["words"].items()}


def _in_order(phrase: Phrase, tokens: Iterable[str]) -> bool:
    left = iter(tokens)
    return all(any(pattern.match(token) for token in left) for pattern in phrase)
