"""Units of the numbers, how people in Brazil read them, and how deep they look."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOT_AVAILABLE = "n/d"
MONTHLY = "R$/mês"  # a title that says what the unit would repeat
DIGITS = 3  # of money at a glance
_MOST_DIGITS = 9
_CENT, _THOUSAND = Decimal("0.01"), 1000
_THOUSANDS = ((9, "bi"), (6, "mi"), (3, "mil"))
_AMOUNT = re.compile(r"R\$ (\d[\d.]*,\d\d)(?!\d)")


FEW = 10  # rows of a table on a default screen, unless it says otherwise


class Depth(IntEnum):
    """How far one looks to see it: a part of a report is in all that goes at least as deep."""

    SCREEN = 1  # a screen when nobody asks for more
    FULL = 2  # pages, workbooks, markdown, text files, and a screen with --completo
    DATA = 3  # formats for machines alone


class Unit(StrEnum):
    """What a number counts. The value is what machine formats carry."""

    FRACTION = "fracao"
    POINTS = "pontos"  # a difference of two fractions, 0.01 being one percentage point
    REAIS = "reais"
    REAIS_PER_MONTH = "reais_por_mes"
    CUSTOMERS = "clientes"
    ORDERS = "pedidos"
    LEADS = "leads"
    LINES = "linhas"
    INTERVALS = "intervalos"
    DAYS = "dias"
    MONTHS = "meses"
    TIMES = "vezes"
    NUMBER = "sem_unidade"  # a parameter, or how many are expected, which is no whole number

    @property
    def is_money(self) -> bool:
        """Whether the engine carries it in cents."""
        return self in {Unit.REAIS, Unit.REAIS_PER_MONTH}

    @property
    def is_count(self) -> bool:
        """Whether it is a whole number."""
        return self in {Unit.CUSTOMERS, Unit.ORDERS, Unit.LEADS, Unit.LINES, Unit.INTERVALS}


class Better(StrEnum):
    """Which direction of an indicator is good news."""

    HIGHER = "maior"
    LOWER = "menor"
    NEITHER = "neutro"


def number(value: float, decimals: int) -> str:
    """A number with a decimal comma and points between thousands, rounded half-even.

    Rounds the decimal number that the float is printed as, so 0.125 becomes "0,12".
    """
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    if not exact:
        exact = abs(exact)  # no "-0,00"
    return f"{exact:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def show(value: float | None, unit: Unit) -> str:
    """A value as people read it: `R$ 1.234,56`, `8,3 %`, `23 dias`, `1 dia`; "n/d" for None."""
    if value is None:
        return NOT_AVAILABLE
    if unit is Unit.DAYS and abs(value) == 1:
        return f"{bare(value, unit)} dia"
    return bare(value, unit) + _SUFFIXES.get(unit, "")


def brief(value: float | None, unit: Unit, digits: int = DIGITS) -> str:
    """A value at a glance, as screen, page, mail and markdown have it: money in three digits, the rest as `show`.

    `R$ 1,11 mi`, `R$ 44,9 mil`; below a thousand with its cents, `R$ 845,20`.
    """
    if value is None or not unit.is_money:
        return show(value, unit)
    return _brief_money(value, digits) + _SUFFIXES.get(unit, "")


def side_by_side(values: Sequence[tuple[float | None, Unit]], digits: int = DIGITS) -> list[str]:
    """Values at a glance that are compared: two amounts that differ have as many digits as it takes to see it."""
    told = [brief(value, unit, digits) for value, unit in values]
    alike: dict[str, set[float]] = {}
    for (value, unit), text in zip(values, told, strict=True):
        if value is not None and unit.is_money:
            alike.setdefault(text, set()).add(value)
    if digits == _MOST_DIGITS or all(len(same) == 1 for same in alike.values()):
        return told
    finer = side_by_side(values, digits + 1)
    return [more if len(alike.get(text, ())) > 1 else text for more, text in zip(finer, told, strict=True)]


def brief_amounts(sentence: str) -> str:
    """A sentence whose amounts, written with cents, are told at a glance; those that differ still do."""
    amounts = [float(one[1].replace(".", "").replace(",", ".")) for one in _AMOUNT.finditer(sentence)]
    told = iter(side_by_side([(amount, Unit.REAIS) for amount in amounts]))
    return _AMOUNT.sub(lambda _: next(told), sentence)


def _brief_money(value: float, digits: int) -> str:
    """Money in so many digits with the word for its thousands, or with cents below a thousand."""
    exact = Decimal(repr(value))
    if abs(exact.quantize(_CENT, rounding=ROUND_HALF_EVEN)) < _THOUSAND:
        return money(value)
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() + 1 - digits), rounding=ROUND_HALF_EVEN)
    power, word = next((power, word) for power, word in _THOUSANDS if abs(rounded) >= Decimal(1).scaleb(power))
    text = number(float(rounded.scaleb(-power)), max(digits - 1 - rounded.adjusted() + power, 0))
    return f"-R$ {text[1:]} {word}" if rounded < 0 else f"R$ {text} {word}"


def signed(value: float, unit: Unit, told: Callable[[float, Unit], str] = show) -> str:
    """A change, a rise or a fall: `+1,3 p.p.`, `-R$ 10,00`. Its sign is its own even where its digits round to 0."""
    sign = "-" if value < 0 else "+" if value > 0 else ""
    return sign + told(abs(value), unit)


def bare(value: float, unit: Unit) -> str:
    """A value as people read it, without the word for its unit: the one place that knows a unit's decimals."""
    if unit.is_money:
        return money(value)
    if unit in {Unit.FRACTION, Unit.POINTS}:
        return _percent(value)
    if unit is Unit.DAYS:
        return number(value, 0 if value == int(value) else 1)  # part of a day: a median of two middle values
    if unit is Unit.NUMBER and (value == int(value) or abs(value) >= 1):  # a whole one has no decimals, a small one all
        return number(value, 0 if value == int(value) else _DECIMALS[Unit.TIMES])
    return number(value, _DECIMALS.get(unit, 0))


def file_size(count: int) -> str:
    """A number of bytes as people say it, in thousands.

    Example:
        >>> file_size(38_412), file_size(1_234_567), file_size(5)
        ('38 KB', '1,2 MB', '5 bytes')
    """
    for step, word, decimals in ((10**9, "GB", 1), (10**6, "MB", 1), (10**3, "KB", 0)):
        if count >= step:
            return f"{number(count / step, decimals)} {word}"
    return f"{count} bytes"


_DECIMALS = {Unit.MONTHS: 1, Unit.TIMES: 2, Unit.NUMBER: 4}
_SUFFIXES = {
    Unit.FRACTION: " %",
    Unit.POINTS: " p.p.",
    Unit.REAIS_PER_MONTH: " /mês",
    Unit.DAYS: " dias",
    Unit.MONTHS: " meses",
    Unit.TIMES: " ×",
}


def _percent(fraction: float) -> str:
    """A fraction in per cent with one decimal, without the sign."""
    return number(float(Decimal(repr(fraction)) * 100), 1)


def money(value: float) -> str:
    """`R$ 1.234,56`, with the sign before the symbol."""
    text = number(value, 2)
    return f"-R$ {text[1:]}" if text.startswith("-") else f"R$ {text}"


def money_of_cents(cents: int) -> str:
    """Integer cents as `R$ 1.234,56`."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}R$ {whole:,}".replace(",", ".") + f",{rest:02}"
