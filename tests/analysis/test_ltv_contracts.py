"""`ltv` where contracts say who is active: by hand, additive over groups, the same whoever is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.running import ROOT, carteira, sales

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = ROOT / "examples" / "assinaturas"
HEADER = "cliente,inicio,fim,valor_mensal,plano"
LINES = (
    "A,2023-10-05,2024-01-05,100.00,Ouro",
    "C,2023-10-20,2023-12-20,50.00,Ouro",
    "D,2023-10-01,,200.00,Ouro",
    "F,2023-12-10,2024-06-25,70.00,Ouro",
)


def document(*words: str | Path) -> dict[str, Any]:
    ran = carteira("ltv", "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sales(tmp_path, *LINES, header=HEADER, name="assinaturas.csv")
    sales(tmp_path, "A,SP", "C,RJ", "D,SP", "F,RJ", "Z,RJ", header="cliente,uf", name="clientes.csv")
    return tmp_path


def test_by_hand(folder: Path) -> None:
    told = ("-C", folder, "--hoje", "2024-04-30", "-p", "2024-04", "--desconto", "0", "--margem", "50%")
    found = document(*told)
    # Renewals that they came to: A 3, C 2, D 6, F 4, at which two of them left: 2/15 a month. F stays until her end,
    # at her renewals of 10 May and 10 June, and nobody has ever renewed. Z never had a contract.
    d = sum((13 / 15) ** month for month in range(1, 13)) * 20000 * 0.5
    cents = round(d) + 2 * 7000 * 0.5
    by = {row["cliente"]: row for row in found["tabelas"]["previstos"]}
    assert list(by) == ["D", "F"]
    assert by["D"]["valor_previsto"] == round(d) / 100
    assert by["F"]["meses_previstos"] == 2.0
    assert by["F"]["p_fica"] == 0.0
    values = {key: item["valor"] for key, item in found["indicadores"].items()}
    assert values["valor_carteira"] == cents / 100
    assert values["ltv_preditivo"] == cents / 100 / 4
    assert [row["codigo"] for row in found["tabelas"]["diagnostico"]] == ["poucos_fins", "cliente_concentra"]
    assert found["regras"]["modelo"] is None


def test_a_filter_changes_nobodys_value_and_groups_add_up() -> None:
    told = ("-C", EXAMPLE, "-p", "2024-12", "--metodo", "preditivo")
    whole, some = document(*told, "--por", "uf"), document(*told, "--onde", "uf = SP")
    total = whole["indicadores"]["valor_carteira"]["valor"]
    by = {row["uf"]: row["valor_carteira"] for row in whole["tabelas"]["por"] if row["uf"] != "(total)"}
    assert sum(round(100 * value) for value in by.values()) == round(100 * total)
    assert some["indicadores"]["valor_carteira"]["valor"] == by["SP"]
    every = {row["cliente"]: row["valor_previsto"] for row in whole["tabelas"]["previstos"]}
    assert sum(round(100 * value) for value in every.values()) == round(100 * total)
    assert all(every[row["cliente"]] == row["valor_previsto"] for row in some["tabelas"]["previstos"])


def test_without_a_margin_nothing_is_told(folder: Path) -> None:
    found = document("-C", folder, "--hoje", "2024-04-30", "--margem", "custo")
    assert found["indicadores"]["valor_carteira"]["valor"] is None
    assert {row["valor_previsto"] for row in found["tabelas"]["previstos"]} == {None}


def test_what_is_refused(folder: Path) -> None:
    ran = carteira("ltv", "-C", folder, "--hoje", "2024-04-30", "--calibrar-ate", "2024-02-01")
    assert ran.error[0].startswith("calibrar_ate é do modelo das compras")


def test_a_past_period_knows_no_end_that_lay_ahead(folder: Path) -> None:
    found = document("-C", folder, "--hoje", "2024-04-30", "-p", "2024-03")
    by = {row["cliente"]: row for row in found["tabelas"]["previstos"]}
    assert by["F"]["fim"] is None
    assert by["F"]["p_fica"] == by["D"]["p_fica"] > 0
