"""Where what is written lies, and what is said of it on stderr: name and size, unless the run is quiet or has a log."""

from __future__ import annotations

import json

import pytest

from carteira_cli.units import file_size
from tests.running import Q1, WORKED, carteira

LINE = "cliente,data,valor\nA,2024-01-31,{}\n"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A folder with data and, beside it, the one that the shell stands in."""
    data, here = tmp_path / "dados-da-empresa", tmp_path / "aqui"
    for folder in (data, here):
        folder.mkdir()
    (data / "vendas.csv").write_text(LINE.format(1), encoding="utf-8")
    monkeypatch.chdir(here)
    return data, here


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_each_file_is_told_with_its_size_where_the_shell_stands(places):
    data, here = places
    ran = carteira("churn", "-C", WORKED, *Q1, "-o", "{periodo}.json", "-o", "r.csv", "--manifesto", "m.json")
    assert (ran.code, ran.out) == (0, "")
    written = ["2024-Q1.json", "r.csv", "m.json"]
    assert ran.err.splitlines() == [f"gravado: {name}, {file_size((here / name).stat().st_size)}" for name in written]
    assert names(here) == sorted(written)
    assert names(data) == ["vendas.csv"]


def test_a_quiet_run_says_nothing_and_a_log_says_it_itself(places):
    assert carteira("churn", "-C", WORKED, *Q1, "-o", "r.csv", "-q").err == ""
    logged = carteira("churn", "-C", WORKED, *Q1, "-o", "r.csv", "--log", "json").err.splitlines()
    assert [event["bytes"] for event in map(json.loads, logged) if event["evento"] == "saida"] == [
        (places[1] / "r.csv").stat().st_size
    ]


def test_a_variable_is_typed_too_and_a_configuration_speaks_of_its_own_folder(places, monkeypatch):
    data, here = places
    (data / "carteira.toml").write_text('saida = ["da-config.csv"]\n', encoding="utf-8")
    assert carteira("churn", "-C", data, "-q").code == 0
    assert names(data) == ["carteira.toml", "da-config.csv", "vendas.csv"]
    monkeypatch.setenv("CARTEIRA_SAIDA", "da-variavel.csv")
    assert carteira("churn", "-C", data, "-q").code == 0
    assert names(here) == ["da-variavel.csv"]


def test_jobs_are_relative_to_the_configuration_and_their_manifest_to_the_shell(places):
    data, here = places
    job = '[[exportar]]\nnome = "x"\ncomando = "churn"\nsaida = ["x.csv"]\n'
    (data / "carteira.toml").write_text(job, encoding="utf-8")
    ran = carteira("exportar", "-C", data, "--manifesto", "m.json")
    assert (ran.code, names(here)) == (0, ["m.json"]), ran.err
    assert names(data) == ["carteira.toml", "vendas.csv", "x.csv"]
    assert "gravado" not in ran.err  # its table says it


@pytest.mark.parametrize("option", [["-o", "limpa"], []], ids=["typed", "default"])
def test_a_portfolio_is_imported_to_where_it_is_typed_or_else_beside_its_files(places, option):
    data, here = places
    assert carteira("importar", "-C", data, *option).code == 0
    assert (here / "limpa" / "vendas.parquet").is_file() is bool(option)
    assert (data / "dados" / "vendas.parquet").is_file() is not bool(option)


def test_rejected_lines_and_examples_are_told_likewise(places):
    data, here = places
    (data / "vendas.csv").write_text(LINE.format("dez") + "A,2024-01-31,1\n" * 200, encoding="utf-8")
    ran = carteira("validar", "-C", data, "--rejeitadas", "fora.csv")
    assert f"gravado: fora.csv, {(here / 'fora.csv').stat().st_size} bytes" in ran.err
    assert "gravado: exemplo/vendas.csv, " in carteira("exemplo", "--minima", "-o", "exemplo").err
