"""Which names in Portuguese and English stand for a canonical column."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from carteira_cli.names import fold, loose
from carteira_cli.sources.matching.stems import stem_rank
from carteira_cli.sources.matching.word_lists import section

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


_UNIT = re.compile(  # what is behind a name: the unit of its numbers, the format of its dates
    r"(?i)\s*[(\[]\s*(?:em |in )?(?:meses|months?|dias|days|anos|years|semanas|weeks|"
    r"d{1,2}[/.-]?m{1,2}[/.-]?[ay]{2,4}|m{1,2}[/.-]d{1,2}[/.-][ay]{2,4}|[ay]{4}[/.-]?mm[/.-]?dd)\s*[)\]]\s*$|"
    r"[\s_]+(?:em|in)[\s_]+(?:meses|months|dias|days|anos|years|semanas|weeks)\s*$"
)
_REMARK = re.compile(r"(?i)[(\[][^()\[\]]*[)\]]|[\s_]+(?:meses|months|dias|days|anos|years|semanas|weeks)\s*$")
_ASKED = {  # questions of surveys, in whose words no list ends: "Em uma escala de 0 a 10, o quanto você recomendaria…"
    "nota": re.compile(
        r"(?=.*(?:recomend|indicari|indicar|recommend|refer))(?!.*(?:motivo|por que|porque|por qual|why|reason)).{20}"
    ),
    "comentario": re.compile(
        r".*(?:coment|motivo|por que|porque|why|feedback|sugest|melhorar|improve|justifi|conte (?:um|mais|pra|para))"
    ),
}
_QUESTION = 15  # characters from which on a name may be a question
_OF_PERIODS = frozenset({"periodicidade", "intervalos"})

_LONGEST = 300  # characters of what may be a name; whoever puts a novel there means none
BY_WORDS = 1_000  # the ranks from here on are of names that no list has


def rank(table: str, column: str, name: str) -> int | None:
    """How well a name in a file stands for a canonical column: 0 is best; None: it does not.

    From `BY_WORDS` on it is not on the list, but its words say so.

    Example:
        >>> rank("vendas", "data", "Dt. Emissão") < rank("vendas", "data", "Data")
        True
        >>> rank("vendas", "valor", "Valor unitário")
        >>> rank("assinaturas", "periodicidade", "Periodicidade (meses)")
        0
    """
    if len(name) > _LONGEST:
        return None
    listed = _listed_rank(table, column, name)
    if listed is not None:
        return listed
    if table == "avaliacoes" and column in _ASKED and len(name) >= _QUESTION and _ASKED[column].match(fold(name)):
        return BY_WORDS
    by_words = stem_rank(table, column, name)
    return None if by_words is None else BY_WORDS + by_words


def _listed_rank(table: str, column: str, name: str) -> int | None:
    """The place of a name on the list, also without what its cells are counted or written in: "Ciclo (meses)"."""
    ranks = _ranks(table).get(column, {})
    found = ranks.get(loose(name))
    if found is None and (bare := _UNIT.sub("", name)) != name:
        found = ranks.get(loose(bare))
    if found is None and column in _OF_PERIODS:
        found = ranks.get(loose(_REMARK.sub(" ", name)))
    return found


def listed(table: str, column: str) -> list[str]:
    """The synonyms of a canonical column, best first."""
    return list(_lists(table).get(column, ()))


@cache
def _ranks(table: str) -> Mapping[str, Mapping[str, int]]:
    """Canonical column → loose name → place in the list of its synonyms."""
    ranks: dict[str, dict[str, int]] = {}
    for column, names in _lists(table).items():
        places = ranks.setdefault(column, {})
        for place, name in enumerate(names):
            for spelling in _spellings(name):
                places.setdefault(spelling, place)
    return ranks


def _lists(table: str) -> Mapping[str, list[str]]:
    """Canonical column of a table → its synonyms, best first."""
    return section("matching/synonyms", table)


def _spellings(name: str) -> list[str]:
    """A synonym with its words in full and abbreviated, as `loose` leaves them and as glued capitals have them."""
    choices = [(loose(word), *_SHORT.get(loose(word), ())) for word in name.split()]
    return [loose(name), *("".join(words) for words in product(*choices))]
