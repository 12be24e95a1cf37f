"""Undo the traps of an export, cell by cell, before anything is converted.

`apply` keeps the number and the order of the lines, and every column; what does not count is marked,
not removed, so that it is accounted for.
"""

from __future__ import annotations

from functools import reduce
from operator import sub
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.hidden import VOID
from carteira_cli.sources.matching.cell_tests import any_of, is_like, iso_of_words, text_of, trimmed_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.sources.matching.key_kinds import Key
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.profiles.model import Expense, Package, Traps, Void, Won

_GUARDED = r"^'\s*([=+\-@])"
_MARK = r"(?i)^\s*(?:nota\s+)?(\d{1,2})(?:\s*[-–—:=.,)(/]+\s*|\s+)\p{Alphabetic}[^0-9]*$|^\s*nota\s+(\d{1,2})\s*$"
_OUT_OF = r"(?i)^\s*(\d{1,2})\s*(?:/|de|out of)\s*(?:5|10)\s*$"
_DOCUMENT_MARKS = r"[.\-/\s]"
_CNPJ, _CPF = r"\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}"
_LETTERED_CNPJ = r"[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d{2}"
_GLUED = rf"^\s*({_CNPJ}|{_CPF}|{_LETTERED_CNPJ})(?:\s+-?\s*|\s*-\s*)?[^\d\s./-]"
_PLAIN_DECIMAL = r"^\d{1,15}(?:\.\d{1,4})?$"
_INSTALMENT = r"\s*/\s*\d{1,3}$"


def apply(lines: pl.LazyFrame, matched: Matched, *, by_status: bool = True) -> pl.LazyFrame:
    """Undo the traps of a file whose columns were matched.

    Args:
        lines: the raw lines, cells as text under the file's own unique names, in the file's order if
            `matched.stateful`; other columns are left alone.
        matched: its columns.
        by_status: whether the system's own words for "cancelled" void a line; False when the user has
            listed his.

    Returns:
        as many lines, in the same order: cells of the matched columns mended in place, and, where the
        profile knows lines that do not count, a String column `VOID` with the reason of each, else null.
    """
    traps = matched.traps
    if not matched.untouched:
        lines = _with(lines, {name: _unguarded(name) for name in matched.columns.values()})
    lines = _with(lines, {name: _unless(name, words) for name, words in traps.blank.items()})
    lines = _with(lines, {name: _without(name, others) for name, others in traps.less.items()})
    lines = _orders(lines, traps)
    lines = _with(lines, {name: _or_else([name, *others]) for name, others in traps.either.items()})
    reasons = _reasons(matched, by_status=by_status)
    if traps.won and traps.won.columns and (closed := matched.columns.get("data_conversao")):
        lines = _with(lines, {closed: pl.when(_is_won(traps.won)).then(closed)})
    if reasons:
        lines = lines.with_columns(pl.coalesce(reasons).alias(VOID))
    if by_status and len(traps.status) > 1 and (status := matched.columns.get("status")):
        lines = _with(lines, {status: _telling(status, traps)})
    if traps.expense:
        lines = _with(lines, {matched.columns["valor"]: _positive(matched.columns["valor"])})
    lines = _with(lines, {name: _joined(parts) for name, parts in traps.together.items()})
    lines = _with(lines, {name: iso_of_words(name) for name in traps.worded})
    lines = _with(lines, {name: trimmed_text(name).str.replace(_INSTALMENT, "") for name in traps.instalment})
    lines = _with(lines, {name: bare_mark(text_of(name)) for name in traps.labelled})
    lines = _with(lines, {name: _unglued(name) for name in traps.glued if name == matched.columns.get("cliente")})
    return _with(lines, _uniform(matched.columns, matched.keys))


def void_counts(lines: pl.LazyFrame) -> pl.LazyFrame:
    """How many lines `apply` voided, by reason: columns `motivo`, `linhas`, most first."""
    return (
        lines.group_by(motivo=pl.col(VOID))
        .agg(linhas=pl.len())
        .drop_nulls("motivo")
        .sort("linhas", "motivo", descending=[True, False])
    )


def torn_orders(lines: pl.LazyFrame, matched: Matched) -> pl.LazyFrame | None:
    """How many orders carry several different totals, of the lines before `apply`: one row, `pedidos`.

    None when the amount is no order's total. Each of the totals counts once, as parcels of one order
    would; if they are amounts of items, the column is not what it seems, and the user should know.
    """
    traps, amount = matched.traps, matched.columns.get("valor")
    if not traps.order or amount not in traps.once:
        return None
    order, total = trimmed_text(traps.order[0]), trimmed_text(amount)
    several = lines.select(order=order, total=total).drop_nulls().group_by("order").agg(pl.col("total").n_unique())
    return several.select(pedidos=(pl.col("total") > 1).sum())


def closed_otherwise(lines: pl.LazyFrame, matched: Matched) -> pl.LazyFrame | None:
    """Of the lines before `apply`, which are closed but not won, by what they say: `estado`, `linhas`, most first.

    None when the profile does not tell won from lost. An unknown word for "won" shows here.
    """
    won, closed = matched.traps.won, matched.columns.get("data_conversao")
    if won is None or not won.columns or closed is None:
        return None
    said = pl.concat_str([trimmed_text(name) for name in won.columns], separator=" / ", ignore_nulls=True)
    left = lines.filter(trimmed_text(closed).is_not_null() & ~_is_won(won))
    counted = left.group_by(estado=said).agg(linhas=pl.len())
    return counted.sort("linhas", "estado", descending=[True, False])


def _with(lines: pl.LazyFrame, columns: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    return lines.with_columns(expression.alias(name) for name, expression in columns.items()) if columns else lines


def _unless(name: str, words: Sequence[str]) -> pl.Expr:
    return pl.when(~is_like(name, words)).then(text_of(name))


def _without(name: str, others: Sequence[str]) -> pl.Expr:
    """An amount less others, exactly; as it is where one of them is no plain decimal."""
    plain = [trimmed_text(other) for other in (name, *others)]
    amounts = [pl.when(text.str.contains(_PLAIN_DECIMAL)).then(text).str.to_decimal(scale=4) for text in plain]
    rest = reduce(sub, amounts).cast(pl.String).str.replace(r"\.?0+$", "")
    taken = any_of(amount > 0 for amount in amounts[1:]).fill_null(value=False) & rest.is_not_null()
    return pl.when(taken).then(rest).otherwise(text_of(name))


def _unguarded(name: str) -> pl.Expr:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text_of(name).map_batches(_take_guards, return_dtype=pl.String, is_elementwise=True)


def _take_guards(texts: pl.Series) -> pl.Series:
    # Looking for the apostrophe costs a tenth of the pattern, and few files have one.
    return texts.str.replace(_GUARDED, "${1}") if texts.str.starts_with("'").any() else texts


def bare_mark(text: pl.Expr) -> pl.Expr:
    """The number of a mark to which a survey has put words: `10 - muito`, `Nota 9`, `8/10`; any other cell as it is.

    Example:
        >>> cells = pl.Series(["10 - Muito", "0 – Nada (nunca)", "Nota 9", "8/10", "5 estrelas", "7 a 8", "-1", "dez"])
        >>> pl.select(bare_mark(pl.lit(cells))).to_series().to_list()
        ['10', '0', '9', '8', '5', '7 a 8', '-1', 'dez']
    """
    return pl.coalesce(text.str.extract(_MARK, 1), text.str.extract(_MARK, 2), text.str.extract(_OUT_OF, 1), text)


def _or_else(names: Sequence[str]) -> pl.Expr:
    return pl.coalesce([trimmed_text(name) for name in names])


def _joined(names: Sequence[str]) -> pl.Expr:
    return pl.concat_str([trimmed_text(name) for name in names], separator=" ", ignore_nulls=True)


def _orders(lines: pl.LazyFrame, traps: Traps) -> pl.LazyFrame:
    """Fill what only the first line of an order has; let the order's total count once."""
    if not traps.order or not (traps.fill or traps.once):
        return lines
    order = traps.order[0]
    known = trimmed_text(order).is_not_null()
    filled = {
        name: pl.when(known)
        .then(pl.coalesce(trimmed_text(name), trimmed_text(name).forward_fill().over(order)))
        .otherwise(text_of(name))
        for name in traps.fill
    }
    return _with(lines, filled | totals_once(lines, order, traps.once))


def totals_once(lines: pl.LazyFrame, order: str, names: Sequence[str]) -> dict[str, pl.Expr]:
    """An order's total on its first line, 0 on the others; a second, different total stays too.

    Of an order none of whose lines has a total so far, the cell stays blank: that line is rejected, not free.

    Args:
        lines: in the order of the file.
        order: the column that the lines of one order share.
        names: the columns of its total, of text or of numbers.
    """
    known = trimmed_text(order).is_not_null()
    schema = lines.select(*names).collect_schema()
    return {name: _once(name, order, known, schema[name]) for name in names}


def _once(name: str, order: str, known: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    total = trimmed_text(name)
    first = pl.struct(pl.col(order), total).is_first_distinct()
    seen = total.forward_fill().over(order).is_not_null()
    again = known & pl.when(total.is_null()).then(seen).otherwise(~first)
    if dtype.is_numeric():
        return pl.when(again).then(pl.lit(0, dtype=dtype)).otherwise(pl.col(name))
    return pl.when(again).then(pl.lit("0")).otherwise(text_of(name))


def _reasons(matched: Matched, *, by_status: bool) -> list[pl.Expr]:
    """Why a line does not count, each null where it does not apply."""
    traps = matched.traps
    found: list[pl.Expr] = []
    if traps.package:
        found.append(pl.when(_is_package_item(traps.package)).then(pl.lit("item de um pacote que conta na sua linha")))
        found.append(pl.when(_counts_by_items(traps.package)).then(pl.lit("linha de pacote, contada nos itens")))
    for rule in traps.void:
        columns = _rule_columns(rule, traps)
        if columns and (by_status or not set(columns) <= set(traps.status)):
            found.append(pl.when(any_of(is_like(name, rule.cells) for name in columns)).then(pl.lit(rule.reason)))
    if traps.expense:
        found.append(pl.when(_is_income(matched.columns["valor"], traps.expense)).then(pl.lit("receita, não custo")))
    return found


def _rule_columns(rule: Void, traps: Traps) -> tuple[str, ...]:
    return rule.columns or traps.status


def _telling(status: str, traps: Traps) -> pl.Expr:
    """Of several statuses the one that voids the line, else the canonical one."""
    choices = []
    for name in traps.status:
        patterns = [cell for rule in traps.void if name in _rule_columns(rule, traps) for cell in rule.cells]
        choices.append(pl.when(is_like(name, patterns)).then(text_of(name)))
    return pl.coalesce(*choices, text_of(status))


def _is_won(won: Won) -> pl.Expr:
    return any_of(is_like(name, won.cells) for name in won.columns)


def _is_package_item(package: Package) -> pl.Expr:
    """A product of a package whose money stands on the package's own line."""
    without_money = pl.all_horizontal(trimmed_text(name).is_null() for name in package.amounts)
    return without_money & is_like(package.flag, ("sim", "yes", "true"))


def _counts_by_items(package: Package) -> pl.Expr:
    """A package whose products have their own money on the next lines: never seen, but then they count."""
    own_line = is_like(package.column, package.cells)
    has_money = trimmed_text(package.amounts[0]).is_not_null()
    item_next = (has_money & is_like(package.flag, ("sim", "yes", "true")) & ~own_line).shift(-1, fill_value=False)
    return own_line & item_next


def _is_income(amount: str, expense: Expense) -> pl.Expr:
    """By the word that says so; else by the sign."""
    negative = text_of(amount).str.contains(r"^\s*[(\-]|-\s*$|^[^\d]*-").fill_null(value=False)
    if not expense.kind:
        return ~negative
    told_expense = is_like(expense.kind, expense.expense)
    return is_like(expense.kind, expense.income) | (~told_expense & ~negative)


def _positive(name: str) -> pl.Expr:
    """An amount without its sign, in whatever way it is written: -1,00; 1,00-; (1,00); R$ -1,00."""
    return text_of(name).str.replace_all(r"[()\-−]", "")


def _unglued(name: str) -> pl.Expr:
    """The document that stands before a name, as the key; a name alone as it is."""
    return pl.coalesce(text_of(name).str.extract(_GLUED, 1).str.replace_all(_DOCUMENT_MARKS, ""), text_of(name))


def _uniform(columns: Mapping[str, str], keys: Mapping[str, Key]) -> dict[str, pl.Expr]:
    """E-mails in small letters: the same customer in any spelling. Documents are made bare where ids are read."""
    names = [columns[canonical] for canonical, kind in keys.items() if kind == "email"]
    return {name: trimmed_text(name).str.to_lowercase() for name in names}
