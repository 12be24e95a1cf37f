"""Counts, days and months as a sentence in Portuguese says them, each in one way."""

from __future__ import annotations

from carteira_cli.days import to_date
from carteira_cli.units import number

_MONTH_NAMES = {
    "01": "janeiro jan january",
    "02": "fevereiro fev february feb",
    "03": "março marco mar march",
    "04": "abril abr april apr",
    "05": "maio mai may",
    "06": "junho jun june",
    "07": "julho jul july",
    "08": "agosto ago august aug",
    "09": "setembro set september sept sep",
    "10": "outubro out october oct",
    "11": "novembro nov november",
    "12": "dezembro dez december dec",
}
MONTHS = {name: number for number, names in _MONTH_NAMES.items() for name in names.split()}  # "março" → "03"
TOTAL = "(total)"  # stands for the group in the row of all of them


def agree(count: int, one: str, many: str = "") -> str:
    """The word that goes with a count; without `many`, each word of `one` with an s.

    Example:
        >>> agree(1, "conta", "contam"), agree(0, "conta", "contam"), agree(2, "linha rejeitada")
        ('conta', 'contam', 'linhas rejeitadas')
    """
    if count == 1:
        return one
    return many or " ".join(f"{word}s" for word in one.split(" "))


def counted(count: int, one: str, many: str = "") -> str:
    """A count and its word.

    Example:
        >>> counted(1, "célula", "células"), counted(1234, "linha rejeitada")
        ('1 célula', '1.234 linhas rejeitadas')
    """
    return f"{number(count, 0)} {agree(count, one, many)}"


def date_of(day: int) -> str:
    """`31/03/2024`."""
    return f"{to_date(day):%d/%m/%Y}"


def date_of_iso(text: str) -> str:
    """`31/03/2024` for `2024-03-31`."""
    year, month, day = text.split("-")
    return f"{day}/{month}/{year}"


def month_name(month: int) -> str:
    """A month from 1 to 12 in full: `abril`."""
    return _MONTH_NAMES[f"{month:02}"].partition(" ")[0]


def short_month(month: int) -> str:
    """A month from 1 to 12 in three letters: `abr`."""
    return month_name(month)[:3]


def month_of(day: int) -> str:
    """`abril de 2024`."""
    date = to_date(day)
    return f"{month_name(date.month)} de {date.year}"
