"""The monthly movements of contracts as dbt's MRR playbook counts them: by what is paid for each calendar month."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import month_start
from tests.contracts import Contract, frame, indicators, span

if TYPE_CHECKING:
    from fractions import Fraction

FIRST_MONTH, MONTHS = 2019 * 12, 8  # January 2019
KEYS = ("receita_novos", "receita_reativados", "expansao", "contracao", "churn_receita")


def first_of(month: int) -> int:
    return month_start(FIRST_MONTH + month)


def of_months(who: str, first: int, after: int | None, price: int) -> Contract:
    """A contract from the first of a month to the first of the month after its last."""
    return Contract(who, first_of(first), None if after is None else first_of(after), price, None)


def ours(contracts: list[Contract], month: int) -> dict[str, Fraction]:
    return indicators(frame(contracts), span(first_of(month), first_of(month + 1)), KEYS)


def theirs(contracts: list[Contract], month: int) -> dict[str, Fraction | int]:
    """The playbook's rule: a month's revenue against that of the month before, the first one ever being new."""
    paid: dict[str, Counter[int]] = {}
    for one in contracts:
        for other in range(MONTHS + 1):
            if one.inicio <= first_of(other) and (one.fim is None or first_of(other) < one.fim):
                paid.setdefault(one.cliente, Counter())[other] += one.valor_mensal
    found = dict.fromkeys(KEYS, 0)
    for months in paid.values():
        before, now = months[month - 1], months[month]
        if now and not before:
            found["receita_novos" if month == min(months) else "receita_reativados"] += now
        elif before and not now:
            found["churn_receita"] += before
        else:
            found["expansao"] += max(now - before, 0)
            found["contracao"] += max(before - now, 0)
    return {key: cents / 100 for key, cents in found.items()}


def test_a_year_by_hand() -> None:
    contracts = [
        of_months("ana", 3, None, 12_000),  # new in April
        of_months("bia", 0, 2, 5_000),  # gone in March
        of_months("bia", 3, None, 5_000),  # back in April
        of_months("caio", 0, 3, 3_500),
        of_months("caio", 3, None, 10_000),  # 65 more in April
        of_months("davi", 0, 7, 16_000),  # gone in August
    ]
    april = {"receita_novos": 120, "receita_reativados": 50, "expansao": 65, "contracao": 0, "churn_receita": 0}
    assert ours(contracts, 3) == april
    assert ours(contracts, 2) == dict.fromkeys(KEYS, 0) | {"churn_receita": 50}
    assert ours(contracts, 6) == dict.fromkeys(KEYS, 0)
    assert ours(contracts, 7) == dict.fromkeys(KEYS, 0) | {"churn_receita": 160}


@st.composite
def portfolios(draw: st.DrawFn) -> list[Contract]:
    line = st.tuples(
        st.sampled_from("ABC"), st.integers(0, MONTHS - 1), st.integers(1, 4), st.sampled_from([1_000, 2_500, 4_000])
    )
    return [of_months(who, first, first + long, price) for who, first, long, price in draw(st.lists(line, max_size=8))]


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(contracts=portfolios())
def test_each_month_has_its_own_movements(contracts: list[Contract]) -> None:
    for month in range(MONTHS):
        assert {key: float(value) for key, value in ours(contracts, month).items()} == theirs(contracts, month)
    for one, following in pairwise(range(MONTHS)):
        spans = [span(first_of(month), first_of(month + 1)) for month in (one, following)]
        end = indicators(frame(contracts), spans[0], ("receita_mensal_fim",))["receita_mensal_fim"]
        assert indicators(frame(contracts), spans[1], ("receita_mensal_inicio",))["receita_mensal_inicio"] == end
