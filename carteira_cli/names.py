"""Compare names of columns: however a system, a spreadsheet or a colleague spelled them."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEW = 8  # names that a message lists
_CURRENCY = re.compile(r"\(?\b(?:em )?(?:r\$|us\$|brl|usd|eur|reais)\)?\s*$")
_NUMBER = re.compile(r"^n(?:\s*\.?\s*[ºo°ª]|ro|r|um)(?![a-z0-9])[\s.]*(?=\w)")
_REPEATED = re.compile(r"#([2-9]|[1-9]\d+)$")
_LINKS = {"a", "as", "da", "das", "de", "do", "dos", "o", "os", "of", "the"}


def fold(text: str) -> str:
    """A text without accents, case or outer blanks, for comparing names and words.

    Example:
        >>> fold("  Situação ")
        'situacao'
    """
    folded = text.strip().casefold()
    if folded.isascii():  # as most are, which have no accents
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name by its letters and digits alone; the `#2` of a repeated name stays, and so does `*`.

    Example:
        >>> plain("\ufeffDt. Emissão"), plain('"CPF / CNPJ"'), plain("Estado#2")
        ('dtemissao', 'cpfcnpj', 'estado#2')
    """
    repeated = _REPEATED.search(name.strip())
    base = name.strip()[: repeated.start()] if repeated else name
    kept = "".join(char for char in fold(base.replace("°", "º")) if char.isalnum() or char == "*")
    return kept + (repeated[0] if repeated else "")


@lru_cache(maxsize=4096)
def loose(name: str) -> str:
    """`plain`, also without a currency at the end and small words; `N.º` is spelled out.

    Example:
        >>> loose("Valor da Venda (R$)"), loose("N.º do pedido")
        ('valorvenda', 'numeropedido')
    """
    repeated = _REPEATED.search(name.strip())
    base = name.strip()[: repeated.start()] if repeated else name
    lowered = _CURRENCY.sub("", base.strip("\ufeff\"' ").casefold().strip())
    words = re.split(r"[^a-z0-9]+", fold(_NUMBER.sub("numero ", lowered)))
    return "".join(word for word in words if word not in _LINKS) + (repeated[0] if repeated else "")


def find(wanted: str, header: Sequence[str]) -> str | None:
    """The first name of the header that reads as `wanted`, in which `*` stands for anything."""
    pattern = plain(wanted)
    if "*" not in pattern:
        return next((name for name in header if plain(name) == pattern), None)
    return next((name for name in header if fnmatchcase(plain(name), pattern)), None)


def spelled(word: str, known: Iterable[str]) -> str:
    """The name that a word is but for case, accents, blanks and marks; the word as it stands where it is none.

    Example:
        >>> spelled("Conversão", ["conversao", "churn-receita"]), spelled("churn receita", ["churn-receita"])
        ('conversao', 'churn-receita')
    """
    names = {plain(name): name for name in known}
    return names.get(plain(word), word)


def find_first(wanted: Iterable[str], header: Sequence[str]) -> str | None:
    """The name of the header that serves the earliest of several wishes."""
    return next((found for wish in wanted if (found := find(wish, header)) is not None), None)


def first_of(names: Sequence[str], most: int = FEW) -> str:
    """The first names of a list, and how many more there are.

    Example:
        >>> first_of(["Jan", "Fev"]), first_of(["a", "b", "c"], 2)
        ('Jan, Fev', 'a, b e mais 1')
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" e mais {more}" if more > 0 else "")


def is_repeat(name: str) -> bool:
    """Whether a name is the second or a later one of its kind in its file."""
    return _REPEATED.search(name) is not None


def name_key(text: str) -> str:
    """What spellings of one name have in common: they differ in case, accents and blanks alone.

    Example:
        >>> name_key(" Em  Negociação ") == name_key("em negociacao")
        True
    """
    return " ".join(fold(text).split())
