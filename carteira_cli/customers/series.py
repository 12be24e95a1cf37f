"""`--serie`: the months, quarters or years that a period is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Period

_PLURAL = {"mes": "meses", "trimestre": "trimestres", "semestre": "semestres", "ano": "anos"}
MAX_PERIODS = 600  # fifty years of months


def series_periods(base: CustomerBase) -> tuple[Period, ...]:
    """The periods of the series, in order, as far as the data go; none unless a series was asked for.

    Raises:
        UsageError: the period is not made of whole ones, or of too many.
    """
    grain = base.config.question.serie
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
