"""A page of help as it is seen: what each name does, on a screen of any width; nothing is ever cut."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[str, str]  # a name, what it does
Line = tuple[str, str]  # what stands out, and the rest of a line

WIDEST = 100  # columns: longer lines are tiring to read
NARROWEST = 64  # in fewer columns what a name does stands under it
NAME = 30  # columns of the names, at most
MARGIN, GAP, UNDER = 2, 2, 6


@dataclass(frozen=True)
class HelpSection:
    """Rows under a heading.

    Attributes:
        title: the heading.
        rows: names and what they do; a name alone is a line of its own, wrapped under itself.
    """

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """A page of help.

    Attributes:
        about: what the command answers, in paragraphs.
        usage: how it is called.
        sections: examples, arguments, options, commands.
        closing: what is said at the end, in paragraphs.
        dense: whether sections follow each other without a blank line, so that a long list fits a screen.
    """

    about: tuple[str, ...]
    usage: str
    sections: tuple[HelpSection, ...] = ()
    closing: tuple[str, ...] = ()
    dense: bool = False


def show(sheet: Sheet) -> None:
    """Print a page; bold on a terminal, or where FORCE_COLOR asks; no colour that a background could hide."""
    from rich.console import Console  # weight: rich
    from rich.text import Text  # weight: rich

    console = Console(highlight=False)
    page = Text("\n").join(
        Text.assemble((bold, "bold"), rest) for bold, rest in lines_of(sheet, min(console.width, WIDEST))
    )
    console.print(page, soft_wrap=True)


def lines_of(sheet: Sheet, width: int) -> Iterator[Line]:
    """The lines of a page on a screen of `width` columns."""
    for paragraph in sheet.about:
        yield from _plain(paragraph, width)
        if not sheet.dense:
            yield "", ""
    first, *others = wrap(sheet.usage, width - len("Uso: "), break_on_hyphens=False)
    yield "Uso: ", first
    yield from (("", " " * UNDER + line) for line in others)
    names = (name for section in sheet.sections for name, told in section.rows if told and len(name) <= NAME)
    column = MARGIN + max(map(len, names), default=0) + GAP
    for section in sheet.sections:
        if not sheet.dense:
            yield "", ""
        yield section.title, ""
        yield from _rows(section.rows, width, column)
    for paragraph in sheet.closing:
        yield "", ""
        yield from _plain(paragraph, width)


def _plain(text: str, width: int, indent: int = 0) -> Iterator[Line]:
    left = " " * indent
    yield from (("", left + line) for line in wrap(text, width - indent, break_on_hyphens=False))


def _rows(rows: Sequence[Row], width: int, column: int) -> Iterator[Line]:
    """Names, and from `column` on what they do, which stands under its name where that is long or the screen narrow."""
    beside = width >= NARROWEST
    for name, told in rows:
        head = " " * MARGIN + name
        if not told:
            yield from (("", line) for line in _alone(head, width))
        elif beside and len(head) + GAP <= column:
            first, *others = wrap(told, width - column, break_on_hyphens=False)
            yield head.ljust(column), first
            yield from (("", " " * column + line) for line in others)
        else:
            yield from ((line, "") for line in _alone(head, width))
            yield from _plain(told, width, column if beside else UNDER)


def _alone(head: str, width: int) -> list[str]:
    """A name on lines of its own; what does not fit goes on under it."""
    return wrap(head, width, subsequent_indent=" " * UNDER, break_on_hyphens=False)
