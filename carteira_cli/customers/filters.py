"""Conditions on the rows of a frame: from the language of `--onde` to narwhals, for any engine.

A condition is true or false of a row, never unknown. An empty cell equals no value and is neither before nor
after any: `=`, `em`, `<`, `<=`, `>` and `>=` are false of it, `!=` and `nao em`, their contraries, are true, and so
is `nao (data_cadastro<2024-01-01)`. To leave such rows out, add `e uf nao vazio`. (SQL would drop them unasked
from `uf!=SP`, and so from the count on both sides of it.)
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, assert_never

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.condition import Both, Comparison, Either, Not, comparisons, unparse
from carteira_cli.days import to_day
from carteira_cli.errors import UsageError, did_you_mean, nearest
from carteira_cli.names import fold
from carteira_cli.period import FIRST_YEAR, LAST_YEAR
from carteira_cli.privacy import personal
from carteira_cli.quoted import cells_are_hidden
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.values import amount_code, amount_reason, convert, parse_amount
from carteira_cli.sources.values.amounts import FOREIGN
from carteira_cli.sources.values.blanks import STRAY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from carteira_cli.condition import Condition

_ORDERED = ("<", "<=", ">", ">=")
_EQUAL = ("=", "!=", "em", "nao em")
_NEGATED = ("!=", "nao em", "nao vazio")
_LISTED = 12  # values that a hint has room for
_SEARCHED = 20_000  # values among which a similar one is looked for; beyond it the search takes seconds
_DAY_FORMS = (r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")


def expression(condition: Condition, columns: Mapping[str, nw.Expr], kinds: Mapping[str, ValueKind]) -> nw.Expr:
    """Whether a condition holds, as a Boolean that is never null.

    Text is compared as it stands, without outer blanks; a blank one is empty. Days are typed AAAA-MM-DD or
    DD/MM/AAAA, amounts in reais.

    Args:
        condition: what is asked.
        columns: column of the condition → its cells: text, Int32 days or Int64 cents.
        kinds: column → how its values are read; what is not there is text.

    Raises:
        UsageError: a column is not there, a value is no day or amount, or text is compared by order.
    """
    match condition:
        case Comparison():
            return _compared(condition, _cell(condition.column, columns), kinds.get(condition.column, ValueKind.TEXT))
        case Not(part):
            return ~expression(part, columns, kinds)
        case Both(parts):
            return nw.all_horizontal(*(expression(part, columns, kinds) for part in parts), ignore_nulls=False)
        case Either(parts):
            return nw.any_horizontal(*(expression(part, columns, kinds) for part in parts), ignore_nulls=False)
        case _:
            assert_never(condition)


def check_values(condition: Condition, known: Mapping[str, Collection[str]]) -> None:
    """Refuse a value that no row has: a misspelt one must not give an empty portfolio, nor `!=` a whole one.

    Args:
        condition: what is asked.
        known: text column → every value of its cells. Columns that are not there, as of days, are not checked.

    Raises:
        UsageError: with the nearest value, first of all one that differs in case or accents alone.
    """
    bare = {column: {value.strip(STRAY) for value in values} - {""} for column, values in known.items()}
    for comparison in comparisons(condition):
        if comparison.op not in _EQUAL or comparison.column not in bare:
            continue
        values = bare[comparison.column]
        for value in comparison.values:
            if value.strip(STRAY) not in values:
                # Errors go to logs: one slip in a name must not print those of other customers.
                named = personal(comparison.column)
                hint = "confira como está no arquivo" if named else _nearest_value(value, values)
                raise UsageError(f'não há {comparison.column} "{_shown(value)}"', hint)


def _cell(column: str, columns: Mapping[str, nw.Expr]) -> nw.Expr:
    if column not in columns:
        raise UsageError(f'a coluna "{column}" não existe', did_you_mean(column, columns))
    return columns[column]


def _compared(comparison: Comparison, cell: nw.Expr, kind: ValueKind) -> nw.Expr:
    """A comparison, false of an empty cell, or the contrary of one."""
    ordered = _ordered_cell(cell, kind)
    if comparison.op in {"vazio", "nao vazio"}:
        holds = ordered.is_null()
    elif comparison.op in _ORDERED:
        holds = _by_order(comparison, ordered, kind).fill_null(value=False)
    else:
        holds = ordered.is_in(_values(comparison, kind)).fill_null(value=False)
    return ~holds if comparison.op in _NEGATED else holds


def _ordered_cell(cell: nw.Expr, kind: ValueKind) -> nw.Expr:
    """Cells in the type that values of their kind are compared in; null where empty."""
    match kind:
        case ValueKind.DAY:
            return cell.cast(nw.Int32)
        case ValueKind.MONEY:
            return cell.cast(nw.Int64)
        case _:
            text = cell.cast(nw.String).str.strip_chars(STRAY)
            return nw.when(text != "").then(text)


def _by_order(comparison: Comparison, cell: nw.Expr, kind: ValueKind) -> nw.Expr:
    if kind not in {ValueKind.DAY, ValueKind.MONEY}:
        raise UsageError(
            f'"{_shown(unparse(comparison))}": {comparison.column} é texto, que não tem maior nem menor',
            f"use =, !=, em ou nao em, como em {comparison.column} em (A, B)",
        )
    value = _values(comparison, kind)[0]
    match comparison.op:
        case "<":
            return cell < value
        case "<=":
            return cell <= value
        case ">":
            return cell > value
        case _:
            return cell >= value


def _values(comparison: Comparison, kind: ValueKind) -> list[int] | list[str]:
    """The values of a comparison, as cells of their kind are."""
    match kind:
        case ValueKind.DAY:
            return [_day(comparison.column, value) for value in comparison.values]
        case ValueKind.MONEY:
            return [_cents(comparison.column, value) for value in comparison.values]
        case _:
            return [value.strip(STRAY) for value in comparison.values]


def _day(column: str, text: str) -> int:
    """A date as it is typed; a month or a year alone would be many days."""
    hint = f"use AAAA-MM-DD ou DD/MM/AAAA, como em {column}>=2024-01-31"
    for form in _DAY_FORMS:
        if match := re.fullmatch(form, text.strip(STRAY), re.ASCII):
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise UsageError(f'a data "{_shown(text)}" está fora de {FIRST_YEAR} a {LAST_YEAR}', "confira o ano")
            try:
                return to_day(date(year, month, day))
            except ValueError as error:
                raise UsageError(f'a data "{_shown(text)}" não existe', hint) from error
    raise UsageError(f'{column} compara com datas, e "{_shown(text)}" não é uma', hint)


def _cents(column: str, text: str) -> int:
    """An amount in reais as cents, exactly; `1.000`, which may have thousands or decimals, is refused."""
    hint = f"use reais com duas casas no máximo, como em {column}>=1000 ou {column}>=1.000,50"
    float_type = pl.Float64()
    cell, reais = pl.col("text"), pl.col("reais")
    row = (
        pl.DataFrame({"text": [text]})
        .with_columns(parse_amount(cell, None).alias("reais"), amount_code(cell).alias("code"))
        .select(
            "code",
            convert.no_amount(reais, float_type).alias("none"),
            convert.is_rounded(reais, float_type).alias("rounded"),
            convert.to_cents(reais, float_type).alias("cents"),
        )
        .row(0, named=True)
    )
    if row["code"] is None:  # a blank, or a word such as N/D
        raise UsageError(f'{column}: o valor "{_shown(text)}" não é um número', hint)
    if row["code"] >= FOREIGN:
        raise UsageError(f'{column}: o valor "{_shown(text)}" não está em reais', hint)
    if row["none"]:
        raise UsageError(f"{column}: {amount_reason(text, None)}", hint)
    if row["rounded"]:
        raise UsageError(f'{column}: o valor "{_shown(text)}" tem mais de duas casas decimais', hint)
    return int(row["cents"])


def _nearest_value(value: str, values: Collection[str]) -> str:
    """What may have been meant, and the values, where they are few."""
    if not values:
        return "a coluna está toda vazia; confira o arquivo, ou use vazio"
    names = sorted(values)
    word = fold(value.strip(STRAY))
    alike = [name for name in names if fold(name) == word] or [name for name in names if word and word in fold(name)]
    guess = alike[0] if alike else nearest(value, names) if len(names) <= _SEARCHED else None
    if cells_are_hidden():
        return "confira como está no arquivo"
    said = f'você quis dizer "{_shown(guess)}"?' if guess else ""
    if len(names) <= _LISTED:
        return f"{said} Os possíveis são: {', '.join(names)}" if said else f"os possíveis são: {', '.join(names)}"
    return said or f"a coluna tem {len(names)} valores diferentes, como {', '.join(names[:3])}"


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"  # noqa: PLR2004 - characters that a message has room for
