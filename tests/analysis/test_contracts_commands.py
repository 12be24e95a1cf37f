"""The commands over contracts: the worked example in every family, series, groups and lists, and beside sales."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from carteira_cli.days import to_date
from carteira_cli.kpis.catalogue import predicted_of
from tests.contracts import CONTRACTS, FIRST, KEYS, Contract, frame, indicators, some_contracts, span
from tests.portfolios import write
from tests.running import ANALYSES, WORKED, carteira, expected, measured

if TYPE_CHECKING:
    from pathlib import Path

Q1 = ("--hoje", "2024-04-01", "-p", "2024-Q1")
HEADER = "cliente,inicio,fim,valor_mensal,plano"
BY_HAND: dict[str, float] = json.loads((CONTRACTS / "expected-2024-Q1.json").read_text(encoding="utf-8"))
ON_SALES = {"ticket", "cac", "conversao", "pareto"}  # commands with nothing that contracts alone could tell


def document(command: str, folder: Path, *words: str) -> dict[str, Any]:
    ran = carteira(command, "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = ran.document
    return found


def values(found: dict[str, Any]) -> dict[str, Any]:
    return {key: one["valor"] for key, one in found["indicadores"].items()}


@pytest.mark.parametrize("command", sorted(set(ANALYSES) - ON_SALES))
def test_the_worked_example_in_each_command(command: str) -> None:
    found = document(command, CONTRACTS, *Q1)
    told = values(found)
    assert {key: told[key] for key in told if key in BY_HAND} == pytest.approx(
        {key: BY_HAND[key] for key in told if key in BY_HAND}, rel=1e-12
    )
    known = {key for key in told if told[key] is not None}
    assert known - {*predicted_of(told)} <= set(BY_HAND)  # what is predicted has tests of its own
    if command == "resumo":
        assert set(BY_HAND) <= set(told)
    assert found["regras"]["atividade"] == "contratos"


def test_the_bridge_comes_with_the_changes_of_plan() -> None:
    found = document("churn-receita", CONTRACTS, *Q1)["tabelas"]["mudancas_de_plano"]
    assert found == [
        {"de": "Pro", "para": "Básico", "tipo": "downgrade", "clientes": 1, "antes": 500.0, "depois": 300.0,
         "mudanca": -200.0},
        {"de": "Básico", "para": "Pro", "tipo": "upgrade", "clientes": 1, "antes": 200.0, "depois": 350.0,
         "mudanca": 150.0},
    ]  # fmt: skip


def test_each_month_of_a_series_is_the_run_of_that_month() -> None:
    found = document("churn-receita", CONTRACTS, *Q1, "--serie", "mes")["tabelas"]["serie"]
    assert [row["periodo"] for row in found] == ["2024-01", "2024-02", "2024-03"]
    for row in found:
        alone = values(document("churn-receita", CONTRACTS, "--hoje", "2024-04-01", "-p", row["periodo"]))
        assert {key: row[key] for key in alone} == alone
    assert [row["receita_mensal_inicio"] for row in found[1:]] == [row["receita_mensal_fim"] for row in found[:-1]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "customers"),
    [
        ("perdidos", "I"), ("novos", "E"), ("reativados", "G"), ("retidos", "DBCA"), ("expansao", "B"),
        ("contracao", "C"), ("nunca-compraram", "H"), ("inativos", "I"), ("cadastrados", "ABCDEGHI"),
    ],
)  # fmt: skip
def test_the_customers_behind_the_numbers(name: str, customers: str) -> None:
    found = document("churn", CONTRACTS, *Q1, "--listar", name)["tabelas"][name]
    assert "".join(row["cliente"] for row in found) == customers


def test_groups_are_runs_of_their_customers(tmp_path: Path) -> None:
    found = document("churn-receita", CONTRACTS, *Q1, "--por", "uf")["tabelas"]["por"]
    register = (CONTRACTS / "clientes.csv").read_text(encoding="utf-8").splitlines()[1:]
    homes = {line.split(",")[0]: line.split(",")[2] for line in register}
    lines = (CONTRACTS / "assinaturas.csv").read_text(encoding="utf-8").splitlines()[1:]
    for row in found:
        if row["uf"] in homes.values():
            own = [line for line in lines if homes[line.split(",")[0]] == row["uf"]]
            write(tmp_path / "assinaturas.csv", *own, header=HEADER)
            alone = values(document("churn-receita", tmp_path, *Q1))
            assert {key: row[key] for key in alone} == alone


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contracts=some_contracts().filter(lambda found: any(one.inicio < FIRST + 45 for one in found)))
def test_the_command_says_what_the_functions_say(
    contracts: list[Contract], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("carteira")
    rows = [
        f"{one.cliente},{to_date(one.inicio)},{to_date(one.fim) if one.fim else ''},"
        f"{one.valor_mensal // 100}.{one.valor_mensal % 100:02},{one.plano or ''}"
        for one in contracts
    ]
    write(folder / "assinaturas.csv", *rows, header=HEADER)
    told = values(document("resumo", folder, "--hoje", "2024-06-01", "-p", "2024-01-11..2024-02-14"))
    exact = indicators(frame(contracts), span(FIRST + 10, FIRST + 45))
    assert {key: told[key] for key in KEYS} == {
        key: None if value is None else pytest.approx(float(value), rel=1e-12) for key, value in exact.items()
    }


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """The ten customers of the sales, two of whom have a contract, and one more who never bought."""
    folder = shutil.copytree(WORKED, tmp_path / "ambos")
    (first, second) = [
        line.split(",")[0] for line in (folder / "clientes.csv").read_text(encoding="utf-8").splitlines()[1:3]
    ]
    write(
        folder / "assinaturas.csv",
        f"{first},2023-01-01,,100,X",
        f"{second},2023-01-01,2024-02-01,50,X",
        "ZZ,2024-02-01,,70,X",
        header=HEADER,
    )
    return folder


def test_beside_sales_contracts_say_who_is_active_and_sales_what_was_sold(both: Path) -> None:
    told = values(document("resumo", both, "-p", "2024-Q1"))
    by_hand = {
        "clientes_inicio": 2, "clientes_fim": 2, "perdidos": 1, "retidos": 1, "novos": 1, "reativados": 0,
        "churn": 0.5, "receita_mensal_inicio": 150.0, "receita_mensal_fim": 170.0, "churn_receita": 50.0,
        "clientes_cadastrados": 11, "clientes_ativos": 2, "clientes_inativos": 1, "nunca_compraram": 8,
    }  # fmt: skip
    assert {key: told[key] for key in by_hand} == by_hand
    of_sales = ("receita", "compradores", "pedidos", "ticket_cliente", "receita_top20", "custo_aquisicao", "conversao")
    assert {key: told[key] for key in of_sales} == {key: expected()[key] for key in of_sales}
    assert told["positivacao"] == 6 / 11


def test_purchases_say_who_is_active_where_that_is_asked_for(both: Path) -> None:
    assert values(document("resumo", both, "-p", "2024-Q1", "--atividade", "compras")) == measured()


@pytest.mark.parametrize("command", ["churn", "renovacoes"])
def test_a_filter_on_sales_is_refused(tmp_path: Path, command: str) -> None:
    write(tmp_path / "vendas.csv", "A,2024-01-02,10,loja", header="cliente,data,valor,canal")
    write(tmp_path / "assinaturas.csv", "A,2024-01-01,,10,X", header=HEADER)
    ran = carteira(command, "-C", tmp_path, "--onde", "vendas.canal=loja")
    assert ran.code == 2
    assert "contratos não o têm" in ran.error[0]


@pytest.mark.parametrize("command", ["churn", "renovacoes"])
def test_a_filter_on_customers_picks_their_contracts(command: str) -> None:
    words = ("--hoje", "2024-04-01", "-p", "2024-Q1")
    more = ("--dias", "12m") if command == "renovacoes" else ()
    told = values(document(command, CONTRACTS, *words, *more, "--onde", "uf=RJ"))
    by_hand = {
        "churn": {"clientes_inicio": 3, "perdidos": 1},
        "renovacoes": {"clientes_a_renovar": 1, "receita_a_renovar": 300.0, "receita_a_renovar_percentual": 1.0},
    }[command]
    assert {key: told[key] for key in by_hand} == by_hand
