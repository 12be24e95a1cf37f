"""Payables of a file of both: which column tells them, and what is said of words that nobody knows."""

from __future__ import annotations

import pytest

from tests.read_titles import ledger, told


@pytest.mark.parametrize(
    ("name", "out", "into"),
    [("Tipo", "Despesa", "Receita"), ("Natureza", "P", "R"), ("tipo de conta", "A pagar", "A receber")],
)
def test_payables_of_a_file_that_has_both_are_left_out(name, out, into, tmp_path):
    if out == "A pagar":
        out, into = "Conta a pagar", "Conta a receber"
    text = f"titulo;cliente;vencimento;valor;{name}\n1;A;31/01/2024;100,00;{into}\n2;F;31/01/2024;40,00;{out}\n"
    found = ledger(tmp_path, text)
    assert found.collect(lambda one: one.select("titulo")).to_series().to_list() == ["1"]
    assert f'conta a pagar (coluna "{name}") (1 linha, R$ 40,00)' in told(found)


@pytest.mark.parametrize(
    "out", ["A Pagar", "P", "CP", "Débito", "Despesa", "Despesas fixas", "Pagar", "Contas a pagar"]
)
def test_words_of_a_payable_are_known_beside_one_that_nobody_knows(out, tmp_path):
    into = "R" if out == "P" else "A receber"
    text = (
        f"titulo;cliente;vencimento;valor;Tipo\n1;A;31/01/2024;100,00;{into}\n2;F;31/01/2024;40,00;{out}\n"
        "3;B;31/01/2024;7,00;\n"
    )
    found = ledger(tmp_path, text)
    assert found.collect(lambda one: one.select("titulo")).to_series().to_list() == ["1", "3"]
    assert 'conta a pagar (coluna "Tipo") (1 linha, R$ 40,00)' in told(found)
    if out == "P":
        return
    odd = text + "4;C;31/01/2024;30,00;Vale\n5;C;31/01/2024;9,00;Vale\n"
    found = ledger(tmp_path, odd)
    assert found.collect(lambda one: one.select("titulo")).to_series().to_list() == ["1", "3", "4", "5"]
    said = told(found)
    assert '2 linhas (R$ 39,00) têm em "Tipo" uma palavra que não diz se a conta é a receber ou a pagar' in said
    assert '"Vale" (2 linhas, R$ 39,00); para decidir, em carteira.toml: cancelados = ["Vale"] (se são a pagar)' in said
    assert 'conta a pagar (coluna "Tipo") (1 linha, R$ 40,00)' in said
    settled = ledger(tmp_path, odd, cancelled=("Vale",), own_words=True)
    assert 'conta a pagar (coluna "Tipo") (3 linhas, R$ 79,00)' in told(settled)
    settled = ledger(tmp_path, odd, valid=("Vale",))
    assert "não diz se a conta" not in told(settled)


def test_ways_to_pay_are_no_sides(tmp_path):
    text = "titulo;cliente;vencimento;valor;Tipo\n1;A;31/01/2024;100,00;Débito\n2;A;31/01/2024;40,00;Pix\n"
    found = ledger(tmp_path, text)
    assert found.proven.audit.cancelled == 0
    assert "a receber ou a pagar" not in told(found)


def test_a_type_that_is_no_side_of_the_ledger_leaves_nothing_out(tmp_path):
    text = "titulo;cliente;vencimento;valor;Tipo\n1;A;31/01/2024;100,00;Boleto\n2;A;31/01/2024;40,00;Pagar depois\n"
    assert ledger(tmp_path, text).proven.audit.cancelled == 0
