"""Findings of who is named in the further tables: customers, sellers and leads unknown elsewhere, stages too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.findings import Severity
from carteira_cli.names import first_of, name_key
from carteira_cli.quality.draft import EXAMPLES, Draft, case
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.staged_names import CUSTOMER, DAY, PLACE, place
from carteira_cli.quoted import cells
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.quality.stage import Staged

OF_CUSTOMERS = ("titulos", "avaliacoes", "contatos", "campanhas")
OF_SELLERS = ("titulos", "contatos")
STAGES, LEADS = "etapas", "leads"
_KNOWN_BY = ("clientes", "vendas", "assinaturas")
_NAMED = 4


def of_people(staged: Mapping[str, Staged]) -> Iterator[Draft]:
    """Customers and sellers whom neither the register nor sales nor contracts know."""
    for name in OF_CUSTOMERS:
        if name in staged:
            yield from _customers(staged[name], staged)
    for name in OF_SELLERS:
        if name in staged and "vendedor" in staged[name].columns:
            yield from _sellers(staged[name], staged)


def _elsewhere(staged: Mapping[str, Staged], column: str) -> pl.LazyFrame | None:
    """The ids or names in a column of the tables that say who there is; None where none has it."""
    found = [
        staged[name].accepted.select(pl.col(column).cast(pl.String))
        for name in _KNOWN_BY
        if name in staged and column in staged[name].columns
    ]
    return pl.concat(found).drop_nulls().unique() if found else None


def _customers(source: Staged, staged: Mapping[str, Staged]) -> Iterator[Draft]:
    known = _elsewhere(staged, CUSTOMER)
    if known is None:
        return
    people = (
        source.valid.select(CUSTOMER, place())
        .group_by(CUSTOMER)
        .agg(pl.len().cast(pl.Int64).alias("linhas"), first_places())
    )
    total = int(people.select(pl.len()).collect(engine="streaming").item())
    unknown = (
        people.join(known, on=CUSTOMER, how="anti")
        .sort("linhas", CUSTOMER, descending=[True, False])
        .collect(engine="streaming")
    )
    if unknown.height:
        every = " Nenhum é conhecido: a chave deve ser outra." if unknown.height == total else ""
        yield Draft(
            Severity.WARNING,
            source.table.name,
            "cliente_desconhecido",
            counted(
                unknown.height,
                "cliente que não está no cadastro nem nas vendas",
                "clientes que não estão no cadastro nem nas vendas",
            ),
            unknown.height,
            f"{counted(int(unknown['linhas'].sum()), 'linha')} de {source.table.noun} sem cliente conhecido.{every}",
            "Exporte a mesma chave de cliente das vendas (código, CNPJ ou e-mail), ou corrija o código.",
            cases=tuple(
                case(row, (CUSTOMER,), counted(row["linhas"], "linha"), linhas=row["linhas"])
                for row in unknown.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _sellers(source: Staged, staged: Mapping[str, Staged]) -> Iterator[Draft]:
    known = _elsewhere(staged, "vendedor")
    if known is None:
        return
    unknown = (
        source.valid.filter(pl.col("vendedor").is_not_null())
        .group_by("vendedor")
        .agg(pl.len().cast(pl.Int64).alias("linhas"))
        .join(known, on="vendedor", how="anti")
        .sort("linhas", "vendedor", descending=[True, False])
        .collect(engine="streaming")
    )
    if unknown.height:
        named = first_of([f'"{name}"' for name in cells(unknown["vendedor"].to_list())], _NAMED)
        yield Draft(
            Severity.WARNING,
            source.table.name,
            "vendedor_desconhecido",
            counted(unknown.height, "vendedor que ninguém mais tem", "vendedores que ninguém mais tem"),
            unknown.height,
            f"{named} em {counted(int(unknown['linhas'].sum()), 'linha')} de {source.table.noun}, e em nenhuma venda "
            "nem no cadastro.",
            "Escreva o vendedor da mesma forma em todos os arquivos.",
        )


def of_stages(staged: Mapping[str, Staged], order: Sequence[str]) -> Iterator[Draft]:
    """Stages of leads that nobody knows, before the lead came, or against the order that is declared.

    Args:
        staged: the sources.
        order: the stages of the funnel, first to last, as `ordem_etapas` says; empty: not said.
    """
    source = staged[STAGES]
    if LEADS in staged:
        yield from _before_their_lead(source, staged[LEADS])
    if order:
        yield from _against(source, order)


def _before_their_lead(source: Staged, leads: Staged) -> Iterator[Draft]:
    came = leads.valid.group_by("lead").agg(pl.col(DAY).min().alias("chegada"))
    lines = source.valid.select("lead", "etapa", DAY, place()).join(came, on="lead", how="left")
    unknown = lines.filter(pl.col("chegada").is_null()).group_by("lead").agg(first_places()).sort("lead").collect()
    if unknown.height:
        yield Draft(
            Severity.WARNING,
            STAGES,
            "lead_desconhecido",
            counted(unknown.height, "lead com etapas e fora dos leads", "leads com etapas e fora dos leads"),
            unknown.height,
            "As etapas deles não entram no funil.",
            "Exporte leads e etapas com o mesmo código e do mesmo período.",
            cases=tuple(case(row, ("lead",)) for row in unknown.head(EXAMPLES).iter_rows(named=True)),
        )
    early = lines.filter(pl.col(DAY) < pl.col("chegada")).sort(DAY, "lead", PLACE).collect(engine="streaming")
    if early.height:
        yield Draft(
            Severity.WARNING,
            STAGES,
            "etapa_antes_do_lead",
            counted(early.height, "etapa com data anterior à do lead", "etapas com data anterior à do lead"),
            early.height,
            "O tempo até a etapa seria negativo.",
            "Corrija a data da etapa ou a da criação do lead.",
            cases=tuple(case(row, ("lead", "etapa", DAY)) for row in early.head(EXAMPLES).iter_rows(named=True)),
        )


def _against(source: Staged, order: Sequence[str]) -> Iterator[Draft]:
    """Leads that entered a later stage on an earlier day."""
    known = {name_key(name): number for number, name in enumerate(order)}
    names = source.valid.select(pl.col("etapa").unique().sort()).collect()["etapa"].drop_nulls().to_list()
    places = {name: known[name_key(name)] for name in names if name_key(name) in known}  # however it is written
    first = (
        source.valid.filter(pl.col("etapa").is_in(list(places)))
        .with_columns(
            pl.col("etapa").replace_strict(list(places), list(places.values()), return_dtype=pl.Int64).alias("ordem")
        )
        .group_by("lead", "ordem")
        .agg(pl.col("etapa").sort_by(DAY, "etapa").first(), pl.col(DAY).min(), place().min())
        .sort("lead", "ordem")
    )
    against = (
        first.with_columns((pl.col(DAY) < pl.col(DAY).cum_max().over("lead")).alias("antes"))
        .filter("antes")
        .sort("lead", "ordem")
        .collect()
    )
    if against.height:
        leads = against["lead"].n_unique()
        yield Draft(
            Severity.INFORMATION,
            STAGES,
            "etapas_fora_da_ordem",
            counted(leads, "lead com etapas fora da ordem declarada", "leads com etapas fora da ordem declarada"),
            leads,
            "Entraram numa etapa depois de outra que vem mais à frente em ordem_etapas.",
            "Nada, se o lead voltou no funil; se não, corrija as datas ou a ordem.",
            cases=tuple(case(row, ("lead", "etapa", DAY)) for row in against.head(EXAMPLES).iter_rows(named=True)),
        )
