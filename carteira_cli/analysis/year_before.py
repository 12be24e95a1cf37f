"""The same period of the year before, beside the one before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.indicator_report import period_line, reading_of
from carteira_cli.analysis.signals import change_signal
from carteira_cli.report import Earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.analysis.run import Run
    from carteira_cli.report import PeriodLine, Reading


def beside_year_before(run: Run) -> Run:
    """The same analysis, of the same period a year before as well.

    As it stands where it already compares with that period, compares with none, or the data do not reach it.
    """
    before = run.base.asked.year_before()
    if run.base.compared in {None, before} or not run.coverage.reaches(before):
        return run
    return replace(run, beside=(before,))


def with_year_before(run: Run, readings: tuple[Reading, ...], keys: Sequence[str]) -> tuple[Reading, ...]:
    """Readings of which some also tell what they were a year before, and whether the change is more than chance.

    Args:
        run: an analysis, of the year before as well if anything is to be told of it.
        readings: its readings.
        keys: the indicators that are to tell it.
    """
    if not run.beside:
        return readings
    (number,) = run.aside
    now, before = run.swept.totals[0], run.swept.totals[number]
    wanted = [one.key for one in readings if one.key in keys and one.missing is None]
    found = {key: reading_of(key, now, before, ()) for key in wanted}
    told = {
        key: Earlier(one.previous, one.change, change_signal(run, key, (0, number)))
        for key, one in found.items()
        if one.previous is not None
    }
    return tuple(replace(one, year=told.get(one.key)) for one in readings)


def year_line(run: Run) -> PeriodLine | None:
    """That period in dates; None where nothing is told of it."""
    if not run.beside:
        return None
    (number,) = run.aside
    return period_line(run.beside[0], run.spans[number].period, run.base.as_of, run.coverage.start)
