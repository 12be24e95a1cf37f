"""Leads without a date of conversion, and leads too young to compare: by hand, and through the commands."""

from __future__ import annotations

import pytest

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from carteira_cli.kpis.conversao import usual_term
from carteira_cli.units import Better
from tests.running import ROOT, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
HEADER = "lead,data,data_conversao,origem"


def leads(folder, *rows, header=HEADER):
    return sales(folder, *rows, header=header, name="leads.csv")


def document(command, folder, *words):
    ran = carteira(command, "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def values(found):
    return {key: one["valor"] for key, one in found["indicadores"].items()}


# --- no date of conversion at all ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("lead,data,origem", ["L1,2024-01-02,site", "L2,2024-02-02,site"]),
        (HEADER, ["L1,2024-01-02,,site", "L2,2024-02-02,,site"]),
    ],
)
def test_without_any_date_there_is_no_conversion(tmp_path, header, rows):
    leads(tmp_path, *rows, header=header)
    found = document("conversao", tmp_path, "-p", "2024-Q1", "--hoje", "2024-12-31")
    assert values(found) == {"leads": 2, "convertidos": None, "conversao": None, "dias_ate_converter": None}
    assert any("nenhum lead tem data de conversão" in line for line in found["avisos"])
    row = found["tabelas"]["por_origem"][0]
    assert (row["leads"], row["convertidos"], row["conversao"], row["de"]) == (2, None, None, None)
    assert {row["fracao"] for row in found["tabelas"]["tempo"][:4]} == {None}
    series = document("conversao", tmp_path, "-p", "2024-01..2024-03", "--serie", "mes", "--hoje", "2024-12-31")
    assert [row["conversao"] for row in series["tabelas"]["serie"]] == [None, None, None]


def test_a_limit_on_it_has_no_data(tmp_path):
    leads(tmp_path, "L1,2024-01-02,,site")
    (tmp_path / "carteira.toml").write_text('[[limites]]\nindicador = "conversao"\nerro = "< 5%"\n', encoding="utf-8")
    ran = carteira("verificar", "-C", tmp_path, "-p", "2024-Q1", "--hoje", "2024-12-31", "-f", "json")
    (check,) = ran.document["verificacoes"]
    assert (ran.code, check["veredito"], check["valor"]) == (1, "sem_dados", None)
    assert "nenhum lead tem data de conversão" in check["mensagem"]


def test_a_period_in_which_nobody_converted_is_zero(tmp_path):
    leads(tmp_path, "L1,2024-01-02,2024-01-05,site", "L2,2024-02-02,,loja")
    found = document("conversao", tmp_path, "-p", "2024-02", "--hoje", "2024-12-31")
    assert values(found)["conversao"] == 0.0
    filtered = document("conversao", tmp_path, "-p", "2024-Q1", "--hoje", "2024-12-31", "--onde", "origem=loja")
    assert values(filtered)["conversao"] == 0.0
    assert not any("nenhum lead" in line for line in filtered["avisos"])


# --- ripe ---------------------------------------------------------------------------------------------------


def test_the_term_is_that_of_nine_in_ten():
    assert usual_term([]) is None
    assert usual_term([7]) == 7
    assert usual_term(range(1, 11)) == 9
    assert usual_term(range(1, 12)) == 10
    assert usual_term([60, 1, 1, 1, 1, 1, 1, 1, 1, 1]) == 1


def test_with_a_term_only_those_who_had_it_count(tmp_path):
    # To 31 March, a term of 30 days is over for who came until 1 March.
    leads(
        tmp_path,
        "L1,2024-03-01,2024-03-31,a",
        "L2,2024-03-01,,a",
        "L3,2024-03-02,2024-03-03,a",
        "L4,2024-03-20,,b",
        "L5,2024-02-01,2024-03-05,b",
    )
    words = ("-p", "2024-Q1", "--hoje", "2024-03-31", "--prazo", "30d")
    found = document("conversao", tmp_path, *words)
    assert values(found) == {"leads": 5, "convertidos": 1, "conversao": 1 / 3, "dias_ate_converter": 30.0}
    assert "2 leads ainda estão no prazo de 30 dias, e não contam na conversão" in found["notas"]
    rows = {row["origem"]: row for row in found["tabelas"]["por_origem"]}
    assert {key: (row["leads"], row["maduros"], row["convertidos"]) for key, row in rows.items()} == {
        "a": (3, 2, 1),
        "b": (2, 1, 0),
    }
    late = values(document("conversao", tmp_path, "-p", "2024-03-20..2024-03-31", *words[2:]))
    assert (late["leads"], late["convertidos"], late["conversao"]) == (1, 0, None)
    series = document("conversao", tmp_path, *words, "--serie", "mes")["tabelas"]["serie"]
    assert [row["conversao"] for row in series] == [0.0, 0.5]


@pytest.mark.slow
def test_the_latest_cohorts_carry_no_verdict_without_a_term(tmp_path):
    # Nine in ten of the ten conversions came within 20 days: until 31 March, who came after 11 March is too young.
    rows = [f"A{n},2024-01-{n + 1:02},2024-01-{n + 1 + (20 if n < 9 else 9):02},s" for n in range(1, 10)]
    rows += ["A10,2024-01-02,2024-03-30,s", "F1,2024-02-05,,s", "M1,2024-03-11,,s"]
    leads(tmp_path, *rows)
    hoje = ("--hoje", "2024-03-31", "-p")
    ripe = document("conversao", tmp_path, *hoje, "2024-01..2024-03", "--serie", "mes")
    assert [row["amadurecendo"] for row in ripe["tabelas"]["serie"]] == [False, False, False]
    leads(tmp_path, *rows, "M2,2024-03-12,,s")
    young = document("conversao", tmp_path, *hoje, "2024-01..2024-03", "--serie", "mes")
    assert [row["amadurecendo"] for row in young["tabelas"]["serie"]] == [False, False, True]
    assert [row["amadurecendo"] for row in young["tabelas"]["por_mes"]] == [False, False, True]
    assert any("ainda amadurecendo" in line and "2024-03" in line for line in young["notas"])
    assert "amadurecendo" not in document("ticket", EXAMPLE, "-p", "2024", "--serie", "mes")["tabelas"]["serie"][0]


def test_a_comparison_waits_until_leads_are_ripe_and_a_limit_of_its_own_does_not(tmp_path):
    leads(tmp_path, "L1,2024-01-02,2024-01-22,s", "L2,2024-02-02,2024-02-03,s", "L3,2024-03-30,,s")
    limits = '[[limites]]\nindicador = "conversao"\npiora_max_anterior = "5 p.p."\naviso = "< 0%"\n'
    (tmp_path / "carteira.toml").write_text(limits, encoding="utf-8")

    def verdict(period, *words):
        ran = carteira("verificar", "-C", tmp_path, "--hoje", "2024-03-31", "-p", period, "-f", "json", *words)
        return ran.document["verificacoes"][0]["veredito"], ran.document["verificacoes"][0]["mensagem"]

    word, message = verdict("2024-03")
    assert word == "sem_dados"
    assert "os leads de 2024-03 ainda estão amadurecendo" in message
    assert verdict("2024-02")[0] == "ok"
    assert verdict("2024-03", "--prazo", "1d")[0] == "erro"  # of February's leads all, of March's none
    (tmp_path / "carteira.toml").write_text(limits.replace('aviso = "< 0%"', 'erro = "< 5%"'), encoding="utf-8")
    assert verdict("2024-03")[0] == "erro"


@pytest.mark.slow
def test_a_change_of_young_leads_is_neither_better_nor_worse():
    def better(period):
        report = analyse("resumo", load({"pasta": str(EXAMPLE), "periodo": period}, environ={}))
        return {reading.key: reading.better for reading in report.readings}

    young, ripe = better("2024-12"), better("2024-06")
    assert {key for key in young if young[key] is not ripe[key]} == {"convertidos", "conversao", "dias_ate_converter"}
    assert young["conversao"] is Better.NEITHER


# --- how long it takes --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("period", ["2024-12", "2024-11", "2024-Q4", "2024", "2023", "2023-01"])
def test_no_share_within_some_days_is_more_than_converted(period):
    found = document("conversao", EXAMPLE, "-p", period)
    rate = found["indicadores"]["conversao"]["valor"]
    shares = [row["fracao"] for row in found["tabelas"]["tempo"][:4] if row["fracao"] is not None]
    assert shares
    assert shares == sorted(shares)
    assert max(shares) <= rate
    half, nine = found["tabelas"]["tempo"][4:]
    assert (half["dias"] is not None) == (rate >= 0.5)
    assert nine["dias"] is None
