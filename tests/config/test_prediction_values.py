"""What the options of a prediction mean, as people type them; what means nothing is refused with an example."""

from __future__ import annotations

from fractions import Fraction

import pytest

from carteira_cli.config.prediction_values import (
    Discount,
    Lever,
    cents_of,
    discount_of,
    indices_of,
    lever_of,
    regularity_of,
)
from carteira_cli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10%a.a.", Discount(Fraction(1, 10))),
        ("10% ao ano", Discount(Fraction(1, 10))),
        ("10%", Discount(Fraction(1, 10))),
        ("1,5%a.m.", Discount(Fraction(3, 200), 1)),
        ("1% ao mês", Discount(Fraction(1, 100), 1)),
        ("0", Discount(Fraction(0))),
    ],
)
def test_a_rate_is_of_a_year_or_of_a_month(text, meant):
    assert discount_of("desconto", text) == meant


def test_money_of_a_year_ahead_is_worth_less_by_the_rate_of_a_year():
    assert Discount(Fraction(1, 10)).factor(12) == pytest.approx(1 / 1.1, rel=1e-15)
    assert Discount(Fraction(1, 100), 1).factor(12) == pytest.approx(1.01**-12, rel=1e-15)
    assert Discount(Fraction(0)).factor(7) == 1


@pytest.mark.parametrize(("text", "meant"), [("auto", None), ("AUTO", None), ("1", 1), ("12", 12)])
def test_a_regularity_is_a_whole_number_or_the_likeliest(text, meant):
    assert regularity_of("k", text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("churn=-1pp", Lever("churn", Fraction(-1, 100), points=True)),
        ("Churn = +2,5 p.p.", Lever("churn", Fraction(1, 40), points=True)),
        ("novos=+10%", Lever("novos", Fraction(1, 10), points=False)),
        ("ticket=+5%", Lever("ticket", Fraction(1, 20), points=False)),
    ],
)
def test_a_scenario_names_what_it_moves_and_by_how_much(text, meant):
    assert lever_of("cenario", text) == meant


@pytest.mark.parametrize(
    ("text", "meant"), [("500000", 50_000_000), ("R$ 500.000,00", 50_000_000), ("1.234,5", 123_450), ("", None)]
)
def test_an_amount_is_read_as_brazilians_write_it(text, meant):
    assert cents_of("meta", text) == meant


def test_a_season_is_twelve_numbers():
    assert indices_of("indice_sazonal", ()) is None
    assert indices_of("indice_sazonal", ("1,5", *("0.5",) * 11)) == (Fraction(3, 2), *(Fraction(1, 2),) * 11)
    for texts in (("1",) * 11, ("x", *("1",) * 11), ("-1", *("1",) * 11)):
        with pytest.raises(UsageError, match="indice_sazonal precisa de 12 números"):
            indices_of("indice_sazonal", texts)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        *((discount_of, text) for text in ("dez", "10", "10%a.d.", "-1%")),
        *((regularity_of, text) for text in ("0", "13", "1.5", "muito")),
        *((lever_of, text) for text in ("churn", "churn=-1", "preco=+1%", "novos=+1pp")),
        *((cents_of, text) for text in ("mil", "1,234", "12.34", "-5")),
    ],
)
def test_what_means_nothing_is_refused_with_what_does(parse, text):
    with pytest.raises(UsageError, match="opcao") as refused:
        parse("opcao", text)
    assert refused.value.hint
