"""What the texts of options mean: fractions, dates, zones, deadlines."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from carteira_cli.days import to_day
from carteira_cli.errors import UsageError, nearest
from carteira_cli.period import FIRST_YEAR, LAST_YEAR, parse_window

MARGIN_FROM_COST = "custo"


def share_of(key: str, text: str) -> Fraction:
    """A fraction typed as `0.35`, `0,35` or `35%`, exactly."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(%?)", text.strip())
    value = Fraction(match[1].replace(",", ".")) / (100 if match[2] else 1) if match else None
    if value is None or value > 1:
        raise UsageError(
            f'{key} "{text}" não é uma fração',
            f'use um número de 0 a 1 ou uma porcentagem entre aspas, como {key} = "35%"',
        )
    return value


def margin_of(text: str) -> Fraction | None:
    """The margin as an exact fraction; None to take it from the cost column."""
    return None if text.strip().casefold() == MARGIN_FROM_COST else share_of("margem", text)


def day_of(text: str) -> int | None:
    """An ISO date as a day; None for no text."""
    if not text:
        return None
    try:
        value = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f'a data "{text}" não existe', "use AAAA-MM-DD, como --hoje 2024-12-31") from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UsageError(f'a data "{text}" está fora de {FIRST_YEAR} a {LAST_YEAR}', "confira o ano")
    return to_day(value)


def zone_of(text: str) -> None:
    """Check the name of a time zone; nothing for no text."""
    from zoneinfo import available_timezones

    known = available_timezones() if text else set()
    if known and text not in known:  # a machine without the time zone database can't tell
        guess = nearest(text, known)
        hint = f'você quis dizer "{guess}"?' if guess else "use um nome como America/Sao_Paulo"
        raise UsageError(f'o fuso "{text}" não existe', hint)


def deadline_of(text: str) -> int | None:
    """A deadline in days; None for no text."""
    if not text:
        return None
    window = parse_window(text)
    if window.unit != "d":
        raise UsageError(f'o prazo "{text}" não está em dias', "use dias, como --prazo 30d")
    return window.length
