"""The numbers that no summary of a period has, computed apart from it: those of `verificar`, and of studies."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.kpis.catalogue import Indicator
from carteira_cli.kpis.idade import AGE
from carteira_cli.kpis.previsao import FORECAST_ERROR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.commands import StudyIndicator


@cache
def apart() -> Mapping[str, Indicator]:
    """Numbers that are computed apart from those of a period, by key, in the order of their commands."""
    of_studies = (_judged(one, command.name) for command in commands().values() for one in command.indicators)
    return {one.key: one for one in (AGE, FORECAST_ERROR, *of_studies)}


@cache
def stated() -> Mapping[str, StudyIndicator]:
    """Those of studies, as their records have them."""
    return {one.key: one for command in commands().values() for one in command.indicators}


def _judged(one: StudyIndicator, family: str) -> Indicator:
    return Indicator(
        key=one.key,
        title=one.title,
        unit=one.unit,
        better=one.better,
        formula=one.formula,
        meaning=one.meaning,
        family=family,
        frame=None,
        function=_by_its_study,
        needs=(),
        parts=one.parts,
    )


def _by_its_study() -> None:
    """Stands for the formula of what a study computes."""
    raise NotImplementedError
