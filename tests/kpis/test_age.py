"""How old data are, and when that is too old where nobody said: by hand."""

from __future__ import annotations

import pytest

from carteira_cli.kpis.idade import age, stale_after
from carteira_cli.period import parse_period


@pytest.mark.parametrize(
    ("today", "days"), [("2024-03-31", 0), ("2024-04-01", 1), ("2024-06-30", 91), ("2024-03-01", 0)]
)
def test_the_age_is_days_since_the_last_sale_and_a_sale_to_come_is_new(today, days):
    last, now = (parse_period(f"{day}..{day}").start for day in ("2024-03-31", today))
    assert age(last, now) == days


def test_data_older_than_two_periods_are_stale():
    assert stale_after(parse_period("2024-Q1").days) == 182  # 31 + 29 + 31, twice
    assert stale_after(parse_period("2024-02").days) == 58
