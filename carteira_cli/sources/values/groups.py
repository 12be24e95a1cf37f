"""In which group of a campaign a customer was: who was treated, or who was left alone to compare with."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Group = Literal["tratado", "controle"]
TREATED: Final = "tratado"
CONTROL: Final = "controle"

_CONTROL = frozenset(
    (
        "controle",
        "controles",
        "control",
        "controls",
        "ctrl",
        "holdout",
        "placebo",
        "testemunha",
        "testemunhas",
        "baseline",
        "gc",
    )
)
_TREATED = frozenset(
    {
        *("tratado", "tratada", "tratados", "tratadas", "tratamento", "treated", "treatment", "teste", "test"),
        *("exposto", "exposta", "expostos", "exposed", "exposure", "contatado", "contatada", "contactado"),
        *("impactado", "impactada", "abordado", "abordada", "acionado", "acionada", "participante", "experimental"),
        *("variante", "variant", "alvo", "target", "gt", "ge", "acao", "mailing"),
        *("recebeu", "receberam", "enviado", "enviada", "enviados", "sent", "received"),
    }
)
_LETTERS: dict[str, Group] = {"t": "tratado", "c": "controle"}  # where a table has both, and no other letter
_LEFT = frozenset({"nao", "sem", "not", "no", "non", "un"})  # before a word of the treated: who was left alone
_SAYS_NOTHING = frozenset({"grupo", "group", "de", "do", "da", "a", "o", "arm", "braco", "celula", "cell", "of", "the"})
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=1024)
def group_of(text: str) -> Group | None:
    """The group that a cell names, in Portuguese or English; None where nobody knows.

    Numbers and letters ("1", "B") name none: which is which depends on who wrote them.

    Example:
        >>> [group_of(word) for word in ("Tratado", "Grupo de Controle", "hold-out", "Não contatado", "Teste", "B")]
        ['tratado', 'controle', 'controle', 'controle', 'tratado', None]
    """
    plain = fold(text).replace("hold-out", "holdout").replace("hold out", "holdout")
    said = [word for word in _WORD.findall(plain) if word not in _SAYS_NOTHING]
    control, treated = any(word in _CONTROL for word in said), any(word in _TREATED for word in said)
    denied = any(word in _LEFT for word in said)
    if control and not treated:
        return None if denied else "controle"
    if treated and not control:
        return "controle" if denied else "tratado"
    return None


def groups_of(words: Iterable[str]) -> Mapping[str, Group | None]:
    """The group of each word of a table; of T and C too, where there are both and no other letter.

    Example:
        >>> groups_of(["T", "c"]), groups_of(["A", "B", "C"])
        ({'T': 'tratado', 'c': 'controle'}, {'A': None, 'B': None, 'C': None})
    """
    found = {word: group_of(word) for word in words}
    letters = {word: fold(word) for word in found if len(fold(word)) == 1}
    if {*letters.values()} == {*_LETTERS}:
        return {**found, **{word: _LETTERS[letter] for word, letter in letters.items()}}
    return found
