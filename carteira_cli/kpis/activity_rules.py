"""Who is active where several rules say so: what each rule measures, and what these come to, customer by customer.

Under rules the measures that look back by the window (`RULED`) are no aggregates of lines any more: which days and
how much count depends on the customer. So what every rule looks at is measured for everybody, by any engine and in
any way, and of these columns each customer has those of her own rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.engines.panel import Measure
from carteira_cli.kpis.customer_measures import MEASURES, WINDOWED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.engines.panel import Aggregate
    from carteira_cli.kpis.customer_measures import ActivityRule, Span

RULE = "\x00regra"  # the number of a customer's rule, in the frames that indicators are computed over
REVENUE_WINDOWED = frozenset({"receita_janela_inicio", "receita_janela_fim"})
RULED = WINDOWED | REVENUE_WINDOWED


def measures_of_needs(needs: Iterable[str], span: Span) -> dict[str, Measure]:
    """Column → what is measured of the sales for some needs of a span; without rules, each need itself."""
    found: dict[str, Measure] = {}
    for need in needs:
        if span.rules and need in RULED:
            for number, rule in enumerate(span.rules):
                found |= _looked_at(need, number, rule, span)
        else:
            found[need] = MEASURES[need](span)
    return found


def settled(panel: pl.DataFrame, needs: Iterable[str], span: Span) -> pl.DataFrame:
    """A panel with the needs themselves in the place of what rules look at.

    Args:
        panel: one row a customer, with the columns of `measures_of_needs` and `RULE`.
        needs: what is wanted; those that no rule has a say in are there already.
        span: the period under its rules.

    Returns:
        The same rows: `ativo_*` (Boolean, never null), `receita_janela_*` (Int64: cents of the rule's window, brought
        to `Span.months`: times the number of such windows that these months are).
    """
    ruled = [need for need in needs if span.rules and need in RULED]
    if not ruled:
        return panel
    values = [_by_rule(need, span).alias(need) for need in ruled]
    spent = {name for n in ruled for i, rule in enumerate(span.rules) for name in _looked_at(n, i, rule, span)}
    return panel.with_columns(values).drop(sorted(spent))


def _looked_at(need: str, number: int, rule: ActivityRule, span: Span) -> Mapping[str, Measure]:
    """What a rule has to know for a need: column → measure."""
    day = span.period.start if need.endswith("inicio") else span.period.end
    start = rule.window.start(day)
    name = f"{need}__{number}"
    if need in REVENUE_WINDOWED:
        return {name: span.net(start, day)}
    bought: Aggregate = "orders" if rule.orders > 1 else "any"
    spent = {f"{name}__valor": span.net(start, day)} if rule.cents else {}
    return {name: Measure(bought, "compras", start, day), **spent}


def _by_rule(need: str, span: Span) -> pl.Expr:
    """A need of each customer, by the rule that is hers."""
    *others, (last, rule) = enumerate(span.rules)
    found = _value(need, last, rule, span)
    for number, other in reversed(others):
        found = pl.when(pl.col(RULE) == number).then(_value(need, number, other, span)).otherwise(found)
    return found


def _value(need: str, number: int, rule: ActivityRule, span: Span) -> pl.Expr:
    cell = pl.col(f"{need}__{number}")
    if need in REVENUE_WINDOWED:
        return cell * int(span.months / rule.window.months)
    enough = cell if rule.orders == 1 else cell >= rule.orders
    return enough & (pl.col(f"{need}__{number}__valor") >= rule.cents) if rule.cents else enough
