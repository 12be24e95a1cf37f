"""The check digits of CPF and CNPJ, many at once.

Both end in two weighted sums modulo 11 over the characters' ASCII codes less 48: the digits' own values,
and 17 to 42 for the letters that a CNPJ may have since July 2026.
"""

from __future__ import annotations

import polars as pl

from carteira_cli.sources.values.kernels import filled

CPF_LENGTH, CNPJ_LENGTH = 11, 14
SHAPES = {CPF_LENGTH: r"^[0-9]{11}$", CNPJ_LENGTH: r"^[0-9A-Z]{12}[0-9]{2}$"}
EQUAL = "^(" + "|".join(f"{digit}+" for digit in "0123456789") + ")$"
_LARGEST_WEIGHT = {CPF_LENGTH: 11, CNPJ_LENGTH: 9}  # weights grow from 2 at the right up to this, and again


def is_valid(bare: pl.Series) -> pl.Series:
    """Whether compact texts are a CPF or a CNPJ with right check digits and not all digits equal; never null."""
    right = _checks(bare, CPF_LENGTH) | _checks(bare, CNPJ_LENGTH)
    return right & ~bare.str.contains(EQUAL).fill_null(value=False)


def _checks(bare: pl.Series, length: int) -> pl.Series:
    """Whether texts have the shape of a document, and its last two digits follow from the others; never null."""
    place = bare.str.contains(SHAPES[length]).fill_null(value=False).arg_true()
    codes = bare.gather(place).cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, length))
    values = [codes.arr.get(position).cast(pl.Int32) - ord("0") for position in range(length)]
    right = [_digit(values[:end], _LARGEST_WEIGHT[length]) == values[end] for end in (length - 2, length - 1)]
    return filled(value=False, count=len(bare), dtype=pl.Boolean).scatter(place, right[0] & right[1])


def _digit(values: list[pl.Series], largest: int) -> pl.Series:
    total = values[0] * 0
    for distance, value in enumerate(reversed(values)):
        total += value * (2 + distance % (largest - 1))
    return (11 - total % 11) % 11 % 10
