"""`--fixar`: which customers stay with the seller whom they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.condition import columns, unparse
from carteira_cli.config.settings import BalanceSettings
from carteira_cli.customers.filters import check_values
from carteira_cli.customers.people import attribute_frame
from carteira_cli.customers.where import where_of
from carteira_cli.engines import polars
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.privacy import personal
from carteira_cli.quoted import cells_are_hidden
from carteira_cli.sources.matching.tables import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase

_OMITTED = "(omitido)"


def columns_asked(config: Config) -> tuple[str, ...]:
    """The attributes that `--fixar` names."""
    return tuple(dict.fromkeys(name for one in config.of(BalanceSettings).fixar for name in columns(one)))


def kept_customers(base: CustomerBase, shared: pl.DataFrame) -> frozenset[int]:
    """Places of the customers for whom any of the conditions holds.

    Args:
        base: whose customers.
        shared: one row a customer, with `cliente`.

    Raises:
        UsageError: a condition on a sale, on what is not there, or on a value that nobody has.
    """
    value = base.config.value(BalanceSettings.fixar)
    found: set[int] = set()
    with value.blamed():
        for told in base.config.of(BalanceSettings).fixar:
            where = where_of((told,), base.known)
            for name, dimension in where.dimensions.items():
                if dimension.of != "cliente":
                    raise value.refused(
                        f'fixar: "{name}" não é um atributo do cliente', 'use um, como --fixar "classe_abc=A"'
                    )
            picked, names = where.on_customers()
            if picked is None:
                continue
            known = attribute_frame(base, list(names)) if names else shared.select(CUSTOMER)
            for condition in where.conditions:
                check_values(
                    condition,
                    {
                        name: _values(
                            known if dimension in names else shared, dimension.key if dimension in names else CUSTOMER
                        )
                        for name, dimension in where.dimensions.items()
                        if name in columns(condition) and dimension.kind is ValueKind.TEXT
                    },
                )
            rows = shared.select(CUSTOMER).with_row_index("lugar")
            joined = rows.join(known.rename({one.key: name for one, name in names.items()}), on=CUSTOMER, how="left")
            kept = polars.rows(polars.lines(joined.lazy()).filter(picked)).collect()
            found |= set(kept["lugar"].to_list())
    return frozenset(found)


def _values(rows: pl.DataFrame, column: str) -> set[str]:
    return set(rows[column].drop_nulls().cast(pl.String).to_list())


def told_conditions(base: CustomerBase) -> str | None:
    """The conditions as a result carries them; one that names a customer is left out where nobody may be named."""
    told = base.config.of(BalanceSettings).fixar
    return " ou ".join(_words(told)) if told else None


def _words(told: Iterable[object]) -> Iterable[str]:
    for one in told:
        hidden = cells_are_hidden() and any(personal(column) for column in columns(one))  # type: ignore[arg-type]
        yield _OMITTED if hidden else unparse(one)  # type: ignore[arg-type]
