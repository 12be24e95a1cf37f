"""The customers behind the numbers: each list has exactly as many rows as its indicator counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.kpis.catalogue import CONTEXT, catalogue
from carteira_cli.kpis.concentracao import class_of
from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BEFORE, AFTER, PERIOD = "mensal_inicio", "mensal_fim", "receita"
_START, _END = "ativo_inicio", "ativo_fim"
NEEDED = (_START, _END, "receita_janela_inicio", "receita_janela_fim", "receita_periodo")


def amounts(panel: pl.DataFrame) -> pl.DataFrame:
    """A panel with the cents of each customer: in the windows before start and end if active then, in the period."""
    return panel.with_columns(
        pl.when(_START).then("receita_janela_inicio").otherwise(0).alias(BEFORE),
        pl.when(_END).then("receita_janela_fim").otherwise(0).alias(AFTER),
        pl.col("receita_periodo").alias(PERIOD),
    )


@dataclass(frozen=True)
class CustomerList:
    """A list of customers.

    Attributes:
        name: as it is asked for.
        title: for people.
        key: the indicator whose customers they are.
        needs: the measures that tell who they are.
        value: the cents that they are sorted by, from `amounts`.
        pick: from a panel with its `amounts` to the rows of the list.
        change: whether `value` is a change, which deserves a column of its own.
    """

    name: str
    title: str
    key: str
    needs: tuple[str, ...]
    value: pl.Expr
    pick: Callable[[pl.DataFrame, Mapping[str, Any]], pl.DataFrame]
    change: bool = False

    @property
    def sorted_by(self) -> str:
        """The amount that is shown first: what the list is sorted by, after a change what there is now."""
        return AFTER if self.change else self.value.meta.output_name()


def _counted(name: str, key: str, value: str) -> CustomerList:
    """The customers whom an indicator counts."""
    item = catalogue()[key]

    def pick(panel: pl.DataFrame, context: Mapping[str, Any]) -> pl.DataFrame:
        members = item.members
        if members is None:
            raise ValueError(f"{key} counts no customers")
        needs = {need: context[need] if need in CONTEXT else pl.col(need) for need in item.needs}
        return panel.filter(members(**needs))

    needs = tuple(need for need in item.needs if need not in CONTEXT)
    return CustomerList(name, item.title, key, needs, pl.col(value), pick)


def _moved(key: str, difference: pl.Expr) -> CustomerList:
    """The retained who went down, or up."""
    kept = pl.col(_START) & pl.col(_END) & (difference > 0)
    return CustomerList(key, catalogue()[key].title, key, (), difference, lambda panel, _: panel.filter(kept), True)


def _class(name: str) -> CustomerList:
    """The customers of an ABC class."""

    def pick(panel: pl.DataFrame, context: Mapping[str, Any]) -> pl.DataFrame:
        classes = class_of(panel.select(CUSTOMER, centavos=PERIOD), strict=context["limite_estrito"])
        return panel.join(classes.filter(pl.col("classe") == name), on=CUSTOMER, how="semi")

    key = f"clientes_{name.lower()}"
    return CustomerList(f"classe-{name.lower()}", catalogue()[key].title, key, (), pl.col(PERIOD), pick)


def lists() -> dict[str, CustomerList]:
    """Every list of customers by name, in the order in which they are told."""
    counted = (
        ("perdidos", "perdidos", BEFORE),
        ("retidos", "retidos", AFTER),
        ("novos", "novos", AFTER),
        ("reativados", "reativados", AFTER),
        ("clientes-inicio", "clientes_inicio", BEFORE),
        ("clientes-fim", "clientes_fim", AFTER),
        ("ativos", "clientes_ativos", AFTER),
        ("inativos", "clientes_inativos", PERIOD),
        ("nunca-compraram", "nunca_compraram", PERIOD),
        ("cadastrados", "clientes_cadastrados", PERIOD),
        ("compradores", "compradores", PERIOD),
        ("clientes-novos", "clientes_novos", PERIOD),
    )
    difference = pl.col(AFTER) - pl.col(BEFORE)
    found = [
        *(_counted(name, key, value) for name, key, value in counted),
        _moved("expansao", difference),
        _moved("contracao", -difference),
        *(_class(name) for name in "ABC"),
    ]
    return {one.name: one for one in found}


def list_of(name: str) -> CustomerList:
    """A list by its name; an indicator's own name does as well.

    Raises:
        UsageError: there is none, with the nearest.
    """
    known = lists()
    by_key = {one.key: one for one in known.values()}
    word = "-".join(fold(name).split())
    found = known.get(word.replace("_", "-")) or by_key.get(word.replace("-", "_"))
    if found is None and word in {"cliente", "clientes"}:
        raise UsageError(
            f'--listar "{name}" não diz quais clientes; toda lista já tem a coluna cliente',
            'diga de que número, como em --listar ativos; só alguns deles: --onde "cliente em (C1, C2)"',
        )
    if found is None:
        raise UsageError(f'a lista "{name}" não existe', did_you_mean(word, known))
    return found
