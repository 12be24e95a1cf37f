"""What comes, in sentences: each rule where it holds, and silent where it does not."""

from __future__ import annotations

from dataclasses import replace

from carteira_cli.forecast import Forecast
from carteira_cli.narrative import AHEAD_RULES, PrintedFacts, sentences
from carteira_cli.report import Reading
from carteira_cli.units import Better, Unit

MODEL = Forecast("modelo", 320_000.0, 224_000.0, 335_000.0, 4, 0.088)
REVENUE = Reading("previsao_receita", "Receita", Unit.REAIS, Better.HIGHER, "f", 275_000.0, forecast=MODEL)
CHURN = Reading("previsao_churn", "Churn", Unit.FRACTION, Better.LOWER, "f", 0.058, forecast=MODEL)


def said(*readings):
    return sentences(PrintedFacts.of(readings), AHEAD_RULES)


def test_the_model_speaks_with_its_errors_and_the_naive():
    first, second = said(REVENUE, CHURN)
    assert first == (
        "A receita prevista é de R$ 275 mil, entre R$ 224 mil e R$ 335 mil pela faixa dos erros passados; "
        "o churn, de 5,8 %."
    )
    assert second == (
        "Quem prevê a receita é o modelo de compras repetidas: em 4 períodos passados errou 8,8 %, em média; "
        "repetir o último período daria R$ 320 mil."
    )


def test_where_the_naive_won_it_is_said():
    told = (
        ("ingenuo", "o ingênuo, que repete o último período"),
        ("ano_anterior", "repetir o mesmo período do ano anterior"),
    )
    for method, words in told:
        beside = replace(MODEL, method=method, origins=1)
        assert said(replace(REVENUE, forecast=beside))[1] == (
            f"Na receita nenhum modelo errou menos que {words}: em 1 período passado errou 8,8 %, em média."
        )


def test_nothing_is_said_that_is_not_known():
    unknown = replace(MODEL, naive=None, low=None, high=None, origins=0, error=None)
    assert said(replace(REVENUE, forecast=unknown)) == (
        "A receita prevista é de R$ 275 mil.",
        "Quem prevê a receita é o modelo de compras repetidas.",
    )
    assert said(replace(REVENUE, value=None)) == ()
    assert said(replace(REVENUE, forecast=None)) == ()
    assert said(CHURN) == ()


def test_revenue_of_contracts_is_monthly():
    found = said(replace(REVENUE, key="previsao_receita_mensal_fim", unit=Unit.REAIS_PER_MONTH))
    assert found[0].startswith("A receita mensal prevista é de R$ 275 mil, entre")
