"""Which scale each survey has: as the user says, else as its marks and its name show; two scales are never mixed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SurveySettings
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.names import fold
from carteira_cli.quoted import cells
from carteira_cli.studies.nps.formulas import FIVE, SCALES, TEN, alike_on_both, evidence, undecided

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from carteira_cli.config.resolve import Config

UNNAMED = "(sem nome)"
SAY_IT = 'a pesquisa que diz a escala no nome, como "Loja (0 a 10)", é tomada por ela'
_SHOWN = 3  # surveys that a sentence names
_RANGE = re.compile(r"(?<![\d.,/-])([01]) ?(?:a|ate|-|–|to|\.\.) ?(5|10)(?![\d]|[.,/-]\d)")
_STEPS = re.compile(r"\bescala (?:de )?(5|10)\b(?! (?:a|ate)\b)|(?<![\d.,/-])(5|10) (?:pontos|estrelas|stars)\b")
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[a-z]{2}")
_MONTH = re.compile(
    r"\b(?:jan(?:eiro)?|fev(?:ereiro)?|mar(?:co)?|abr(?:il)?|mai(?:o)?|jun(?:ho)?|jul(?:ho)?|ago(?:sto)?|set(?:embro)?|"
    r"out(?:ubro)?|nov(?:embro)?|dez(?:embro)?)\b"
)


@dataclass(frozen=True)
class Chosen:
    """The scale of a run.

    Attributes:
        scale: 10 or 5.
        surveys: those that are looked at, in order.
        other: those of the other scale, which are left out, in order.
        doubtful: those whose scale nobody can tell, which are left out, in order.
        taken: those of `surveys` that show no scale and have it because the others do, or the user says so, in order.
        assumed: whether nothing shows it, as marks are few and all of them are on both scales.
    """

    scale: int
    surveys: tuple[str, ...]
    other: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    assumed: bool = False


def chosen(config: Config, marks: Mapping[str, Mapping[int, int]], present: Collection[str]) -> Chosen:
    """The scale that the surveys of a run have, or that it is told.

    Args:
        config: what the run is told.
        marks: survey → mark in hundredths → how many gave it, of all days.
        present: the surveys that are answered in the period; the scale of others stands in nobody's way.

    Raises:
        CarteiraError: surveys have different scales, or marks that may be of either, and nobody says which is meant;
            the one that is meant is not theirs.
    """
    shown = shown_by(marks)
    near = {name: scale for name, scale in shown.items() if name in present} or shown
    clear = {scale for scale in (near if any(near.values()) else shown).values() if scale is not None}
    vague = [name for name, scale in shown.items() if scale is None and not alike_on_both(marks[name])]
    told = config.of(SurveySettings).escala
    if told is not None:
        if told == FIVE and {*near.values()} == {TEN}:
            raise config.value(SurveySettings.escala).refused(
                f"escala 5 não é a destas notas, que vão {SCALES[TEN].words}", "tire --escala, ou use --escala 10"
            )
        return _told(told, shown, clear, vague)
    if len(clear) > 1:
        of_ten, of_five = ([name for name, scale in near.items() if scale == one] for one in (TEN, FIVE))
        raise DataError(
            f"há pesquisas de 0 a 10 ({listed(of_ten)}) e de 1 a 5 ({listed(of_five)}), e escalas não se misturam",
            f"escolha as de uma com --escala 10 ou --escala 5; {SAY_IT}",
        )
    mixed = [name for name in vague if undecided(marks[name])]
    if not clear and mixed:
        raise DataError(
            f"as notas de {listed(mixed)} tanto podem ser de 0 a 10 como de 1 a 5, com erros de digitação",
            "diga qual é a escala com --escala 10 ou --escala 5",
        )
    scale = max(clear, default=FIVE)
    other = _of_other(shown, scale) if clear else ()
    left = [] if not clear else vague if scale == TEN else mixed
    return Chosen(
        scale,
        tuple(name for name in shown if name not in {*other, *left}),
        other,
        tuple(left),
        taken=tuple(name for name in vague if clear and name not in left),
        assumed=not clear,
    )


def _told(told: int, shown: Mapping[str, int | None], clear: Collection[int], vague: Collection[str]) -> Chosen:
    """The surveys of the scale that is told; of others, where marks can be on both, the word of the user holds.

    Not where it chooses between surveys of both scales: then it says nothing of those that show none.
    """
    other = () if told == TEN and clear == {FIVE} else _of_other(shown, told)  # marks from 1 to 5 can be of either
    doubtful = tuple(vague) if len(clear) > 1 else ()
    return Chosen(
        told,
        tuple(name for name in shown if name not in {*other, *doubtful}),
        other,
        doubtful,
        taken=tuple(vague) if clear == {told} else (),
    )


def _of_other(shown: Mapping[str, int | None], scale: int) -> tuple[str, ...]:
    return tuple(name for name, one in shown.items() if one not in {None, scale})


def shown_by(marks: Mapping[str, Mapping[int, int]]) -> Mapping[str, int | None]:
    """Survey, in order → the scale that it shows; None where nothing does.

    What its name says counts unless its marks speak against it: marks above 5 can't be given from 1 to 5, while marks
    up to 5 can be given from 0 to 10. Where its own marks show nothing, it has the scale of those that are the same
    survey of other months or years.

    Args:
        marks: survey → mark in hundredths → how many gave it.

    Example:
        >>> few = {500: 2}
        >>> shown_by({"onda 1": {1000: 9}, "onda 2": few, "loja": few, "app (1 a 5)": few})
        {'app (1 a 5)': 5, 'loja': None, 'onda 1': 10, 'onda 2': 10}
    """
    own: dict[str, int | None] = {}
    for name, found in sorted(marks.items()):
        by_marks, by_name = evidence(found), named_scale(name)
        own[name] = by_marks if by_name is None or by_marks == TEN else by_name
    families: dict[str, set[int]] = {}
    for name, scale in own.items():
        if scale is not None and _family(name):
            families.setdefault(_family(name), set()).add(scale)
    alike = {family: min(scales) for family, scales in families.items() if len(scales) == 1}
    return {name: alike.get(_family(name)) if scale is None else scale for name, scale in own.items()}


def named_scale(name: str) -> int | None:
    """The scale that the name of a survey says; None where it says none.

    Example:
        >>> [named_scale(name) for name in ("NPS 0 a 10", "Loja (1-5)", "Escala de 5", "NPS 2024-1-5", "Onda 10")]
        [10, 5, 5, None, None]
    """
    text = " ".join(fold(name).replace("_", " ").split())
    found = _RANGE.search(text)
    if found is not None:
        return None if found.groups() == ("0", "5") else int(found[2])
    steps = _STEPS.search(text)
    return int(steps[1] or steps[2]) if steps is not None else None


def _family(name: str) -> str:
    """What a survey is called without its number, month or year; empty where nothing is left of it.

    Example:
        >>> _family("NPS 2024-S1") == _family("nps 2023-S2"), _family("Onda jan/24"), _family("1001")
        (True, 'onda', '')
    """
    words = re.findall(r"[a-z]+", _MONTH.sub(" ", _DIGITS.sub(" ", fold(name))))
    kept = " ".join(words)
    return kept if _LETTERS.search(kept) else ""


def listed(names: Iterable[str]) -> str:
    """Surveys as a sentence names them."""
    told = [f'"{name}"' for name in cells(name or UNNAMED for name in names)]
    more = len(told) - _SHOWN
    if more > 0:
        return f"{', '.join(told[:_SHOWN])} e mais {more}"
    return " e ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
