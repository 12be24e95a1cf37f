"""Contracts: the same indicators as of sales, by hand, against plain sets, and chained from period to period."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.kpis import contratos
from carteira_cli.kpis.contratos import BLANKS, Problems, contract_panel, plan_changes, problems
from carteira_cli.kpis.customer_measures import MEASURES
from tests.contracts import CONTRACTS, FIRST, KEYS, Contract, day, frame, indicators, some_contracts, span, worked

Q1 = span(day("2024-01-01"), day("2024-04-01"))


def test_nine_customers_by_hand() -> None:
    expected = json.loads((CONTRACTS / "expected-2024-Q1.json").read_text(encoding="utf-8"))
    found = indicators(frame(worked()), Q1)
    assert {key: float(found[key]) for key in expected} == pytest.approx(expected, rel=1e-14)
    assert set(expected) == set(KEYS)


def test_the_panel_by_hand() -> None:
    panel = contract_panel(frame(worked()), Q1)
    assert panel.columns == ["cliente", *BLANKS, "cadastro"]
    assert set(BLANKS) <= set(MEASURES)
    first = {
        "A": "2023-01-01", "B": "2023-03-01", "C": "2023-05-10", "D": "2023-06-01", "E": "2024-01-01",
        "F": "2024-04-01", "G": "2022-01-01", "H": "2024-01-15", "I": "2023-06-01",
    }  # fmt: skip
    assert panel.rows() == [
        ("A", True, True, day(first["A"]), 13000, 13000, day(first["A"]), None),
        ("B", True, True, day(first["B"]), 20000, 35000, day(first["B"]), None),
        ("C", True, True, day(first["C"]), 50000, 30000, day(first["C"]), None),
        ("D", True, True, day(first["D"]), 40000, 40000, day(first["D"]), None),
        ("E", False, True, day(first["E"]), 0, 12000, day(first["E"]), None),
        ("F", False, False, None, 0, 0, day(first["F"]), None),
        ("G", False, True, day(first["G"]), 0, 11000, day(first["G"]), None),
        ("H", False, False, None, 0, 0, day(first["H"]), None),
        ("I", True, False, day(first["I"]), 40000, 0, day(first["I"]), None),
    ]
    types = [pl.String, pl.Boolean, pl.Boolean, pl.Int32, pl.Int64, pl.Int64, pl.Int32, pl.Int32]
    assert panel.dtypes == types


def test_a_contract_is_of_the_period_it_starts_in() -> None:
    """One from 1 April on is new in the second quarter, and nobody knows its customer in the first."""
    lines = frame([Contract("A", Q1.period.end, None, 100, None)])
    found = indicators(lines, Q1)
    assert (found["clientes_fim"], found["nunca_compraram"], found["clientes_cadastrados"]) == (0, 0, 0)
    second = indicators(lines, span(Q1.period.end, day("2024-07-01")))
    assert (second["clientes_inicio"], second["novos"], second["clientes_novos"]) == (0, 1, 1)


def test_the_first_day_without_a_contract_is_the_day_of_the_loss() -> None:
    lines = frame([Contract("A", FIRST - 50, Q1.period.end, 100, None)])
    assert indicators(lines, Q1)["perdidos"] == 0
    assert indicators(lines, span(Q1.period.end, day("2024-07-01")))["perdidos"] == 1


def test_who_changes_plan_on_the_first_day_stays_and_goes_up_in_that_period() -> None:
    turn = Q1.period.end
    lines = frame([Contract("A", FIRST - 50, turn, 100, "Ouro"), Contract("A", turn, None, 150, "Prata")])
    before, after = Q1, span(turn, day("2024-07-01"))
    assert [indicators(lines, over)["expansao"] for over in (before, after)] == [0, Fraction(50, 100)]
    assert [indicators(lines, over)["retidos"] for over in (before, after)] == [1, 1]
    assert [plan_changes(lines, over).height for over in (before, after)] == [0, 1]


@pytest.mark.slow
@settings(max_examples=35, deadline=None)
@given(contracts=some_contracts(), start=st.integers(-5, 90), length=st.integers(1, 45))
def test_the_numbers_are_those_of_plain_sets(contracts: list[Contract], start: int, length: int) -> None:
    t0, t1 = FIRST + start, FIRST + start + length
    found = indicators(frame(contracts), span(t0, t1))
    everybody = {one.cliente for one in contracts}
    before, after = ({one.cliente for one in contracts if one.counts(at)} for at in (t0, t1))
    first = {who: min((c.inicio for c in contracts if c.cliente == who and c.pays), default=None) for who in everybody}

    def revenue(who: str, at: int) -> Fraction:
        return Fraction(sum(one.valor_mensal for one in contracts if one.cliente == who and one.counts(at)), 100)

    new = {who for who in after - before if first[who] >= t0}
    back = (after - before) - new
    stayed = before & after
    moved = {who: revenue(who, t1) - revenue(who, t0) for who in stayed}
    bought = {who for who, when in first.items() if when is not None and when < t1}
    known = {one.cliente for one in contracts if one.inicio < t1}
    asleep = {who for who, when in first.items() if when is not None and when < t0} - before
    expected = {
        "clientes_inicio": len(before),
        "clientes_fim": len(after),
        "perdidos": len(before - after),
        "retidos": len(stayed),
        "novos": len(new),
        "reativados": len(back),
        "churn": Fraction(len(before - after), len(before)) if before else None,
        "receita_mensal_inicio": sum(revenue(who, t0) for who in before),
        "receita_mensal_fim": sum(revenue(who, t1) for who in after),
        "churn_receita": sum(revenue(who, t0) for who in before - after),
        "contracao": sum(-change for change in moved.values() if change < 0),
        "expansao": sum(change for change in moved.values() if change > 0),
        "receita_novos": sum(revenue(who, t1) for who in new),
        "receita_reativados": sum(revenue(who, t1) for who in back),
        "clientes_cadastrados": len(known),
        "clientes_inativos": len(bought - after),
        "nunca_compraram": len(known - bought),
        "taxa_reativacao": Fraction(len(asleep & after), len(asleep)) if asleep else None,
        "clientes_novos": sum(when is not None and t0 <= when < t1 for when in first.values()),
    }
    assert {key: found[key] for key in expected} == expected
    lost, gained = found["churn_receita"] + found["contracao"], found["expansao"]
    assert found["clientes_fim"] == found["clientes_inicio"] - found["perdidos"] + found["novos"] + found["reativados"]
    assert found["receita_mensal_fim"] == (
        found["receita_mensal_inicio"] - lost + gained + found["receita_novos"] + found["receita_reativados"]
    )


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(contracts=some_contracts(), edges=st.lists(st.integers(-5, 120), min_size=3, max_size=8, unique=True))
def test_the_end_of_a_period_is_the_start_of_the_next(contracts: list[Contract], edges: list[int]) -> None:
    days = [FIRST + edge for edge in sorted(edges)]
    lines = frame(contracts)
    series = [indicators(lines, span(start, end)) for start, end in pairwise(days)]
    for one, following in pairwise(series):
        assert one["clientes_fim"] == following["clientes_inicio"]
        assert one["receita_mensal_fim"] == following["receita_mensal_inicio"]
    whole = indicators(lines, span(days[0], days[-1]))
    assert (whole["clientes_inicio"], whole["clientes_fim"]) == (
        series[0]["clientes_inicio"],
        series[-1]["clientes_fim"],
    )


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(contracts=some_contracts(), seed=st.integers(0, 9))
def test_the_order_of_lines_does_not_matter(contracts: list[Contract], seed: int) -> None:
    mixed = random.Random(seed).sample(contracts, len(contracts))  # noqa: S311 - not a secret
    over = span(FIRST + 10, FIRST + 40)
    for look in (contract_panel, plan_changes):
        assert look(frame(contracts), over).equals(look(frame(mixed), over))
    assert problems(frame(contracts), FIRST + 20) == problems(frame(mixed), FIRST + 20)
    for ends in (contratos.renewals, contratos.lapsed):
        assert ends(frame(contracts), FIRST + 30, 30).equals(ends(frame(mixed), FIRST + 30, 30))


def test_plan_changes_by_hand() -> None:
    found = plan_changes(frame(worked()), Q1)
    assert found.rows() == [
        ("Pro", "Básico", "downgrade", 1, 50000, 30000, -20000),
        ("Básico", "Pro", "upgrade", 1, 20000, 35000, 15000),
    ]


def test_a_plan_added_a_price_changed_and_a_plan_swapped() -> None:
    start, end, middle = Q1.period.start, Q1.period.end, Q1.period.start + 10
    contracts = [
        Contract("A", start - 1, None, 100, "Ouro"),
        Contract("A", middle, None, 50, "Suporte"),
        Contract("B", start - 1, middle, 100, "Ouro"),
        Contract("B", middle, None, 120, "Ouro"),
        Contract("C", start - 1, middle, 100, "Ouro"),
        Contract("C", middle, None, 100, None),
        Contract("D", start - 1, middle, 100, "Ouro"),
        Contract("D", middle, None, 70, "Ouro"),
        Contract("E", start - 1, end - 1, 100, "Ouro"),
    ]
    assert plan_changes(frame(contracts), Q1).rows() == [
        ("Ouro", "Ouro + Suporte", "upgrade", 1, 100, 150, 50),
        ("Ouro", "Ouro", "redução", 1, 100, 70, -30),
        ("Ouro", "Ouro", "aumento", 1, 100, 120, 20),
        ("Ouro", "(sem plano)", "troca", 1, 100, 100, 0),
    ]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(contracts=some_contracts())
def test_plan_changes_are_all_of_expansion_and_contraction(contracts: list[Contract]) -> None:
    over = span(FIRST + 10, FIRST + 40)
    changes = plan_changes(frame(contracts), over)["mudanca"]
    found = indicators(frame(contracts), over)
    assert Fraction(changes.filter(changes > 0).sum(), 100) == found["expansao"]
    assert Fraction(-changes.filter(changes < 0).sum(), 100) == found["contracao"]


def test_what_is_odd_is_counted() -> None:
    contracts = [
        Contract("A", FIRST, FIRST, 100, "Ouro"),
        Contract("A", FIRST, FIRST - 1, 0, "Ouro"),
        Contract("B", FIRST, None, 0, "Ouro"),
        Contract("B", FIRST, None, -5, "Ouro"),
        Contract("C", FIRST, None, 300, "Ouro"),
        Contract("C", FIRST, None, 300, "Ouro"),
        Contract("C", FIRST, None, 200, "Ouro"),
        Contract("D", FIRST, None, 10, None),
        Contract("D", FIRST, None, 20, None),
        Contract("E", FIRST, FIRST + 5, 10, "Ouro"),
        Contract("E", FIRST + 4, None, 10, "Prata"),
    ]
    assert problems(frame(contracts), FIRST + 5) == Problems(11, 2, 2, 1, 2, 1, 500)
    assert problems(frame(contracts), FIRST + 4).overlapping == 3
    assert problems(frame([]), FIRST) == Problems(0, 0, 0, 0, 0, 0, 0)
    panel = contract_panel(frame(contracts), span(FIRST + 6, FIRST + 7))
    assert dict(panel.select("cliente", "receita_janela_inicio").iter_rows()) == {
        "A": 0, "B": 0, "C": 800, "D": 30, "E": 10,
    }  # fmt: skip


def test_a_day_between_two_contracts_is_found():
    whole, rest = (0, 30, 5, "x"), (31, None, 5, "x")
    rows = [("A", *whole), ("A", *rest), ("B", *whole), ("B", 30, None, 5, "x")]
    rows += [("C", *whole), ("C", *rest), ("C", 0, None, 5, "y")]
    days = dict.fromkeys(("inicio", "fim"), pl.Int32)
    schema = {"cliente": pl.String, **days, "valor_mensal": pl.Int64, "plano": pl.String}
    lines = pl.LazyFrame(rows, schema=schema, orient="row")
    assert contratos.day_gaps(lines) == 1  # A's alone: B has no gap, and C another contract that day
