"""Findings of the sales: what `sales`, `calendar` and a few counts found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.errors import toml_list
from carteira_cli.findings import Severity
from carteira_cli.quality import repeats
from carteira_cli.quality.draft import EXAMPLES, Case, Draft, case, share_of
from carteira_cli.quality.line_findings import equal
from carteira_cli.quality.outliers import FACTOR, USUAL
from carteira_cli.quality.sales import CENTS, LINES
from carteira_cli.quality.staged_names import AMOUNT, CUSTOMER, DAY, ORDER
from carteira_cli.quoted import cell, cells
from carteira_cli.units import money_of_cents, number
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from carteira_cli.quality.sales import Found
    from carteira_cli.quality.source_account import Account
    from carteira_cli.quality.stage import Staged

SALES = "vendas"
VALID = "válida"
_NAMED = 4  # months, statuses and sellers named in a sentence


def of_customers(found: Mapping[str, Found], accounts: Account) -> Iterator[Draft]:
    """What the look at each customer's lines came to."""
    if "sem_cadastro" in found and found["sem_cadastro"].sums["casos"]:
        yield _unregistered(found["sem_cadastro"], accounts)
    if found["fora_de_escala"].sums["casos"]:
        yield _out_of_scale(found["fora_de_escala"])
    groups = found["iguais"]
    if groups.sums["casos"] and groups.cases is not None:
        yield equal(SALES, groups.sums[repeats.EXTRA], groups.sums[repeats.EXTRA_CENTS], groups.cases)
    if "gemeos" in found and found["gemeos"].sums["casos"]:
        yield _twins(found["gemeos"])


def _unregistered(found: Found, accounts: Account) -> Draft:
    customers, lines, cents = (found.sums[key] for key in ("casos", LINES, CENTS))
    alike = found.sums["parecidos"]
    hint = (
        f" {number(alike, 0)} só {agree(alike, 'difere', 'diferem')} de um código do cadastro por zeros à "
        "esquerda, maiúsculas ou espaços: exporte os códigos como texto."
        if alike
        else ""
    )
    return Draft(
        Severity.WARNING,
        SALES,
        "sem_cadastro",
        f"{counted(customers, 'cliente', 'clientes')} com vendas e sem cadastro",
        customers,
        f"Ao todo, {counted(lines, 'linha')} ({share_of(lines, accounts.valid)}) e {money_of_cents(cents)}; contam, "
        f"mas sem nome, UF ou vendedor do cadastro.{hint}",
        "Exporte o cadastro inteiro, com inativos, no mesmo dia das vendas.",
        cents,
        tuple(
            case(
                row,
                (CUSTOMER,),
                counted(row[LINES], "linha"),
                money_of_cents(row[CENTS]),
                linhas=row[LINES],
                valor=row[CENTS] / 100,
            )
            for row in _rows(found)
        ),
    )


def _out_of_scale(found: Found) -> Draft:
    lines = found.sums["casos"]
    return Draft(
        Severity.WARNING,
        SALES,
        "fora_de_escala",
        f"{counted(lines, 'valor', 'valores')} fora de escala",
        lines,
        "A 10 vezes ou mais da mediana do preço do produto, ou dos valores do cliente, e além da variação usual dela "
        "(quartis em escala logarítmica, com ao menos 8 vendas). Costuma ser vírgula fora do lugar.",
        "Confira cada um no pedido; corrija na origem se for erro.",
        found.sums[CENTS],
        tuple(
            case(
                row,
                (CUSTOMER, DAY, AMOUNT),
                f"usual {money_of_cents(row[USUAL])}",
                _times(row[FACTOR]),
                valor_usual=row[USUAL] / 100,
                fator=row[FACTOR],
            )
            for row in _rows(found)
        ),
    )


def _times(factor: float) -> str:
    return f"{number(factor, 0)} vezes o usual" if factor > 1 else f"{number(1 / factor, 0)} vezes menor que o usual"


def _twins(found: Found) -> Draft:
    extra = found.sums[repeats.EXTRA]
    return Draft(
        Severity.INFORMATION,
        SALES,
        "pedidos_gemeos",
        f"{counted(extra, 'pedido igual', 'pedidos iguais')} a outro em cliente, dia e valor, com outro número",
        extra,
        f"Pode ser um pedido lançado duas vezes ({money_of_cents(found.sums[repeats.EXTRA_CENTS])} a mais) ou duas "
        "compras de verdade; todos contam.",
        "Confira os maiores; um cliente genérico, como consumidor final, repete valores sem erro.",
        found.sums[repeats.EXTRA_CENTS],
        tuple(
            case(
                row,
                (CUSTOMER, DAY, AMOUNT),
                f"pedidos {cell(row[ORDER])}",
                pedidos=row[ORDER],
                vezes=row[repeats.TIMES],
            )
            for row in _rows(found)
        ),
    )


def _rows(found: Found) -> Iterator[dict[str, Any]]:
    if found.cases is not None:
        yield from found.cases.iter_rows(named=True)


def of_amounts(found: Account, name: str, *, zeros: bool = True) -> Iterator[Draft]:
    """Amounts below zero, and those of nothing but where an order's total counts once and leaves its other lines so."""
    if found.negative:
        noun = ("devolução ou valor negativo", "devoluções ou valores negativos")
        yield Draft(
            Severity.INFORMATION,
            name,
            "negativos",
            counted(found.negative, *noun)
            if name == SALES
            else counted(found.negative, "valor negativo", "valores negativos"),
            found.negative,
            f"Somam {money_of_cents(found.negative_cents)}"
            + (", abatidos da receita; não contam como compra." if name == SALES else ", abatidos do custo."),
            "Com --devolucoes ignorar, as análises não os abatem." if name == SALES else "Confira se são estornos.",
            found.negative_cents,
        )
    if found.zero and zeros:
        yield Draft(
            Severity.INFORMATION,
            name,
            "zerados",
            counted(found.zero, "valor zerado", "valores zerados"),
            found.zero,
            "Brindes, bonificações ou valor que não veio na exportação; não contam como compra."
            if name == SALES
            else "Não mudam nenhum número.",
            "Confira se a coluna de valor é a certa, caso sejam muitos.",
        )


def of_statuses(statuses: pl.DataFrame, accounts: Account, unknown: Collection[str]) -> Iterator[Draft]:
    """Statuses that were taken as valid, of which nobody knows whether they are.

    A return with a negative amount does what it should; only amounts above zero are doubtful.
    """
    doubtful = [
        row
        for row in statuses.iter_rows(named=True)
        if row["status"] is not None and row["tratada_como"] == VALID and row["positivas"] and row["status"] in unknown
    ]
    if not doubtful:
        return
    lines, cents = sum(row["positivas"] for row in doubtful), sum(row["centavos_positivos"] for row in doubtful)
    names = ", ".join(f'"{word}"' for word in cells(row["status"] for row in doubtful[:_NAMED]))
    treated = statuses.iter_rows(named=True)
    void = cells(row["status"] for row in treated if row["tratada_como"] != VALID and row["status"])
    words = cells(row["status"] for row in doubtful)
    yield Draft(
        Severity.WARNING,
        SALES,
        "situacoes_duvidosas",
        f"{counted(lines, 'linha')} com situação que talvez não seja venda",
        lines,
        f"Contaram como válidas {names}: {money_of_cents(cents)} ({share_of(lines, accounts.accepted)} das linhas).",
        f"Diga em carteira.toml: cancelados = {toml_list([*void, *words])} (se não são vendas) ou "
        f"validos = {toml_list(words)} (se são).",
        cents,
        tuple(
            Case(
                (),
                f"{cell(row['status'])}: {counted(row['positivas'], 'linha')}, "
                f"{money_of_cents(row['centavos_positivos'])}",
                (
                    ("situacao", row["status"]),
                    ("linhas", row["positivas"]),
                    ("valor", row["centavos_positivos"] / 100),
                ),
            )
            for row in doubtful[:EXAMPLES]
        ),
    )


def of_sellers(sellers: pl.DataFrame) -> Iterator[Draft]:
    """Sellers of sales whom no customer of the register has; `sellers` has only those, most lines first."""
    if sellers.height:
        yield Draft(
            Severity.INFORMATION,
            SALES,
            "vendedores_desconhecidos",
            f"{counted(sellers.height, 'vendedor', 'vendedores')} das vendas que nenhum cliente do cadastro tem",
            sellers.height,
            f"Ao todo, {counted(int(sellers[LINES].sum()), 'linha')} e {money_of_cents(int(sellers[CENTS].sum()))}: "
            "gente que saiu, ou o mesmo nome escrito de outro jeito.",
            "Confira a grafia nas duas exportações.",
            int(sellers[CENTS].sum()),
            tuple(
                Case(
                    (),
                    f"{cell(row['vendedor'])}: {counted(row[LINES], 'linha')}, {money_of_cents(row[CENTS])}",
                    (("vendedor", row["vendedor"]), ("linhas", row[LINES]), ("valor", row[CENTS] / 100)),
                )
                for row in sellers.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def in_register(sales: Staged, register: Staged) -> pl.DataFrame:
    """Sellers of valid sales whom the register does not name, with lines and cents."""
    known = register.accepted.select("vendedor").drop_nulls().unique()
    return (
        sales.valid.filter(pl.col("vendedor").is_not_null())
        .group_by("vendedor")
        .agg(pl.len().cast(pl.Int64).alias(LINES), pl.col(AMOUNT).sum().alias(CENTS))
        .join(known, on="vendedor", how="anti")
        .sort(LINES, "vendedor", descending=[True, False])
        .collect(engine="streaming")
    )
