"""The same period of the year before, beside the one before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.indicator_report import period_line, reading_of
from carteira_cli.analysis.run import Run
from carteira_cli.analysis.signals import change_signal
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.groups import Grouping
from carteira_cli.report import Earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.report import PeriodLine, Reading


def with_year_before(run: Run, readings: tuple[Reading, ...], keys: Sequence[str]) -> tuple[Reading, ...]:
    """Readings of which some also tell what they were a year before, and whether the change is more than chance.

    Nothing changes where the run already compares with that period, or the data do not reach it.

    Args:
        run: an analysis of a period.
        readings: its readings.
        keys: the indicators that are to tell it.
    """
    year = _year_run(run, tuple(one.key for one in readings if one.key in keys and one.missing is None))
    if year is None:
        return readings
    now, before = year.swept.totals[:2]
    found = {key: reading_of(key, now, before, ()) for key in year.keys}
    told = {
        key: Earlier(one.previous, one.change, change_signal(year, key, (0, 1)))
        for key, one in found.items()
        if one.previous is not None
    }
    return tuple(replace(one, year=told.get(one.key)) for one in readings)


def year_line(run: Run) -> PeriodLine | None:
    """That period in dates; None where nothing is told of it."""
    year = _year_run(run, ("clientes_fim",))
    if year is None:
        return None
    return period_line(year.base.asked.year_before(), year.spans[1].period, run.base.as_of, run.coverage.start)


def _year_run(run: Run, keys: tuple[str, ...]) -> Run | None:
    """The same analysis held against the year before; None where it is already, or there is no such period."""
    before = run.base.asked.year_before()
    if not keys or run.base.compared in {None, before} or not run.coverage.reaches(before):
        return None
    told = {QuestionSettings.comparar: "ano-anterior", QuestionSettings.serie: None}
    base = CustomerBase(
        run.base.config.meaning(told),
        run.base.ledgers,
        recent_months=run.base.recent_months,
    )
    return Run(run.command, base, keys, Grouping(base))
