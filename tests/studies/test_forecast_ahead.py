"""What a model says of a period: from each customer's chances to totals, by hand; and of what the season is learnt."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from carteira_cli.config.resolve import load
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import open_sources
from carteira_cli.days import to_day
from carteira_cli.models.season import THOUSAND
from carteira_cli.prediction.seasons import clock_before
from carteira_cli.studies.prever.origins import Origins
from carteira_cli.studies.run import wanted_of
from tests.ahead import buyers, written
from tests.running import sales

MONTH, AFTER = (date(2024, 6, 1), date(2024, 7, 1)), date(2024, 8, 1)


def origins_of(folder, period):
    config = load({"pasta": str(folder), "periodo": period}, environ={})
    return Origins(CustomerBase(config, open_sources(wanted_of("prever", config), config, command="prever")))


@pytest.mark.slow
def test_totals_of_a_model_are_those_of_its_customers_and_of_the_newcomers_before(tmp_path):
    lines = buyers(400)
    found = origins_of(written(tmp_path / "a", lines), "2024-06")
    ahead = found.models[found.period]
    start, end = MONTH
    bought = {}
    for customer, day, value in lines:
        if (one := date.fromisoformat(day)) < end:
            bought.setdefault(customer, []).append((one, round(float(value) * 100)))
    inactive = stays = 0
    lost = []
    for row in ahead.customers.iter_rows(named=True):
        last = max(day for day, _ in bought[row["cliente"]])
        if last < end - timedelta(days=90):
            inactive += 1
            assert not row["ativo"]
            assert row["p_perda"] == 0
        elif last >= AFTER - timedelta(days=90):  # still in the window when the month to come is over
            stays += 1
            assert row["p_perda"] == 0
        else:
            assert row["ativo"]
            assert 0 < row["p_perda"] < 1
            lost.append(row["p_perda"])
    assert inactive > 10
    assert len(lost) > 10
    assert stays > 10
    new = [days for days in bought.values() if start <= min(days)[0]]
    cents = sum(value for days in new for day, value in days if day >= start)
    assert len(new) > 5
    said = ahead.numbers()
    assert said["churn"] == pytest.approx(sum(lost) / (len(lost) + stays))
    assert said["receita"] == pytest.approx((int(ahead.customers["centavos"].sum()) + cents) / 100)
    assert said["compradores"] == pytest.approx(float(ahead.customers["p_compra"].sum()) + len(new))


@pytest.mark.slow
def test_a_season_is_learnt_of_repeats_and_not_of_when_customers_come(tmp_path):
    """All come in January; then they buy at any time, so that no month is like none other."""
    chance, rows = np.random.default_rng(3), []
    first, days = date(2021, 1, 1), 3 * 365
    for number in range(300):
        at = float(chance.integers(0, 31))
        rate = chance.gamma(3.0, 1 / 300)
        while at < days:
            rows.append(f"C{number:03},{first + timedelta(days=int(at))},10")
            if chance.random() < 0.03:
                break
            at += chance.exponential(1 / rate)
    found = origins_of(sales(tmp_path, *rows), "2023-12")
    outlook = found.outlooks[found.period]
    assert outlook.end == to_day(date(2024, 1, 1))
    assert all(abs(one - THOUSAND) < 300 for one in clock_before(outlook).factors)
