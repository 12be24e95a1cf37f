"""Formulas as SQL: combinations of sums with whole factors, each indicator's own function called with them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from carteira_cli.star.formulas import Combination, MetricFormula, formulas


def test_a_combination_is_written_with_its_signs_and_factors():
    one, two = Combination.of("a"), Combination.of("b")
    assert (one - two.times(Fraction(3)) + Combination.of(2)).sql("t") == "SUM(t.a) - 3 * SUM(t.b) + 2"
    assert (two - one - two).sql("t") == "-SUM(t.a)"
    assert (one - one).constant == 0
    assert one.constant is None


def test_a_quotient_that_can_be_nothing_is_null():
    count = MetricFormula("novos", Combination.of("novo"), Combination.of(1))
    rate = MetricFormula("churn", Combination.of("perdido"), Combination.of("ativo"))
    money = MetricFormula("receita", Combination.of("centavos"), Combination.of(100))
    assert (count.sql("t"), count.counts) == ("SUM(t.novo)", True)
    assert rate.sql("t") == "CAST(SUM(t.perdido) AS DOUBLE PRECISION) / NULLIF(SUM(t.ativo), 0)"
    assert (money.sql("t"), money.counts) == ("CAST(SUM(t.centavos) AS DOUBLE PRECISION) / 100", False)


def test_money_of_a_month_is_cents_over_whole_months_times_a_hundred():
    window = Fraction(3, 2)  # 45 days
    parts = {key: (f"{key}/0", window) for key in ("receita_mensal_inicio", "churn_receita")}
    columns = {"receita_mensal_inicio": "inicio", "churn_receita": "perdida"}
    first, second, rate = formulas(
        ["receita_mensal_inicio", "churn_receita", "churn_receita_percentual"], columns, parts
    )
    assert first.sql("t") == "CAST(SUM(t.inicio) AS DOUBLE PRECISION) / 150"
    assert second.sql("t") == "CAST(SUM(t.perdida) AS DOUBLE PRECISION) / 150"
    assert rate.sql("t") == "CAST(SUM(t.perdida) AS DOUBLE PRECISION) / NULLIF(SUM(t.inicio), 0)"


def test_what_needs_a_sum_that_is_not_there_is_left_out():
    assert formulas(["churn", "nrr"], {"perdidos": "perdido"}, {"perdidos": ("perdidos/0", None)}) == ()


def test_a_window_of_a_third_of_a_month_keeps_its_factor():
    (first,) = formulas(["churn_receita"], {"churn_receita": "perdida"}, {"churn_receita": ("x", Fraction(1, 300))})
    assert first.sql("t") == "3 * SUM(t.perdida)"


def test_a_denominator_of_rows_is_refused():
    with pytest.raises(TypeError, match="churn_receita"):
        formulas(["churn_receita"], {"churn_receita": "perdida"}, {"churn_receita": ("x", "y")})
