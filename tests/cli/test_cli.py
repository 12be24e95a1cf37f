"""The commands on the worked example, and the envelope that scripts rely on."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING

import pytest

from carteira_cli.commands import families
from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.kpis.catalogue import catalogue
from tests.running import ANALYSES, Q1, WORKED, Ran, carteira, expected, measured, sales

if TYPE_CHECKING:
    from pathlib import Path

FAMILY_KEYS = {name: {key for key, item in catalogue().items() if item.family == name} for name in families()}


def worked(command: str, *words: str | Path) -> Ran:
    ran = carteira(command, "-C", WORKED, *Q1, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran


@pytest.mark.slow
@pytest.mark.parametrize("command", ANALYSES)
def test_every_number_of_the_worked_example_is_the_one_computed_by_hand(command):
    wanted = measured() if command == "resumo" else expected()
    found = worked(command).values
    assert found.keys() == (wanted.keys() if command == "resumo" else FAMILY_KEYS[command])
    for key, value in found.items():
        assert type(value) is type(wanted[key]), key
        assert math.isclose(value, wanted[key], rel_tol=1e-12), key


def test_the_commands_share_the_indicators_out_between_them():
    assert set().union(*FAMILY_KEYS.values()) == expected().keys()
    assert set(families()) == set(ANALYSES) - {"resumo"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ANALYSES)
def test_the_envelope_says_what_was_computed_from_what_and_how(command):
    document = worked(command).document
    assert list(document)[:3] == ["esquema", "comando", "periodo"]
    assert document["esquema"] == 1
    assert document["comando"] == command
    assert document["periodo"] == {
        "rotulo": "2024-Q1",
        "inicio": "2024-01-01",
        "fim": "2024-03-31",
        "completo": True,
    }
    rules = {"inatividade": "90d", "devolucoes": "abater", "margem": 1.0, "referencia": "2024-03-31"}
    assert document["regras"].items() >= rules.items()
    for key, reading in document["indicadores"].items():
        assert reading["unidade"] == catalogue()[key].unit.value
    assert isinstance(document["tabelas"], dict)
    doubted = {"poucos_repetidores", "cliente_concentra"} if command == "ltv" else set()  # of eight customers
    assert len(document["avisos"]) == len(doubted)
    assert {row["codigo"] for row in document["tabelas"].get("diagnostico", [])} == doubted
    for source in document["fontes"].values():
        assert source["linhas"] == source["validas"] + source["canceladas"] + source["rejeitadas"]


def test_the_sources_are_named_with_their_account():
    sources = worked("resumo").document["fontes"]
    account = {"arquivo": "vendas.csv", "linhas": 19, "validas": 18, "canceladas": 1, "rejeitadas": 0}
    assert sources["vendas"] == account
    assert {name: source["linhas"] for name, source in sources.items()} == {
        "vendas": 19,
        "clientes": 10,
        "leads": 5,
        "custos": 4,
    }


def test_conversion_carries_its_interval():
    low, high = worked("conversao").document["indicadores"]["conversao"]["intervalo_95"]
    assert (round(low, 4), round(high, 4)) == (0.15, 0.85)


def test_the_bridge_of_revenue_adds_up_row_by_row():
    rows = worked("churn-receita").document["tabelas"]["ponte"]
    assert math.isclose(sum(row["valor"] for row in rows[:-1]), rows[-1]["valor"])
    assert rows[0]["valor"] == expected()["receita_mensal_inicio"]
    assert rows[0]["fracao_do_inicio"] == 1.0


@pytest.mark.parametrize(
    ("rule", "classes"),
    [("cruza", [("A", 3, 5300.0), ("B", 2, 700.0), ("C", 1, 100.0)]), ("estrito", None)],
)
def test_pareto_tables_agree_with_the_indicators(rule, classes):
    ran = worked("pareto", "--limite-abc", rule)
    rows = ran.document["tabelas"]["abc"]
    found = [(row["classe"], row["clientes"], row["receita"]) for row in rows]
    assert [count for _, count, _ in found] == [ran.values[f"clientes_{letter}"] for letter in "abc"]
    if classes:
        assert found == classes
    assert math.isclose(sum(row["fracao_receita"] for row in rows), 1)
    curve = {row["fracao_clientes"]: row["fracao_receita"] for row in ran.document["tabelas"]["curva"]}
    assert curve[0.2] == ran.values["receita_top20"]
    assert curve[1.0] == 1.0


@pytest.mark.parametrize(
    ("word", "label", "first", "last"),
    [
        ("anterior", "2023-Q4", "2023-10-01", "2023-12-31"),
        ("ano-anterior", "2023-Q1", "2023-01-01", "2023-03-31"),
        ("2023-12", "2023-12", "2023-12-01", "2023-12-31"),
        ("2023-05-10..2023-05-20", "2023-05-10..2023-05-20", "2023-05-10", "2023-05-20"),
    ],
)
def test_a_period_is_compared_with_what_another_run_says_of_the_other(word, label, first, last):
    ran = worked("churn", "--comparar", word)
    compared = {"rotulo": label, "inicio": first, "fim": last, "completo": True}
    if last < "2023-05-10":  # the first sale
        compared |= {"completo": False, "dados_desde": "2023-05-10", "dados_ate": last}
        assert ran.document["comparado"] == compared
        assert {reading["anterior"] for reading in ran.document["indicadores"].values()} == {None}
        return
    assert ran.document["comparado"] == compared
    alone = carteira("churn", "-C", WORKED, "-p", label, "-f", "json").values
    for key, reading in ran.document["indicadores"].items():
        assert reading["anterior"] == alone[key]
        if alone[key] is None or reading["valor"] is None:
            assert reading["variacao"] is None
        elif reading["unidade"] == "fracao":
            assert reading["unidade_variacao"] == "pontos"
            assert math.isclose(reading["variacao"], reading["valor"] - alone[key], abs_tol=1e-15)
        elif alone[key] == 0:
            assert reading["variacao"] is None
        else:
            assert reading["unidade_variacao"] == "fracao"
            assert math.isclose(reading["variacao"], (reading["valor"] - alone[key]) / alone[key])


def test_the_summary_compares_with_the_previous_period_unless_told_not_to():
    assert worked("resumo").document["comparado"]["rotulo"] == "2023-Q4"
    document = worked("resumo", "--comparar", "nenhum").document
    assert "comparado" not in document
    assert not {"anterior", "variacao"} & set(document["indicadores"]["churn"])
    assert "comparado" not in worked("churn").document


def test_today_moves_the_end_of_the_data_and_marks_the_period():
    ran = worked("churn", "--hoje", "2024-02-15")
    period = ran.document["periodo"]
    assert (period["completo"], period["fim"], period["dados_ate"]) == (False, "2024-03-31", "2024-02-15")
    assert ran.document["regras"]["referencia"] == "2024-02-15"
    assert any("incompleto" in line and "15/02/2024" in line for line in ran.document["avisos"])
    assert "aviso: período incompleto" in ran.err


def test_without_a_period_the_last_complete_month_is_read():
    ran = carteira("churn", "-C", WORKED, "-f", "json", "--hoje", "2024-03-30")
    assert ran.document["periodo"]["rotulo"] == "2024-02"
    ran = carteira("churn", "-C", WORKED, "-f", "json")
    assert ran.document["periodo"]["rotulo"] == "2024-03"


def test_history_shorter_than_the_window_is_warned_of(tmp_path):
    folder = sales(tmp_path, "A,2024-01-02,10", "A,2024-03-31,10", "B,2024-02-01,5")
    short = carteira("churn", "-C", folder, *Q1, "-f", "json").document["avisos"]
    assert any("histórico curto" in line and "02/01/2024" in line for line in short)
    whole = sales(tmp_path, "A,2023-10-03,10", "A,2024-03-31,10")  # the first day of the window
    assert carteira("churn", "-C", whole, *Q1, "-f", "json").document["avisos"] == []


def test_cac_alone_needs_costs_and_says_which_file_and_columns(tmp_path):
    shutil.copy(WORKED / "vendas.csv", tmp_path)
    ran = carteira("cac", "-C", tmp_path, *Q1)
    message, hint = ran.error
    assert ran.code == 2
    assert "custos.csv" in message
    assert "data, valor" in hint
    assert "--custos" in hint


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "lost"),
    [
        ("custos", {"custo_aquisicao", "cac", "ltv_cac", "payback_meses"}),
        ("leads", {"leads", "convertidos", "conversao", "dias_ate_converter"}),
        ("clientes", set()),
    ],
)
def test_the_summary_goes_on_without_a_source_and_names_it(tmp_path, source, lost):
    for name in set(SOURCE_KEYS) - {source}:
        if (WORKED / f"{name}.csv").exists():
            shutil.copy(WORKED / f"{name}.csv", tmp_path)
    ran = carteira("resumo", "-C", tmp_path, *Q1, "-f", "json")
    assert ran.code == 0
    assert measured().keys() - ran.values.keys() == lost
    warned = [line for line in ran.document["avisos"] if "sem dados" in line]
    assert bool(warned) == bool(lost)
    assert all(key in warned[0] and source in warned[0] for key in lost)
    table = carteira("resumo", "-C", tmp_path, *Q1, "--completo").out
    assert sum("sem dados" in line and "aviso:" not in line for line in table.splitlines()) == len(lost)


def test_the_rule_is_said_in_words_and_follows_the_window():
    out = carteira("churn", "-C", WORKED, *Q1, "--inatividade", "3m").out
    assert "3 meses" in out
    assert "01/01/2024" in out
    assert "01/04/2024" in out


def test_returns_change_the_revenue_and_their_effect_is_said():
    net, gross = worked("ticket"), worked("ticket", "--devolucoes", "ignorar")
    assert gross.document["regras"]["devolucoes"] == "ignorar"
    assert round(gross.values["receita"] - net.values["receita"], 2) == 70.5
    for ran in (net, gross):
        assert any("70,50" in line for line in ran.document["notas"])


def test_the_margin_may_come_from_the_cost_of_each_line(tmp_path):
    rows = ("A,2023-12-01,100,60", "A,2024-01-10,100,60", "B,2023-12-01,200,50", "B,2024-02-10,300,90")
    folder = sales(tmp_path, *rows, header="cliente,data,valor,custo")
    ran = carteira("ltv", "-C", folder, "-p", "2024-01-01..2024-02-29", "--margem", "custo", "-f", "json")
    assert ran.document["regras"]["margem"] == 1 - 150 / 400


def test_several_outputs_come_of_one_run_each_in_its_format(tmp_path):
    names = {"{comando}-{periodo}.json": "{", "x.csv": "indicador,", "x.txt": "\n", "x.svg": "<svg"}
    ran = carteira("churn", "-C", WORKED, *Q1, *(w for name in names for w in ("-o", tmp_path / name)))
    assert (ran.code, ran.out) == (0, "")
    found = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert found.keys() == {"churn-2024-Q1.json", "x.csv", "x.txt", "x.svg"}
    for name, start in names.items():
        assert found[name.format(comando="churn", periodo="2024-Q1")].startswith(start)


def test_an_explicit_format_goes_to_stdout_beside_the_files(tmp_path):
    ran = worked("churn", "-o", tmp_path / "x.csv")
    assert ran.values["churn"] == 0.5
    assert (tmp_path / "x.csv").is_file()


def test_quiet_says_nothing_on_stderr():
    ran = worked("churn", "--hoje", "2024-02-15", "-q")
    assert ran.err == ""
    assert ran.document["avisos"]
