"""CPF and CNPJ: is a document real, as far as its check digits tell?

Both end in two weighted sums modulo 11 over the characters' ASCII codes less 48: the digits' own values,
and 17 to 42 for the letters that a CNPJ may have since July 2026.
"""

from __future__ import annotations

import polars as pl

CPF_LENGTH, CNPJ_LENGTH, ROOT_LENGTH = 11, 14, 8
VALID, ZEROS_LOST, WRONG_DIGITS, ALL_EQUAL, WRONG_SHAPE = "valido", "zeros", "digito", "iguais", "formato"
_SHAPES = {CPF_LENGTH: r"^[0-9]{11}$", CNPJ_LENGTH: r"^[0-9A-Z]{12}[0-9]{2}$"}
_LARGEST_WEIGHT = {CPF_LENGTH: 11, CNPJ_LENGTH: 9}  # weights grow from 2 at the right up to this, and again
_EQUAL = "^(" + "|".join(f"{digit}+" for digit in "0123456789") + ")$"
_FEWEST_DIGITS = {CPF_LENGTH: 8, CNPJ_LENGTH: 12}  # a number that lost more zeros than this is another number


def compact(text: pl.Expr) -> pl.Expr:
    """A document without dots, bars, hyphens and blanks, in capitals; null for nothing."""
    bare = text.str.replace_all(r"[.\-/\s]", "").str.to_uppercase()
    return pl.when(bare != "").then(bare)


def judged(bare: pl.Series) -> pl.DataFrame:
    """What compact documents are.

    A spreadsheet turns 01234567890 into 1234567890. A text of 8 to 10 digits that is a valid CPF with
    zeros before it, or of 12 or 13 that is a valid CNPJ, is taken for one.

    Args:
        bare: texts, or null.

    Returns:
        A row a text: `veredito`, one of the words above (null for null), and `documento`, the document it
        stands for (null unless valid, but for lost zeros).
    """
    as_is = pl.select(pl.when(is_valid(bare)).then(bare)).to_series()
    documents = [as_is]
    for length, fewest in _FEWEST_DIGITS.items():
        short = bare.str.contains(rf"^[0-9]{{{fewest},{length - 1}}}$")
        padded = pl.select(pl.when(short).then(bare.str.zfill(length))).to_series()
        documents.append(pl.select(pl.when(is_valid(padded)).then(padded)).to_series())
    shaped = bare.str.contains(_SHAPES[CPF_LENGTH]) | bare.str.contains(_SHAPES[CNPJ_LENGTH])
    frame = pl.DataFrame({"bare": bare, "as_is": as_is, "shaped": shaped})
    whole = pl.coalesce(documents)
    verdict = (
        pl.when(pl.col("bare").is_null())
        .then(None)
        .when(pl.col("as_is").is_not_null())
        .then(pl.lit(VALID))
        .when(whole.is_not_null())
        .then(pl.lit(ZEROS_LOST))
        .when(pl.col("bare").str.contains(_EQUAL))
        .then(pl.lit(ALL_EQUAL))
        .when(pl.col("shaped"))
        .then(pl.lit(WRONG_DIGITS))
        .otherwise(pl.lit(WRONG_SHAPE))
    )
    return frame.select(veredito=verdict, documento=whole)


def is_valid(bare: pl.Series) -> pl.Series:
    """Whether compact texts are a CPF or a CNPJ with right check digits and not all digits equal; never null."""
    right = _checks(bare, CPF_LENGTH) | _checks(bare, CNPJ_LENGTH)
    return right & ~bare.str.contains(_EQUAL).fill_null(value=False)


def _checks(bare: pl.Series, length: int) -> pl.Series:
    """Whether texts have the shape of a document, and its last two digits follow from the others; never null."""
    place = bare.str.contains(_SHAPES[length]).fill_null(value=False).arg_true()
    codes = bare.gather(place).cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, length))
    values = [codes.arr.get(position).cast(pl.Int32) - ord("0") for position in range(length)]
    right = [_digit(values[:end], _LARGEST_WEIGHT[length]) == values[end] for end in (length - 2, length - 1)]
    return pl.repeat(value=False, n=len(bare), dtype=pl.Boolean, eager=True).scatter(place, right[0] & right[1])


def _digit(values: list[pl.Series], largest: int) -> pl.Series:
    total = values[0] * 0
    for distance, value in enumerate(reversed(values)):
        total += value * (2 + distance % (largest - 1))
    return (11 - total % 11) % 11 % 10
