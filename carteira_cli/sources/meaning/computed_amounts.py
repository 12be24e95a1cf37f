"""Columns of amounts that are made of others, exactly: quantity × unit price."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.names import loose
from carteira_cli.sources.matching.factors import Formula, formula_of, quantity_of, unit_prices
from carteira_cli.sources.matching.profiles import recognise
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.values import AmountEvidence, amount_code, amount_counts, decide_decimal, parse_amount
from carteira_cli.sources.values.convert import MAX_REAIS
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.reading_rules import Rules
    from carteira_cli.sources.values import Decimal

_DECIMALS = 6  # of a factor that count
_MILLION = 10**6
_EXACT = 2**50 // 10**_DECIMALS  # up to here a float tells any two numbers of six decimals apart
_CENT = pl.lit("0.01").cast(pl.Decimal(3, 2))


@dataclass(frozen=True)
class Made:
    """A file with the columns that had to be made.

    Attributes:
        raw: the file, with them.
        mapping: canonical name → name in the file, theirs among them.
        found: canonical names of those that nobody asked for.
        told: sentences that say how they were made.
        doubts: sentences that warn.
    """

    raw: RawFile
    mapping: Mapping[str, str]
    found: tuple[str, ...] = ()
    told: tuple[str, ...] = field(default=())
    doubts: tuple[str, ...] = field(default=())

    def said(self, matched: Matched) -> Matched:
        """The columns of the file, with what was made of them."""
        how = {name: "conteúdo" if name in self.found else found for name, found in matched.how.items()}
        told, doubts = (*matched.told, *self.told), (*matched.doubts, *self.doubts)
        return replace(matched, how=how, told=told, doubts=doubts)


def with_made(table: CanonicalTable, raw: RawFile, rules: Rules) -> Made:
    """The file with the amounts that the configuration wants multiplied, or that nothing else can give.

    Raises:
        DataError: a column that is to be multiplied is not there, or its decimal mark can't be told.
    """
    mapping = dict(rules.mapping)
    for column in table.columns:
        wanted = mapping.get(column.name)
        if wanted is None or column.kind is not ValueKind.MONEY:
            continue
        formula = formula_of(wanted, raw.header, raw.name, f"colunas.{table.name}.{column.name}")
        if formula is not None:
            raw = multiplied(raw, formula, rules.told.decimal)
            mapping[column.name] = formula.text
    if table.name != "vendas" or "valor" in mapping or not _lacks_amount(raw.header, rules.told.profile):
        return Made(raw, mapping)
    quantity, prices = mapping.get("quantidade", quantity_of(raw.header)), unit_prices(raw.header)
    if not prices or quantity not in raw.header:  # a price alone is no value: the amount is missing
        return Made(raw, mapping)
    return _found(raw, mapping, Formula((quantity, prices[0])), prices[1:], rules)


def _lacks_amount(header: Sequence[str], profile_name: str | None) -> bool:
    """Whether no column of sales can be their amount, by its name or by the system that wrote it."""
    known = recognise(header, "vendas")
    if profile_name is not None or (known is not None and not known.profile.generic):
        return False
    return all(loose(name) != "valor" and rank("vendas", "valor", name) is None for name in header)


def _found(raw: RawFile, mapping: Mapping[str, str], formula: Formula, others: Sequence[str], rules: Rules) -> Made:
    made = multiplied(raw, formula, rules.told.decimal)
    told = f"{raw.name}: valor = {formula.text}, porque nenhuma coluna tem o total da linha"
    doubts = []
    if others:
        doubts.append(
            f'{raw.name}: "valor" é {formula.text}; o preço também poderia ser "{others[0]}" '
            f'(para trocar: [colunas.vendas] valor = "{formula.factors[0]} × {others[0]}")'
        )
    doubts += _discounts(made, formula, rules)
    return Made(made, {**mapping, "valor": formula.text}, ("valor",), (told,), tuple(doubts))


def _discounts(raw: RawFile, formula: Formula, rules: Rules) -> list[str]:
    """What is said of columns of discounts that the product leaves alone."""
    said = []
    for name in raw.header:
        if name in formula.factors or not any(word in loose(name) for word in ("desconto", "discount", "abatimento")):
            continue
        amount = own_cents(raw, name, decimals_of(raw, formula.factors[1:], rules.told.decimal)[formula.factors[1]])
        lines, total = looked(raw, (amount != 0).sum(), amount.abs().sum())
        if lines:
            many = counted(lines, "linha tem", "linhas têm")
            rate = "%" in name or "perc" in loose(name) or "taxa" in loose(name)
            size = "" if rate else f", {money_of_cents(total)} ao todo"
            way = (
                "exporte o total de cada linha"
                if rate or rules.told.profile
                else f'para descontar: [colunas.vendas] valor = "{Formula(formula.factors, name).text}"'
            )
            said.append(f'{raw.name}: {many} desconto em "{name}"{size}, e {formula.text} não o desconta ({way})')
    return said


def multiplied(raw: RawFile, formula: Formula, decimal: Decimal | None) -> RawFile:
    """The file with one more column, in reais of two decimals: the product, rounded half-even to cents once.

    Factors count with up to six decimals. Null where one of them can't be read, or where there is nothing; what is
    taken off may be blank.

    Raises:
        DataError: the decimal mark of a factor can't be told.
    """
    if formula.text in raw.schema:
        return raw
    marks = decimals_of(raw, (*formula.factors, *([formula.less] if formula.less else [])), decimal)
    product = cents_of(raw, formula, marks)
    reais = (product.cast(pl.Decimal(20, 0)) * _CENT).cast(pl.Decimal(20, 2))
    schema = pl.Schema({**raw.schema, formula.text: pl.Decimal(20, 2)})
    made = raw.reshaped(lambda lines: lines.with_columns(reais.alias(formula.text)))
    again = raw.tolerant
    tolerant = None if again is None else lambda: multiplied(again(), formula, decimal)
    return replace(made, schema=schema, tolerant=tolerant)


def cents_of(raw: RawFile, formula: Formula, marks: Mapping[str, Decimal | None]) -> pl.Expr:
    """The product in cents, Int64; null where it is unreadable or as large as no amount may be."""
    first, second = (_scaled(raw, name, marks[name]) for name in formula.factors)
    product = first * second
    if formula.less is not None:
        product -= _scaled(raw, formula.less, marks[formula.less]).abs().fill_null(0) * 10**_DECIMALS
    cents = half_even(product, 10 ** (2 * _DECIMALS - 2))
    return pl.when(cents.abs() < MAX_REAIS * 100).then(cents).cast(pl.Int64)


def own_cents(raw: RawFile, name: str, decimal: Decimal | None) -> pl.Expr:
    """The amounts of one column in cents, Int128; null where there is none."""
    return half_even(_scaled(raw, name, decimal), 10 ** (_DECIMALS - 2))


def half_even(whole: pl.Expr, divisor: int | pl.Expr) -> pl.Expr:
    """An Int128 divided by a positive whole number, rounded to the nearest one, ties to the even one."""
    size, by = whole.abs(), pl.lit(divisor, dtype=pl.Int128) if isinstance(divisor, int) else divisor
    lower, rest = size // by, size % by
    up: pl.Expr = (rest * 2 > by) | ((rest * 2 == by) & (lower % 2 == 1))
    rounded: pl.Expr = (lower + up.cast(pl.Int128)) * whole.sign()
    return rounded


def _scaled(raw: RawFile, name: str, decimal: Decimal | None) -> pl.Expr:
    """A number in millionths, Int128; null where there is none.

    A float of that size tells numbers of six decimals apart; beyond, two decimals are told.
    """
    dtype, cell = raw.schema[name], pl.col(name)
    if dtype.is_integer():
        return cell.cast(pl.Int128) * _MILLION
    value = parse_amount(cell, decimal) if dtype == pl.String else cell.cast(pl.Float64, strict=False)
    value = pl.when(value.is_finite() & (value.abs() < MAX_REAIS)).then(value)
    fine = (value * 10**_DECIMALS).round().cast(pl.Int128)
    coarse = (value * 100).round().cast(pl.Int128) * 10 ** (_DECIMALS - 2)
    return pl.when(value.abs() < _EXACT).then(fine).otherwise(coarse)


def decimals_of(raw: RawFile, names: Sequence[str], forced: Decimal | None) -> dict[str, Decimal | None]:
    """The decimal mark of text columns, by all of their cells.

    Raises:
        DataError: nothing tells, with the option that does.
    """
    texts = [name for name in names if raw.schema[name] == pl.String]
    counts = {
        f"{name}\x00{what}": count for name in texts for what, count in amount_counts(amount_code(pl.col(name))).items()
    }
    if not counts:
        return dict.fromkeys(names)
    row = dict(zip(counts, looked(raw, *counts.values()), strict=True))
    seen = {
        name: AmountEvidence(**{key.split("\x00")[1]: row[key] or 0 for key in row if key.split("\x00")[0] == name})
        for name in texts
    }
    marks: dict[str, Decimal | None] = dict.fromkeys(names)
    for name in texts:
        verdict = decide_decimal(name, seen[name], [other for key, other in seen.items() if key != name], forced)
        if verdict.refusal is not None:
            raise DataError(f"{raw.name}: {verdict.refusal[0]}", verdict.refusal[1])
        marks[name] = verdict.choice
    return marks


def looked(raw: RawFile, *aggregates: pl.Expr) -> tuple[int, ...]:
    """Aggregates over every line, by a reading of its own."""
    wanted = {str(number): aggregate for number, aggregate in enumerate(aggregates)}
    try:
        return raw.lines.select(**wanted).collect(engine="streaming").row(0)
    except pl.exceptions.PolarsError:
        if raw.tolerant is None:
            raise
        return raw.tolerant().lines.select(**wanted).collect(engine="streaming").row(0)
