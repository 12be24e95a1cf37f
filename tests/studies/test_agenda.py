"""The agenda's formulas: when customers are due, which day has room, how much of a portfolio was visited."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.days import to_date, to_day
from carteira_cli.studies.agenda.formulas import (
    DueContact,
    anniversaries,
    anniversary,
    covered,
    next_purchase,
    planned,
    working,
)
from carteira_cli.studies.agenda.workdays import holidays_between, since


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def one(due: str, customer: str, loss: int = 0, seller: str | None = "Ana", kind: str = "recompra") -> DueContact:
    return DueContact(day(due), customer, seller, kind, "", (0, -loss))


def names(plan):
    return [(to_date(at).isoformat(), who.customer) for at, who in plan.placed]


def test_the_worked_example():
    # 120 customers, 40 visited, 26 of them bought, 20 others did.
    found = covered(
        [f"c{n}" for n in range(120)], [f"c{n}" for n in range(40)], [f"c{n}" for n in (*range(26), *range(100, 120))]
    )
    assert found.coverage == Fraction(40, 120)  # 33.3 %
    assert found.effectiveness == Fraction(26, 40)  # 65.0 %
    assert found.of_portfolio == Fraction(46, 120)  # 38.3 %


def test_nobody_has_no_rate():
    found = covered([], ["a"], ["a"])
    assert (found.coverage, found.effectiveness, found.of_portfolio) == (None, None, None)
    assert covered(["a"], [], ["a"]).effectiveness is None


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_rates_are_of_the_portfolio_alone(portfolio, visited, bought):
    found = covered(*({str(n) for n in some} for some in (portfolio, visited, bought)))
    assert found.portfolio == len(portfolio)
    assert found.visited == sum(n in visited for n in portfolio)
    assert found.bought == sum(n in visited and n in bought for n in portfolio)
    assert found.bought + found.others == sum(n in bought for n in portfolio)


def test_the_next_purchase_is_the_first_day_after_the_interval():
    assert to_date(next_purchase(day("2024-03-01"), 4 * 30)) == date(2024, 3, 31)
    assert to_date(next_purchase(day("2024-03-01"), 4 * 20 + 2)) == date(2024, 3, 22)  # 20.5 days


@pytest.mark.parametrize(
    ("born", "year", "then"),
    [
        ("1988-02-29", 2025, "2025-02-28"),
        ("1988-02-29", 2024, "2024-02-29"),
        ("1988-02-29", 2100, "2100-02-28"),
        ("1988-02-29", 2000, "2000-02-29"),
        ("1990-12-31", 2024, "2024-12-31"),
    ],
)
def test_a_day_comes_round(born, year, then):
    assert to_date(anniversary(day(born), year)).isoformat() == then


def test_anniversaries_cross_the_year_and_leave_out_the_day_itself():
    found = anniversaries(day("2023-01-02"), day("2024-12-20"), day("2025-01-10"))
    assert [to_date(at).isoformat() for at in found] == ["2025-01-02"]
    assert anniversaries(day("2024-12-25"), day("2024-12-20"), day("2025-01-10")) == []


def test_brazilian_holidays_and_weekends_are_no_days_for_calls():
    first, last = day("2024-11-11"), day("2024-11-24")
    holidays = holidays_between(first, last, None)
    assert [to_date(at).isoformat() for at in holidays] == ["2024-11-15", "2024-11-20"]
    found = [to_date(at).day for at in working(first, last, holidays)]
    assert found == [11, 12, 13, 14, 18, 19, 21, 22]


def test_a_state_has_holidays_of_its_own():
    first, last = day("2024-07-08"), day("2024-07-10")
    assert holidays_between(first, last, None) == {}
    assert list(holidays_between(first, last, "SP")) == [day("2024-07-09")]


def test_what_falls_on_days_off_right_before_is_called_first():
    holidays = holidays_between(day("2024-12-01"), day("2025-01-31"), None)
    # 1 January 2025 is a holiday, a Wednesday; the last working day before the 2nd is 31 December.
    assert to_date(since(day("2025-01-02"), holidays)) == date(2025, 1, 1)
    assert to_date(since(day("2025-01-06"), holidays)) == date(2025, 1, 4)


def test_the_largest_loss_is_called_first_and_the_rest_wait():
    days = [day("2024-04-01"), day("2024-04-02")]
    some = [one("2024-03-20", "a", 5), one("2024-04-01", "b", 9), one("2024-04-01", "c", 1), one("2024-04-02", "d", 7)]
    plan = planned(some, days, 1)
    assert names(plan) == [("2024-04-01", "b"), ("2024-04-02", "d")]
    assert [who.customer for who in plan.left] == ["a", "c"]
    assert names(planned(some, days, None)) == [
        ("2024-04-01", "b"),
        ("2024-04-01", "a"),
        ("2024-04-01", "c"),
        ("2024-04-02", "d"),
    ]


def test_each_seller_has_a_day_of_her_own():
    days = [day("2024-04-01")]
    plan = planned(
        [one("2024-04-01", "a"), one("2024-04-01", "b", seller="Bruno"), one("2024-04-01", "c", seller=None)], days, 1
    )
    assert [who.customer for _, who in plan.placed] == ["a", "b", "c"]


def test_who_is_due_after_the_last_working_day_finds_no_room():
    plan = planned([one("2024-04-06", "a")], [day("2024-04-05")], None)
    assert (plan.placed, [who.customer for who in plan.left]) == ((), ["a"])


def plainly(candidates, days, capacity):
    """The same in plain Python: each day, sort who is due and take the first."""
    waiting, placed = list(candidates), []
    for at in days:
        taken = {}
        for who in sorted(waiting, key=lambda who: who.place):
            if who.due <= at and taken.get(who.seller, 0) < (capacity or len(waiting) + 1):
                taken[who.seller] = taken.get(who.seller, 0) + 1
                placed.append((at, who))
        waiting = [who for who in waiting if all(who is not other for _, other in placed)]
    return placed, sorted(waiting, key=lambda who: who.place)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), st.sampled_from(["x", "y", None])), max_size=25),
    st.integers(1, 3) | st.none(),
    st.sets(st.integers(3, 18), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_plan_is_that_of_plain_python_in_any_order(drawn, capacity, days, chance):
    some = [DueContact(due, f"c{at}", seller, "k", "", (loss,)) for at, (due, loss, seller) in enumerate(drawn)]
    plan = planned(some, sorted(days), capacity)
    placed, left = plainly(some, sorted(days), capacity)
    assert list(plan.placed) == sorted(placed, key=lambda pair: (pair[0], pair[1].place))
    assert list(plan.left) == left
    chance.shuffle(some)
    assert planned(some, sorted(days), capacity) == plan


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(2021, 2060))
def test_an_anniversary_is_the_same_day_and_month(born, year):
    found = to_date(anniversary(to_day(born), year))
    try:
        assert found == born.replace(year=year)
    except ValueError:
        assert found == date(year, 3, 1) - timedelta(days=1)
