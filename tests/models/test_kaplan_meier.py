"""Kaplan–Meier by renewal: by hand, against the definition person by person, and without censoring."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.models.betageo import Lasting
from carteira_cli.models.kaplanmeier import Renewed, Steady, kaplan_meier


def test_by_hand() -> None:
    # Two end at the first renewal, one at the third; one goes on that came to no renewal, two after two of them.
    found = kaplan_meier(Lasting(ended=(2, 0, 1), going=(1, 0, 2)))
    assert found == (
        Renewed(1, 5, 2, Fraction(3, 5)),
        Renewed(2, 3, 0, Fraction(3, 5)),
        Renewed(3, 1, 1, Fraction(0)),
    )
    assert Steady.of(found).chance == 3 / 9


def test_without_anybody_who_came_to_a_renewal() -> None:
    assert kaplan_meier(Lasting(ended=(0,), going=(4,))) == ()
    assert kaplan_meier(Lasting((), ())) == ()
    assert Steady.of(()).survival(3).tolist() == [1.0] * 4


@settings(max_examples=40, deadline=None)
@given(spells=st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=12))
def test_person_by_person(spells: list[tuple[int, bool]]) -> None:
    lasting = Lasting.counted(
        np.array([t for t, _ in spells], dtype=np.int64), np.array([e for _, e in spells], dtype=np.int64)
    )
    above, expected = Fraction(1), []
    for renewal in range(1, 9):
        risk = [s for s in spells if s[0] >= renewal - (1 if s[1] else 0)]
        lost = sum(ended and t == renewal - 1 for t, ended in risk)
        if risk:
            above *= 1 - Fraction(lost, len(risk))
            expected.append(Renewed(renewal, len(risk), lost, above))
    assert kaplan_meier(lasting) == tuple(expected)


def test_where_all_are_seen_to_their_end_it_is_the_share_that_stays() -> None:
    found = kaplan_meier(Lasting.of_survivors([1000, 869, 743, 653, 593]))
    assert [float(row.above) for row in found] == pytest.approx([0.869, 0.743, 0.653, 0.593], abs=1e-12)
