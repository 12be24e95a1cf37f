"""What the amount of a sale is of, by arithmetic: of a unit, of the line, or of its whole order.

The first lines decide; what contradicts them further on is counted by the reading that everything else comes from
(`trapped.trap_warnings`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.matching.factors import Formula, is_unit_price, unit_prices
from carteira_cli.sources.matching.head import as_numbers, close, head
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.meaning.computed_amounts import cents_of, decimals_of, looked, multiplied, own_cents
from carteira_cli.sources.meaning.of_orders import of_orders
from carteira_cli.units import money_of_cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.reading_rules import Rules

_MOST = 20  # one line in so many may contradict the others


def weighed(raw: RawFile, matched: Matched, rules: Rules) -> tuple[RawFile, Matched]:
    """The file and its columns, with the amount taken for what it is; as they are where nothing speaks against it.

    Args:
        raw: the file.
        matched: which of its columns is which; sales.
        rules: how its cells are read, and what the user says of the amount.
    """
    if matched.table != "vendas" or (matched.profile is not None and not matched.profile.generic):
        return raw, matched
    amount, quantity = matched.columns["valor"], matched.columns.get("quantidade")
    if "×" in amount or raw.schema[amount] == pl.Null:
        return raw, matched
    if rules.told.amount_per is None:
        if quantity is not None:
            raw, matched = _of_unit(raw, matched, quantity, rules)
        elif is_unit_price(amount):
            said = f'{raw.name}: "{amount}" é o preço de uma unidade, pelo nome, e não há coluna de quantidade; se é o '
            said += 'total da linha: [leitura.vendas] valor_por = "item"'
            matched = replace(matched, doubts=(*matched.doubts, said))
    return raw, of_orders(raw, matched, rules)


def _of_unit(raw: RawFile, matched: Matched, quantity: str, rules: Rules) -> tuple[RawFile, Matched]:
    """Take the total for the amount where what is called so is the price of a unit."""
    amount = matched.columns["valor"]
    totals = [name for name in raw.header if name != amount and rank("vendas", "valor", name) is not None]
    prices = [name for name in unit_prices(raw.header) if name not in {amount, quantity}]
    named = is_unit_price(amount)
    if not (totals or prices or named):
        return raw, matched
    lines = as_numbers(head(raw, (quantity, amount, *totals, *prices)), (quantity, amount, *totals, *prices), None)
    lines = lines.filter(
        (pl.col(quantity) != 0) & (pl.col(quantity) != 1) & pl.col(amount).is_not_null() & (pl.col(amount) != 0)
    )
    if lines.is_empty():
        return raw, matched
    product = pl.col(quantity) * pl.col(amount)
    told_by = [name for name in totals if _nearly(lines, close(product, pl.col(name), pl.col(quantity)))]
    same_price = [name for name in prices if _nearly(lines, close(pl.col(amount), pl.col(name), pl.lit(1.0)))]
    if matched.how["valor"] == "configuração":
        return raw, _warned(
            raw, matched, Formula((quantity, amount)), rules
        ) if told_by or same_price or named else matched
    if told_by:
        return raw, _instead(raw, matched, told_by[0], quantity)
    if not same_price and totals and _adds_up_to_orders(raw, matched, quantity, totals):
        same_price = [amount]
    if same_price:
        formula = Formula((quantity, same_price[0]))
        return multiplied(raw, formula, rules.told.decimal), _instead(raw, matched, formula.text, quantity)
    return raw, matched


def _adds_up_to_orders(raw: RawFile, matched: Matched, quantity: str, totals: Sequence[str]) -> bool:
    """Whether quantity × amount adds up over each order to a total that stands on all its lines, and the amount not."""
    order, amount = matched.columns.get("venda"), matched.columns["valor"]
    if order is None:
        return False
    lines = as_numbers(head(raw, (order, quantity, amount, *totals)), (quantity, amount, *totals), None)
    for total in totals:
        orders = (
            lines.group_by(order)
            .agg(
                pl.col(total).first(),
                pl.col(quantity).abs().sum(),
                same=pl.col(total).min() == pl.col(total).max(),
                both=(pl.col(quantity) * pl.col(amount)).sum(),
                alone=pl.col(amount).sum(),
            )
            .filter("same", ~close(pl.col("alone"), pl.col(total), pl.lit(0.0)))
        )
        if _nearly(orders, close(pl.col("both"), pl.col(total), pl.col(quantity))):
            return True
    return False


def _nearly(lines: pl.DataFrame, condition: pl.Expr) -> bool:
    """Whether a condition holds for all lines but few, and for two at least."""
    fits = int(lines.select(condition.fill_null(value=False).sum()).item())
    return fits > 1 and (lines.height - fits) * _MOST <= lines.height


def _instead(raw: RawFile, matched: Matched, column: str, quantity: str) -> Matched:
    amount = matched.columns["valor"]
    said = (
        f'{raw.name}: "{amount}" é o preço de uma unidade (não é o total da linha quando "{quantity}" não é 1): '
        f"o valor é {column if '×' in column else chr(34) + column + chr(34)}; "
        f'para usar o outro: [colunas.vendas] valor = "{amount}"'
    )
    told = tuple(sentence for sentence in matched.told if f'"valor" veio da coluna "{amount}"' not in sentence)
    return replace(
        matched,
        columns={**matched.columns, "valor": column},
        how={**matched.how, "valor": "conteúdo"},
        told=(*told, said),
    )


def _warned(raw: RawFile, matched: Matched, formula: Formula, rules: Rules) -> Matched:
    """The amount as the user wants it, with what it is and what it would be."""
    price = formula.factors[1]
    marks = decimals_of(raw, formula.factors, rules.told.decimal)
    product, alone = cents_of(raw, formula, marks), own_cents(raw, price, marks[price])
    both, as_is = looked(raw, product.cast(pl.Int128).sum(), alone.sum())
    said = (
        f'{raw.name}: "{price}" é o preço de uma unidade, e a quantidade não é sempre 1: o valor seria '
        f"{formula.text} ({money_of_cents(both)}, não {money_of_cents(as_is)}): "
        f'[colunas.vendas] valor = "{formula.text}"; se é mesmo o total da linha: [leitura.vendas] valor_por = "item"'
    )
    return replace(matched, doubts=(*matched.doubts, said))
