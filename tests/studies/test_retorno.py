"""What channels return: the numbers of `cac`, `ltv` and `conversao`, joined by name; and who brings customers."""

from __future__ import annotations

import shutil
from fractions import Fraction

import pytest

from carteira_cli.studies.retorno.formulas import cac_between, ltv_between
from tests.running import ROOT, carteira

EXAMPLE = ROOT / "examples" / "distribuidora"
KEYS = ["canal", "leads", "conversao", "cac", "ltv", "ltv_cac", "payback_meses"]


def document(command, folder, *words):
    ran = carteira(command, "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def rows_of(folder, *words, key="canal", table="retorno", command="retorno"):
    return {row[key]: row for row in document(command, folder, *words)["tabelas"][table]}


@pytest.mark.parametrize("period", ["2024", "2024-Q3"])
def test_the_numbers_are_those_of_the_other_commands(period):
    ours = rows_of(EXAMPLE, "-p", period, "--base-minima", "1")
    by = {"table": "por"}
    cac = rows_of(EXAMPLE, "-p", period, "--por", "canal", command="cac", **by)
    ltv = rows_of(EXAMPLE, "-p", period, "--por", "canal", command="ltv", **by)
    leads = rows_of(EXAMPLE, "-p", period, "--por", "origem", command="conversao", key="origem", **by)
    assert set(KEYS) <= set(next(iter(ours.values())))
    assert {"indicacao", "anuncio", "evento", "representante", "(total)"} <= set(ours)
    for name, row in ours.items():
        if name is None:
            continue
        for key, theirs in (
            *((key, cac[name]) for key in ("cac", "ltv_cac", "payback_meses", "clientes_novos", "custo_aquisicao")),
            ("ltv", ltv[name]),
            *((key, leads[name]) for key in ("leads", "convertidos", "conversao")),
        ):
            assert row[key] == theirs[key], (name, key)


@pytest.fixture
def folder(tmp_path):
    for name in ("vendas", "clientes", "leads", "custos"):
        shutil.copy(EXAMPLE / f"{name}.csv", tmp_path)
    return tmp_path


def rewritten(path, change):
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *map(change, lines)]) + "\n", encoding="utf-8")


def test_names_meet_without_accents_and_what_does_not_is_named(folder):
    before = rows_of(folder, "-p", "2024")
    rewritten(folder / "leads.csv", lambda line: line.replace("indicacao", "Indicação").replace("evento", "feira"))
    ran = carteira("retorno", "-C", folder, "-p", "2024", "-f", "json")
    after = {row["canal"]: row for row in ran.document["tabelas"]["retorno"]}
    assert after["indicacao"] == before["indicacao"]
    assert (after["feira"]["leads"], after["feira"]["ltv"]) == (before["evento"]["leads"], None)
    assert (after["evento"]["leads"], after["evento"]["ltv"]) == (None, before["evento"]["ltv"])
    assert "origem sem canal de mesmo nome em clientes ou custos: feira" in ran.err
    assert "canal sem lead de origem do mesmo nome: evento" in ran.err


def test_four_customers_are_no_rate():
    told = rows_of(EXAMPLE, "-p", "2024")
    least = told["evento"]["clientes_novos"]
    hidden = rows_of(EXAMPLE, "-p", "2024", "--base-minima", str(least + 1))
    assert told["evento"]["cac"] is not None
    assert {hidden["evento"][key] for key in ("cac", "cac_min", "ltv_cac", "payback_meses")} == {None}
    assert hidden["evento"]["clientes_novos"] == least
    assert hidden["indicacao"]["cac"] == told["indicacao"]["cac"]
    out = carteira("retorno", "-C", EXAMPLE, "-p", "2024", "--base-minima", str(least + 1), "--completo").out
    assert f"CAC n/d por menos de {least + 1} clientes novos: evento" in " ".join(out.split())


def test_without_leads_or_costs_the_rest_is_told(folder):
    (folder / "leads.csv").unlink()
    (folder / "custos.csv").unlink()
    ran = carteira("retorno", "-C", folder, "-p", "2024", "-f", "json")
    row = {one["canal"]: one for one in ran.document["tabelas"]["retorno"]}["indicacao"]
    assert row["ltv"] is not None
    assert {row[key] for key in ("leads", "conversao", "cac", "ltv_cac", "payback_meses")} == {None}
    assert "não há custos (custos.csv)" in ran.err
    assert "não há leads (leads.csv)" in ran.err


def test_nobody_says_the_channel(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\nA,2024-01-10,10\nB,2024-02-10,10\n", encoding="utf-8")
    ran = carteira("retorno", "-C", tmp_path)
    assert ran.code == 2
    assert ran.error[0].startswith("nenhuma tabela diz o canal")


SALES = """cliente,data,valor
C1,2024-01-10,100.00
C2,2024-01-11,1000.00
C3,2024-02-10,500.00
C4,2024-02-12,70.00
C2,2024-03-01,-100.00
"""
REGISTER = """cliente,canal,indicado_por
C1,site,
C2,indicacao,C1
C3,indicacao,C1
C4,indicacao,C2
C5,indicacao,C2
C6,indicacao,C6
C7,indicacao,Z9
"""


def test_what_a_referrer_brought(tmp_path):
    (tmp_path / "vendas.csv").write_text(SALES, encoding="utf-8")
    (tmp_path / "clientes.csv").write_text(REGISTER, encoding="utf-8")
    ran = carteira("retorno", "-C", tmp_path, "-p", "2024-Q1", "--margem", "28%", "-f", "json")
    rows = ran.document["tabelas"]["indicacoes"]
    numbers = ("cliente", "indicados", "compraram", "receita_propria", "receita_indicados", "margem_indicados")
    assert [tuple(row[key] for key in numbers) for row in rows] == [
        ("C1", 2, 2, 100.0, 1400.0, 392.0),
        ("C2", 2, 1, 900.0, 70.0, 19.6),
    ]
    assert ran.values["indicadores_de_clientes"] == 2
    assert ran.values["valor_por_indicador"] == (1470.0 * 28 / 100) / 2
    assert "1 cliente diz ter indicado a si mesmo" in ran.err
    assert "1 código de quem não é cliente" in ran.err


def test_intervals_by_hand():
    # Garwood for 10: [4.795389, 18.390356]
    assert cac_between(Fraction(1000), 10) == pytest.approx((1000 / 18.390356, 1000 / 4.795389), rel=1e-5)
    assert cac_between(Fraction(1000), 0) is None
    # churn 30 of 100 in one month: Wilson [0.21895, 0.39585]; LTV 90 × 0.3 ÷ each
    low, high = ltv_between(90.0, 30, 100, Fraction(1))
    assert (low, high) == pytest.approx((90 * 0.3 / 0.39585, 90 * 0.3 / 0.21895), rel=1e-4)


def costs(folder, *lines):
    (folder / "custos.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_costs_that_name_no_channel_are_of_all_together(folder):
    costs(folder, "data,valor", "2024-01-05,1000", "2024-12-05,1240.50")
    told = carteira("retorno", "-C", folder, "-p", "2024")
    assert "custos não dizem o canal: CAC e payback de cada canal são n/d" in told.err
    row = rows_of(folder, "-p", "2024")["(total)"]
    theirs = document("cac", folder, "-p", "2024")["indicadores"]
    assert row["custo_aquisicao"] == 2240.5
    for key in ("cac", "ltv_cac", "payback_meses"):
        assert row[key] == theirs[key]["valor"] > 0


def test_costs_that_brought_nobody_and_costs_of_no_channel_are_told(folder):
    costs(folder, "data,valor,canal", "2024-01-05,1000,tiktok", "2024-02-05,50,", "2024-03-05,10,evento")
    told = carteira("retorno", "-C", folder, "-p", "2024").err
    assert "canal tiktok: R$ 1.000,00 de custo e nenhum cliente novo no período" in told
    assert "R$ 50,00 de custos sem canal" in told
    assert "canal evento:" not in told
