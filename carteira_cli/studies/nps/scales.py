"""Which scale each survey has: as the user says, else as its marks show; two scales are never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings import SurveySettings
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.quoted import cells
from carteira_cli.studies.nps.formulas import FIVE, SCALES, TEN, evidence, undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.config.resolve import Config

UNNAMED = "(sem nome)"
_SHOWN = 3  # surveys that a sentence names


@dataclass(frozen=True)
class Chosen:
    """The scale of a run.

    Attributes:
        scale: 10 or 5.
        surveys: those that are looked at, in order.
        other: those of the other scale, which are left out, in order.
        assumed: whether nothing shows it, as marks are few and all of them are on both scales.
    """

    scale: int
    surveys: tuple[str, ...]
    other: tuple[str, ...] = ()
    assumed: bool = False


def chosen(config: Config, marks: Mapping[str, Mapping[int, int]]) -> Chosen:
    """The scale that the surveys of a run have, or that it is told.

    Args:
        config: what the run is told.
        marks: survey → mark in hundredths → how many gave it.

    Raises:
        CarteiraError: surveys have different scales, or marks that may be of either, and nobody says which is meant;
            the one that is meant is not theirs.
    """
    shown = {name: evidence(found) for name, found in sorted(marks.items())}
    clear = {scale for scale in shown.values() if scale is not None}
    told = config.of(SurveySettings).escala
    if told is not None:
        return _told(config, told, shown)
    if len(clear) > 1:
        of_ten, of_five = ([name for name, scale in shown.items() if scale == one] for one in (TEN, FIVE))
        raise DataError(
            f"há pesquisas de 0 a 10 ({listed(of_ten)}) e de 1 a 5 ({listed(of_five)}), e escalas não se misturam",
            "escolha as de uma com --escala 10 ou --escala 5",
        )
    doubtful = [name for name, found in marks.items() if undecided(found)]
    if doubtful and TEN not in clear:
        raise DataError(
            f"as notas de {listed(sorted(doubtful))} tanto podem ser de 0 a 10 como de 1 a 5, com erros de digitação",
            "diga qual é a escala com --escala 10 ou --escala 5",
        )
    return Chosen(max(clear, default=FIVE), tuple(shown), assumed=not clear)


def _told(config: Config, told: int, shown: Mapping[str, int | None]) -> Chosen:
    """The surveys of the scale that is told; of others, where marks can be on both, the word of the user holds."""
    clear = {scale for scale in shown.values() if scale is not None}
    if told == FIVE and clear == {TEN} and None not in shown.values():
        raise config.value(SurveySettings.escala).refused(
            f"escala 5 não é a destas notas, que vão {SCALES[TEN].words}", "tire --escala, ou use --escala 10"
        )
    other = tuple(name for name, scale in shown.items() if len(clear | {told}) > 1 and scale not in {None, told})
    if told == TEN and clear == {FIVE}:
        other = ()  # marks from 1 to 5 can be of either scale
    return Chosen(told, tuple(name for name in shown if name not in other), other)


def listed(names: Iterable[str]) -> str:
    """Surveys as a sentence names them."""
    told = cells(name or UNNAMED for name in names)
    more = len(told) - _SHOWN
    return ", ".join(f'"{name}"' for name in told[:_SHOWN]) + (f" e mais {more}" if more > 0 else "")
