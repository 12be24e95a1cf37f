"""The funnel and the time to convert: a published curve, the worked example by hand, plain Python."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.kpis.funil import by, reaches, times
from carteira_cli.models.survival import kaplan_meier
from tests.running import Q1, WORKED, carteira

# Freireich et al., 1963: weeks of remission under 6-MP; the second list are patients still in remission.
EVENTS, OPEN = (6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def counts(events, open_) -> dict[int, tuple[int, int]]:
    return {t: (events.count(t), open_.count(t)) for t in {*events, *open_}}


@pytest.mark.parametrize(
    ("time", "share"),
    [(6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275), (22, 0.5378), (23, 0.4482)],
)
def test_the_published_curve(time, share):
    found = kaplan_meier(counts(EVENTS, OPEN)).survival(time)
    assert round(float(found), 4) == share


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30))
def test_survival_by_loops(cases):
    events = tuple(t for t, event in cases if event)
    open_ = tuple(t for t, event in cases if not event)
    curve = kaplan_meier(counts(events, open_))
    expected = Fraction(1)
    for time in range(13):
        at_risk = sum(t >= time for t, _ in cases)
        expected *= 1 - Fraction(events.count(time), at_risk) if at_risk else 1
        if time <= max(t for t, _ in cases):
            assert curve.survival(time) == expected


def frame(*rows) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={"data": pl.Int32, "lead_convertido": pl.Boolean, "lead_dias": pl.Int32, "etapa": pl.String},
        orient="row",
    )


def test_open_leads_wait_until_today_or_the_deadline():
    leads = frame((0, True, 10, "a"), (0, False, None, "a"), (15, False, None, "a"))
    assert times(leads, 20, None).survival(10) == Fraction(1, 2)  # two at risk on day 10: the third waited 5 days
    assert times(leads, 20, 12).steps[-1].time == 12
    assert times(leads.clear(), 20, None).steps == ()


def test_parts_are_sorted_and_none_is_last():
    leads = frame((0, True, 10, "b"), (0, False, None, "a"), (0, False, None, None), (0, False, None, None))
    assert [(part.value, part.leads, part.converted) for part in by(leads, "etapa", 5, None)] == [
        ("a", 1, 0),
        ("b", 1, 1),
        (None, 2, 0),
    ]


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
    assert rows["anuncio"]["mediana"] == 43  # L3 took 43 days; L2 has waited 76
    assert [row["leads"] for row in document["tabelas"]["por_mes"]] == [2, 1, 1]


def test_stages_in_order_and_a_misspelt_one(tmp_path):
    (tmp_path / "leads.csv").write_text(
        "lead,data,data_conversao,etapa\nL1,2024-01-01,,novo\nL2,2024-01-01,2024-01-09,ganho\n", encoding="utf-8"
    )
    toml = tmp_path / "carteira.toml"
    toml.write_text('etapas = ["novo", "ganho"]\n', encoding="utf-8")
    document = carteira("conversao", "-C", tmp_path, *Q1, "-f", "json").document
    assert [(row["leads"], row["da_anterior"]) for row in document["tabelas"]["funil"]] == [(2, None), (1, 0.5)]
    toml.write_text('etapas = ["nuvo", "ganho"]\n', encoding="utf-8")
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
    toml.write_text('etapas = ["contato", "ganho"]\n', encoding="utf-8")
    february = carteira("conversao", "-C", tmp_path, "--periodo", "2024-02", "-f", "json")
    assert [row["leads"] for row in february.document["tabelas"]["funil"]] == [1, 1]
    toml.write_text('etapas = ["contato", "contato"]\n', encoding="utf-8")
    assert "repetida" in carteira("conversao", "-C", tmp_path, *Q1).error[0]
    leads.write_text("lead,data,data_conversao\nL1,2024-01-01,\n", encoding="utf-8")
    assert 'a coluna "etapa"' in carteira("conversao", "-C", tmp_path, *Q1).error[0]


def test_a_quantile_is_its_own():
    curve = kaplan_meier(counts(EVENTS, OPEN))
    assert (curve.quantile(Fraction(1, 2)), curve.quantile(Fraction(1, 10))) == (23, 6)
    assert curve.quantile(Fraction(9, 10)) is None
    assert curve.survival(36) is None  # nobody was followed so long
