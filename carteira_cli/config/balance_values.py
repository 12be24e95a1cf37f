"""What the texts of options of `distribuir` mean."""

from __future__ import annotations

import re
from fractions import Fraction

from carteira_cli.errors import UsageError

_UNITS = {"s": 1, "seg": 1, "m": 60, "min": 60}


def tolerance_of(key: str, text: str) -> Fraction:
    """A fraction of the target, exactly: `10%`, `0,1`; more than all of it may be asked for."""
    match = re.fullmatch(r"(\d{1,4}(?:[.,]\d{1,6})?)\s*(%?)", text.strip())
    if match is None:
        raise UsageError(f'{key} "{text}" não é uma fração da meta', "use uma porcentagem, como --tolerancia 10%")
    return Fraction(match[1].replace(",", ".")) / (100 if match[2] else 1)


def seconds_of(key: str, text: str) -> int:
    """A number of seconds: `30s`, `5min`."""
    match = re.fullmatch(r"([1-9]\d{0,4})\s*(s|seg|m|min)?", text.strip().casefold())
    if match is None:
        raise UsageError(
            f'{key} não pode ser "{text}"', "use segundos ou minutos inteiros, como --tempo 30s ou --tempo 5min"
        )
    return int(match[1]) * _UNITS[match[2] or "s"]
