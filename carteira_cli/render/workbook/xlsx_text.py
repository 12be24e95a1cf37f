"""Texts and names as a workbook may hold them: nothing that breaks the file, nothing that is run."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from carteira_cli.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT = 32_767  # of a cell; Excel counts in UTF-16, so that some characters are two
LONGEST_NAME = 31  # of a sheet
LONGEST_HEADER = 255  # of a column of a native table

# What XML can't hold, what steers a terminal, and what turns the direction of the text around it.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_IN_NO_NAME = re.compile(r"[\[\]:*?/\\]")
# xlsxwriter takes the first for markup of its own; Excel reads the second, in a name, as the character of that number.
_MARKUP = re.compile(r"^<(?=r>)|_(?=x[0-9a-fA-F]{4}_)")
_RESERVED = "history"  # Excel's own sheet


def legible(text: str) -> str:
    r"""A text with what can't be seen or written made visible; line feeds and tabs stay.

    Example:
        >>> legible("a\x1b[31m")
        'a\\x1b[31m'
    """
    return _HIDDEN.sub(lambda found: visible(found[0]), text)


def cut(text: str, most: int = LONGEST_TEXT) -> str:
    """The beginning of a text that fits; no character is cut in two."""
    if 2 * len(text) <= most:  # however it is counted
        return text
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")


def pieces(text: str) -> Iterator[str]:
    """A text of any length as texts that fit in a cell each; one at least."""
    rest = legible(text)
    while True:
        piece = cut(rest)
        yield piece
        rest = rest[len(piece) :]
        if not rest:
            return


def as_written(text: str) -> str:
    """What to hand to xlsxwriter so that the cell holds this text.

    A text of the form `<r>…</r>` goes into the file as it stands, as the markup of a rich text; so it is made a rich
    text of one run that says the same.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    return text


def sheet_name(title: str, key: str, taken: set[str]) -> str:
    """A sheet's name that Excel takes, not yet in `taken` (case apart), to which it is added.

    It is the title, without what is in brackets or else the key where it is too long for a name.
    """
    names = (_name(title), _name(title.partition(" (")[0]), _name(key))
    short = next((name for name in names if name and cut(name, LONGEST_NAME) == name), names[-1] or "Planilha")
    return unique(short, LONGEST_NAME, taken, _RESERVED)


def _name(text: str) -> str:
    return " ".join(_IN_NO_NAME.sub(" ", _line(text)).split()).strip("' ")


def header(title: str, key: str, taken: set[str]) -> str:
    """A column's header that a native table takes: one line, never empty, not yet in `taken`, to which it is added."""
    return unique(_line(title) or _line(key) or "Coluna", LONGEST_HEADER, taken)


def _line(text: str) -> str:
    return _MARKUP.sub(r"\g<0> ", legible(" ".join(text.split())))


def unique(name: str, most: int, taken: set[str], *reserved: str) -> str:
    """The name, or with a number behind it that makes it differ from those taken; never longer than `most`."""
    number, found = 1, cut(name, most).rstrip("' ")
    while found.casefold() in taken or found.casefold() in reserved:
        number += 1
        mark = f" ({number})"
        found = cut(name, most - len(mark)).rstrip("' ") + mark
    taken.add(found.casefold())
    return found
