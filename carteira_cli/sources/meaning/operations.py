"""What the words and fiscal codes of an operation mean: a sale, money given back, or goods that went out unsold."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.matching.status_words import Words, tokens_of
from carteira_cli.sources.matching.word_lists import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

SALE, GIVEN_BACK, GOES_OUT, UNKNOWN = "venda", "devolução", "saída", "desconhecida"
COMES_IN = "entrada ou compra"
_CODE = r"^\s*([123567])[.\s]?(\d{3})(?:\.0+)?(?![\d,.]|[-/]\d)"  # compiled where a file has operations
_LETTERS = {"e": COMES_IN, "s": GOES_OUT}


@dataclass(frozen=True)
class _CodeRule:
    kind: str
    words: Words
    first: bool


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of operation, in a fixed order; first the one that changes nothing."""
    named = [rule.kind for rule in _rules()]
    codes = [kind for way in _codes().values() for kind in dict.fromkeys(way.values())]
    return tuple(dict.fromkeys((GOES_OUT, SALE, GIVEN_BACK, UNKNOWN, *named, *codes)))


@lru_cache(maxsize=4096)
def operation_of(text: str, *, letters: bool = False) -> str:
    """The kind of an operation; a blank cell says as little as that goods go out.

    Args:
        text: the cell: words, or a fiscal code with or without words after it.
        letters: whether a lone E and S stand for what comes in and goes out.

    Example:
        >>> [operation_of(text) for text in ("Venda de mercadoria", "1.202", "6910 - Brinde", "Devolução de compra")]
        ['venda', 'devolução', 'bonificação ou brinde', 'devolução de compra']
    """
    code = re.match(_CODE, text)
    if code is not None:
        way = _codes()["in" if code[1] in "123" else "out"]
        return way.get(int(code[2]), UNKNOWN)
    if letters and text.strip().casefold() in _LETTERS:
        return _LETTERS[text.strip().casefold()]
    tokens = tokens_of(text)
    if not tokens:
        return UNKNOWN if re.search(r"\w", text) else GOES_OUT
    return next((rule.kind for rule in _rules() if rule.words.within(tokens[:1] if rule.first else tokens)), UNKNOWN)


@cache
def _rules() -> tuple[_CodeRule, ...]:
    return tuple(
        _CodeRule(rule["kind"], Words.of(rule["words"]), rule.get("first", False))
        for rule in vocabulary("meaning/operations")["rules"]
    )


@cache
def _codes() -> Mapping[str, Mapping[int, str]]:
    """Whether goods come in or go out → the last three digits of the code → what the operation is."""
    found: dict[str, dict[int, str]] = {}
    for way, groups in vocabulary("meaning/operations")["cfop"].items():
        known = found.setdefault(way, {})
        for kind, ranges in groups.items():
            for text in ranges:
                low, _, high = text.partition("-")
                for number in range(int(low), int(high or low) + 1):
                    known.setdefault(number, kind)
    return found
