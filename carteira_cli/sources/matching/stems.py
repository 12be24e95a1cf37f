"""What a name means by its words, where no list of synonyms has it: `SEQ_PEDIDO`, `pedido_id`, `Nº do cliente`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold, is_repeat
from carteira_cli.sources.matching.word_lists import section

if TYPE_CHECKING:
    from collections.abc import Mapping

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CURRENCY = re.compile(r"\br\$|\bus\$", re.IGNORECASE)
_SHORTEST = 2  # letters of a word that may be glued to others


@dataclass(frozen=True)
class _Rule:
    """Sets of words of each of which a name must have one, and the words that it may have besides."""

    has: tuple[frozenset[str], ...]
    may: frozenset[str]

    def fits(self, words: tuple[str, ...]) -> bool:
        """Whether a name of these words is what the rule is about: a word for each set, and no other word."""
        found: list[str] = []
        for word in words:  # of a cell that is no name nearly always the first is none of them
            pieces = _pieces(word, self.may)
            if not self.may.issuperset(pieces):
                return False
            found += pieces
        return _each(found, self.has)


def stem_rank(table: str, column: str, name: str) -> int | None:
    """How well the words of a name stand for a canonical column: 0 is best; None: they do not.

    Example:
        >>> stem_rank("vendas", "venda", "SEQ_PEDIDO"), stem_rank("vendas", "valor", "sales_value")
        (0, 2)
        >>> stem_rank("vendas", "cliente", "id_produto"), stem_rank("vendas", "valor", "VALOR_FRETE")
        (None, None)
    """
    if is_repeat(name):
        return None
    said = words_of(name)
    rules = _rules(table).get(column, ())
    return next((place for place, rule in enumerate(rules) if rule.fits(said)), None)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded: cut at blanks, marks and humps; currencies left out.

    Example:
        >>> words_of("Pedido Nº"), words_of("CustomerID"), words_of("dt_emissao (R$)")
        (('pedido', 'no'), ('customer', 'id'), ('dt', 'emissao'))
    """
    plain = _CURRENCY.sub(" ", name.strip("\ufeff\"' ")).replace("°", "º").replace("e-mail", "email")
    return tuple(re.findall(r"[a-z0-9]+", fold(_HUMP.sub(" ", plain))))


@lru_cache(maxsize=1 << 14)  # the same words are asked of many columns
def _pieces(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """A word as it is, or the fewest known words that it is glued of: `codcliente`."""
    if word in known or len(word) < 2 * _SHORTEST:
        return (word,)
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(_SHORTEST, len(word) + 1):
        cuts = [
            (*best[start], word[start:end]) for start in best if end - start >= _SHORTEST and word[start:end] in known
        ]
        if cuts:
            best[end] = min(cuts, key=len)
    return best.get(len(word), (word,))


def _each(words: list[str], sets: tuple[frozenset[str], ...]) -> bool:
    """Whether every set has a word of its own: `data_venda` is not two days."""
    if not sets:
        return True
    first, *rest = sets
    return any(word in first and _each(words[:n] + words[n + 1 :], tuple(rest)) for n, word in enumerate(words))


@cache
def _rules(table: str) -> Mapping[str, tuple[_Rule, ...]]:
    """Canonical column of a table → its rules, best first."""
    groups: dict[str, frozenset[str]] = {
        name: frozenset(words) for name, words in section("matching/stems", "grupos").items()
    }

    def rule(has: list[str], may: list[str]) -> _Rule:
        sets = tuple(groups[name] for name in has)
        return _Rule(sets, frozenset().union(*sets, groups["mudas"], *(groups[name] for name in may)))

    return {
        name: tuple(rule(each["tem"], each.get("pode", [])) for each in rules)
        for name, rules in section("matching/stems", table).items()
    }
