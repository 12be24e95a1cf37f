"""Required columns that a file does not have: all of them at once, each with the column that would serve best, or none.

A candidate is judged by its cells, where there are some: what is to be a date must hold dates. A price of one unit is
never a value, whatever it holds.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.names import fold, loose
from carteira_cli.quoted import cells as quoted
from carteira_cli.sources.matching.key_kinds import key_kind
from carteira_cli.sources.matching.synonyms import listed, rank
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.values import parse_label, survey
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.sources.matching.profiles.model import Profile
    from carteira_cli.sources.matching.tables import CanonicalColumn, CanonicalTable

SAMPLE = 1000  # lines at the start whose cells are looked at
_MOST = 0.8  # share of the cells that must be what the column is to hold
_FEWEST, _OFTEN = 3, 0.9  # values of a column of ids that come back, and the share of its cells that they may be
_ALIKE = 0.75  # how much a name must look like one that is known
_UNIT = re.compile(
    r"unit|preco(?!total)|^(?:list|sale|selling)?price|priceper|precopor|porunidade|^(?:valor|vlr?|vr)un$|tarifa"
)
_NO_VALUE = re.compile(
    r"qtde?|qty|quantid|quantit|^quant$|unidades|desc|frete|impost|icms|ipi|iss|taxa|juros|comiss|margem|custo|saldo|estoque|peso|percent|aliq"
    r"|idade|^ano|^mes|cep$|fone|celular|parcela|^cod|^id|id$|numero|^n(?:ro|um)|serie|versao|nota$|loja|filial"
)
_WHO = re.compile(
    r"client|custom|compra?dor|consumidor|pacient|alun|hosped|membro|member|associad|assinant|usuari|user|guest|account"
    r"|household|pessoa|person|titular|contratante|tomador|destinat|sacado|parceiro|razaosocial|fantasia"
)


class MissingColumnsError(DataError):
    """A file without some of its table's required columns.

    Args:
        message: as in `CarteiraError`.
        hint: likewise.
        found: canonical name → the file's own, of the columns that are there.
        how: canonical name → how it was found.
        best: required column that is missing → the file's column that would serve; None: none does.
    """

    def __init__(
        self, message: str, hint: str, found: Mapping[str, str], how: Mapping[str, str], best: Mapping[str, str | None]
    ) -> None:
        super().__init__(message, hint)
        self.found, self.how, self.best = found, how, best


def is_unit_price(name: str) -> bool:
    """Whether a column, by its name, is the price of one unit.

    Example:
        >>> is_unit_price("Preço unitário"), is_unit_price("vl_unit"), is_unit_price("Preço total")
        (True, True, False)
    """
    return _UNIT.search(loose(name)) is not None


def candidates(
    table: CanonicalTable, lacking: Sequence[str], free: Sequence[str], head: pl.DataFrame
) -> dict[str, str | None]:
    """The column that would serve best for each that is missing; each is offered once.

    Args:
        table: what the file is read as.
        lacking: canonical names.
        free: columns of the file that are nothing else.
        head: the first lines.
    """
    holds = _Held(head)
    best: dict[str, str | None] = dict.fromkeys(lacking)
    for column in table.columns:
        if column.name not in best:
            continue
        left = [one for one in free if one not in best.values()]
        marks = [(mark, -place, one) for place, one in enumerate(left) if (mark := _mark(table, column, one, holds))]
        best[column.name] = max(marks)[2] if marks else None
    return best


class _Held:
    """What the cells of the first lines are: shares of those that are not blank."""

    def __init__(self, head: pl.DataFrame) -> None:
        self._head = head
        texts = [name for name in head.columns if head.schema[name] == pl.String]
        self._survey = survey(head.lazy(), texts, texts)

    def cells(self, name: str) -> int:
        """How many cells are not empty."""
        found = self._head[name].drop_nulls()
        return int((found.str.strip_chars() != "").sum()) if found.dtype == pl.String else found.len()

    def dates(self, name: str) -> float:
        """The share that are dates."""
        if name not in self._survey.days:
            return float(self._head.schema[name].is_temporal())
        return self._survey.days[name].dates / max(1, self.cells(name))

    def amounts(self, name: str) -> float:
        """The share that are numbers."""
        if name not in self._survey.amounts:
            return float(self._head.schema[name].is_numeric())
        seen = self._survey.amounts[name]
        return (seen.comma + seen.point + seen.ambiguous + seen.neutral) / max(1, self.cells(name))

    def cents(self, name: str) -> bool:
        """Whether some number has decimals, as money has."""
        if name not in self._survey.amounts:
            dtype = self._head.schema[name]
            return dtype.is_decimal() or (dtype.is_float() and bool((self._head[name] % 1 != 0).any()))
        seen = self._survey.amounts[name]
        return seen.comma + seen.point + seen.ambiguous > 0

    def periods(self, name: str) -> float:
        """The share that are periods, such as 2024-03."""
        cells = self._head.select(parse_label(pl.col(name).cast(pl.String)))
        return cells.to_series().drop_nulls().len() / max(1, self.cells(name))


def repeating(head: pl.DataFrame, free: Sequence[str]) -> str | None:
    """The column that holds ids which come back, as those of customers do in sales; None where there is none.

    Neither dates nor money nor an order's own number, nor one of a few words: of several the one with most values.

    Args:
        head: the first lines.
        free: columns that are nothing else.
    """
    holds = _Held(head.select(free))
    counted: dict[str, int] = {}
    for name in free:
        cells = holds.cells(name)
        if cells < _MOST * head.height or holds.dates(name) >= _MOST or holds.cents(name):
            continue
        values = head[name].drop_nulls().n_unique()
        if _FEWEST <= values <= _OFTEN * cells:
            counted[name] = values
    return max(counted, key=lambda name: counted[name], default=None)


def _mark(table: CanonicalTable, column: CanonicalColumn, one: str, holds: _Held) -> float:
    """How well a column would serve; 0: not at all."""
    alike = _alike(table, column.name, one)
    known = bool(holds.cells(one))
    match column.kind:
        case ValueKind.DAY:
            right = not known or holds.dates(one) >= _MOST
            return alike or 0.5 * known if right else 0
        case ValueKind.MONEY:
            other = any(rank(table.name, name, one) is not None for name in table.names if name != column.name)
            if is_unit_price(one) or _NO_VALUE.search(loose(one)) or other or (known and holds.amounts(one) < _MOST):
                return 0
            return alike or 0.5 * (known and holds.cents(one))
        case ValueKind.PERIOD:
            return alike or 0.5 if known and holds.periods(one) >= _MOST else 0 if known else alike
        case _:
            if known and (holds.dates(one) >= _MOST or (holds.amounts(one) >= _MOST and holds.cents(one))):
                return 0
            who = column.name in {"cliente", "lead"} and (
                _WHO.search(loose(one)) is not None or key_kind(one) in {"documento", "email"}
            )
            return alike or 0.5 * who


def _alike(table: CanonicalTable, name: str, one: str) -> float:
    """How much a name looks like one that the column is known by, 0 where that is chance."""
    text = fold(one)
    most = max(SequenceMatcher(None, text, fold(known)).ratio() for known in (name, *listed(table.name, name)))
    return most if most >= _ALIKE else 0


def missing_columns(
    table: CanonicalTable,
    found: Mapping[str, str],
    how: Mapping[str, str],
    header: Sequence[str],
    path: Path | str,
    chosen: Profile | None,
    head: pl.DataFrame | None,
) -> MissingColumnsError:
    """The error for a file without all required columns: which, what there is, and what would serve."""
    lacking = [name for name in table.required if name not in found]
    free = [one for one in header if one not in found.values()]
    cells = head if head is not None else pl.DataFrame(schema=dict.fromkeys(header, pl.String))
    what = agree(len(lacking), "falta a coluna", "faltam as colunas")
    system = f" ({chosen.title})" if chosen else ""
    best = candidates(table, lacking, free, cells)
    named = header if found else quoted(header)  # where no name is known, the first line may be one of data
    told = ", ".join(map(_quoted, named))
    message = f"{path}{system}: {what} {_and(map(_quoted, lacking))}; o arquivo tem {told}"
    advice = [text for name in lacking if (text := chosen.missing.get(name))] if chosen else []
    serving = best if found else {name: None if one is None else quoted([one])[0] for name, one in best.items()}
    return MissingColumnsError(
        message,
        "; ".join([*advice, _advice(table, serving, free, found.get("quantidade"), advised=bool(advice))]),
        found,
        how,
        best,
    )


def _advice(
    table: CanonicalTable, best: Mapping[str, str | None], free: Collection[str], counted: str | None, *, advised: bool
) -> str:
    """The lines to paste, and what nothing serves for; `counted` is the column of quantities, where there is one."""
    lines = [f"{name} = {_quoted(one)}" for name, one in best.items() if one is not None]
    none = [name for name, one in best.items() if one is None]
    said = []
    if lines:
        which = agree(len(lines), "qual é", "quais são")
        after = agree(len(lines), "na linha seguinte", "nas linhas seguintes")
        said.append(f"diga em carteira.toml {which}: [colunas.{table.name}] e, {after}, {_and(lines)}")
    if none:
        prices = [one for one in free if is_unit_price(one)] if "valor" in none else []
        aside = f' ("{prices[0]}" é o preço de uma unidade, não o valor da linha)' if prices else ""
        it = agree(len(none), "ela")
        way = (
            f": {'se alguma servir,' if advised else f'exporte de novo com {it}, ou'} mapeie em [colunas.{table.name}]"
        )
        if prices:
            way = ": exporte o total de cada linha, ou a quantidade vendida, e o valor será quantidade × preço"
            if counted:  # it is there, and only the system's own profile holds that the price is not what was paid
                way = (
                    ": exporte o total de cada linha, ou, se esse preço for o que se pagou, escreva em "
                    f'[colunas.{table.name}] valor = "{counted} × {prices[0]}"'
                )
        said.append(f"para {_and(map(_quoted, none))}, nenhuma coluna serve{aside}{'' if lines else way}")
    return "; ".join(said)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _and(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} e {last}" if first else last
