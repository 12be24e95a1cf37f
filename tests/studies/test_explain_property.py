"""Whatever the portfolio, effects add up and are those that plain Python comes to, group by group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carteira_cli.api import report_of
from carteira_cli.config.resolve import load
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.period import parse_period
from carteira_cli.studies.explicar.accounts import explained
from tests.analysis.test_split import STATES, category_of, expected, settled, state_of, write
from tests.compared import flags_of
from tests.strategies import Period, cases

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARTS = {
    "churn": ("perdidos", "clientes_inicio"),
    "ticket_cliente": ("receita", "compradores"),
    "positivacao": ("compradores", "clientes_cadastrados"),
    "churn_receita_percentual": ("churn_receita", "receita_mensal_inicio"),
}
OF_SALES = [key for key in explained() if catalogue()[key].sources == ("vendas",)]
SUMS = ("receita", "compradores", "perdidos", "receita_mensal_fim")


def before(case):
    """The case, of the period before its own."""
    earlier = parse_period(case.period.label).previous()
    start, end = (date.fromordinal(day + date(1970, 1, 1).toordinal()) for day in (earlier.start, earlier.end))
    return replace(case, period=Period(earlier.label, start, end))


def explain(case, folder, key, *by):
    write(case, folder)
    told = flags_of(case.rules) | {"pasta": str(folder), "periodo": case.period.label, "comparar": "anterior"}
    return report_of("explicar", load(told | {"indicador": key, "por": list(by)}, environ={}))


def rows(report, table):
    found = next((one for one in report.tables if one.key == table), None)
    names = [] if found is None else [column.key for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in (found.rows if found else ())]


def of_states(case):
    """State → its numbers, by the reference; a customer who is not in the register has none."""
    register = case.portfolio.register or {}

    def lives(state):
        return lambda customer: (state_of(customer) if customer in register else None) == state

    return {state: expected(case, lives(state), lambda _: True) for state in STATES}


def mix_and_rate(early, late, key):
    """The definition, with plain fractions: state → mix, rate and what has no denominator, over all."""
    top, bottom = PARTS[key]
    whole = [sum(Fraction(side[state][bottom]) for state in side) for side in (early, late)]
    totals = [
        sum(Fraction(side[state][top]) for state in side) / w for side, w in zip((early, late), whole, strict=True)
    ]
    found = {}
    for state in STATES:
        n0, d0, n1, d1 = (Fraction(side[state][name]) for side in (early, late) for name in (top, bottom))
        w0, w1 = d0 / whole[0], d1 / whole[1]
        r0, r1 = n0 / d0 if d0 else None, n1 / d1 if d1 else None
        loose = (n1 / whole[1] if not d1 else 0) - (n0 / whole[0] if not d0 else 0)
        q0 = r0 if r0 is not None else r1 or Fraction(0)
        q1 = r1 if r1 is not None else q0
        found[state] = ((w1 - w0) * ((q0 + q1) / 2 - sum(totals) / 2), (w0 + w1) / 2 * (q1 - q0) + loose)
    return found


@pytest.mark.slow
@SLOW
@given(case=cases(min_sales=20), key=st.sampled_from([*PARTS]))
def test_mix_and_rate_of_each_state(case, key, tmp_path_factory):
    case = settled(case)
    report = explain(case, tmp_path_factory.mktemp("c"), key, "uf") if case.portfolio.register is not None else None
    if report is None:
        return
    early, late = of_states(before(case)), of_states(case)
    told = {row["grupo"]: row for row in rows(report, "explicacao")}
    if None in (report.readings[0].value, report.readings[0].previous):
        assert not told
        return
    cent = 0.0101 if catalogue()[key].unit.is_money else 1e-12
    for state, (mix, rate) in mix_and_rate(early, late, key).items():
        row = told.get(state, {"efeito_mix": 0, "efeito_taxa": 0})
        assert row["efeito_mix"] == pytest.approx(float(mix), rel=1e-12, abs=cent)
        assert row["efeito_taxa"] == pytest.approx(float(rate), rel=1e-12, abs=cent)
    change = report.readings[0].value - report.readings[0].previous
    assert sum(row["efeito"] for row in told.values()) == pytest.approx(change, abs=0.011 if cent > 0.001 else 1e-9)


@pytest.mark.slow
@SLOW
@given(case=cases(min_sales=20), key=st.sampled_from(SUMS))
def test_what_adds_up_is_the_difference_of_each_state(case, key, tmp_path_factory):
    case = settled(case)
    if case.portfolio.register is None:
        return
    report = explain(case, tmp_path_factory.mktemp("c"), key, "uf")
    if None in (report.readings[0].value, report.readings[0].previous):
        assert not rows(report, "explicacao")
        return
    early, late = of_states(before(case)), of_states(case)
    told = {row["grupo"]: row["efeito"] for row in rows(report, "explicacao")}
    for state in STATES:
        effect = Fraction(late[state][key]) - Fraction(early[state][key])
        assert told.get(state, 0) == pytest.approx(float(effect), abs=0.0101)


@pytest.mark.slow
@SLOW
@given(case=cases(min_sales=20))
def test_revenue_by_an_attribute_of_sales(case, tmp_path_factory):
    case = settled(case)
    report = explain(case, tmp_path_factory.mktemp("c"), "receita", "vendas.categoria")
    if None in (report.readings[0].value, report.readings[0].previous):
        return
    told = {row["grupo"]: (row["valor_antes"] or 0, row["valor_depois"] or 0) for row in rows(report, "explicacao")}
    for category in {category_of(sale) for sale in case.portfolio.sales}:
        sides = [
            expected(one, lambda _: True, lambda sale: category_of(sale) == category)["receita"]  # noqa: B023
            for one in (before(case), case)
        ]
        assert told.get(category, (0, 0)) == tuple(float(one or 0) for one in sides)


@pytest.mark.slow
@SLOW
@given(case=cases(min_sales=20), key=st.sampled_from(OF_SALES))
def test_every_indicator_that_can_be_explained_adds_up(case, key, tmp_path_factory):
    """The run itself checks in fractions that effects add up, whatever attributes there are."""
    case = settled(case)
    report = explain(case, tmp_path_factory.mktemp("c"), key)
    item, (reading, *_) = catalogue()[key], report.readings
    for row in rows(report, "atributos"):
        groups = [one for one in rows(report, "explicacao") if one["atributo"] == row["atributo"]]
        total = sum(one["efeito"] for one in groups)
        size = 1e-9 * max(1.0, abs(reading.value), abs(reading.previous))
        assert total == pytest.approx(reading.value - reading.previous, abs=0.011 if item.unit.is_money else size)
