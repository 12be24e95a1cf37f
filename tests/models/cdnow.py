"""CDNOW, 1 in 10 customers, as the published fits have it: weeks of seven days, known up to 30 September 1997."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from math import log

from carteira_cli.models.gammagamma import Spends
from carteira_cli.models.histories import grouped
from tests.datasets import cdnow_sample

UNTIL = date(1997, 9, 30)


@cache
def purchases():
    """Customer → day → cents, all days."""
    found = {}
    for sale in cdnow_sample():
        days = found.setdefault(sale.cliente, {})
        days[sale.data] = days.get(sale.data, 0) + sale.centavos
    return found


@cache
def days_until():
    """Customer → her days of purchase up to the end of the calibration, in order."""
    return {customer: sorted(day for day in days if day <= UNTIL) for customer, days in sorted(purchases().items())}


@cache
def histories(unit=7.0):
    """Distinct histories in units of so many days, and the row of each customer."""
    own = days_until().values()
    return grouped(
        [len(days) - 1 for days in own],
        [(days[-1] - days[0]).days / unit for days in own],
        [(UNTIL - days[0]).days / unit for days in own],
        [sum(log((b - a).days / unit) for a, b in pairwise(days)) for days in own],
    )


def spent(customer):
    """How often she bought again, and the mean of what she spent then."""
    again = days_until()[customer][1:]
    return len(again), sum(purchases()[customer][day] for day in again) / 100 / max(len(again), 1)


@cache
def spends():
    """Repeat buyers by what they spent when they bought again."""
    return Spends.of(*zip(*(spent(customer) for customer, days in days_until().items() if len(days) > 1), strict=True))
