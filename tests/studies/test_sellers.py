"""Sellers: numbers of their own portfolios, goals that fit a period, how even portfolios are."""

from __future__ import annotations

from fractions import Fraction

import pytest

from carteira_cli.period import parse_period
from carteira_cli.studies.vendedores.formulas import Goal, evenness, goals_of, largest_to_mean
from tests.running import Q1, WORKED, carteira

QUARTER = parse_period("2024-Q1")


def goal(seller: str, label: str, cents: int = 100) -> Goal:
    return Goal(seller, parse_period(label), cents)


def found(*words):
    ran = carteira("vendedores", "-C", WORKED, *Q1, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


@pytest.mark.slow
@pytest.mark.parametrize("seller", ["Ana", "Bruno"])
def test_a_row_is_the_run_filtered_to_the_seller(seller):
    row = next(row for row in found()["tabelas"]["vendedores"] if row["vendedor"] == seller)
    alone = carteira("resumo", "-C", WORKED, *Q1, "-f", "json", "--onde", f"vendedor={seller}", "--comparar", "nenhum")
    for key, value in alone.values.items():
        assert row.get(key, value) == value, key


def test_the_worked_example_by_hand():
    rows = {row["vendedor"]: row for row in found()["tabelas"]["vendedores"]}
    # Ana: C01 1500, C03 250, C02 -50 → 1,700.00 of two buyers; Bruno: C04 450, C06 600, C07 3200, C09 100 → 4,350.00.
    assert list(rows) == ["Bruno", "Ana", "(total)"]
    assert (rows["Bruno"]["receita"], rows["Ana"]["receita"], rows["(total)"]["receita"]) == (4350.0, 1700.0, 6050.0)
    assert (rows["Bruno"]["conversao"], rows["Ana"]["conversao"]) == (1.0, 0.0)
    assert rows["Ana"]["fracao_receita"] == 1700 / 6050


def test_goals_are_met_and_unknown_sellers_told(tmp_path):
    goals = tmp_path / "metas.csv"
    goals.write_text("vendedor,periodo,meta\nAna,2024-Q1,3400\nBrunno,2024-Q1,1\nBruno,2024,9\n", encoding="utf-8")
    document = found("--metas", str(goals))
    rows = {row["vendedor"]: row for row in document["tabelas"]["vendedores"]}
    assert (rows["Ana"]["meta"], rows["Ana"]["atingimento"]) == (3400.0, 0.5)
    assert (rows["Bruno"]["meta"], rows["Bruno"]["atingimento"]) == (None, None)
    told = " ".join(document["avisos"])
    assert '"Brunno"' in told
    assert '"Bruno"' in told
    assert "nada foi rateado" in told


def test_which_goals_make_up_a_period():
    months = [goal("A", f"2024-0{n}") for n in (3, 1, 2)]
    assert goals_of(months, QUARTER).of == {"A": 300}
    assert goals_of([*months, goal("A", "2024-Q1", 7)], QUARTER).of == {"A": 7}
    assert goals_of(months[:2], QUARTER).partial == ("A",)
    assert goals_of([goal("A", "2024")], QUARTER).partial == ("A",)
    assert goals_of([goal("A", "2024-Q1"), goal("A", "2024-Q1")], QUARTER).repeated == ("A",)
    assert goals_of([goal("A", "2023-Q1")], QUARTER).of == {}


def test_a_goal_of_nothing_or_less_is_none_and_is_told_whatever_else_the_seller_has():
    told = goals_of(
        [goal("A", "2024-Q1", 7), goal("A", "2024-01", 0), goal("B", "2024-Q1", -1), goal("C", "2024-Q1", 5)], QUARTER
    )
    assert (told.of, told.negative, told.repeated, told.partial) == ({"C": 5}, ("A", "B"), (), ())


def test_evenness():
    assert evenness([5, 5, 5]) == 1
    assert evenness([0, 0, 9]) == Fraction(1, 3)
    assert evenness([1, 3]) == evenness([3, 1]) == Fraction(3, 4)
    assert evenness([0]) is None
    assert largest_to_mean([1, 3]) == Fraction(3, 2)
    assert largest_to_mean([]) is None


@pytest.mark.slow
def test_the_total_has_only_the_goals_that_are_used_and_the_revenue_of_those_who_have_one(tmp_path):
    goals = tmp_path / "metas.csv"
    goals.write_text("vendedor,periodo,meta\nAna,2024-Q1,3400\nFulano,2024-Q1,1000\n", encoding="utf-8")
    document = found("--metas", str(goals))
    total = document["tabelas"]["vendedores"][-1]
    assert (total["vendedor"], total["meta"], total["atingimento"]) == ("(total)", 3400.0, 0.5)
    assert any("1 de 2" in note for note in document["notas"])
    part = found("--metas", str(goals), "--onde", "uf=SP")
    assert {row["meta"] for row in part["tabelas"]["vendedores"]} == {None}
    assert any("--onde" in warning for warning in part["avisos"])
    goals.write_text("vendedor,periodo,meta\nFulano,2024-Q1,1000\nAna,2024-Q1,-5\n", encoding="utf-8")
    none = found("--metas", str(goals))
    assert none["tabelas"]["vendedores"][-1]["meta"] is None
    assert any("zero ou menos" in warning for warning in none["avisos"])


def test_a_seller_of_leads_alone_keeps_the_name(tmp_path):
    leads = tmp_path / "leads.csv"
    leads.write_text("lead,data,vendedor\nL1,2024-01-02,Zoé\n", encoding="utf-8")
    rows = found("--leads", str(leads))["tabelas"]["vendedores"]
    assert [row["vendedor"] for row in rows] == ["Bruno", "Ana", "Zoé", "(total)"]
