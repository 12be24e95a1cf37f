"""Renewals: what ends soon with nothing after it, against a plain reading of the rule, and the command."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.kpis.contratos import lapsed, monthly_revenue, renewals
from tests.contracts import CONTRACTS, FIRST, Contract, day, frame, some_contracts, worked
from tests.portfolios import importar, write
from tests.running import ROOT, carteira

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXAMPLE = ROOT / "examples" / "assinaturas"
HEADER = "cliente,inicio,fim,valor_mensal,plano"
DAY = FIRST + 100
END = DAY + 30


def old(plan: str | None = "Ouro", who: str = "A") -> Contract:
    """A contract in force on the day that ends thirty days later."""
    return Contract(who, FIRST, END, 100, plan)


def due(*contracts: Contract, days: int = 30) -> list[str]:
    return renewals(frame(list(contracts)), DAY, days)["cliente"].to_list()


def test_what_ends_within_the_days_and_no_later() -> None:
    assert due(old(), days=30) == ["A"]
    assert due(old(), days=29) == []
    assert due(Contract("A", FIRST, DAY, 100, None)) == []  # it has ended
    assert due(Contract("A", DAY, DAY + 1, 100, None)) == ["A"]  # it starts and ends soon
    assert due(Contract("A", DAY + 1, DAY + 2, 100, None)) == []  # it has not started
    assert due(Contract("A", FIRST, None, 100, None)) == []
    assert due(Contract("A", FIRST, END, 0, None)) == []


@pytest.mark.parametrize(
    ("following", "renewed"),
    [
        (Contract("A", END, END + 365, 100, "Ouro"), True),
        (Contract("A", END + 1, None, 100, "Ouro"), True),
        (Contract("A", END + 2, None, 100, "Ouro"), False),  # a day without a contract, and not one for the ink to dry
        (Contract("A", DAY, None, 100, "Ouro"), True),
        (Contract("A", FIRST, None, 100, "Ouro"), True),  # the same contract with a later end
        (Contract("A", FIRST - 1, None, 100, "Ouro"), False),
        (Contract("A", END - 5, END, 100, "Ouro"), False),  # it ends with it
        (Contract("A", END - 31, None, 100, "Prata"), True),
        (Contract("A", END - 32, None, 100, "Prata"), False),  # a second product
        (Contract("A", END - 32, None, 100, None), True),  # nobody says that it is another plan
        (Contract("A", END, None, 0, "Ouro"), False),
        (Contract("B", END, None, 100, "Ouro"), False),
    ],
)
def test_what_is_a_renewal(following: Contract, renewed: bool) -> None:  # noqa: FBT001 - a case
    assert ("A" not in due(old(), following)) == renewed
    assert ("A" not in due(following, old())) == renewed


def test_the_dearest_come_first_then_the_soonest() -> None:
    contracts = [
        Contract("b", FIRST, END, 100, None),
        Contract("a", FIRST, END, 100, None),
        Contract("c", FIRST, END - 1, 100, None),
        Contract("d", FIRST, END, 200, None),
    ]
    found = renewals(frame(contracts), DAY, 90)
    assert found["cliente"].to_list() == ["d", "c", "a", "b"]
    assert found["dias"].to_list() == [30, 29, 30, 30]
    assert found.columns == ["cliente", "plano", "inicio", "fim", "dias", "valor_mensal"]


def test_what_has_ended_unrenewed() -> None:
    ended = Contract("A", FIRST, DAY, 100, "Ouro")

    def over(*contracts: Contract, days: int = 30) -> list[int]:
        return lapsed(frame(list(contracts)), DAY, days)["dias"].to_list()

    assert over(ended) == [0]
    assert over(Contract("A", FIRST, DAY - 30, 100, None)) == []
    assert over(Contract("A", FIRST, DAY - 29, 100, None)) == [-29]
    gone = Contract("A", FIRST, DAY - 20, 100, "Ouro")
    assert over(gone, Contract("A", DAY - 10, None, 100, "Ouro")) == []  # she came back
    assert over(gone, Contract("A", DAY + 1, None, 100, "Ouro")) == [-20]  # not yet
    assert over(ended, Contract("A", DAY + 1, None, 100, "Ouro")) == []


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(contracts=some_contracts(), at=st.integers(0, 70), days=st.integers(1, 40))
def test_nothing_is_due_that_the_rule_does_not_say(contracts: list[Contract], at: int, days: int) -> None:
    today = FIRST + at

    def follows(one: Contract, other: Contract) -> bool:
        assert one.fim is not None
        return (
            other.cliente == one.cliente
            and other.pays
            and (other.fim is None or other.fim > one.fim)
            and one.inicio <= other.inicio <= one.fim + 1
            and (other.plano == one.plano or None in (one.plano, other.plano) or other.inicio >= one.fim - 31)
        )

    expected = [
        (one.cliente, one.plano, one.inicio, one.fim, one.fim - today, one.valor_mensal)
        for one in contracts
        if one.runs(today) and one.fim is not None and one.fim <= today + days
        if not any(follows(one, other) for other in contracts)
    ]
    found = renewals(frame(contracts), today, days)
    assert sorted(found.rows(), key=repr) == sorted(expected, key=repr)
    assert found["valor_mensal"].is_sorted(descending=True)
    assert monthly_revenue(frame(contracts), today) == sum(one.valor_mensal for one in contracts if one.runs(today))


def test_the_worked_example() -> None:
    found = renewals(frame(worked()), day("2024-04-01"), 365)
    assert found.select("cliente", "dias", "valor_mensal").rows() == [("C", 305, 30000), ("F", 365, 25000)]
    assert lapsed(frame(worked()), day("2024-04-01"), 90)["cliente"].to_list() == ["D"]


def rows(folder: Path, table: str, *words: str) -> list[dict[str, object]]:
    ran = carteira("renovacoes", "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    found: list[dict[str, object]] = ran.document["tabelas"][table]
    return found


def test_the_command_on_the_worked_example() -> None:
    ran = carteira("renovacoes", "-C", CONTRACTS, "--hoje", "2024-04-01", "--dias", "12m", "-f", "json")
    assert ran.code == 0, ran.err
    assert ran.values == {
        "clientes_a_renovar": 2,
        "receita_a_renovar": 550.0,
        "receita_a_renovar_percentual": 550 / 1260,
    }
    assert ran.document["periodo"]["inicio"] == "2024-04-02"
    assert ran.document["periodo"]["fim"] == "2025-04-01"
    assert ran.document["regras"]["dias"] == "12m"
    assert ran.document["tabelas"]["renovacoes"][0] == {
        "cliente": "C", "nome": "Celeste", "vendedor": "Rui", "plano": "Básico", "inicio": "2024-02-01",
        "fim": "2025-01-31", "dias": 305, "valor_mensal": 300.0,
    }  # fmt: skip
    assert [row["mes"] for row in ran.document["tabelas"]["por_mes"]] == ["2025-01", "2025-04"]
    assert [row["cliente"] for row in ran.document["tabelas"]["encerrados"]] == ["I", "D"]
    assert any("1 contrato com valor mensal zero" in line for line in ran.document["avisos"])
    assert any("1 cliente com mais de um contrato" in line for line in ran.document["avisos"])


def test_the_tables_of_the_example_agree_with_each_other() -> None:
    ran = carteira("renovacoes", "-C", EXAMPLE, "-f", "json")
    found = ran.document["tabelas"]
    assert len(found["renovacoes"]) == 16
    assert sum(row["contratos"] for row in found["por_mes"]) == 16
    assert sum(row["valor_mensal"] for row in found["renovacoes"]) == ran.values["receita_a_renovar"] == 6670.0
    assert all(0 < row["dias"] <= 90 for row in found["renovacoes"])
    limited = rows(EXAMPLE, "renovacoes", "--limite", "5")
    assert limited == found["renovacoes"][:5]
    assert "5 de 16" in carteira("renovacoes", "-C", EXAMPLE, "--limite", "5").out


@pytest.mark.slow
def test_the_portfolio_imported_gives_the_same(tmp_path: Path) -> None:
    for name in ("assinaturas.csv", "clientes.csv"):
        (tmp_path / name).write_bytes((CONTRACTS / name).read_bytes())
    words = ("--hoje", "2024-04-01", "--dias", "12m")
    before = [rows(tmp_path, table, *words) for table in ("renovacoes", "encerrados")]
    importar(tmp_path)
    assert [rows(tmp_path, table, *words) for table in ("renovacoes", "encerrados")] == before
    assert "assinaturas.parquet" in carteira("renovacoes", "-C", tmp_path, *words, "-f", "json").out


def test_without_sales_the_last_start_is_the_day_and_that_is_said(tmp_path: Path) -> None:
    write(tmp_path / "assinaturas.csv", "A,2024-01-01,2024-06-30,10,", "B,2024-05-01,,10,", header=HEADER)
    ran = carteira("renovacoes", "-C", tmp_path, "-f", "json")
    assert ran.document["regras"]["referencia"] == "2024-05-01"
    assert any("sem vendas nem --hoje" in line and "01/05/2024" in line for line in ran.document["avisos"])
    write(tmp_path / "vendas.csv", "A,2024-04-02,10", header="cliente,data,valor")
    ran = carteira("renovacoes", "-C", tmp_path, "-f", "json")
    assert ran.document["regras"]["referencia"] == "2024-04-02"
    assert not any("sem vendas" in line for line in ran.document["avisos"])


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--dias", "logo"), 'dias "logo" não é um prazo'), (("--limite", "0"), 'limite não pode ser "0"')],
)
def test_what_can_not_be_read_is_refused(words: Sequence[str], said: str) -> None:
    ran = carteira("renovacoes", "-C", EXAMPLE, *words)
    assert ran.code == 2
    assert said in ran.error[0]


def test_without_contracts_the_file_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "A,2024-04-02,10", header="cliente,data,valor")
    ran = carteira("renovacoes", "-C", tmp_path)
    assert ran.code == 2
    assert "assinaturas.csv" in ran.error[0]
    assert "--assinaturas" in ran.error[1]


@pytest.mark.process
def test_the_example_is_what_its_program_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLE / "gerar.py", tmp_path], check=True)
    for name in ("assinaturas.csv", "clientes.csv"):
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes()
