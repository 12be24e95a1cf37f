"""What the texts of a limit mean: `> 5%`, `< R$ 1.000,00`, `10%`, exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.kpis.catalogue import Number

_OPERATORS: dict[str, Callable[[Number, Fraction], bool]] = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "<": lambda value, bound: value < bound,
}
_SPELLED = {"≥": ">=", "≤": "<="}
_LIMIT = re.compile(r"(>=|<=|>|<|≥|≤)\s*(.+)")
_AMOUNT = re.compile(r"(?P<sign>[-−]?)\s*(?P<money>R\$)?\s*(?P<minus>[-−]?)(?P<number>[0-9][0-9.,]*)\s*(?P<unit>\D*)")
POINTS = ("p.p.", "pp", "p.p", "pontos")
_WORDS = {
    Unit.FRACTION: ("%",),
    Unit.REAIS: ("reais",),
    Unit.REAIS_PER_MONTH: (
        "reais por mês",
        "reais",
        "/mês",
        "/mes",
        "por mês",
        "por mes",
        "reais por mes",
        "reais/mês",
    ),
    Unit.CUSTOMERS: ("clientes", "cliente"),
    Unit.ORDERS: ("pedidos", "pedido"),
    Unit.LEADS: ("leads", "lead"),
    Unit.LINES: ("linhas", "linha"),
    Unit.INTERVALS: ("intervalos", "intervalo"),
    Unit.DAYS: ("dias", "dia", "d"),
    Unit.MONTHS: ("meses", "mês", "mes", "m"),
    Unit.TIMES: ("×", "x", "vezes"),
    Unit.NUMBER: (),
    Unit.POINTS: (*POINTS, "%"),
}
_PARTS = (Unit.FRACTION, Unit.POINTS)  # 1 stands for the whole
_LARGEST_BARE = 2  # a fraction typed without "%" beyond this was meant in per cent
_MOST_DIGITS = 18  # more of them are a slip, and no amount that could be shown


class NotAnAmountError(ValueError):
    """A text that is no amount of a unit; its words say why, and `hint` what to write."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.hint = hint


@dataclass(frozen=True)
class Threshold:
    """A bound that a number must not cross.

    Attributes:
        operator: `>`, `>=`, `<` or `<=`: a number for which it holds has crossed.
        bound: exactly, in the unit of the indicator.
        text: as it is shown.
    """

    operator: str
    bound: Fraction
    text: str

    def crossed(self, value: Number) -> bool:
        """Whether a number crosses it; compared exactly, so 5 % does not cross `> 5%`."""
        return _OPERATORS[self.operator](exactly(value), self.bound)


@dataclass(frozen=True)
class Worsening:
    """How much worse a number may get.

    Attributes:
        most: of the previous number's size, or in points of a fraction.
        points: which of the two.
        text: as it is shown.
    """

    most: Fraction
    points: bool
    text: str

    def crossed(self, worse_by: Fraction, previous: Number) -> bool:
        """Whether a worsening from a previous number is too much; exact, and any worsening from 0 is."""
        size = Fraction(1) if self.points else abs(exactly(previous))
        return worse_by > self.most * size


def exactly(value: Number) -> Fraction:
    """A number as a fraction; a float is the decimal number that it is printed as, in a baseline as on the screen."""
    return Fraction(Decimal(repr(value))) if isinstance(value, float) else Fraction(value)


def threshold_of(text: str, unit: Unit) -> Threshold:
    """A bound as it is written in `erro` and `aviso`.

    Raises:
        NotAnAmountError: it has no operator, is no number, or is of another unit.
    """
    found = _LIMIT.fullmatch(text.strip())
    example = EXAMPLES[unit]
    if found is None:
        raise NotAnAmountError(f'"{text}" não é um limite', f'comece por >, >=, < ou <=, como "> {example}"')
    operator = _SPELLED.get(found[1], found[1])
    bound = _amount(found[2], unit)
    return Threshold(operator, bound, f"{operator} {found[2].strip()}")


def worsening_of(text: str, unit: Unit) -> Worsening:
    """The most that a number may worsen: `10%` of what it was, or for a fraction `2 p.p.`.

    Raises:
        NotAnAmountError: it is neither.
    """
    folded = text.strip().casefold()
    for word in POINTS:
        if folded.endswith(word):
            if unit not in _PARTS:
                raise NotAnAmountError(f'"{text}": só frações pioram em pontos', 'escreva uma porcentagem, como "10%"')
            return Worsening(_number(folded.removesuffix(word).strip(), text) / 100, True, text.strip())
    if not folded.endswith("%"):
        hint = 'escreva uma porcentagem do número anterior, como "10%"'
        raise NotAnAmountError(f'"{text}" não é uma piora', hint + (', ou "2 p.p."' if unit is Unit.FRACTION else ""))
    return Worsening(_number(folded.removesuffix("%").strip(), text) / 100, False, text.strip())


EXAMPLES = {
    Unit.FRACTION: "5%",
    Unit.REAIS: "R$ 1.000,00",
    Unit.REAIS_PER_MONTH: "R$ 1.000,00",
    Unit.CUSTOMERS: "10 clientes",
    Unit.ORDERS: "10 pedidos",
    Unit.LEADS: "10 leads",
    Unit.LINES: "10 linhas",
    Unit.INTERVALS: "10 intervalos",
    Unit.DAYS: "30 dias",
    Unit.MONTHS: "6 meses",
    Unit.TIMES: "3 ×",
    Unit.NUMBER: "0,5",
    Unit.POINTS: "2 p.p.",
}


def _amount(text: str, unit: Unit) -> Fraction:
    """An amount with or without its unit.

    Raises:
        NotAnAmountError: it is no number, or of another unit.
    """
    found = _AMOUNT.fullmatch(text.strip())
    hint = f'escreva como "> {EXAMPLES[unit]}"'
    if found is None or (found["sign"] and found["minus"]):
        raise NotAnAmountError(f'"{text}" não é um número', hint)
    word = found["unit"].strip().casefold()
    money = bool(found["money"]) or "reais" in word
    if (money and not unit.is_money) or (word and word not in _WORDS[unit]):
        given = " ".join(part for part in (found["money"], found["unit"].strip()) if part)
        own = f"está em {_WORDS[unit][0]}" if _WORDS[unit] else "não tem unidade"
        raise NotAnAmountError(f'"{text}" está em {given}, e o indicador {own}', hint)
    number = _number(found["number"], text, whole=money or unit.is_count or (unit is Unit.DAYS and word != ""))
    number = -number if found["sign"] or found["minus"] else number
    if unit in _PARTS and word:
        return number / 100
    if unit in _PARTS and abs(number) >= _LARGEST_BARE:
        raise NotAnAmountError(
            f'"{text}" quer dizer {found["number"]} vezes o todo', f'escreva "{found["number"]}%", ou 0.05 para 5 %'
        )
    return number


def _number(digits: str, text: str, *, whole: bool = False) -> Fraction:
    """Digits with a decimal comma or point, exactly.

    Points between thousands need no comma after them where a number is `whole`: "1.500 dias" is no day and a half.

    Raises:
        NotAnAmountError: it is no number, or may be two.
    """
    if sum(char.isdigit() for char in digits) > _MOST_DIGITS:
        raise NotAnAmountError(f'"{text}" tem algarismos demais', f"escreva até {_MOST_DIGITS} algarismos")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", digits):
        return Fraction(digits.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", digits):
        if whole or digits.count(".") > 1:
            return Fraction(digits.replace(".", ""))
        raise NotAnAmountError(
            f'"{text}" pode ser {digits.replace(".", "")} ou {digits.replace(".", ",")}',
            f'escreva "{digits.replace(".", "")}" ou "{digits.replace(".", ",")}"',
        )
    if re.fullmatch(r"\d+([.,]\d+)?", digits):
        return Fraction(digits.replace(",", "."))
    raise NotAnAmountError(f'"{text}" não é um número', 'escreva como "5", "5,5" ou "1.234,56"')
