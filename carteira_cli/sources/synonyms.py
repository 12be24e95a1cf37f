"""Which names in Portuguese and English stand for a canonical column."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

from carteira_cli.sources.names import loose
from carteira_cli.sources.stems import stem_rank

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORT = {
    "codigo": ("cod", "cd", "cdg"),
    "data": ("dt", "dta"),
    "numero": ("nro", "num", "nr", "no", "n"),
    "quantidade": ("qtd", "qtde", "quant", "qt"),
    "valor": ("vlr", "vl", "val"),
    "produto": ("prod",),
    "pedido": ("ped",),
    "cliente": ("cli",),
    "liquido": ("liq",),
}


BY_WORDS = 1_000  # the ranks from here on are of names that no list has


def rank(table: str, column: str, name: str) -> int | None:
    """How well a name in a file stands for a canonical column: 0 is best; None: it does not.

    From `BY_WORDS` on it is not on the list, but its words say so.

    Example:
        >>> rank("vendas", "data", "Dt. Emissão") < rank("vendas", "data", "Data")
        True
        >>> rank("vendas", "valor", "Valor unitário")
    """
    listed = _ranks(table).get(column, {}).get(loose(name))
    if listed is not None:
        return listed
    by_words = stem_rank(table, column, name)
    return None if by_words is None else BY_WORDS + by_words


def listed(table: str, column: str) -> list[str]:
    """The synonyms of a canonical column, best first."""
    return list(_lists().get(table, {}).get(column, ()))


@cache
def _ranks(table: str) -> Mapping[str, Mapping[str, int]]:
    """Canonical column → loose name → place in the list of its synonyms."""
    ranks: dict[str, dict[str, int]] = {}
    for column, names in _lists().get(table, {}).items():
        places = ranks.setdefault(column, {})
        for place, name in enumerate(names):
            for spelling in _spellings(name):
                places.setdefault(spelling, place)
    return ranks


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    text = files("carteira_cli.sources").joinpath("synonyms.toml").read_text(encoding="utf-8")
    lists: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(text)
    return lists


def _spellings(name: str) -> list[str]:
    """A synonym with its words in full and abbreviated, as `loose` leaves them and as glued capitals have them."""
    choices = [(loose(word), *_SHORT.get(loose(word), ())) for word in name.split()]
    return [loose(name), *("".join(words) for words in product(*choices))]
