"""`--serie`: the months, quarters or years that a period is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.days import add_months, to_date
from carteira_cli.errors import UsageError
from carteira_cli.period import GRAIN_MONTHS, containing, last_complete, parse_period

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Period

_USUAL = {"mes": 12, "trimestre": 8, "semestre": 6, "ano": 5}
_PLURAL = {"mes": "meses", "trimestre": "trimestres", "semestre": "semestres", "ano": "anos"}
MAX_PERIODS = 600  # fifty years of months


def latest(grain: str, as_of: int) -> Period:
    """The period of a series when nobody says: the last complete years, or months and so on, that one looks at."""
    last = last_complete(grain, as_of)
    size = GRAIN_MONTHS[grain] * _USUAL[grain]
    first = containing(grain, add_months(last.end, -size))
    return parse_period(f"{first.label}..{last.label}") if first != last else last


def month_up_to(as_of: int) -> Period:
    """The month that ends with a day: the calendar month on its last day, else from the same day of the one before."""
    last = last_complete("mes", as_of)
    if last.end == as_of + 1:
        return last
    first, day = to_date(add_months(as_of + 1, -1)), to_date(as_of)
    return parse_period(f"{first.isoformat()}..{day.isoformat()}")


def series_periods(base: CustomerBase) -> tuple[Period, ...]:
    """The periods of the series, in order, as far as the data go; none unless a series was asked for.

    Raises:
        UsageError: the period is not made of whole ones, or of too many.
    """
    grain = base.config.optional("serie")
    if grain is None:
        return ()
    periods = base.asked.split(grain)
    if not periods:
        raise UsageError(
            f"o período {base.asked.label} não é feito de {_PLURAL[grain]} inteiros",
            "use um período como 2023..2024 ou 2024-01..2024-06, ou outra --serie",
        )
    if len(periods) > MAX_PERIODS:
        raise UsageError(f"a série teria {len(periods)} períodos", "use um período menor, ou --serie ano")
    return tuple(period for period in periods if period.start <= base.as_of)
