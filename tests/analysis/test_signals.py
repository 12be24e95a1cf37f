"""Signals of groups and series are those of the runs that look at each alone; control charts by hand."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import pytest

from carteira_cli.api import report_of as report_with
from carteira_cli.config.resolve import load
from tests.running import WORKED, carteira, sales

KEYS = ("valor", "anterior", "variacao", "veredito_variacao", "metodo_variacao")


@pytest.fixture(scope="module")
def distributor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("distribuidora")
    assert carteira("exemplo", "-o", folder, "--clientes", "250", "--vendas", "6000", "--meses", "26", "-q").code == 0
    return folder


def told(folder, command, *words):
    ran = carteira(command, "-C", folder, *words, "-f", "json", "-q")
    assert ran.code == 0, ran.err
    return ran.document


def said(entry):
    """What is said of a change, in a row of a table or in a reading."""
    low, high = entry.get("intervalo_variacao_95", (entry.get("variacao_min"), entry.get("variacao_max")))
    return {**{key: entry.get(key) for key in KEYS}, "de": low, "a": high}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["churn", "ticket", "churn-receita"])
def test_the_change_of_a_group_is_that_of_the_portfolio_of_its_customers(distributor, command):
    period = ("-p", "2024-Q4", "--comparar", "anterior")
    rows = told(distributor, command, *period, "--por", "uf")["tabelas"]["variacoes_por"]
    groups = {row["uf"] for row in rows}
    assert {"SP", "MG", "(total)"} <= groups
    for uf in ("SP", "MG", "(total)"):
        where = () if uf == "(total)" else ("--onde", f"uf = {uf}")
        alone = told(distributor, command, *period, *where)["indicadores"]
        found = {row["indicador"]: said(row) for row in rows if row["uf"] == uf}
        assert found == {key: said(entry) for key, entry in alone.items()}
    order = [row["veredito_variacao"] for row in rows]
    assert order == sorted(order, key=["sinal", "ruido", "sem_base", None].index)


@pytest.mark.slow
def test_the_change_of_a_group_of_sales_is_that_of_a_portfolio_of_its_lines(distributor):
    period = ("-p", "2024-Q4", "--comparar", "anterior")
    rows = told(distributor, "ticket", *period, "--por", "vendas.categoria")["tabelas"]["variacoes_por"]
    group = next(row["vendas.categoria"] for row in rows if row["vendas.categoria"] not in {None, "(total)"})
    alone = told(distributor, "ticket", *period, "--onde", f'vendas.categoria = "{group}"')["indicadores"]
    found = {row["indicador"]: said(row) for row in rows if row["vendas.categoria"] == group}
    assert found == {key: said(entry) for key, entry in alone.items()}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["churn", "ticket"])
def test_the_change_of_a_period_of_a_series_is_that_since_the_one_before(distributor, command):
    rows = told(distributor, command, "-p", "2024", "--serie", "mes", "--comparar", "anterior")["tabelas"]
    for month in ("2024-02", "2024-12"):
        alone = told(distributor, command, "-p", month, "--comparar", "anterior")["indicadores"]
        found = {row["indicador"]: said(row) for row in rows["variacoes_serie"] if row["periodo"] == month}
        assert found == {key: said(entry) for key, entry in alone.items()}


def test_where_nothing_can_be_compared_there_is_no_basis_and_no_verdict_of_what_has_no_interval():
    found = told(WORKED, "resumo", "-p", "2024-Q1")["indicadores"]
    verdicts = {key: entry.get("veredito_variacao") for key, entry in found.items()}
    assert verdicts["churn"] == "sem_base"  # nobody was active at the start of 2023-Q4
    assert verdicts["receita_mensal_fim"] == "sem_base"  # less than eight customers
    assert verdicts["conversao"] == "sem_base"  # leads still ripen
    assert verdicts["compradores"] == "ruido"
    assert {verdicts[key] for key in ("gini", "hhi", "clientes_a", "dias_ate_converter", "custo_aquisicao")} == {None}
    assert [
        key for key, entry in found.items() if ("intervalo_variacao_95" in entry) != (verdicts[key] == "ruido")
    ] == []


def test_the_first_period_of_the_data_is_no_basis(tmp_path):
    rows = [f"c{n},2024-0{month}-10,{n + 1}" for month in (1, 2, 3) for n in range(20)]
    sales(tmp_path, *rows, "c1,2024-03-31,1")
    later = told(tmp_path, "ticket", "-p", "2024-03", "--comparar", "anterior")["indicadores"]
    first = told(tmp_path, "ticket", "-p", "2024-02", "--comparar", "anterior")["indicadores"]
    assert {entry["veredito_variacao"] for entry in first.values()} == {"sem_base"}
    assert {entry["veredito_variacao"] for entry in later.values()} == {"ruido"}


def test_without_a_signal_asked_for_there_is_none(distributor):
    words = ("-p", "2024-Q4", "--comparar", "anterior", "--por", "uf", "--sinal", "nao")
    found = told(distributor, "churn", *words)
    assert "variacoes_por" not in found["tabelas"]
    assert not any(
        {"veredito_variacao", "intervalo_variacao_95"} & entry.keys() for entry in found["indicadores"].values()
    )
    screen = carteira("churn", "-C", distributor, *words).out
    assert "▲" in screen
    assert not any(word in screen for word in ("melhor", "pior", "acaso", "sem base"))


# --- control charts -----------------------------------------------------------------------------------------


def months_of(amounts):
    """A customer who buys for so much in each month from 2022-01 on; and the day after, so that all are complete."""
    rows = [f"a,{2022 + n // 12}-{n % 12 + 1:02}-03,{amount}" for n, amount in enumerate(amounts)]
    end = len(amounts)
    return [*rows, f"b,{2022 + end // 12}-{end % 12 + 1:02}-03,1"]


def test_the_limits_of_a_series_of_revenue_to_the_digit(tmp_path):
    sales(tmp_path, *months_of([15, 14, 16, 15, 17, 14, 15, 16, 15]))
    found = told(tmp_path, "ticket", "-p", "2022-01..2022-09", "--serie", "mes", "--controle")["tabelas"]
    rows = [row for row in found["controle"] if row["indicador"] == "receita"]
    assert [row["valor"] for row in rows] == [15, 14, 16, 15, 17, 14, 15, 16, 15]
    assert {(f"{row['centro']:.2f}", f"{row['inferior']:.2f}", f"{row['superior']:.2f}") for row in rows} == {
        ("15.22", "11.23", "19.21")
    }
    assert {(row["sinal"], row["regra"], row["n"]) for row in rows} == {(False, "XmR", None)}
    assert "controle_ano" not in found


def test_a_month_beyond_the_limits_is_named_and_marked(tmp_path):
    sales(tmp_path, *months_of([15, 14, 16, 15, 17, 14, 15, 16, 15, 15, 14, 40]))
    words = ("-p", "2022", "--serie", "mes", "--controle")
    found = told(tmp_path, "ticket", *words)
    assert [
        row["periodo"] for row in found["tabelas"]["controle"] if row["indicador"] == "receita" and row["sinal"]
    ] == ["2022-12"]
    assert any(note.startswith("fora dos limites de controle: receita em 2022-12") for note in found["notas"])
    assert "●" in carteira("ticket", "-C", tmp_path, *words).out
    report = report_with(
        "ticket", load({"pasta": str(tmp_path), "periodo": "2022", "serie": "mes", "controle": True}, environ={})
    )
    picture = next(chart for chart in report.charts if chart.key == "controle_ticket_cliente")
    assert [line.label for line in picture.lines if line.apart] == ["sinal: fora dos limites"]
    assert picture.lines[-1].points == ((12.0, 40.0),)


def test_with_25_months_each_is_held_against_that_of_the_year_before(tmp_path):
    amounts = [100 + 10 * (n % 12) + (n % 2) for n in range(25)]
    sales(tmp_path, *months_of(amounts))
    found = told(tmp_path, "ticket", "-p", "2022-01..2024-01", "--serie", "mes", "--controle")["tabelas"]
    rows = [row for row in found["controle_ano"] if row["indicador"] == "receita"]
    assert [row["valor"] for row in rows] == [late - early for early, late in zip(amounts, amounts[12:], strict=False)]
    assert len(rows) == 13
    fewer = told(tmp_path, "ticket", "-p", "2022", "--serie", "mes", "--controle")["tabelas"]
    assert "controle_ano" not in fewer


def test_the_chart_of_a_share_is_laneys(distributor):
    rows = told(distributor, "churn", "-p", "2024", "--serie", "mes", "--controle")["tabelas"]
    shown = [row for row in rows["controle"] if row["indicador"] == "churn"]
    series = rows["serie"]
    lost, base = [row["perdidos"] for row in series], [row["clientes_inicio"] for row in series]
    mean = sum(lost) / sum(base)
    sigma = [math.sqrt(mean * (1 - mean) / size) for size in base]
    scores = [(part / size - mean) / one for part, size, one in zip(lost, base, sigma, strict=True)]
    wider = statistics.fmean(abs(late - early) for early, late in pairwise(scores)) / 1.128
    assert [row["n"] for row in shown] == base
    for row, one in zip(shown, sigma, strict=True):
        assert row["superior"] == pytest.approx(mean + 3 * wider * one)
        assert row["inferior"] == pytest.approx(max(0.0, mean - 3 * wider * one))
        assert row["sinal"] == (not row["inferior"] <= row["valor"] <= row["superior"])


def test_few_periods_and_no_series_have_no_chart(tmp_path):
    sales(tmp_path, *months_of([15, 14, 16]))
    found = told(tmp_path, "ticket", "-p", "2022-01..2022-03", "--serie", "mes", "--controle")
    assert "controle" not in found["tabelas"]
    assert "sem carta de controle: precisa de 8 períodos completos, e há 3 períodos completos" in found["notas"]
    ran = carteira("ticket", "-C", tmp_path, "-p", "2022-01", "--controle")
    assert (ran.code, ran.error) == (2, ("controle precisa de uma série", "use também --serie mes, por exemplo"))


def test_periods_of_different_lengths_are_no_basis_but_for_what_there_is_on_a_day(distributor):
    """A quarter has not a quarter of the losses of a year because fewer are lost."""
    values = told(distributor, "resumo", "--periodo", "2024-Q4", "--comparar", "2023-S2")["indicadores"]
    assert {values[key]["veredito_variacao"] for key in ("perdidos", "churn", "receita")} == {"sem_base"}
    assert values["clientes_ativos"]["veredito_variacao"] in {"sinal", "ruido"}
    leap = told(distributor, "churn", "--periodo", "2024-02-10..2024-03-09", "--comparar", "ano-anterior")
    assert leap["indicadores"]["perdidos"]["veredito_variacao"] in {"sinal", "ruido"}
