"""What tells one customer from another where an export has no code of them: a document, an e-mail."""

from __future__ import annotations

import re

import polars as pl

from carteira_cli.sources.values.blanks import STRAY, is_blank
from carteira_cli.sources.values.kernels import elementwise

_CPF, _CNPJ = 11, 14
_SHORTEST = 8  # digits of a CPF that lost three leading zeros to a spreadsheet: one in a thousand does
_CNPJ_LOST = 2  # leading zeros that a CNPJ may have lost
_PUNCTUATION = rf"[.\-–/'{STRAY}]"


def document_key(cell: pl.Expr) -> pl.Expr:
    """A CPF as 11 digits or a CNPJ as 14 digits and capitals, punctuated or not; null for anything else.

    Check digits are not looked at, unless leading zeros are missing: then they must prove that these
    are all that is missing. A digit repeated all through stands for no document: it is null.
    """
    bare = cell.str.replace(r"^([0-9]+)\.0$", "$1").str.replace_all(_PUNCTUATION, "").str.to_uppercase()
    return elementwise(bare, _documents, pl.String)


def email_key(cell: pl.Expr) -> pl.Expr:
    """An e-mail in lower case without blanks; null for what is none, which must not make customers one."""
    bare = cell.str.replace_all(rf"[{STRAY}]", "").str.to_lowercase()
    return pl.when(bare.str.contains(r"^[^@]+@[^@]+\.[^@.]+$") & ~is_blank(bare)).then(bare)


def _documents(bare: pl.Series) -> pl.Series:
    whole = bare.str.contains(r"^(?:[0-9]{11}|[0-9A-Z]{12}[0-9]{2})$")
    key = bare.set(~whole.fill_null(value=False), None)
    short = (bare.str.contains(rf"^[0-9]{{{_SHORTEST},{_CNPJ - 1}}}$") & ~whole).fill_null(value=False).arg_true()
    if short.len():
        key = key.scatter(short, pl.Series([_restored(text) for text in bare.gather(short)], dtype=pl.String))
    same = key.str.strip_chars(key.str.head(1)).eq("") if key.len() else key.is_null()
    return key.set(same.fill_null(value=False), None)


def _restored(digits: str) -> str | None:
    """A document with the leading zeros that a spreadsheet took, if its check digits are right."""
    if len(digits) < _CPF:
        cpf = digits.zfill(_CPF)
        return cpf if _checks(cpf, 11) else None
    if len(digits) >= _CNPJ - _CNPJ_LOST:
        cnpj = digits.zfill(_CNPJ)
        return cnpj if _checks(cnpj, 9) else None
    return None


def _checks(digits: str, most: int) -> bool:
    """Whether the last two digits are the check digits, by weights that rise leftwards from 2 to `most` and again."""
    for length in (len(digits) - 2, len(digits) - 1):
        weights = (2 + place % (most - 1) for place in range(length))
        total = sum(int(digit) * weight for digit, weight in zip(reversed(digits[:length]), weights, strict=True))
        rest = total % 11
        if int(digits[length]) != (0 if rest < 2 else 11 - rest):  # noqa: PLR2004 - the rule of modulo 11
            return False
    return bool(re.search(r"[^0]", digits))
