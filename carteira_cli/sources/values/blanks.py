"""Text that means nothing: `-`, `N/D`, `#REF!`, the empty mask of a date; and blanks that can't be seen."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from carteira_cli.sources.values.kernels import elementwise

# What surrounds a text and is not part of it: every blank of Unicode, no-break ones too, and what has no width.
STRAY = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
_SPACE = rf"[{STRAY}]"
_WORDS = (
    r"n/d|n\.d\.|n/a|n\.a\.|null|nil|none|nan|nat|\\n|"
    r"[(\[<](?:vazio|em branco|blank|null|none|na|nulo|sem valor)[)\]>]|"
    r"#n/[da]|#ref!|#valor!|#value!|#div/0!|#nome\?|#name\?|#n[uú]m!|#nulo!|#null!|#+|"
    r"00/00/0000|0000-00-00(?: 00:00:00)?"
)
# A mask without its digits (`  /  /    `) is blank too. Of `NA`, only capitals: R's missing value, and nobody's name.
_BLANK = rf"^{_SPACE}*'?(?:(?:/|{_SPACE})*|[-–—.]+|(?i:{_WORDS})|NA){_SPACE}*$"
_LONGEST = 32  # bytes of a word among few blanks; beyond it only a cell that begins with a blank can mean nothing


def is_blank(cell: pl.Expr) -> pl.Expr:
    """Whether a text is null or means nothing; never null."""
    return elementwise(cell, blanks, pl.Boolean)


def trimmed(cell: pl.Expr) -> pl.Expr:
    """Text without outer blanks, seen or not; null where it means nothing."""
    return pl.when(~is_blank(cell)).then(cell.str.strip_chars(STRAY))


def blanks(text: pl.Series) -> pl.Series:
    """The kernel of `is_blank`."""
    short = (text.str.len_bytes() <= _LONGEST) | text.str.contains(rf"^{_SPACE}")
    verdict = text.is_null()
    doubt = short.fill_null(value=False).arg_true()
    return verdict.scatter(doubt, text.gather(doubt).str.contains(_BLANK)) if doubt.len() else verdict


@lru_cache(maxsize=4096)
def blank_text(text: str) -> bool:
    """The same of one text; a bad export repeats its bad cells, so the last ones are remembered."""
    return bool(blanks(pl.Series([text]))[0])


def tidy(text: pl.Series) -> pl.Series:
    """Cells without outer blanks and the apostrophe of a spreadsheet; inner blanks are one plain space."""
    return (
        text.str.replace_all(rf"{_SPACE}+", " ").str.strip_chars(" ").str.strip_prefix("'").str.strip_chars_start(" ")
    )
