"""CPF and CNPJ: is a document real, as far as its check digits tell?"""

from __future__ import annotations

import polars as pl

from carteira_cli.sources.values.documents import CNPJ_LENGTH, CPF_LENGTH, EQUAL, SHAPES, is_valid

__all__ = ["CNPJ_LENGTH", "CPF_LENGTH", "ROOT_LENGTH", "compact", "is_valid", "judged"]

ROOT_LENGTH = 8
VALID, ZEROS_LOST, WRONG_DIGITS, ALL_EQUAL, WRONG_SHAPE = "valido", "zeros", "digito", "iguais", "formato"
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
    shaped = bare.str.contains(SHAPES[CPF_LENGTH]) | bare.str.contains(SHAPES[CNPJ_LENGTH])
    frame = pl.DataFrame({"bare": bare, "as_is": as_is, "shaped": shaped})
    whole = pl.coalesce(documents)
    verdict = (
        pl.when(pl.col("bare").is_null())
        .then(None)
        .when(pl.col("as_is").is_not_null())
        .then(pl.lit(VALID))
        .when(whole.is_not_null())
        .then(pl.lit(ZEROS_LOST))
        .when(pl.col("bare").str.contains(EQUAL))
        .then(pl.lit(ALL_EQUAL))
        .when(pl.col("shaped"))
        .then(pl.lit(WRONG_DIGITS))
        .otherwise(pl.lit(WRONG_SHAPE))
    )
    return frame.select(veredito=verdict, documento=whole)
