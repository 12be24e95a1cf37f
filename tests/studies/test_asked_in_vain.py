"""What is asked of a study that does not have it is told; and by which rule a study calls a customer active."""

from __future__ import annotations

import pytest

from tests.running import carteira

SOLD = "cliente,data,valor\nA,2024-01-05,10\nA,2024-02-05,10\nA,2024-03-05,10\nB,2024-03-20,10\n"
TITLES = "titulo,cliente,vencimento,valor\n1,A,2024-03-01,100\n2,B,2024-03-02,50\n"
CONTRACTS = "cliente,inicio,valor_mensal,fim\nA,2023-01-01,10,2024-01-01\nB,2023-01-01,10,\n"
CAMPAIGN = "campanha,cliente,grupo,data\nX,A,tratado,2024-02-01\nX,B,controle,2024-02-01\n"
MARKS = "cliente,data,nota\nA,2024-03-06,9\n"
NO_PERIODS = "--comparar não muda nada aqui: carteira"


@pytest.fixture
def folder(tmp_path):
    """Sales, titles, a campaign and marks of two customers."""
    files = {"vendas": SOLD, "titulos": TITLES, "campanhas": CAMPAIGN, "avaliacoes": MARKS}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def told(folder, *words):
    ran = carteira(*words, "-C", folder, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.document


def test_a_comparison_that_a_study_does_not_make_is_told(folder):
    compared = told(folder, "credito", "--comparar", "anterior")
    plain = told(folder, "credito", "--comparar", "nenhum")
    assert [line for line in compared["avisos"] if line not in plain["avisos"]] == [
        f"{NO_PERIODS} credito não compara períodos"
    ]
    (folder / "carteira.toml").write_text('comparar = "anterior"\n', encoding="utf-8")  # meant for the others
    assert told(folder, "credito")["avisos"] == plain["avisos"]


def test_a_period_does_not_move_the_days_of_a_campaign(folder):
    asked, plain = told(folder, "campanha", "medir", "-p", "2024-01"), told(folder, "campanha", "medir")
    assert asked["periodo"] == plain["periodo"]
    assert any(line.startswith("--periodo não muda a medição") for line in asked["avisos"])
    assert not any("--periodo não muda" in line for line in plain["avisos"])
    planned = told(folder, "campanha", "planejar", "--campanha", "Y", "-p", "2024-02")
    assert not any("--periodo não muda" in line for line in planned["avisos"])


@pytest.mark.parametrize("command", ["credito", "nps", "risco", "agenda"])
def test_where_contracts_say_who_is_active_a_study_of_purchases_says_that_it_is_one(folder, command):
    mark = "aqui ativo e inativo são pelas compras, em 90 dias"
    assert not any(mark in note for note in told(folder, command)["notas"])
    (folder / "assinaturas.csv").write_text(CONTRACTS, encoding="utf-8")
    assert any(mark in note for note in told(folder, command)["notas"])
    (folder / "carteira.toml").write_text('atividade = "compras"\n', encoding="utf-8")
    assert not any(mark in note for note in told(folder, command)["notas"])
    (folder / "carteira.toml").write_text('atividade = "contratos"\n', encoding="utf-8")
    (folder / "assinaturas.csv").unlink()
    assert not any(mark in note for note in told(folder, command)["notas"])
