"""The funnel and the time to convert: a published curve, the worked example by hand, plain Python."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.kpis.funil import by, is_lost, reaches, times
from carteira_cli.models.incidence import cumulative_incidence
from tests.running import Q1, WORKED, carteira

# Freireich et al., 1963: weeks of remission under 6-MP; the second list are patients still in remission.
EVENTS, OPEN = (6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


@pytest.mark.parametrize(("time", "share"), [(6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275)])
def test_the_published_curve(time, share):
    """Of a single outcome the incidence is what Kaplan and Meier's survival leaves of 1."""
    counts = {t: (EVENTS.count(t), 0, OPEN.count(t)) for t in {*EVENTS, *OPEN}}
    assert round(1 - float(cumulative_incidence(counts).share(time)), 4) == share


def test_the_incidence_of_one_outcome_beside_another_by_hand():
    """Ten leads: on day 1 two convert, on day 2 four are lost, on day 3 one converts; three are last seen on day 4.

    S(0) = 1, F(1) = 2/10; S(1) = 8/10; S(2) = 8/10 · 4/8 = 4/10; F(3) = 2/10 + 4/10 · 1/4 = 3/10. Kaplan-Meier, for
    which the lost leave without an outcome, has 1 − S(3) = 1 − 8/10 · 3/4 = 4/10.
    """
    counts = {1: (2, 0, 0), 2: (0, 4, 0), 3: (1, 0, 0), 4: (0, 0, 3)}
    curve = cumulative_incidence(counts)
    assert [curve.share(time) for time in (0, 1, 2, 3, 4, 5)] == [
        0, Fraction(1, 5), Fraction(1, 5), Fraction(3, 10), Fraction(3, 10), None,
    ]  # fmt: skip
    unknown = cumulative_incidence({1: (2, 0, 0), 3: (1, 0, 0), 4: (0, 0, 3)}, never=4)
    assert [unknown.share(time) for time in (1, 3)] == [Fraction(1, 5), Fraction(3, 10)]
    assert (curve.quantile(Fraction(3, 10)), curve.quantile(Fraction(1, 2))) == (3, None)
    with pytest.raises(ValueError, match="negative"):
        cumulative_incidence({1: (1, -1, 0)})


@settings(max_examples=25, deadline=None)
@given(
    cases=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["event", "rival", "open"])), max_size=40),
    never=st.integers(0, 12),
    least=st.integers(1, 12),
)
def test_incidence_by_loops(cases, never, least):
    kinds = ("event", "rival", "open")
    found = {t: tuple(cases.count((t, kind)) for kind in kinds) for t in {time for time, _ in cases}}
    curve = cumulative_incidence(found, never, least=least)
    everybody = len(cases) + never
    converted = sum(kind == "event" for _, kind in cases)
    share, free = Fraction(0), Fraction(1)
    for time in range(14):
        at_risk = never + sum(t >= time for t, _ in cases)
        if time <= max((t for t, _ in cases), default=0) and at_risk >= least:
            share += free * Fraction(cases.count((time, "event")), at_risk)
            free *= 1 - Fraction(cases.count((time, "event")) + cases.count((time, "rival")), at_risk)
            assert curve.share(time) == min(share, Fraction(converted, everybody))
        else:
            assert curve.share(time) is None
    shares = [step.incidence for step in curve.steps]
    assert shares == sorted(shares)
    assert all(one <= Fraction(converted, everybody) for one in shares)
    if all(kind != "open" for _, kind in cases) and cases and least == 1:
        assert curve.share(max(t for t, _ in cases)) == Fraction(converted, everybody)


LEAD = {
    "data": pl.Int32,
    "lead_convertido": pl.Boolean,
    "lead_dias": pl.Int32,
    "etapa": pl.String,
    "lead_maduro": pl.Boolean,
}


def frame(*rows) -> pl.DataFrame:
    return pl.DataFrame([(*row, True) if len(row) == 4 else row for row in rows], schema=LEAD, orient="row")


def test_open_leads_wait_until_today_and_lost_ones_for_ever():
    won, waiting, new, lost = (
        (0, True, 10, "a"),
        (0, False, None, "a"),
        (15, False, None, "a"),
        (0, False, None, "Perdido"),
    )
    assert times(frame(*[won] * 4, *[waiting] * 8), 20, None).share(10) == Fraction(4, 12)
    # Twelve more have waited five days only: they count until then, and at the end nobody is sure of more than 4 of 24.
    assert times(frame(*[won] * 4, *[waiting] * 8, *[new] * 12), 20, None).share(10) == Fraction(4, 24)
    assert times(frame(*[won] * 4, *[lost] * 16), 20, None).share(20) == Fraction(4, 20)
    assert times(frame(*[won] * 4, *[lost] * 16), 20, None).share(21) is None
    assert times(frame(*[won] * 9), 20, None).share(10) is None
    assert times(frame(*[won] * 12, *[waiting] * 2), 20, None).share(10) == Fraction(12, 14)
    assert times(frame(*[won] * 12, *[waiting] * 2), 20, None).share(11) is None  # two are left
    assert times(frame(*[won] * 12, *[waiting] * 20), 20, 12).last == 12
    assert times(frame(won).clear(), 20, None).steps == ()
    unripe = (15, True, 1, "a", False)
    assert times(frame(*[won] * 4, *[waiting] * 8, *[unripe] * 9), 20, 12).share(10) == Fraction(4, 12)


@pytest.mark.parametrize(
    ("stage", "lost"),
    [
        ("perdido", True), ("Venda perdida", True), ("Perda", True), ("Closed - lost", True), ("Desqualificado", True),
        ("Não qualificado", True), ("CANCELADO", True), ("Desistência", True), ("Sem interesse", True),
        ("ganho", False), ("Proposta", False), ("qualificado", False), ("Negociação", False), ("", False),
        (None, False),
    ],
)  # fmt: skip
def test_which_stages_are_lost(stage, lost):
    assert is_lost(stage) is lost


def test_parts_are_sorted_and_none_is_last():
    leads = frame((0, True, 10, "b"), (0, False, None, "a"), (0, False, None, None), (0, False, None, None))
    assert [(part.value, part.leads, part.converted) for part in by(leads, "etapa", 5, None)] == [
        ("a", 1, 0),
        ("b", 1, 1),
        (None, 2, 0),
    ]
    assert by(leads.with_columns(lead_maduro=pl.lit(value=False)), "etapa", 5, None)[1].ripe == 0


def test_who_reached_a_stage_was_at_those_before():
    leads = frame(
        (0, False, None, "novo"), (0, False, None, "proposta"), (0, True, 1, "x"), (0, False, None, "perdido")
    )
    found, unknown = reaches(leads, ["novo", "proposta", "ganho"])
    assert [reach.reached for reach in found] == [4, 2, 1]
    assert unknown == 1


def test_the_worked_example():
    document = carteira("conversao", "-C", WORKED, *Q1, "-f", "json").document
    rows = {row["origem"]: row for row in document["tabelas"]["por_origem"]}
    assert {key: (row["leads"], row["convertidos"]) for key, row in rows.items()} == {
        "anuncio": (2, 1),
        "evento": (1, 1),
        "indicacao": (1, 0),
    }
    assert rows["anuncio"]["mediana"] is None  # of two leads nothing is said
    assert {row["fracao"] for row in document["tabelas"]["tempo"] if row["dias"] is None} == {None, 0.5, 0.9}
    assert [row["leads"] for row in document["tabelas"]["por_mes"]] == [2, 1, 1]


def test_stages_in_order_and_a_misspelt_one(tmp_path):
    (tmp_path / "leads.csv").write_text(
        "lead,data,data_conversao,etapa\nL1,2024-01-01,,novo\nL2,2024-01-01,2024-01-09,ganho\n", encoding="utf-8"
    )
    toml = tmp_path / "carteira.toml"
    toml.write_text('ordem_etapas = ["novo", "ganho"]\n', encoding="utf-8")
    document = carteira("conversao", "-C", tmp_path, *Q1, "-f", "json").document
    assert [(row["leads"], row["da_anterior"]) for row in document["tabelas"]["funil"]] == [(2, None), (1, 0.5)]
    toml.write_text('ordem_etapas = ["nuvo", "ganho"]\n', encoding="utf-8")
    message, hint = carteira("conversao", "-C", tmp_path, *Q1).error
    assert '"nuvo"' in message
    assert '"novo"' in hint


def test_no_lead_is_left_out_of_a_long_table(tmp_path):
    rows = [f"L{n},2024-01-05,{'2024-01-06' if n == 50 else ''},o{n:02}" for n in range(51)]
    (tmp_path / "leads.csv").write_text("\n".join(["lead,data,data_conversao,origem", *rows]), encoding="utf-8")
    for words, shown in ([], [f"o{n:02}" for n in range(51)]), (["--limite", "3"], ["o00", "o01", "o02", "(outros)"]):
        found = carteira("conversao", "-C", tmp_path, *Q1, "-f", "json", *words).document["tabelas"]["por_origem"]
        assert [row["origem"] for row in found] == shown
        assert (sum(row["leads"] for row in found), sum(row["convertidos"] for row in found)) == (51, 1)


def test_a_stage_may_be_empty_in_a_month_but_not_repeated_or_without_a_column(tmp_path):
    leads, toml = tmp_path / "leads.csv", tmp_path / "carteira.toml"
    header = "lead,data,data_conversao,etapa\n"
    leads.write_text(f"{header}L1,2024-01-01,,contato\nL2,2024-02-01,2024-02-09,ganho\n", encoding="utf-8")
    toml.write_text('ordem_etapas = ["contato", "ganho"]\n', encoding="utf-8")
    february = carteira("conversao", "-C", tmp_path, "--periodo", "2024-02", "-f", "json")
    assert [row["leads"] for row in february.document["tabelas"]["funil"]] == [1, 1]
    toml.write_text('ordem_etapas = ["contato", "contato"]\n', encoding="utf-8")
    assert "repetida" in carteira("conversao", "-C", tmp_path, *Q1).error[0]
    leads.write_text("lead,data,data_conversao\nL1,2024-01-01,\n", encoding="utf-8")
    assert 'a coluna "etapa"' in carteira("conversao", "-C", tmp_path, *Q1).error[0]
