"""The words and signs that a condition is made of."""

from __future__ import annotations

import re
import unicodedata

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError


def plain(word: str) -> str:
    """A word in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


LINKS = ("e", "ou")
BLANK = ("vazio", "vazia")
RESERVED = {*LINKS, *BLANK, "em", "nao"}
COLUMN = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?")  # a name that needs no quotes
# A comma between digits and an apostrophe between letters (d'Oeste) are part of a word.
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark>[(),])
      | (?P<operator>[=<>!≠≤≥]+)
      | (?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*')
      | (?P<open>["'])
      | (?P<word>(?:[^\s()<>=!≠≤≥,"';&|]|(?<=[0-9]),(?=[0-9])|(?<=[^\W\d_])'(?=[^\W\d_]))+)
      | (?P<alien>.)
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of the text, which is `[start, end)` of it."""

    kind: str  # "mark", "operator", "quoted", "word" or "end"
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these words, in any case, with or without accents."""
        return self.kind == "word" and plain(self.text) in words


def refused(text: str, start: int, said: str, hint: str) -> UsageError:
    """What is wrong at a place of a text, of which only what is near is shown."""
    low = max(0, start - 30)
    near = text[low : start + 30]
    shown = f"{'…' * (low > 0)}{near}{'…' * (start + 30 < len(text))}"
    return UsageError(f'condição "{shown}", posição {start + 1}: {said}', hint)


def tokens(text: str) -> list[Token]:
    """The words and signs of a text, and an end."""
    found: list[Token] = []
    end = len(text.rstrip())
    at = 0
    while at < end:
        match = _TOKEN.match(text, at)
        assert match is not None and match.lastgroup is not None  # noqa: S101, PT018 - `alien` takes whatever is left
        kind, start, at = match.lastgroup, match.start(match.lastgroup), match.end()
        if kind == "open":
            hint = 'feche-a, como em segmento="Varejo Alimentar"'
            raise refused(text, start, f"falta fechar a aspa {match[kind]}", hint)
        if kind == "alien":
            hint = 'para ligar condições, use e ou ou, como em uf=SP e tipo=PJ; num valor, aspas: segmento="P&D"'
            raise refused(text, start, f"não se espera {match[kind]} aqui", hint)
        found.append(Token(kind, match[kind], start, at))
    return [*found, Token("end", "", end, end)]
