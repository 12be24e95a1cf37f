"""From a failed limit, or a signal of the summary, to the command that explains it: each one runs as it is pasted."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.judged import checks, judged, limit, worked
from tests.running import carteira, sales


def explained(command):
    """What a command says of the indicator that it explains."""
    program, *words = shlex.split(command)
    assert program == "carteira"
    assert words[0] == "explicar"
    ran = carteira(*words, "-f", "json", "-q")
    assert ran.code == 0, (command, ran.err)
    return ran.document, ran.document["indicadores"][words[1]]


@pytest.mark.slow
def test_each_limit_that_fails_has_the_command_of_its_number_and_of_its_group(tmp_path, monkeypatch):
    limits = [
        limit(erro="> 5%"),
        limit("receita", aviso="> 0", por="uf"),
        limit("gini", erro="> 0"),  # can't be explained
        limit("ltv", erro="> 0"),
        limit("clientes_fim", erro="> 1000"),  # holds
    ]
    worked(tmp_path / "uma pasta", *limits)
    monkeypatch.chdir(tmp_path)
    options = ("--onde", 'canal = "anuncio"', "--inatividade", "60d", "--comparar", "2023-Q4")
    ran = carteira("verificar", "-C", "uma pasta", "-f", "json", *options)
    found = checks(ran)
    by_key = {(one["indicador"], one["grupo"]): one for one in found}
    assert "explicar" not in by_key["gini", None]
    assert "explicar" not in by_key["clientes_fim", None]
    failed = [one for one in found if "explicar" in one]
    assert {one["indicador"] for one in failed} >= {"churn", "receita"}
    assert len({one["grupo"] for one in failed}) > 2
    for one in failed:
        words = shlex.split(one["explicar"])
        assert words[words.index("--pasta") + 1] == "uma pasta"
        assert words[words.index("--periodo") + 1] == "2024-Q1"
        assert words[words.index("--comparar") + 1] == "2023-Q4"
        document, reading = explained(one["explicar"])
        assert reading["valor"] == one["valor"], one["explicar"]
        assert document["comparado"]["rotulo"] == "2023-Q4"


@pytest.mark.slow
def test_what_worsened_since_the_baseline_is_compared_with_its_period(tmp_path, monkeypatch):
    worked(tmp_path, limit("clientes_novos", piora_max="1%"), limit("compradores", erro="> 0", piora_max="1%"))
    monkeypatch.chdir(tmp_path)
    assert carteira("base", "gravar", "-p", "2023-Q4").code == 0
    (newcomers, buyers) = judged(tmp_path)
    assert newcomers["veredito"] == "erro"
    assert "--comparar 2023-Q4" in newcomers["explicar"]
    assert "--comparar" not in buyers["explicar"]  # its own bound failed, not the comparison


def test_no_command_names_a_customer_where_none_may_be_named(tmp_path):
    worked(tmp_path, limit(erro="> 0"))
    filtered = ("--onde", "cliente em (C01, C02, C03)")
    (bare,) = checks(carteira("verificar", "-C", tmp_path, "-f", "json", *filtered))
    assert "C02" in bare["explicar"]
    (hidden,) = checks(carteira("verificar", "-C", tmp_path, "-f", "json", "--sem-identificadores", *filtered))
    assert "explicar" not in hidden


GROWING = [
    f"{who}{n:02},2024-{month:02}-15,{100 * month if who == 'a' else 10}"
    for who in "ab"
    for n in range(40)
    for month in (1, 2)
]


@pytest.mark.slow
def test_a_summary_ends_with_at_most_three_commands_for_what_is_a_signal(tmp_path, monkeypatch):
    earlier = [f"{who}{n:02},2023-12-15,10" for who in "ab" for n in range(40)]
    sales(tmp_path, *earlier, *GROWING)
    monkeypatch.chdir(tmp_path)
    options = ("-p", "2024-02", "--hoje", "2024-02-29", "--inatividade", "45d")
    document = carteira("resumo", "-f", "json", "-q", *options).document
    commands = document["trechos"]["proximos"].splitlines()
    assert 1 <= len(commands) <= 3
    keys = [shlex.split(one)[2] for one in commands]
    for key, command in zip(keys, commands, strict=True):
        assert document["indicadores"][key]["veredito_variacao"] == "sinal"
        assert shlex.split(command)[-2:] == ["--inatividade", "45d"]
        assert explained(command)[1]["valor"] == document["indicadores"][key]["valor"]
    silent = carteira("resumo", "-f", "json", "-q", "--sinal", "nao", *options).document
    assert "trechos" not in silent


def test_a_summary_without_a_signal_has_no_command(tmp_path):
    sales(tmp_path, *(f"c{n},2024-{month:02}-15,10" for n in range(5) for month in range(1, 5)))
    assert "trechos" not in carteira("resumo", "-C", tmp_path, "-p", "2024-04", "-f", "json", "-q").document


@pytest.mark.slow
def test_the_commands_of_a_job_have_the_options_of_the_job(tmp_path, monkeypatch):
    sales(tmp_path, *(f"{who}{n:02},2023-12-15,10" for who in "ab" for n in range(40)), *GROWING)
    options = '{ periodo = "2024-02", hoje = "2024-02-29", comparar = "2024-01", inatividade = "45d" }'
    job = f'[[exportar]]\ncomando = "resumo"\nsaida = "resumo.json"\nopcoes = {options}\n'
    (tmp_path / "carteira.toml").write_text(job, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert carteira("exportar").code == 0
    document = json.loads((tmp_path / "resumo.json").read_text(encoding="utf-8"))
    commands = document["trechos"]["proximos"].splitlines()
    assert commands
    for command in commands:
        explanation, reading = explained(command)
        assert explanation["comparado"]["rotulo"] == "2024-01"
        assert "--comparar" in command
        assert reading["valor"] == document["indicadores"][shlex.split(command)[2]]["valor"]
