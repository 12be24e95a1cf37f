"""Findings of contracts and goals: ends before starts, prices of nothing, contracts and goals that are there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.findings import Severity
from carteira_cli.quality.draft import EXAMPLES, Draft, case
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.staged_names import CUSTOMER, PLACE, place
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.quality.stage import Staged

CONTRACTS, GOALS = "assinaturas", "metas"
TOLERATED = 1  # days that a contract may reach into the next: some write the last day, some the one after it
_FOREVER = 2_000_000  # a day later than any


def of_contracts(staged: Staged) -> Iterator[Draft]:
    """Contracts that count for nothing, and those that run at the same time."""
    ends = pl.col("fim") if "fim" in staged.columns else pl.lit(None, dtype=pl.Int32)
    lines = staged.valid.select(CUSTOMER, "inicio", "valor_mensal", place(), fim=ends)
    backwards = (pl.col("fim") <= pl.col("inicio")).fill_null(value=False)
    yield from _left_out(
        lines.filter(backwards),
        "contrato_invertido",
        ("contrato termina no dia em que começa ou antes", "contratos terminam no dia em que começam ou antes"),
        "Corrija as datas na origem, ou apague o contrato se ele nunca valeu.",
    )
    yield from _left_out(
        lines.filter(~backwards & (pl.col("valor_mensal") <= 0)),
        "contrato_sem_valor",
        ("contrato com valor mensal zero ou negativo", "contratos com valor mensal zero ou negativo"),
        "Se há receita, corrija o valor; desconto não é contrato: abata-o do valor do contrato.",
    )
    yield from _overlapping(lines.filter(~backwards & (pl.col("valor_mensal") > 0)))


def _left_out(lines: pl.LazyFrame, key: str, words: tuple[str, str], advice: str) -> Iterator[Draft]:
    found = lines.sort(CUSTOMER, "inicio", PLACE).collect(engine="streaming")
    if found.height:
        yield Draft(
            Severity.WARNING,
            CONTRACTS,
            key,
            counted(found.height, *words),
            found.height,
            "Ficam fora de todas as análises: não fazem de ninguém um cliente ativo.",
            advice,
            cases=tuple(
                case(
                    row,
                    (CUSTOMER, "inicio", "fim"),
                    money_of_cents(row["valor_mensal"]),
                    valor_mensal=row["valor_mensal"] / 100,
                )
                for row in found.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _overlapping(lines: pl.LazyFrame) -> Iterator[Draft]:
    """Customers of whom a contract starts while an earlier one still runs."""
    order = ("inicio", "fim", PLACE)
    until = pl.col("fim").fill_null(_FOREVER)
    before = until.sort_by(order).cum_max().shift(1)
    over = (
        lines.group_by(CUSTOMER)
        .agg(
            ((pl.col("inicio").sort_by(order) + TOLERATED) < before).sum().cast(pl.Int64).alias("vezes"),
            first_places(),
        )
        .filter(pl.col("vezes") > 0)
        .sort("vezes", CUSTOMER, descending=[True, False])
        .collect(engine="streaming")
    )
    if over.height:
        yield Draft(
            Severity.INFORMATION,
            CONTRACTS,
            "contratos_sobrepostos",
            f"{counted(over.height, 'cliente', 'clientes')} com contratos ao mesmo tempo",
            over.height,
            "Os valores mensais se somam enquanto correm juntos.",
            "Nada, se são produtos diferentes; se um substituiu o outro, corrija o fim do antigo.",
            cases=tuple(
                case(row, (CUSTOMER,), counted(row["vezes"], "sobreposição", "sobreposições"), vezes=row["vezes"])
                for row in over.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def of_goals(staged: Staged) -> Iterator[Draft]:
    """Goals of one seller and period that are there more than once."""
    key = ("vendedor", "periodo")
    twice = (
        staged.valid.select(*key, place())
        .group_by(key)
        .agg(pl.len().cast(pl.Int64).alias("linhas"), first_places())
        .filter(pl.col("linhas") > 1)
        .sort("linhas", *key, descending=[True, False, False])
        .collect(engine="streaming")
    )
    if twice.height:
        yield Draft(
            Severity.WARNING,
            GOALS,
            "meta_repetida",
            f"{counted(twice.height, 'meta', 'metas')} em mais de uma linha",
            twice.height,
            "O mesmo vendedor tem mais de uma meta para o mesmo período.",
            "Deixe uma linha por vendedor e período.",
            cases=tuple(
                case(row, key, counted(row["linhas"], "linha"), linhas=row["linhas"])
                for row in twice.head(EXAMPLES).iter_rows(named=True)
            ),
        )
