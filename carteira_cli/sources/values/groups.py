"""Which arm of a campaign a word names."""

from __future__ import annotations

from functools import lru_cache

from carteira_cli.names import fold

TREATED, CONTROL = "tratado", "controle"
_TREATED = {
    *("tratado", "tratada", "tratados", "tratamento", "teste", "test", "treated", "treatment", "exposto", "expostos"),
    *("campanha", "grupo tratado", "grupo de tratamento", "grupo tratamento", "t", "sim", "1"),
}
_CONTROL = {
    *("controle", "control", "grupo de controle", "grupo controle", "holdout", "nao tratado", "nao tratada", "c"),
    *("nao tratados", "sem campanha", "nao exposto", "untreated", "not treated", "nao", "0"),
}


@lru_cache(maxsize=10_000)
def group_of(text: str) -> str | None:
    """The arm that a word names, however it is spelled: `tratado` or `controle`; None where nobody can tell.

    Example:
        >>> group_of("Tratamento"), group_of(" CONTROLE "), group_of("Grupo B")
        ('tratado', 'controle', None)
    """
    word = " ".join(fold(text).replace("_", " ").replace("-", " ").split())
    return TREATED if word in _TREATED else CONTROL if word in _CONTROL else None
