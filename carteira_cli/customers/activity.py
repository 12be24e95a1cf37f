"""Which rule of activity is whose: the first of which a customer meets the condition."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.config.activity_rules import told_rules
from carteira_cli.config.settings import ACTIVITY_RULES
from carteira_cli.customers.people import attribute_frame, everybody
from carteira_cli.customers.where import Where, where_of
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import ConfigError, UsageError
from carteira_cli.kpis.activity_rules import RULE, measures_of_needs, settled
from carteira_cli.privacy import personal
from carteira_cli.sources.matching.tables import ValueKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from carteira_cli.config.activity_rules import ToldRule
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.customer_measures import Span

_ENDS = ("ativo_fim", "receita_janela_fim")


@dataclass(frozen=True)
class RulesByCustomer:
    """The rules of activity of a base, and whose each is.

    Attributes:
        base: whose customers.
    """

    base: CustomerBase

    def marked(self, people: pl.DataFrame) -> pl.DataFrame:
        """Rows of customers with the number of each one's rule, `RULE` (Int32): one of `base.rules`.

        Raises:
            ConfigError: a condition names what is not there, or a value that no customer has.
        """
        rows = people.select(CUSTOMER).join(self._known, on=CUSTOMER, how="left", maintain_order="left")
        found = nw.lit(len(self.base.rules) - 1, nw.Int32)
        for number, condition in reversed([*enumerate(self._filters)]):
            found = nw.when(self._holds(condition)).then(nw.lit(number, nw.Int32)).otherwise(found)
        numbers = nw.from_native(rows).select(nw.col(CUSTOMER), found.alias(RULE)).to_native()
        return people.with_columns(numbers[RULE])

    @cached_property
    def overlapping(self) -> int:
        """Known customers whom more than one condition is for: the first rule is theirs."""
        whose = [self._holds(condition).cast(nw.Int32) for condition in self._filters]
        if not whose[1:]:
            return 0
        held = nw.from_native(self._known).select(held=nw.sum_horizontal(*whose))
        return int(held.filter(nw.col("held") > 1).to_native().height)

    @cached_property
    def _told(self) -> tuple[ToldRule, ...]:
        return tuple(rule for rule in told_rules(self.base.config) if rule.where is not None)

    @cached_property
    def _filters(self) -> tuple[Where, ...]:
        """The condition of each rule that has one."""
        return tuple(_filter(rule, self.base) for rule in self._told)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The attributes that the rules look at: key → column of `_known`."""
        keys = dict.fromkeys(
            one.key for where in self._filters for one in where.dimensions.values() if one.column != CUSTOMER
        )
        return MappingProxyType({key: f"__regra{number}" for number, key in enumerate(keys)})

    @cached_property
    def _known(self) -> pl.DataFrame:
        """One row a customer of whom any of these attributes is known, each value that a condition names checked."""
        dimensions = {one.key: one for where in self._filters for one in where.dimensions.values()}
        found = attribute_frame(self.base, [dimensions[key] for key in self._names])
        for rule, where in zip(self._told, self._filters, strict=True):
            self._check_values(rule, where, found)
        return found.rename(self._names)

    def _check_values(self, rule: ToldRule, where: Where, known: pl.DataFrame) -> None:
        """Refuse a value that no customer has: a misspelt one would quietly leave all of them to another rule."""
        from carteira_cli.customers.filters import check_values  # weight: for a run with rules

        values: dict[str, Collection[str]] = {}
        for name, one in where.dimensions.items():
            if one.column == CUSTOMER:
                values[name] = everybody(self.base)
            elif one.kind is ValueKind.TEXT:
                values[name] = known[one.key].drop_nulls().cast(pl.String).unique().to_list()
        try:
            for condition in where.conditions:
                check_values(condition, values)
        except UsageError as error:
            raise ConfigError(f"{rule.item.where}: onde: {error.message}", error.hint) from error

    def _holds(self, where: Where) -> nw.Expr:
        from carteira_cli.customers.filters import expression  # weight: for a run with rules

        cells = {n: nw.col(self._names.get(one.key, CUSTOMER)) for n, one in where.dimensions.items()}
        kinds = {name: one.kind for name, one in where.dimensions.items()}
        return nw.all_horizontal(*(expression(one, cells, kinds) for one in where.conditions), ignore_nulls=False)


def rules_by_customer(base: CustomerBase) -> RulesByCustomer | None:
    """The rules of a base; None where the window alone says who is active."""
    return RulesByCustomer(base) if base.rules else None


def without_rules(base: CustomerBase) -> CustomerBase:
    """The same customers, whom the window alone calls active; the base itself where it has no rules."""
    if not base.rules:
        return base
    return replace(base, config=base.config.without_items(ACTIVITY_RULES))


def rules_in_words(base: CustomerBase) -> str:
    """Who is active by which rule: `segmento=Indústria: 2 pedidos em 180 dias; demais: 1 pedido em 90 dias`."""
    from carteira_cli.condition import columns, unparse  # weight: for a run with rules

    told = told_rules(base.config)

    def whose(rule: ToldRule) -> str:
        if rule.where is None:
            return "demais" if told[1:] else "todos"
        hidden = base.config.hides_customers and any(personal(column) for column in columns(rule.where))
        return "(omitido)" if hidden else unparse(rule.where)

    found = [f"{whose(one)}: {one.words(base.window)}" for one in told]
    if told[-1].where is not None:
        found.append(f"demais: 1 pedido em {base.window.words}")
    first = "; de várias, vale a primeira" if sum(one.where is not None for one in told) > 1 else ""
    return "; ".join(found) + first


def active_at_end(base: CustomerBase, span: Span) -> pl.DataFrame:
    """Who is active at the end of a span by the rules of a base, whoever the filter on customers lets through.

    Returns:
        One row a customer with any line before: `cliente`, `ativo` (Boolean), `centavos` (Int64, of her own window,
        brought to `span.months`), in no order that is defined.
    """
    found = base.panel(measures_of_needs(_ENDS, span))
    rules = rules_by_customer(base)
    marked = found if rules is None else settled(rules.marked(found), _ENDS, span)
    return marked.select(CUSTOMER, ativo="ativo_fim", centavos="receita_janela_fim")


def _filter(rule: ToldRule, base: CustomerBase) -> Where:
    """The condition of a rule, as one on customers.

    Raises:
        ConfigError: it names what is not there, or what is no customer's.
    """
    if rule.where is None:
        raise ValueError("a rule without a condition")
    try:
        found = where_of([rule.where], base.known)
    except UsageError as error:
        raise ConfigError(f"{rule.item.where}: onde: {error.message}", error.hint) from error
    other = next((one for one in found.dimensions.values() if one.of != "cliente"), None)
    if other is not None:
        raise ConfigError(
            f'{rule.item.where}: onde: "{other.asked}" não é um atributo do cliente, e a regra é de clientes',
            "use uma coluna do cadastro, como segmento ou uf",
        )
    return found
