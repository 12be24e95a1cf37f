"""From the text of a condition to what it means, by recursive descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.condition.model import Both, Comparison, Either, Not
from carteira_cli.condition.tokens import BLANK, COLUMN, LINKS, RESERVED, Token, plain, refused, tokens
from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from carteira_cli.condition.model import Condition, Operator

MAX_LENGTH = 10_000  # characters
MAX_DEPTH = 40  # of parentheses and `nao`; each costs the parser three calls
_OPERATORS: dict[str, Operator] = {
    "=": "=",
    "==": "=",
    "!=": "!=",
    "<>": "!=",
    "≠": "!=",
    "<": "<",
    "<=": "<=",
    "≤": "<=",
    ">": ">",
    ">=": ">=",
    "≥": ">=",
}
_SLIPS = {"=>": ">=", "=<": "<=", "=!": "!=", "!": "!=", "><": "!=", "===": "="}


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises:
        UsageError: it can't be read: where, what was expected, and how it could be right.
    """
    if len(text) > MAX_LENGTH:
        raise UsageError(
            f"a condição tem {len(text)} caracteres, e o limite é {MAX_LENGTH}",
            "use menos valores, ou uma coluna que os reúna, como em segmento=Varejo",
        )
    return _Parser(text).whole()


class _Parser:
    """Recursive descent over the tokens; each method reads what its rule of the grammar says."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Condition:
        if self._next.kind == "end":
            raise self._wrong("a condição está vazia", "escreva uma, como uf=SP")
        found = self._either()
        token = self._next
        if token.text == ")":
            raise self._wrong('há um ")" a mais', "abra o parêntese, como em (uf=SP ou uf=RJ) e tipo=PJ, ou tire-o")
        if token.text == ",":
            raise self._wrong("não se espera vírgula aqui", "para vários valores use em, como em uf em (SP, RJ)")
        if token.kind != "end":
            raise self._wrong(
                f'falta "e" ou "ou" antes de {_quoted(token)}', "ligue as condições, como em uf=SP e tipo=PJ"
            )
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _wrong(self, said: str, hint: str, token: Token | None = None) -> UsageError:
        return refused(self._text, (token or self._next).start, said, hint)

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._next.is_word("ou"):
            self._take()
            parts.append(self._both())
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def _both(self) -> Condition:
        parts = [self._term()]
        while self._next.is_word("e"):
            self._take()
            parts.append(self._term())
        return Both(tuple(parts)) if len(parts) > 1 else parts[0]

    def _term(self) -> Condition:
        token = self._next
        if token.text != "(" and not token.is_word("nao"):
            return self._comparison()
        if self._depth == MAX_DEPTH:
            raise self._wrong(
                f"há mais de {MAX_DEPTH} parênteses ou nao, um dentro do outro", "use uma lista, como em uf em (SP, RJ)"
            )
        self._take()
        self._depth += 1
        found = Not(self._term()) if token.kind == "word" else self._grouped(token)
        self._depth -= 1
        return found

    def _grouped(self, opening: Token) -> Condition:
        found = self._either()
        if self._next.text == ")":
            self._take()
            return found
        if self._next.kind == "end":
            raise self._wrong('falta fechar o parêntese "("', "feche-o, como em (uf=SP ou uf=RJ) e tipo=PJ", opening)
        said = f'esperava "e", "ou" ou ")" antes de {_quoted(self._next)}'
        raise self._wrong(said, "ligue as condições, como em (uf=SP ou uf=RJ) e tipo=PJ")

    def _comparison(self) -> Comparison:
        column = self._column()
        token = self._next
        if token.kind == "operator":
            return self._ordered(column)
        after = self._tokens[self._at + 1] if token.kind == "word" else token
        negated = token.is_word("nao") and after.is_word("em", *BLANK)
        word = after if negated else token
        if word.is_word("em", *BLANK):
            self._at += 1 + negated
            if word.is_word("em"):
                return Comparison(column, "nao em" if negated else "em", self._list(column))
            return Comparison(column, "nao vazio" if negated else "vazio")
        said = f"falta um operador depois de {_quoted(self._tokens[self._at - 1])}"
        hint = "use =, !=, <, <=, >, >=, em (…), nao em (…), vazio ou nao vazio, como em uf=SP ou uf em (SP, RJ)"
        if self._at > 1 and self._tokens[self._at - 2].is_word(*LINKS):
            hint += '; se "e" ou "ou" faz parte do valor, use aspas, como em segmento="Cama e Banho"'
        raise self._wrong(said, hint)

    def _column(self) -> str:
        token = self._next
        if token.kind == "quoted" and token.text[1:-1].strip():  # the name as it stands in the file
            return plain(self._take().text[1:-1].replace(token.text[0] * 2, token.text[0]).strip())
        if token.kind != "word" or plain(token.text) in RESERVED:
            before = f" antes de {_quoted(token)}" if token.kind != "end" else ""
            raise self._wrong(
                f"falta o nome de uma coluna{before}", "comece pela coluna, como em uf=SP e vendedor vazio"
            )
        name = plain(token.text)
        if not COLUMN.fullmatch(name):
            raise self._wrong(
                f"{_quoted(token)} não é nome de coluna",
                "use um nome como uf, data_cadastro ou clientes.canal; um com outros sinais vai entre aspas",
            )
        self._take()
        return name

    def _ordered(self, column: str) -> Comparison:
        token = self._take()
        op = _OPERATORS.get(token.text)
        if op is None:
            right = _SLIPS.get(token.text, "=")
            raise self._wrong(
                f"o operador {_quoted(token)} não existe", f"use {right}, como em {column}{right}VALOR", token
            )
        value = self._value(column, token)
        if self._next.text == ",":
            hint = f"use em, como em {column} em (SP, RJ); se a vírgula faz parte do valor, ponha-o entre aspas"
            raise self._wrong(f"{_quoted(token)} compara com um valor só", hint)
        return Comparison(column, op, (value,))

    def _list(self, column: str) -> tuple[str, ...]:
        example = f"como em {column} em (SP, RJ)"
        if self._next.text != "(":
            raise self._wrong('falta "(" depois de "em"', f"ponha os valores entre parênteses, {example}")
        values: list[str] = []
        while not values or self._next.text == ",":
            mark = self._take()
            token = self._next
            values.append(self._value(column, mark))
            if token.kind == "word" and "," in values[-1]:
                hint = (
                    "deixe um espaço depois da vírgula, como em (1, 2); decimais vão entre aspas, como em ('1,5', '2')"
                )
                raise self._wrong(f"{_quoted(token)} pode ser um valor ou vários", hint, token)
        if self._next.text != ")":
            before = f" antes de {_quoted(self._next)}" if self._next.kind != "end" else ""
            raise self._wrong(
                f'esperava "," ou ")"{before}', f"separe os valores com vírgulas e feche o parêntese, {example}"
            )
        self._take()
        return tuple(values)

    def _value(self, column: str, mark: Token) -> str:
        """A quoted value, or bare words up to a link or a mark."""
        first = self._next
        if first.kind == "quoted":
            quote = first.text[0]
            value = self._take().text[1:-1].replace(quote * 2, quote)
        else:
            words = self._words()
            value = self._text[words[0].start : words[-1].end] if words else ""
            if not words:
                raise self._wrong(f"falta um valor depois de {_quoted(mark)}", f"escreva-o, como em {column}=SP")
            if len(words) > 1 and self._next.kind == "operator":
                said = f'falta "e" ou "ou" antes de {_quoted(words[-1])}'
                raise self._wrong(said, "ligue as condições, como em uf=SP e tipo=PJ", words[-1])
        if not value.strip() or (first.is_word(*BLANK) and plain(value) in BLANK):
            hint = f'para as linhas sem {column}, use {column} vazio; para o texto, {column}="vazio"'
            raise self._wrong(
                "o valor está vazio" if not value.strip() else f"{_quoted(first)} não é um valor", hint, first
            )
        return value

    def _words(self) -> list[Token]:
        found = []
        while self._next.kind == "word" and not self._next.is_word(*LINKS):
            found.append(self._take())
        return found


def _quoted(token: Token) -> str:
    return f'"{_short(token.text)}"'


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"  # noqa: PLR2004 - characters that a message has room for
