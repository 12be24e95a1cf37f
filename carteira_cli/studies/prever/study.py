"""`carteira prever`: the next period, by whichever way was least wrong before, with the naive beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import PeriodLine, Reading
from carteira_cli.studies.prever import tables
from carteira_cli.studies.prever.course import FORECAST
from carteira_cli.studies.prever.origins import Origins
from carteira_cli.studies.study import Study
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase

FAMILY = "prever"


def study(base: CustomerBase) -> Study:
    """The next period.

    Raises:
        UsageError: the period that it follows is not over.
    """
    if base.asked.end > base.as_of + 1:
        raise UsageError(
            f"{base.asked.label} ainda não terminou: os dados vão até {date_of(base.as_of)}",
            f"preveja a partir de um período completo, como --periodo {base.asked.previous().label}",
        )
    found = Origins(base)
    return Study(
        readings=tuple(_readings(found)),
        tables=(tables.forecast(found), *tables.groups(found), tables.methods(found)),
        main="previsao",
        period=_line(found),
        rules=tuple(_rules(found)),
        title=f"Previsão de {found.period.label}",
    )


def _readings(found: Origins) -> Iterator[Reading]:
    for key in FORECAST:
        item = catalogue()[key]
        value = found.now[found.speaks[key]][key]
        yield Reading(f"previsao_{key}", f"{item.title} previsto", item.unit, item.better, FAMILY, value)


def _line(found: Origins) -> PeriodLine:
    period = found.period
    return PeriodLine(period.label, iso(period.start), iso(period.last), found.happened, iso(found.base.as_of))


def _rules(found: Origins) -> Iterator[tuple[str, str | int | float | None]]:
    yield "conhecido_ate", iso(found.asked.last)
