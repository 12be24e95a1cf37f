"""Whether the amount of a line is that of its order: told by arithmetic, whatever the header says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import loose
from carteira_cli.sources.matching.columns import total_told
from carteira_cli.sources.matching.factors import unit_prices
from carteira_cli.sources.matching.head import SAMPLE, as_numbers, close, head
from carteira_cli.units import number

if TYPE_CHECKING:
    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.reading_rules import Rules

_MOST = 20  # one order in so many may contradict the others
_FEWEST = 5  # orders that show a repeated total where no unit price proves it
_AMOUNTS = 3  # different amounts below which equal ones may be a price that everything has
_TORN = 3  # orders whose lines all differ that take its meaning from a name
_PARCELS = ("parcela", "installment", "instalment", "prestacao")
_WAY_ITEM = '[leitura.vendas] valor_por = "item"'
_WAY_ORDER = '[leitura.vendas] valor_por = "pedido"'

_Verdict = Literal["as named", "proven", "likely", "item", "doubt"]


@dataclass(frozen=True)
class _Orders:
    """Orders of several lines among the first lines of a file.

    Attributes:
        total: all lines bear what quantity × unit price adds up to over the order, and not their own.
        item: each line bears its own quantity × unit price.
        equal: all lines bear the same amount, and differ in their product.
        against: of these, those of which no line bears its own quantity × unit price.
        unequal: lines of different products bear different amounts.
        apart: all their lines bear different amounts.
        several: all of them.
        amounts: how many different amounts the equal ones bear.
        same: all lines bear the same amount and the same day.
    """

    total: int
    item: int
    equal: int
    against: int
    unequal: int
    apart: int
    several: int
    amounts: int
    same: int


def of_orders(raw: RawFile, matched: Matched, rules: Rules) -> Matched:
    """The columns, an order's total counting once where its lines show it, and only there.

    Args:
        raw: the file.
        matched: which of its columns is which; sales.
        rules: how its cells are read, and what the user says of the amount.
    """
    told = rules.told.amount_per
    if told == "item":
        return _per_item(raw, matched)
    if "venda" not in matched.columns or "×" in matched.columns["valor"]:
        return matched
    if told == "pedido":
        return _per_order(matched)
    if matched.traps.order and matched.profile is not None:  # its profile knows
        return matched
    if not matched.traps.once and not _repeating(raw, matched):
        return matched
    return _applied(raw, matched, _orders(raw, matched, rules))


def _repeating(raw: RawFile, matched: Matched) -> bool:
    """Whether half of the orders of several lines bear one amount: a cheap look, which most files end with."""
    order, amount = matched.columns["venda"], matched.columns["valor"]
    cell = pl.col(amount)
    seen = raw.lines.select(order, amount).head(SAMPLE).collect().drop_nulls()
    orders = seen.group_by(order).agg(pl.len(), same=cell.min() == cell.max()).filter(pl.col("len") > 1)
    return 0 < orders.height <= 2 * int(orders["same"].sum())


def _applied(raw: RawFile, matched: Matched, found: _Orders) -> Matched:
    """The columns, with what the orders show and what is said of it."""
    verdict, by_name = _verdict(found, raw, matched), bool(matched.traps.once)
    amount, order = matched.columns["valor"], matched.columns["venda"]
    same = f'{raw.name}: "{amount}" é igual em todas as linhas de cada "{order}"'
    if verdict == "proven" and not by_name:
        said = (
            f'{raw.name}: "{amount}" é o total de cada "{order}" e conta uma vez: em {number(found.total, 0)} pedidos '
            f"é a soma de quantidade × preço das linhas (se for de cada item: {_WAY_ITEM})"
        )
        return replace(_per_order(matched), told=(*matched.told, said))
    if verdict == "likely":
        said = (
            f"{same} ({number(found.equal, 0)} pedidos de produtos diferentes), e por isso conta uma vez; "
            f"se for de cada item: {_WAY_ITEM}; se não: {_WAY_ORDER}"
        )
        return replace(_per_order(matched), doubts=(*matched.doubts, said))
    if verdict == "doubt":
        said = f"{same} e foi somado linha a linha; se for o total do pedido: {_WAY_ORDER}; se não: {_WAY_ITEM}"
        return replace(matched, doubts=(*matched.doubts, said))
    return _per_item(raw, matched, by_name=True) if verdict == "item" else matched


def _verdict(found: _Orders, raw: RawFile, matched: Matched) -> _Verdict:
    """What the orders show."""
    by_name = bool(matched.traps.once)
    if found.total and found.item * _MOST <= found.total:
        return "proven"
    if found.item and found.total * _MOST <= found.item:
        return "item"
    if by_name:
        return "item" if found.several >= _TORN and found.apart * 2 > found.several else "as named"
    contradicted = found.against == found.equal and found.equal > 1  # with freight or a discount, the sum is another
    repeated = (found.equal >= _FEWEST or contradicted) and found.unequal * _MOST <= found.equal
    if repeated and (found.amounts >= _AMOUNTS or contradicted) and matched.how["valor"] != "configuração":
        return "likely"
    alike = found.same >= _FEWEST and (found.several - found.same) * _MOST <= found.several
    unnamed = alike and "produto" not in matched.columns and not _parcels(raw)
    few = found.several == found.equal == found.amounts >= _AMOUNTS  # too few to act on, too many for an accident
    return "doubt" if repeated or unnamed or few else "as named"


def _parcels(raw: RawFile) -> bool:
    """Whether a column tells instalments, which are equal by nature."""
    return any(word in loose(name) for name in raw.header for word in _PARCELS)


def _orders(raw: RawFile, matched: Matched, rules: Rules) -> _Orders:
    """What the orders of several lines among the first lines show."""
    columns = matched.columns
    amount, quantity = columns["valor"], columns.get("quantidade")
    price = next((name for name in unit_prices(raw.header) if name != amount), None) if quantity else None
    factors = (quantity, price) if quantity and price else ()
    others = [columns[name] for name in ("produto", "data") if name in columns]
    seen = head(raw, (columns["venda"], amount, *others, *factors)).filter(pl.col(columns["venda"]).is_not_null())
    seen = seen.filter(pl.len().over(columns["venda"]) > 1)
    if seen.is_empty():
        return _Orders(0, 0, 0, 0, 0, 0, 0, 0, 0)
    lines = as_numbers(seen, (amount, *factors), rules.told.decimal).filter(pl.col(amount).is_not_null())
    own = pl.col(factors[0]) * pl.col(factors[1]) if len(factors) == 2 else pl.lit(None, dtype=pl.Float64)  # noqa: PLR2004
    size = pl.col(factors[0]) if factors else pl.lit(1.0)
    product = pl.col(columns["produto"]) if "produto" in columns else pl.lit(None, dtype=pl.String)
    orders = (
        lines.with_columns(own=own, size=size.abs())
        .group_by(columns["venda"])
        .agg(
            lines=pl.len(),
            amounts=pl.col(amount).n_unique(),
            first=pl.col(amount).first(),
            days=pl.col(columns["data"]).n_unique(),
            products=product.n_unique(),
            summed=close(pl.col(amount).first(), pl.col("own").sum(), pl.col("size").sum())
            & pl.col("own").is_not_null().all(),
            none=(~close(pl.col(amount), pl.col("own"), pl.col("size"))).fill_null(value=False).all(),
            each=close(pl.col(amount), pl.col("own"), pl.col("size")).fill_null(value=False).all(),
        )
    )
    orders = orders.filter(pl.col("lines") > 1).with_columns(
        equal=pl.col("amounts") == 1, varied=pl.col("products") > 1
    )
    each = pl.col("each").fill_null(value=False)
    summed = pl.col("summed").fill_null(value=False)
    counts = orders.select(
        total=(pl.col("equal") & summed & ~each).sum(),
        item=(each & ~summed).sum(),
        equal=(pl.col("equal") & pl.col("varied") & (pl.col("first") != 0)).sum(),
        against=(pl.col("equal") & pl.col("varied") & pl.col("none") & (pl.col("first") != 0)).sum(),
        unequal=(~pl.col("equal") & pl.col("varied")).sum(),
        apart=(pl.col("amounts") == pl.col("lines")).sum(),
        several=pl.len(),
        amounts=pl.col("first").filter(pl.col("equal") & pl.col("varied")).n_unique(),
        same=(pl.col("equal") & (pl.col("days") == 1) & (pl.col("first") != 0)).sum(),
    )
    return _Orders(**counts.row(0, named=True))


def _per_order(matched: Matched) -> Matched:
    traps = replace(matched.traps, order=(matched.columns["venda"],), once=(matched.columns["valor"],))
    return replace(matched, traps=traps)


def _per_item(raw: RawFile, matched: Matched, *, by_name: bool = False) -> Matched:
    """Every line's amount counts; where the name alone says otherwise, this is told."""
    if matched.profile is not None or not matched.traps.once:
        return matched
    amount, said = matched.columns["valor"], total_told(Path(raw.name).name, matched.columns)
    told = tuple(sentence for sentence in matched.told if sentence != said)
    if by_name:
        now = (
            f'{raw.name}: "{amount}" é o valor de cada item, apesar do nome, e todas as linhas contam; '
            'se for o total do pedido: [leitura.vendas] valor_por = "pedido"'
        )
        told = (*told, now)
    return replace(matched, traps=replace(matched.traps, order=(), once=()), told=told)
