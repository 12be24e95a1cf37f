"""What the texts of the options of a prediction mean."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, did_you_mean, perhaps
from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

AUTOMATIC = "auto"
MOST_REGULAR = 12
MOST_ORIGINS = 48
MONTHS = 12
LEVERS = ("churn", "novos", "reativados", "ticket")  # what a scenario may move
_RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%\s*(?:(a\.?\s*a\.?|ao ano)|(a\.?\s*m\.?|ao m[eê]s))?", re.IGNORECASE)
_LEVER = re.compile(r"([a-z_]+)\s*=\s*([+-]?)(\d+(?:[.,]\d+)?)\s*(pp|p\.p\.|%)", re.IGNORECASE)
_MONEY = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Discount:
    """What a real is worth less for each so many months that it comes later."""

    rate: Fraction
    months: int = MONTHS

    def factor(self, month: float) -> float:
        """The worth today of a real that comes in so many months."""
        found: float = float(1 + self.rate) ** (-month / self.months)
        return found


@dataclass(frozen=True)
class Lever:
    """A change that a scenario supposes.

    Attributes:
        name: of `LEVERS`.
        change: of a share in points ÷ 100, of anything else as a share of it.
        points: whether it is in points.
    """

    name: str
    change: Fraction
    points: bool


def regularity_of(key: str, text: str) -> int | None:
    """The regularity of gaps, a whole number; None for the likeliest."""
    if fold(text) == AUTOMATIC:
        return None
    if not re.fullmatch(r"[0-9]{1,2}", text.strip()) or not 1 <= int(text) <= MOST_REGULAR:
        hint = f"use {AUTOMATIC} ou um número inteiro de 1 a {MOST_REGULAR}; 1 é sem regularidade"
        raise UsageError(f'{key} não pode ser "{text}"', perhaps(text, (AUTOMATIC,), hint))
    return int(text)


def origins_of(key: str, text: str) -> int:
    """From how many past days forecasts are made anew."""
    if not re.fullmatch(r"[0-9]{1,3}", text.strip()) or not 1 <= int(text) <= MOST_ORIGINS:
        raise UsageError(f'{key} não pode ser "{text}"', f"use um número inteiro de 1 a {MOST_ORIGINS}")
    return int(text)


def discount_of(key: str, text: str) -> Discount:
    """A rate typed as `10%a.a.`, `10%`, `1%a.m.` or 0."""
    if text.strip() == "0":
        return Discount(Fraction(0))
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f'{key} "{text}" não é uma taxa',
            f'use uma porcentagem ao ano ou ao mês, como {key} = "10%a.a." ou "1%a.m."',
        )
    return Discount(Fraction(match[1].replace(",", ".")) / 100, 1 if match[3] else MONTHS)


def lever_of(key: str, text: str) -> Lever:
    """A supposed change, typed as `churn=-1pp` or `novos=+10%`."""
    match = _LEVER.fullmatch(text.strip())
    if match is None:
        raise UsageError(f'{key} "{text}" não diz uma mudança', 'use por exemplo "churn=-1pp" ou "novos=+10%"')
    name, points = fold(match[1]), match[4] != "%"
    if name not in LEVERS:
        raise UsageError(f'{key} não muda "{match[1]}"', did_you_mean(name, LEVERS))
    if points and name != "churn":
        raise UsageError(f'{key} "{text}": só o churn muda em pontos', f'use uma porcentagem, como "{name}=+10%"')
    if not match[2]:
        raise UsageError(
            f'{key} "{text}" não diz para mais ou para menos', f'use o sinal, como "{name}=+{match[3]}{match[4]}"'
        )
    change = Fraction(match[3].replace(",", ".")) / 100
    if match[2] == "-" and change > 1:
        raise UsageError(f'{key} "{text}" tira mais do que há', f'use até "{name}=-100%"')
    return Lever(name, -change if match[2] == "-" else change, points)


def cents_of(key: str, text: str) -> int | None:
    """Money typed as `500000`, `R$ 500.000,00`, in cents; None for no text."""
    if not text.strip():
        return None
    match = _MONEY.fullmatch(text.strip())
    if match is None:
        raise UsageError(f'{key} "{text}" não é um valor em reais', f'use por exemplo {key} = "R$ 500.000,00"')
    clear = "R$" in text.upper() or match[2] or match[1].count(".") != 1
    if not clear:
        raise UsageError(f'{key} "{text}": o ponto é de milhar ou decimal?', f'use {key} = "R$ {match[1]},00"')
    cents = int(match[1].replace(".", "")) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not cents:
        raise UsageError(f'{key} "{text}" não pede receita nenhuma', f'use por exemplo {key} = "R$ 500.000,00"')
    return cents


def indices_of(key: str, texts: Sequence[str]) -> tuple[Fraction, ...] | None:
    """Twelve factors, January first; None where none is told."""
    if not texts:
        return None
    found = [re.fullmatch(r"\d+(?:[.,]\d+)?", one.strip()) for one in texts]
    if len(found) != MONTHS or not all(found):
        raise UsageError(
            f"{key} precisa de {MONTHS} números, de janeiro a dezembro",
            f"use 1 para um mês comum: {key} = [1, 1, 0.9, …]",
        )
    return tuple(Fraction(one.strip().replace(",", ".")) for one in texts)
