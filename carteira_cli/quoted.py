"""Cells of the data in what a run says: quoted as they are, or, where customers may not be named, by their shape.

Every message that quotes a cell does it by `cell`. Whether a run hides them is a setting of its context, made once its
options are known; `own_words` is the net under that: of a finished sentence it keeps the program's own words, numbers
and the names that were given to it, and of anything else only that something was there.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PACKAGE = __name__.partition(".")[0]
_SILENT = (f"{_PACKAGE}.example", f"{_PACKAGE}.kpis.regras_publicadas")  # names of people and firms, and no messages
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"\S+")
_EDGES = "\"'“”‘’`()[]{}<>,;:.!?=…"
_NUMERIC = re.compile(
    r"[pqst]?\d[\d.,:/+%°ºª-]*(?:[dms]|[qts][1-4]|w[0-5]\d)?|[1-4][qts]\d\d|\W*"
)  # counts, amounts, days, spans, periods
_LEFT_OUT = "(omitido)"


@dataclass
class Discretion:
    """Whether a run hides cells.

    Attributes:
        hides: whether.
        names: words, folded, that are no cells: of the command line, the configuration, names of files and columns.
    """

    hides: bool = False
    names: set[str] = field(default_factory=set)


_discretion: ContextVar[Discretion | None] = ContextVar("discretion", default=None)


@contextmanager
def discretion_of_a_run(argv: Iterable[str] = ()) -> Iterator[None]:
    """A run, at the end of which cells are quoted again, whatever it was told by its command line."""
    token = _discretion.set(Discretion())
    try:
        _learn(argv)
        yield
    finally:
        _discretion.reset(token)


def hide_cells(names: Iterable[str] = ()) -> None:
    """From here on no cell is quoted in this context; `names` are texts that the run was given, which are none."""
    found = _discretion.get()
    _discretion.set(Discretion(hides=True, names=found.names if found else set()))
    _learn(names)


def cells_are_hidden() -> bool:
    """Whether messages may not quote cells."""
    found = _discretion.get()
    return found is not None and found.hides


def learn(names: Iterable[str]) -> None:
    """Names that are no cells, such as those of files and columns: sentences go on to say them."""
    if cells_are_hidden():
        _learn(names)


def _learn(names: Iterable[str]) -> None:
    found = _discretion.get()
    if found is not None:
        for name in names:
            found.names.update(word.casefold() for word in _WORD.findall(name))
            found.names.update(_bare(piece) for piece in name.split())


def cell(value: object) -> str:
    """A cell as a message quotes it; where cells are hidden, what kind of text it was.

    Example:
        >>> cell("Ana Souza")
        'Ana Souza'
    """
    return shape(str(value)) if cells_are_hidden() else str(value)


def cells(values: Iterable[object]) -> list[str]:
    """Cells as a message lists them; those that look alike once they are hidden are told once."""
    return list(dict.fromkeys(map(cell, values)))


def shape(text: str) -> str:
    """What kind of text a cell is, for whoever has to find it in the file.

    Example:
        >>> shape("Ana Souza"), shape("12.345,00"), shape("A-1"), shape(" ")
        ('(texto de 8 letras)', '(número de 7 algarismos)', '(texto de 1 letra e 1 algarismo)', '(célula omitida)')
    """
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    parts = [f"{count} {agree(count, word)}" for count, word in ((letters, "letra"), (digits, "algarismo")) if count]
    if not letters:
        return f"(número de {parts[0]})" if digits else "(célula omitida)"
    return f"(texto de {' e '.join(parts)})"


def discreet(sentence: str) -> str:
    """A finished sentence without anything that may be a cell, where cells are hidden.

    What stays are the program's own words, numbers, and names that the run knows to be none.
    """
    found = _discretion.get()
    if found is None or not found.hides:
        return sentence
    own, given = own_words(), found.names

    def is_known(word: str) -> bool:
        return word in own or word in given or _NUMERIC.fullmatch(word) is not None

    return _PIECE.sub(lambda piece: _kept(piece[0], is_known), sentence)


def _kept(piece: str, is_known: Callable[[str], bool]) -> str:
    bare = _bare(piece)
    parts = [part for part in re.split(r"[^\w]+|_", bare) if part]  # a letter beside a digit makes a code: one part
    if is_known(bare) or (parts and all(map(is_known, parts))):
        return piece
    start = len(piece) - len(piece.lstrip(_EDGES))
    end = len(piece.rstrip(_EDGES))
    return f"{piece[:start]}{_LEFT_OUT}{piece[end:]}"


def _bare(piece: str) -> str:
    return piece.strip(_EDGES).casefold()


def own_words() -> frozenset[str]:
    """The words of all texts in the modules that were loaded: a sentence that one of them made has no other ones."""
    modules = [name for name in sys.modules if name.split(".")[0] == _PACKAGE and not name.startswith(_SILENT)]
    return _united(tuple(modules))


@lru_cache(maxsize=1)  # modules are loaded while a run begins, and sentences made at its end
def _united(modules: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(_words_of_tables(), *map(_words_of, modules))


@cache
def _words_of_tables() -> frozenset[str]:
    """The words of what is declared beside the code: exports of known systems, and what their words mean."""
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.toml")]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


@cache  # what a module says is the same for every run
def _words_of(module: str) -> frozenset[str]:
    loader = getattr(sys.modules[module].__spec__, "loader", None)
    code = loader.get_code(module) if loader is not None and hasattr(loader, "get_code") else None
    texts = [text for text in _texts(code.co_consts) if ">>>" not in text] if code is not None else []
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _texts(constants: Iterable[object]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, (tuple, frozenset)):
            yield from _texts(constant)
        elif isinstance(constant, CodeType):
            yield from _texts(constant.co_consts)
