"""How well a header serves a table, and which table a header is most likely of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from carteira_cli.sources.matching.factors import quantity_of, unit_prices
from carteira_cli.sources.matching.profiles import recognise
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.sources.matching.tables import CanonicalTable


def fitness(table: CanonicalTable, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> float:
    """How well a header serves a table: a known export of it best, else by the share of columns it seems to have.

    From 1 on it has all that is required, or its system is known.

    Args:
        table: what is wanted.
        header: names.
        mapping: canonical name → name in the file, from the configuration.
    """
    known = recognise(header, table.name)
    if known is not None and known.profile.table == table.name:
        return 2 + known.share

    def known_as(one: str) -> frozenset[str]:
        told = (name for name, original in (mapping or {}).items() if original == one)
        return _known_as(table, one).union(told)

    found = [known_as(one) for one in header]
    if table.name == "vendas" and unit_prices(header) and quantity_of(header):
        found.append(frozenset({"valor"}))  # can be made of the two
    required = sum(any(name in names for names in found) for name in table.required) / len(table.required)
    return required + sum(map(bool, found)) / len(header) / 100


def likeliest(header: Sequence[str], called: str | None) -> str | None:
    """The table that a header is most likely of, even where it lacks a required column; None where it is of none.

    Each column that a table knows speaks for it, a column that only others know and one that it requires and does not
    find speak against it: a customer, a date and an order without an amount are sales, though a register needs no
    more than the customer.

    Args:
        header: names of the file's columns.
        called: the table that the file is named after, which decides between equals.
    """
    system = recognise(header)
    if system is not None:
        return system.profile.table
    known = {name: [_known_as(table, one) for one in header] for name, table in TABLES.items()}
    somewhere = [any(found[place] for found in known.values()) for place in range(len(header))]

    def speaks(name: str) -> float:
        found = known[name]
        columns = frozenset[str]().union(*found)
        lacking = sum(column not in columns for column in TABLES[name].required)
        strange = sum(other and not own for own, other in zip(found, somewhere, strict=True))
        distinct = min(len(columns), sum(map(bool, found)))
        return distinct - lacking - strange / 2 if len(columns & set(TABLES[name].required)) else 0

    best = max(TABLES, key=lambda name: (speaks(name), name == called))
    return best if speaks(best) > 0 else called


@lru_cache(maxsize=4096)  # a header is looked for among cells, which repeat
def _known_as(table: CanonicalTable, one: str) -> frozenset[str]:
    """The canonical columns that a name may be."""
    return frozenset(name for name in table.names if rank(table.name, name, one) is not None)
