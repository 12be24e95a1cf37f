"""Attributes of customers that come from a date of theirs: `faixa_etaria` and `tempo_de_casa`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.people import REGISTERED_ON, everybody
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.kpis import bands
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension

AGE, TENURE = "faixa_etaria", "tempo_de_casa"
BORN = "nascimento"
_FIRST = "primeira"
_BEGUN = "a primeira compra ou o primeiro contrato"
_OF = {AGE: BORN, TENURE: REGISTERED_ON}


def attribute(base: CustomerBase, column: str) -> pl.DataFrame:
    """The band of each customer, on the last day of the period that is asked about, or on the as-of day before it.

    Every period of a series or a comparison has the bands of that one day: a customer is in one group throughout.

    Returns:
        One row a customer: `cliente` and the column, `bands.NO_DATE` of whom no date says it.
    """
    moment = base.period.end
    if column == AGE:
        found = base.attributes([BORN]).select(CUSTOMER, bands.age_band(_day(BORN), moment).alias(AGE))
    else:
        since = pl.when(bands.is_birth(_day(REGISTERED_ON), moment)).then(_day(REGISTERED_ON))
        rows = base.attributes([REGISTERED_ON]).select(CUSTOMER, since.alias(REGISTERED_ON))
        schema = {CUSTOMER: pl.String, _FIRST: pl.Int32}
        begun = pl.concat([pl.DataFrame(schema=schema), *_beginnings(base, moment)])
        first = begun.group_by(CUSTOMER).agg(pl.col(_FIRST).min())
        rows = rows.join(first, on=CUSTOMER, how="full", coalesce=True)
        rows = rows.with_columns(pl.coalesce(_day(REGISTERED_ON), _FIRST).alias(REGISTERED_ON))
        found = rows.select(CUSTOMER, bands.tenure_band(_day(REGISTERED_ON), moment).alias(TENURE))
    others = pl.DataFrame({CUSTOMER: sorted(everybody(base) - set(found[CUSTOMER]))}, schema={CUSTOMER: pl.String})
    return pl.concat([found, others.with_columns(pl.lit(bands.NO_DATE).alias(column))])


def _beginnings(base: CustomerBase, moment: int) -> Iterator[pl.DataFrame]:
    """The day of each customer's first purchase before a moment, and of the first contract: `cliente`, `_FIRST`."""
    if "vendas" in base.ledgers:
        yield base.panel({_FIRST: Measure("min", "compras", None, moment)})
    if "assinaturas" in base.ledgers:

        def starts(lines: pl.LazyFrame) -> pl.LazyFrame:
            texts = base.grouped(lines.select(pl.col(CUSTOMER).cast(pl.String), "inicio"))
            return texts.filter(_day("inicio") < moment).group_by(CUSTOMER).agg(_day("inicio").min().alias(_FIRST))

        yield base.ledgers["assinaturas"].collect(starts)


def impossible(base: CustomerBase, asked: Iterable[Dimension]) -> Iterator[str]:
    """How many customers have a date that can't be theirs, and so count as without one."""
    for column in _columns(asked):
        name, moment = _OF[column], base.period.end
        if name not in base.columns.get("clientes", ()):
            continue
        days = base.attributes([name]).select(_day(name)).to_series().drop_nulls().to_frame()
        # A registration after the period is none of a mistake: she is a customer of later.
        end = moment if column == AGE else max(moment, base.as_of + 1)
        many = days.filter(~bands.is_birth(_day(name), end)).height
        if many:
            customers = counted(many, "cliente tem", "clientes têm")
            otherwise = "contam como sem data" if column == AGE else f"em vez dela vale {_BEGUN}"
            yield (
                f"clientes: {customers} {name} impossível (em 01/01/1900, antes, ou depois de {date_of(end - 1)}); "
                f"{otherwise}"
            )


def how_told(base: CustomerBase, asked: Iterable[Dimension]) -> Iterator[str]:
    """Of which day the bands are, and how they are counted."""
    day = date_of(base.period.last)
    for column in _columns(asked):
        if column == AGE:
            yield (
                f"faixa_etaria: anos completos em {day}, também na comparação e na série; quem nasceu em 29/02 "
                "completa em 28/02 onde não há o dia"
            )
        else:
            yield (
                f"tempo_de_casa: até {day}, também na comparação e na série, desde a data de cadastro; sem ela, "
                f"desde {_BEGUN}"
            )


def _columns(asked: Iterable[Dimension]) -> list[str]:
    return [column for column in dict.fromkeys(one.column for one in asked) if column in _OF]


def _day(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int32)
