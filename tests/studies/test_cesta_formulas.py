"""What to offer: the chance, the value and the free ranks, by hand and against plain loops."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.studies.cesta.formulas import PairRule, chance, expected_value, first_missing, order_by


def test_ten_others_of_whom_six_buy_where_three_of_ten_of_all_do() -> None:
    likely = chance(6, 10, Fraction(3, 10))
    assert likely == Fraction(1, 2)
    assert expected_value(likely, 2 * 200_00, Fraction(28, 100)) == 28


def test_of_nobody_else_the_portfolio_speaks() -> None:
    assert chance(0, 0, Fraction(3, 10)) == Fraction(3, 10)


def test_a_rule_by_hand() -> None:
    rule = PairRule(both=30, first=40, second=60, customers=100)
    assert (rule.support, rule.confidence, rule.lift) == (Fraction(3, 10), Fraction(3, 4), Fraction(5, 4))


def test_equal_scores_go_by_name() -> None:
    assert order_by(np.array([1.0, 3.0, 3.0, 2.0]), np.array([0, 2, 1, 3])).tolist() == [2, 1, 3, 0]


@given(st.lists(st.sets(st.integers(0, 12)), min_size=1, max_size=8), st.integers(1, 5), st.randoms())
@settings(deadline=None)
def test_free_ranks_are_those_that_nobody_took(taken, many, chance) -> None:
    rows = [(owner, rank) for owner, ranks in enumerate(taken) for rank in ranks]
    chance.shuffle(rows)
    whose, ranks = (np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 1))
    found = first_missing(whose, ranks, len(taken), many)
    assert found.tolist() == [[rank for rank in range(30) if rank not in one][:many] for one in taken]
