"""An answer fits, says what was cut, and never loses a number."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.assistant.ceiling import CEILING, compact, fitted, size
from carteira_cli.assistant.failures import envelope_of, failure_of
from carteira_cli.errors import CarteiraError, DataError, UsageError

ROWS = st.lists(st.fixed_dictionaries({"grupo": st.text(max_size=40), "valor": st.integers()}), max_size=30)


def document(tables, **more):
    return {
        "indicadores": {"churn": {"valor": 0.5}},
        "cortado": [],
        "tabelas": tables,
        "avisos": [],
        "notas": [],
        **more,
    }


@given(st.dictionaries(st.sampled_from("abcde"), ROWS), st.lists(st.text(max_size=200), max_size=5))
def test_an_answer_fits_and_tells_what_was_cut(tables, warnings):
    whole = document(tables, avisos=warnings, verificacoes=[{"indicador": "churn"}] * 3)
    found = fitted(whole, 1_500)
    assert size(found) <= 1_500
    assert len(compact(found).encode()) <= 1_500
    assert found["indicadores"] == whole["indicadores"]
    cut = {one["tabela"]: one for one in found["cortado"]}
    for key, rows in (*whole["tabelas"].items(), *((key, whole[key]) for key in ("avisos", "notas", "verificacoes"))):
        kept = found["tabelas"].get(key, found.get(key))
        assert kept == rows[: len(kept)]
        assert (key in cut) == (len(kept) < len(rows))
        assert key not in cut or cut[key] == {"tabela": key, "linhas": len(kept), "total": len(rows)}


def test_the_largest_table_is_cut_and_the_small_one_stays_whole():
    small, large = [{"a": 1}] * 5, [{"b": place} for place in range(10_000)]
    found = fitted(document({"grande": large, "pequena": small}))
    assert found["tabelas"]["pequena"] == small
    assert [one["tabela"] for one in found["cortado"]] == ["grande"]
    assert CEILING * 0.9 < size(found) <= CEILING


def test_warnings_go_only_where_no_table_would_leave_them_room():
    found = fitted(document({"a": [{"b": 1}] * 10_000}, avisos=["um"] * 3, notas=["dois"]))
    assert (found["avisos"], found["notas"]) == (["um"] * 3, ["dois"])
    found = fitted(document({"a": [{"b": 1}] * 10}, avisos=["ç" * 2_000] * 20))
    assert 0 < len(found["avisos"]) < 20
    assert {"tabela": "avisos", "linhas": len(found["avisos"]), "total": 20} in found["cortado"]


def test_what_does_not_fit_even_so_is_an_error_with_a_hint():
    with pytest.raises(UsageError, match="não cabe em 24 kB") as caught:
        fitted(document({}) | {"indicadores": {f"i{place}": {"valor": place} for place in range(2_000)}})
    assert caught.value.hint


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (DataError("falta vendas", "traga vendas"), "dados", "falta vendas"),
        (ValueError("Ana Souza, 123.456.789-09"), "erro", "falha interna (ValueError)"),
        (MemoryError(), "ambiente", "memória insuficiente para esta pergunta"),
        (PermissionError(13, "x", "/segredo/vendas.csv"), "dados", "o sistema recusou o acesso (sem permissão)"),
        (KeyError("Ana"), "erro", "falha interna (KeyError)"),
    ],
)
def test_whatever_ends_a_question_is_told_without_a_cell_or_a_trace(error, code, told):
    found = envelope_of(failure_of(error), "analisar")
    assert found["erro"]["codigo"] == code
    assert found["erro"]["mensagem"] == told
    assert found["erro"]["dica"]


def test_a_panic_of_the_engine_is_an_error_of_the_file():
    panic = type("PanicException", (BaseException,), {})("called `Option::unwrap()` on Ana Souza")
    assert failure_of(panic).message.startswith("o motor de cálculo parou")


def test_an_error_fits_whatever_it_quotes():
    error = CarteiraError("\U0001f600" * 5_000, "é" * 5_000)
    found = envelope_of(error, "x" * 30_000)
    assert size(found) <= CEILING
    assert json.loads(compact(found))["erro"]["dica"]
