"""`--log`, `--quieto`, `--vazio`: what a cron job says, and what it does not."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest

from tests.running import Q1, WORKED, carteira, program, sales


def events(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_json_log_tells_beginning_sources_files_and_end(tmp_path):
    target = tmp_path / "r.csv"
    ran = carteira("churn", "-C", WORKED, *Q1, "--log", "json", "-o", target)
    found = events(ran.err)
    assert ran.out == ""
    names = [one["evento"] for one in found]
    assert names[0] == "inicio"
    assert names[-1] == "fim"
    assert {"fonte", "saida"} <= set(names)
    assert all(one["comando"] == "churn" and one["nivel"] == "info" for one in found)
    assert all(datetime.fromisoformat(one["hora"]).tzinfo is not None for one in found)
    written = next(one for one in found if one["evento"] == "saida")
    assert (written["arquivo"], written["bytes"]) == (str(target), target.stat().st_size)
    read = next(one for one in found if one["evento"] == "fonte")
    assert read["linhas"] == read["validas"] + read["canceladas"] + read["rejeitadas"] == 19
    assert found[-1]["codigo_saida"] == 0
    assert found[-1]["segundos"] >= 0


def test_a_text_log_is_a_line_an_event():
    ran = carteira("churn", "-C", WORKED, *Q1, "--log", "texto")
    lines = ran.err.splitlines()
    assert len(lines) >= 3
    assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 info (inicio|fonte|fim): ", line) for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["json", "texto"])
def test_warnings_and_errors_are_events_of_the_log_and_nothing_else(tmp_path, kind):
    sales(tmp_path, *(f"A{n},2024-02-{n:02},1" for n in range(1, 20)), "B,2024-02-31,1")
    warned = carteira("churn", "-C", tmp_path, *Q1, "--log", kind)
    assert not [line for line in warned.err.splitlines() if line.startswith("aviso:")]
    assert "31/02/2024" in warned.err or "2024-02-31" in warned.err
    failed = carteira("churn", "-C", tmp_path, "-p", "2030", "--log", kind)
    assert failed.code == 2
    assert "dica:" not in failed.err
    if kind == "json":
        assert [one["nivel"] for one in events(failed.err)] == ["info", "erro", "info"]
        assert events(failed.err)[1]["codigo"] == "uso"
        assert events(failed.err)[2]["codigo_saida"] == 2


def test_a_quiet_log_has_only_errors(tmp_path):
    sales(tmp_path, "A,2024-02-01,1")
    assert carteira("churn", "-C", tmp_path, *Q1, "--log", "json", "-q", "-o", tmp_path / "r.csv").err == ""
    failed = carteira("churn", "-C", tmp_path, "-p", "2030", "--log", "json", "-q")
    assert [one["nivel"] for one in events(failed.err)] == ["erro"]


def test_a_log_that_does_not_exist_is_refused():
    ran = carteira("churn", "-C", WORKED, *Q1, "--log", "xml")
    assert ran.code == 2
    assert "texto, json" in ran.err


@pytest.mark.slow
@pytest.mark.process
def test_the_log_may_be_asked_for_by_a_variable():
    ran = program("churn", *Q1, cwd=WORKED, CARTEIRA_LOG="json")
    assert events(ran.err)[0]["evento"] == "inicio"


def test_a_control_character_of_a_file_name_does_not_reach_the_log(tmp_path):
    name = "ven\x1b[31m\ndas.csv"
    sales(tmp_path, "A,2024-02-01,1", name=name)
    ran = carteira("churn", "--vendas", tmp_path / name, *Q1, "--log", "texto")
    assert "\x1b" not in ran.err
    assert all(re.match(r"\d{4}-", line) for line in ran.err.splitlines())


@pytest.mark.slow
@pytest.mark.process
def test_success_with_files_is_silent_when_quiet(tmp_path):
    ran = program("churn", *Q1, "-q", "-o", str(tmp_path / "r.json"), cwd=WORKED)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


# --- nothing in it --------------------------------------------------------------------------------------------

EMPTY = [
    ("churn", *Q1, "--listar", "perdidos"),
    ("churn", *Q1, "--onde", "data_cadastro > 2030-01-01"),
    ("ticket", "-p", "2024-01", "--onde", "data_cadastro > 2030-01-01"),
]


@pytest.fixture
def small(tmp_path):
    sales(tmp_path, "A,2023-12-20,10", "A,2024-03-20,10", "B,2024-03-31,5")
    sales(tmp_path, "A,2023-01-01", "B,2024-01-01", header="cliente,data_cadastro", name="clientes.csv")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("words", EMPTY, ids=" ".join)
def test_an_empty_result_is_a_warning_or_an_error(small, words):
    told = carteira(*words, "-C", small, "-f", "json")
    assert told.code == 0, told.err
    assert any("o resultado está vazio" in line for line in told.document["avisos"])
    target = small / "r.csv"
    failed = carteira(*words, "-C", small, "--vazio", "erro", "-o", target)
    assert failed.code == 2
    assert "o resultado está vazio" in failed.err
    assert not target.exists()


def test_a_result_with_something_in_it_is_not_empty(small):
    for words in (("churn", *Q1), ("churn", *Q1, "--listar", "novos"), ("coortes", *Q1)):
        ran = carteira(*words, "-C", small, "--vazio", "erro", "-f", "json")
        assert ran.code == 0, ran.err
        assert not [line for line in ran.document["avisos"] if "vazio" in line]
