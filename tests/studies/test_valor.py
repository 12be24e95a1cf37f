"""What a portfolio is worth: the worked example to the digit, each account beside the others, and what has none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.config.practice_values import amount_of, multiples_of
from carteira_cli.errors import UsageError
from carteira_cli.studies.valor.formulas import USUAL, between, multiples_in_use
from tests.running import ROOT, carteira

EXAMPLE = ROOT / "examples" / "distribuidora"
LINES = """cliente,inicio,fim,valor_mensal
A,2023-01-01,,20000.00
B,2023-01-01,,20000.00
C,2023-01-01,,10000.00
D,2023-01-01,2024-01-01,7000.00
"""
KEYS = ["metodo", "minimo", "maximo"]


@pytest.fixture
def office(tmp_path):
    """An accounting office: fees of R$ 50,000 a month in force."""
    (tmp_path / "assinaturas.csv").write_text(LINES, encoding="utf-8")
    return tmp_path


def table(folder, *words):
    ran = carteira("valor", "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return {row["metodo"]: row for row in ran.document["tabelas"]["valor"]}, ran


def bounds(row):
    return row["minimo"], row["maximo"]


def test_the_worked_example_to_the_digit(office):
    found, ran = table(office, "--hoje", "2024-03-31", "--ebitda", "150000")
    assert list(found) == ["ebitda", "honorarios", "previsao"]
    assert all(key in found["ebitda"] for key in KEYS)
    assert bounds(found["ebitda"]) == (1_050_000.0, 1_500_000.0)
    assert bounds(found["honorarios"]) == (400_000.0, 700_000.0)
    assert ran.values["valor_ebitda_min"] == 1_050_000.0
    assert ran.values["valor_honorarios_max"] == 700_000.0
    assert "regras de mercado" in ran.out
    assert "laudo" in ran.out


def test_the_prediction_is_that_of_ltv():
    words = ("-p", "2024", "-f", "json")
    found, ran = table(EXAMPLE, *words)
    predicted = carteira("ltv", "-C", EXAMPLE, "--metodo", "preditivo", *words).values["valor_carteira"]
    assert bounds(found["previsao"]) == (predicted, predicted)
    assert ran.values["valor_previsto_carteira"] == predicted
    assert bounds(found["ebitda"]) == bounds(found["honorarios"]) == (None, None)
    assert "uma sozinha não diz" in ran.err


def test_fees_are_those_in_force_on_the_last_day(office):
    before, _ = table(office, "--hoje", "2023-12-31")
    assert bounds(before["honorarios"]) == (8 * 57_000.0, 14 * 57_000.0)
    told, _ = table(office, "--hoje", "2024-03-31", "--honorarios", "R$ 1.000,00")
    assert bounds(told["honorarios"]) == (8_000.0, 14_000.0)
    some, _ = table(office, "--hoje", "2024-03-31", "--onde", "cliente=C")
    assert bounds(some["honorarios"]) == (80_000.0, 140_000.0)


def test_multiples_are_the_ebitdas_unless_named(office):
    words = ("--hoje", "2024-03-31", "--ebitda", "100000")
    found, ran = table(office, *words, "--multiplo", "6,5-9")
    assert bounds(found["ebitda"]) == (650_000.0, 900_000.0)
    assert bounds(found["honorarios"]) == (400_000.0, 700_000.0)
    assert ran.document["regras"]["multiplo_ebitda"] == "6,5-9"
    found, _ = table(office, *words, "--multiplo", "honorarios=10-12")
    assert bounds(found["ebitda"]) == (700_000.0, 1_000_000.0)
    assert bounds(found["honorarios"]) == (500_000.0, 600_000.0)


@pytest.mark.parametrize("told", ["0", "-R$ 20.000,00"])
def test_no_multiple_of_a_loss(office, told):
    found, ran = table(office, "--hoje", "2024-03-31", f"--ebitda={told}")
    assert bounds(found["ebitda"]) == (None, None)
    assert "não é positivo" in found["ebitda"]["motivo"]
    assert ran.values["valor_ebitda_min"] is None
    assert bounds(found["honorarios"]) == (400_000.0, 700_000.0)


def test_nothing_to_value_is_an_error(tmp_path):
    (tmp_path / "assinaturas.csv").write_text(
        "cliente,inicio,fim,valor_mensal\nA,2023-01-01,2023-06-01,10.00\n", encoding="utf-8"
    )
    ran = carteira("valor", "-C", tmp_path, "--hoje", "2024-03-31", "--ebitda", "-5")
    assert ran.code == 2
    assert ran.error[0].startswith("não há de que tirar o valor da carteira: ")
    assert "--honorarios" in ran.error[1]


@pytest.mark.parametrize("text", ["x", "10-7", "0-3", "vendas=3-4", "7-2000", "-5"])
def test_multiples_that_mean_nothing(text):
    with pytest.raises(UsageError, match="multiplo"):
        multiples_of("multiplo", text)


@given(st.integers(1, 10**12), st.fractions(Fraction(1, 10), 20), st.fractions(0, 20))
def test_bounds_are_products(cents, least, more):
    told = USUAL["ebitda"].__class__("ebitda", least, least + more)
    assert multiples_in_use([told])["ebitda"] == told
    low, high = between(cents, told)
    assert (low, high) == (cents * least, cents * (least + more))


@given(st.integers(-(10**12), 10**12))
def test_amounts_are_read_back(cents):
    whole, rest = divmod(abs(cents), 100)
    text = f"{'-' if cents < 0 else ''}R$ {whole:,}".replace(",", ".") + f",{rest:02}"
    assert amount_of("ebitda", text) == cents


def test_what_a_prediction_lacks_is_told_with_its_value(tmp_path):
    rows = [f"C{at},2024-0{month}-1{at % 10},{100 + at}" for at in range(30) for month in (4, 5, 6)]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor", *rows]) + "\n", encoding="utf-8")
    found, ran = table(tmp_path, "-p", "2024-06")
    assert found["previsao"]["minimo"] > 0
    theirs = carteira("ltv", "-C", tmp_path, "--metodo", "preditivo", "-p", "2024-06", "-f", "json").document["avisos"]
    lacking = [one for one in theirs if "um modelo precisa de" in one]
    assert lacking
    assert all(one in ran.document["avisos"] for one in lacking)
    assert "A receita que se espera" in carteira("valor", "-C", tmp_path, "-p", "2024-06").out
    told = carteira("valor", "-C", tmp_path, "-p", "2024-06", "--margem", "30%", "--ebitda", "100000")
    assert "A margem que se espera" in told.out
    assert "vezes o menor: mostre todas" in told.err
