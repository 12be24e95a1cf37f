"""Figures at a glance, as page and pictures have them: money in three digits, months by name, amounts in sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.render.shown import numeric
from carteira_cli.units import NOT_AVAILABLE, Unit, brief, brief_amounts, number, signed
from carteira_cli.words import month_name, short_month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.rows import Cell

_THOUSAND, _DIGITS = 1000, 3
_WORDS = ("", " mil", " mi", " bi")
_NARROW = re.compile(r"(?<=R\$) (?=\d)|(?<=\d) (?=(?:mil|mi|bi|%|p\.p\.|×|/mês|meses|dias|clientes?)(?!\w))")
_LABEL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})|-(?P<part>[QST])(?P<place>\d))?")
_PARTS = {"Q": ("trimestre", "tri"), "T": ("trimestre", "tri"), "S": ("semestre", "sem")}


def told(value: Cell, unit: Unit) -> str:
    """A number with its unit: money in three digits (`R$ 1,11 mi`), with cents below a thousand; the rest as ever.

    That money is of a month is said by what stands over it.
    """
    amount = numeric(value)
    if amount is None:
        return NOT_AVAILABLE
    return unbroken(brief(amount, Unit.REAIS if unit.is_money else unit))


def unbroken(text: str) -> str:
    """A text whose numbers stay with their units: no line ends between `R$`, `7,44` and `mil`."""
    return _NARROW.sub("\u00a0", text)


def scaled(amount: float) -> tuple[int, int]:
    """Decimals that leave three digits, and how many times a thousand is the word behind them: 44.900 has (1, 1)."""
    power = 0
    while power < len(_WORDS) - 1 and round(abs(amount) / _THOUSAND**power, 2 if not power else 0) >= _THOUSAND:
        power += 1
    whole = len(str(int(abs(amount) / _THOUSAND**power)))
    digits = max(_DIGITS - whole, 0)
    grown = len(str(int(round(abs(amount) / _THOUSAND**power, digits))))
    return max(_DIGITS - grown, 0), power


def word(power: int) -> str:
    """What stands behind a number that was divided by a thousand so many times: "mil", "mi"."""
    return _WORDS[power].strip()


def change(value: float, unit: Unit) -> str:
    """A rise or a fall with its sign: `+7,3 %`, `-R$ 7,44 mil`."""
    if not unit.is_money:
        return unbroken(signed(value, unit))
    return unbroken(signed(value, Unit.REAIS, brief))


def sentence(text: str) -> str:
    """A sentence whose amounts are told in three digits, its control characters shown for what they are."""
    return unbroken(brief_amounts(visible(text)))


def percent(fraction: Cell) -> str:
    """`81 %`: where there is no room for a decimal."""
    share = numeric(fraction)
    return "" if share is None else unbroken(f"{number(share * 100, 0)} %")


def period(label: str) -> str:
    """`dezembro de 2024`, `1º trimestre de 2024`, `2024`; anything else as it is."""
    found = _LABEL.fullmatch(label)
    if found is None:
        return visible(label)
    if found["month"]:
        return f"{month_name(int(found['month']))} de {found['year']}"
    if found["part"]:
        return f"{found['place']}º {_PARTS[found['part']][0]} de {found['year']}"
    return label


def short_period(label: str) -> str:
    """`dez/24`, `1º tri/24`; anything else as it is."""
    found = _LABEL.fullmatch(label)
    if found is None:
        return visible(label)
    if found["month"]:
        return f"{short_month(int(found['month']))}/{found['year'][2:]}"
    if found["part"]:
        return f"{found['place']}º {_PARTS[found['part']][1]}/{found['year'][2:]}"
    return label


def tick(label: str, before: str) -> tuple[str, ...]:
    """What stands under a column: `jan` and, where another year begins, `2024`; of what is no month its short name.

    Args:
        label: of the column.
        before: that of the column before it; empty for the first.
    """
    found = _LABEL.fullmatch(label)
    if found is None or not found["month"]:
        return (short_period(label),)
    month = short_period(label)[:3]
    return (month,) if before.startswith(found["year"]) else (month, found["year"])


def ticks(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """What stands under each of several columns."""
    return [tick(label, before) for label, before in zip(labels, ("", *labels), strict=False)]
