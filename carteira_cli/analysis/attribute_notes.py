"""What must be said of attributes that customers are grouped or filtered by: gaps, conflicts, where they come from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.attribute_names import BANDED
from carteira_cli.customers.people import attribute_frame, conflicts, majority, unregistered
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.sources.matching.slugs import bare_name
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension


def register_gaps(run: Run) -> Iterator[str]:
    """What the register leaves open about the attributes that customers are grouped or filtered by."""
    asked = (*run.grouping.dimensions, *run.base.where.dimensions.values())
    columns = dict.fromkeys(
        d.column for d in asked if d.of == "cliente" and not d.computed and d.in_register and d.column != CUSTOMER
    )
    register = run.base.ledgers.get("clientes")
    if register is None or not columns:
        return
    for column, count in conflicts(run.base, columns).items():
        if count:
            customers = f"{count} {agree(count, 'cliente tem', 'clientes têm')}"
            yield f'clientes: {customers} mais de um valor em "{column}"; vale o primeiro em ordem alfabética'
    unknown = unregistered(run.base)
    if unknown:
        columns = dict.fromkeys(d.column for d in asked if d.column in columns and not d.in_sales)
    if unknown and columns:
        customers = f"{unknown} {agree(unknown, 'cliente das vendas não está', 'clientes das vendas não estão')}"
        yield f"clientes: {customers} no cadastro, e {agree(unknown, 'fica', 'ficam')} sem {', '.join(columns)}"


def of_attributes(base: CustomerBase, asked: Iterable[Dimension]) -> Iterator[str]:
    """Where the sales say different things of one customer, or dates of her can't be hers."""
    asked = tuple(asked)
    if _banded(asked):
        from carteira_cli.customers.bands import impossible  # weight: for bands of ages

        yield from impossible(base, asked)
    for dimension in dict.fromkeys(d for d in asked if d.in_sales):
        name = "pais" if dimension.column == "nacionalidade" else dimension.column
        said = majority(base, dimension)
        several = said.filter(pl.col("valores") > 1).height
        if several:
            customers = f"{several} {agree(several, 'cliente tem', 'clientes têm')}"
            yield (
                f'vendas: {customers} mais de um valor em "{name}"; vale o da maioria das linhas (no empate, o '
                f"primeiro em ordem alfabética); vendas.{name} divide as linhas"
            )
        if dimension.in_register:
            own = attribute_frame(base, [replace(dimension, in_sales=False)])
            both = own.join(said, on=CUSTOMER, suffix="_")
            other = both.filter(pl.col(dimension.key) != pl.col(f"{dimension.key}_")).height
            if other:
                customers = f"{other} {agree(other, 'cliente tem', 'clientes têm')}"
                yield f'clientes: {customers} "{name}" diferente no cadastro e nas vendas; vale o do cadastro'


def attributes_used(base: CustomerBase, asked: Iterable[Dimension]) -> Iterator[str]:
    """Which attributes of customers come from the sales, and on which day others are told."""
    asked = tuple(asked)
    if _banded(asked):
        from carteira_cli.customers.bands import how_told  # weight: for bands of ages

        yield from how_told(base, asked)
    for dimension in dict.fromkeys(d for d in asked if d.in_sales):
        name = "pais" if dimension.column == "nacionalidade" else dimension.column
        further = [part.matched.further for part in base.ledgers["vendas"].opened.parts if name in part.matched.further]
        where = ", ".join(dict.fromkeys(f'"{bare_name(each[name].original)}"' for each in further))
        how = ", para quem o cadastro não diz" if dimension.in_register else ""
        yield f"vendas: {name} do cliente é o que está em {where} na maioria de suas linhas{how}"


def _banded(asked: Iterable[Dimension]) -> bool:
    return any(one.column in BANDED for one in asked)
