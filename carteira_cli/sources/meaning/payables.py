"""Which lines of a file of both are payables: by a column of type, "Tipo" with "Despesa" and "Receita".

Some words say nothing else ("A pagar", "Despesa", "CP"): where one of them stands, the column is that of the side, and
what nobody knows in it is in doubt, and told. Others say many things ("Débito" is a way to pay as well): they say the
side beside one of the first, or where the column has nothing else.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold, loose
from carteira_cli.sources.matching.status import words_pattern
from carteira_cli.sources.meaning.title_words import PAYABLE
from carteira_cli.sources.values.kernels import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.reading_rules import Rules

SAMPLE = 20_000  # lines at the start in which a column that tells payables apart is looked for
_KINDS = frozenset(
    {
        *("tipo", "natureza", "tipolancamento", "tipoconta", "tipotitulo", "tiporegistro", "tipomovimento"),
        *(
            "tipomovimentacao",
            "tipooperacao",
            "tipofinanceiro",
            "naturezalancamento",
            "naturezafinanceira",
            "cnatureza",
        ),
        *("pagarreceber", "receberpagar", "receitadespesa", "despesareceita", "entradasaida", "debitocredito"),
        *("creditodebito", "movimento", "type"),
    }
)
_LETTERED = frozenset({"natureza", "cnatureza", "pagarreceber", "receberpagar"})
_LETTERS = {"p": True, "r": False, "cp": True, "cr": False}
_THING = r"(?:(?:contas?|titulos?|lancamentos?|duplicatas?|parcelas?|boletos?|valor(?:es)?)\s+)?(?:a\s+|para\s+)?"
_AFTER = r"(?:\s*[-–—:/(,].*)?"
_SURE_OUT = re.compile(rf"{_THING}pagar{_AFTER}|contas? pagas?|(?:despesas?|expenses?)\b.*|(?:accounts? )?payables?")
_SURE_IN = re.compile(
    rf"{_THING}receber{_AFTER}|contas? recebidas?|(?:receitas?|income)\b.*|(?:accounts? )?receivables?"
)
_OUT = re.compile(r"(?:debitos?|saidas?|custos?|compras?|pagamentos?|fornecedor(?:es)?)\b.*|d")
_IN = re.compile(r"(?:creditos?|entradas?|vendas?|recebimentos?|clientes?)\b.*|c")


@dataclass(frozen=True)
class SideColumn:
    """A column that says which lines are payables.

    Attributes:
        name: of the file.
        ways: of each text seen in it: whether money goes out; None where nobody knows.
    """

    name: str
    ways: Mapping[str, bool | None]

    @property
    def reason(self) -> str:
        """Why lines of it do not count."""
        return f'{PAYABLE} (coluna "{self.name}")'

    @property
    def void(self) -> pl.Expr:
        """Why a line does not count; null where it does."""
        return self._replaced({text: self.reason for text, out in self.ways.items() if out})

    @property
    def doubt(self) -> pl.Expr:
        r"""`column\x1fword` of a line that nobody knows the side of; null elsewhere."""
        return self._replaced(
            {text: f"{self.name}\x1f{text.strip()}" for text, out in self.ways.items() if out is None}
        )

    def _replaced(self, found: Mapping[str, str]) -> pl.Expr:
        replace = partial(_replace, found=found)
        return pl.col(self.name).map_batches(replace, return_dtype=pl.String, is_elementwise=True)


def _replace(texts: pl.Series, found: Mapping[str, str]) -> pl.Series:
    if not found:
        return filled(None, texts.len(), pl.String)
    return texts.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.String)


def side_columns(raw: RawFile, matched: Matched, rules: Rules) -> Iterator[SideColumn]:
    """The columns of a file of titles that tell payables from receivables; what the user says of a word goes first."""
    taken = set(matched.columns.values())
    names = [
        name for name in raw.header if loose(name) in _KINDS and name not in taken and raw.schema[name] == pl.String
    ]
    if not names:
        return
    first = raw.lines.select(names).head(SAMPLE).collect()
    own = words_pattern(rules.cancelled if rules.own_words else ()), words_pattern(rules.valid)
    for name in names:
        if is_side(name, first[name].drop_nulls().unique().to_list()):
            every = raw.lines.select(pl.col(name).unique()).collect(engine="streaming")[name]
            texts = [text for text in every.drop_nulls().to_list() if text.strip()]
            yield SideColumn(name, {text: _by_user(text, own, way_of(text, name, texts)) for text in sorted(texts)})


def _by_user(text: str, own: tuple[re.Pattern[str], re.Pattern[str]], known: bool | None) -> bool | None:  # noqa: FBT001 - what the words say
    word = fold(text)
    if own[0].fullmatch(word):
        return True
    return False if own[1].fullmatch(word) else known


def is_side(name: str, texts: Iterable[str]) -> bool:
    """Whether a column with these texts is that of the side.

    Example:
        >>> is_side("Tipo", ["A pagar", "A receber", "Vale"]), is_side("Tipo", ["Débito", "Boleto"])
        (True, False)
        >>> is_side("Tipo", ["Débito", "Crédito"]), is_side("Tipo", ["Boleto"])
        (True, False)
    """
    words = [text for text in texts if text.strip()]
    ways = [way_of(text, name, words) for text in words]
    sure = any(_sure(text, name, words) is not None for text in words)
    return sure or (bool(words) and None not in ways and True in ways)


def way_of(text: str, name: str, texts: Iterable[str]) -> bool | None:
    """Whether money goes out, by the word that says so; None where nobody knows.

    Args:
        text: the word.
        name: of the column.
        texts: all that stand in it: "P" says nothing beside "Boleto".
    """
    sure = _sure(text, name, texts)
    if sure is not None:
        return sure
    word = fold(text)
    if _OUT.fullmatch(word):
        return True
    return False if _IN.fullmatch(word) else None


def _sure(text: str, name: str, texts: Iterable[str]) -> bool | None:
    word = fold(text)
    if word in _LETTERS:
        alone = loose(name) in _LETTERED or all(fold(one) in _LETTERS or not one.strip() for one in texts)
        return _LETTERS[word] if alone or len(word) > 1 else None
    if _SURE_OUT.fullmatch(word):
        return True
    return False if _SURE_IN.fullmatch(word) else None
