"""Why a cell could not be read, in words. Blank cells have a reason of their own, which is not here."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quoted import cell
from carteira_cli.sources.values import amounts, dates

if TYPE_CHECKING:
    from carteira_cli.sources.values.amounts import Decimal
    from carteira_cli.sources.values.dates import DayReading

_SHOWN = 40  # characters of a value in a message
_TIME = re.compile(r"[\sT,-]+(?:[àa]s\s+)?\d{1,2}\s?[:h]\s?\d{2}.*$", re.IGNORECASE)
_OUT_OF_RANGE = "está fora de 1900 a 2199"


def shown(value: str) -> str:
    """A value as a message quotes it: on one line, and not too long."""
    text = cell(" ".join(value.split()))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "[…]"


def amount_reason(value: str, decimal: Decimal | None) -> str:
    """What is wrong with an amount that was rejected.

    Args:
        value: the cell; not blank.
        decimal: how its column is read.
    """
    return f'o valor "{shown(value)}" {_wrong_amount(value, decimal)}'


@lru_cache(maxsize=10_000)  # a slip comes many times over
def _wrong_amount(value: str, decimal: Decimal | None) -> str:
    code = amounts.codes(pl.Series([value]))[0]
    kind = None if code is None else code & 7
    if kind in {amounts.AMBIGUOUS_COMMA, amounts.AMBIGUOUS_POINT} and decimal is None:
        return "tanto pode ter milhares como decimais"
    if kind != amounts.UNREADABLE:
        return "é grande demais (o limite é R$ 100 bilhões)"
    if re.search(r"\d\s*[CD]$", value.strip(), re.IGNORECASE):
        return "termina em C ou D (crédito, débito), que não diz se soma ou subtrai"
    if value.strip().endswith("%"):
        return "é uma porcentagem"
    if re.fullmatch(r"[\sR$+-]*\d[\d.,\s]*", value):
        return "não separa os milhares de três em três dígitos"
    return "não é um número"


def day_reason(value: str, reading: DayReading) -> str:
    """What is wrong with a date that was rejected.

    Args:
        value: the cell; not blank.
        reading: how its column is read.
    """
    return f'a data "{shown(value)}" {_wrong_day(value, reading)}'


@lru_cache(maxsize=10_000)
def _wrong_day(value: str, reading: DayReading) -> str:
    one = pl.Series([value])
    pieces = dates.dissected(one).row(0, named=True)
    if pieces["year"] is not None:
        other = replace(reading, order="mes-dia" if reading.order == "dia-mes" else "dia-mes")
        if dates.days(one, None, other)[0] is not None:
            read = "dia/mês" if reading.order == "dia-mes" else "mês/dia"
            return f"não existe em {read}, a ordem em que a coluna foi lida"
        year = int(pieces["year"])
        within = len(pieces["year"]) == 2 or dates.FIRST_DATE.year <= year <= dates.LAST_DATE.year  # noqa: PLR2004
        return "não existe" if within else _OUT_OF_RANGE
    if not reading.serials and dates.codes(one)[0] == dates.SERIAL:
        return "parece o número de série de uma planilha, mas a coluna tem datas escritas"
    if reading.serials and re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", value):
        return "é um número de série fora de 1954 a 2099"
    dateless = _TIME.sub("", value)
    if dateless != value and dates.dissected(pl.Series([dateless]))["year"][0] is not None:
        return "tem uma hora que não existe"
    return "não é uma data que se reconheça"
