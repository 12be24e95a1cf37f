"""Text that means nothing: `-`, `N/D`, `#REF!`, the empty mask of a date; and blanks that can't be seen."""

from __future__ import annotations

from functools import lru_cache, partial

import polars as pl

from carteira_cli.sources.values.kernels import elementwise, once_each

# What surrounds a text and is not part of it: every blank of Unicode, no-break ones too, and what has no width.
STRAY = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
_SPACE = rf"[{STRAY}]"
_NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # the soft hyphen too
_ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u0327"  # those of Portuguese, as characters of their own
_EDGE = "\x01"  # between cells that are looked through as one text
ODD_TEXT = rf"[{STRAY.replace(' ', '')}{_NO_WIDTH}{_ACCENTS}]|  |^ | $"
_ODD_PAIRS = ("  ", f" {_EDGE}", f"{_EDGE} ")
_ODD_ASCII = tuple(mark for mark in STRAY if mark.isascii() and mark != " ")
_ODD_OTHERS = tuple(dict.fromkeys(mark for mark in STRAY + _NO_WIDTH + _ACCENTS if not mark.isascii()))
_WORDS = (
    r"n/d|n\.d\.|n/a|n\.a\.|null|nil|none|nan|nat|\\n|"
    r"[(\[<](?:vazio|em branco|blank|null|none|na|nulo|sem valor)[)\]>]|"
    r"#n/[da]|#ref!|#valor!|#value!|#div/0!|#nome\?|#name\?|#n[uú]m!|#nulo!|#null!|#+|"
    r"00/00/0000|0000-00-00(?: 00:00:00)?"
)
# A mask without its digits (`  /  /    `) is blank too. Of `NA`, only capitals: R's missing value, and nobody's name.
_BLANK = rf"^{_SPACE}*'?(?:(?:/|{_SPACE})*|[-–—.]+|(?i:{_WORDS})|NA){_SPACE}*$"
_SOMETHING = (("1", ":"), ("A", "N"), ("O", "["), ("a", "n"), ("o", "{"))  # from, up to: initials of no such word
_LONGEST = 32  # bytes of a word among few blanks; beyond it only a cell that begins with a blank can mean nothing


def is_blank(cell: pl.Expr) -> pl.Expr:
    """Whether a text is null or means nothing; never null."""
    return elementwise(cell, blanks, pl.Boolean)


def trimmed(cell: pl.Expr) -> pl.Expr:
    """Text as `plainly` has it; null where it means nothing."""
    return elementwise(cell, partial(once_each, kernel=bare_texts), pl.String)


def bare_texts(text: pl.Series) -> pl.Series:
    """The kernel of `trimmed`."""
    bare = plainly(text)
    if _all_are_something(bare):
        return bare
    short = (bare.str.len_bytes() <= _LONGEST).fill_null(value=False).arg_true()
    blank = short.filter(bare.gather(short).str.contains(_BLANK))
    return bare.clone().scatter(blank, None) if blank.len() else bare


def _all_are_something(bare: pl.Series) -> bool:
    """Whether all cells begin with letters or digits as no word for nothing does: codes do, and it is seen at once."""
    low, high = bare.min(), bare.max()
    if not isinstance(low, str) or not isinstance(high, str):
        return False
    return any(first <= low and high < after for first, after in _SOMETHING)


def plainly(text: pl.Series) -> pl.Series:
    """Cells without outer blanks, seen or not; an inner run of blanks is one space, what has no width is nothing.

    A letter and its accent are one character, so that texts that look the same are the same.
    """
    return mended(text, text.str.contains(ODD_TEXT).fill_null(value=False).arg_true()) if looks_odd(text) else text


def looks_odd(text: pl.Series) -> bool:
    """Whether some cell may be other than `plainly` has it; False only if none is.

    Looking through all cells at once costs a fifth of asking each.
    """
    joined = str(text.str.join(_EDGE).item() or "") if text.len() else ""
    if " " in joined and (joined[0] == " " or joined[-1] == " " or any(pair in joined for pair in _ODD_PAIRS)):
        return True
    if any(mark in joined for mark in _ODD_ASCII):
        return True
    return not joined.isascii() and any(mark in joined for mark in _ODD_OTHERS)


def mended(text: pl.Series, places: pl.Series) -> pl.Series:
    """The cells, those at some places as `plainly` has them."""
    if not places.len():
        return text
    cells = text.gather(places).str.replace_all(rf"[{_NO_WIDTH}]", "").str.replace_all(rf"{_SPACE}+", " ")
    return text.clone().scatter(places, cells.str.strip_chars(" ").str.normalize("NFC"))


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
