"""Blanks in their many spellings, keys of customers, and reasons in words."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.sources.values import (
    DayReading,
    amount_reason,
    day_reason,
    document_key,
    email_key,
    is_blank,
    trimmed,
)
from carteira_cli.sources.values.blanks import plainly

BLANK = [None, "", " ", "\t", "\u00a0", "\u200b", "\ufeff", " " * 50, "-", "--", " - ", "–", ".", "'", "'-"]
BLANK += ["N/D", "n/d", "#N/D", "#N/A", "N/A", "n.d.", "NULL", "null", "None", "nan", "NaN", "NaT", "NA", "\\N"]
BLANK += ["(vazio)", "(em branco)", "(Vazio)", "[null]", "<NA>", "#REF!", "#VALOR!", "#VALUE!", "#DIV/0!", "#NOME?"]
BLANK += ["#NÚM!", "#NUM!", "########", " /  / ", "00/00/0000", "0000-00-00", "\ufeffN/D\u00a0"]
SOMETHING = [
    "a",
    "0",
    "Ana",
    "Na",
    "na",
    "ND",
    "Nuno",
    "Null Ltda",
    "N/D Ltda",
    "-5",
    "A-",
    "#1",
    "1/2",
    "vazio",
    "Nandi",
]
SOMETHING += ["x" * 40, "nan0", "Nonebrás", "R$ -", "0/0", "não"]


def column(texts, function):
    frame = pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)})
    return frame.select(function(pl.col("x"))).to_series().to_list()


def test_blanks_in_any_spelling_mean_nothing():
    assert column(BLANK + SOMETHING, is_blank) == [True] * len(BLANK) + [False] * len(SOMETHING)
    assert column(BLANK + SOMETHING, trimmed) == [None] * len(BLANK) + SOMETHING


@pytest.mark.parametrize("beside", ["1A", "9", "A1", "M", "Oz", "Zé", "a", "m", "o", "z"])
def test_beside_codes_of_any_initial_a_blank_still_means_nothing(beside):
    """Of a batch that begins like codes throughout nothing is looked at closely: no blank may begin so."""
    for blank in BLANK:
        assert column([beside, blank, beside], trimmed) == [beside, None, beside]


def test_what_surrounds_a_text_is_cut_and_runs_of_blanks_inside_are_one_space():
    texts = [
        "  Ana  Maria ",
        "\u00a0Ana\u00a0Maria\u200b",
        "\ufeff00123\t",
        "é\n",
        "\u2003x\u3000",
        "a\u200bb",
        "Jose\u0301",
    ]
    assert column(texts, trimmed) == ["Ana Maria", "Ana Maria", "00123", "é", "x", "ab", "José"]


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(st.lists(st.text("aé \u00a0\u200b\t\u0301", max_size=6), max_size=5))
def test_texts_are_mended_as_one_by_one(texts):
    def alone(text):
        seen = re.sub("[\u200b]", "", text)
        return unicodedata.normalize("NFC", re.sub("[ \u00a0\t]+", " ", seen).strip(" "))

    assert plainly(pl.Series(texts, dtype=pl.String)).to_list() == [alone(text) for text in texts]


@settings(deadline=None)
@given(st.lists(st.text(), max_size=20))
def test_no_text_with_two_letters_of_a_name_is_lost(texts):
    names = [f"{text}Zé{text}" for text in texts]
    assert not any(column(names, is_blank))
    assert all(found is not None and "Zé" in found for found in column(names, trimmed))


DOCUMENTS = {
    "123.456.789-09": "12345678909",
    " 12345678909 ": "12345678909",
    "123 456 789 09": "12345678909",
    "'12345678909": "12345678909",
    "12345678909.0": "12345678909",
    "111.444.777-35": "11144477735",
    "12.345.678/0001-95": "12345678000195",
    "12345678000195": "12345678000195",
    "12.ABC.345/01DE-35": "12ABC34501DE35",
    "12.abc.345/01de-35": "12ABC34501DE35",
    "123.456.789-00": "12345678900",  # wrong check digits: a key all the same
    "1234567890": "01234567890",  # leading zeros lost, and the check digits prove it
    "1234567891": None,  # nobody's CPF: a telephone
    "33334444": None,
    "191": None,  # too short to tell
    "11222333000181": "11222333000181",
    "00.000.000/0001-91": "00000000000191",
    "000.000.000-00": None,
    "11111111111": None,
    "00000000000000": None,
    "***.456.789-**": None,
    "(11) 98765-4321": None,
    "abc": None,
    "Maria da Silva": None,
    "": None,
    "-": None,
    None: None,
}


def test_documents_of_customers_become_keys():
    assert column(list(DOCUMENTS), document_key) == list(DOCUMENTS.values())


def check_digits(digits, weights):
    """By the definition of the Receita: the sum by weights, modulo 11."""
    rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


CPF = [range(10, 1, -1), range(11, 1, -1)]
CNPJ = [[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]]


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=10), st.booleans(), st.integers(1, 2), st.integers(1, 9))
def test_leading_zeros_that_a_spreadsheet_took_come_back(numbers, company, lost, wrong):
    size, weights = (12, CNPJ) if company else (9, CPF)
    digits = [0] * lost + [1] + (numbers * 2)[: size - lost - 1]
    for each in weights:
        digits.append(check_digits(digits, each))
    whole = "".join(map(str, digits))
    short = whole.lstrip("0")
    other = short[:-1] + str((int(short[-1]) + wrong) % 10)
    assert column([whole, short, other], document_key) == [whole, whole, None]


def test_emails_become_keys_and_what_is_none_does_not():
    texts = [
        " Ana@Loja.COM.br ",
        "ana @loja.com.br",
        "\ufeffANA@loja.com.br",
        "não tem",
        "a@@b.c",
        "@x.y",
        "a@b",
        "-",
        None,
    ]
    assert column(texts, email_key) == ["ana@loja.com.br"] * 3 + [None] * 6


@pytest.mark.parametrize(
    ("value", "mark", "said"),
    [
        ("abc", "virgula", 'o valor "abc" não é um número'),
        ("1.234", None, "milhares como decimais"),
        ("1e11", None, "grande demais"),
        ("1e400", "ponto", "grande demais"),
        ("R$ 100.000.000.000,00", "virgula", "grande demais"),
        ("10,00 D", "virgula", "C ou D"),
        ("10%", "virgula", "porcentagem"),
        ("1.23.4", "virgula", "três em três"),
        ("x" * 60, None, "x" * 40 + "[…]"),
        ("um\nreal", None, '"um real"'),
    ],
)
def test_why_an_amount_is_rejected(value, mark, said):
    assert said in amount_reason(value, mark)
    assert "\n" not in amount_reason(value, mark)


@pytest.mark.parametrize(
    ("value", "reading", "said"),
    [
        ("31/02/2024", DayReading(), 'a data "31/02/2024" não existe'),
        ("2023-02-29", DayReading(), "não existe"),
        ("31/02/24", DayReading(), "não existe"),
        ("01/31/2024", DayReading(), "não existe em dia/mês"),
        ("31/01/2024", DayReading("mes-dia"), "não existe em mês/dia"),
        ("31/01/1899", DayReading(), "fora de 1900 a 2199"),
        ("2200-01-01", DayReading(), "fora de 1900 a 2199"),
        ("45292", DayReading(), "número de série"),
        ("12345", DayReading(serials=True), "fora de 1954 a 2099"),
        ("31/01/2024 25:99", DayReading(), "hora que não existe"),
        ("ontem", DayReading(), "não é uma data que se reconheça"),
        ("31\n02", DayReading(), '"31 02"'),
    ],
)
def test_why_a_date_is_rejected(value, reading, said):
    assert said in day_reason(value, reading)


@pytest.mark.parametrize("texts", [["Bia", "Caio"], ["Bia", " Caio"], ["Bia", "n/d", None], ["", "Bia", None]])
def test_texts_that_repeat_are_trimmed_as_each_of_them_is(texts):
    assert column(texts * 400, trimmed) == column(texts, trimmed) * 400
