"""Lines read as names of columns, whatever separates them; what the names mean is the caller's to say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from carteira_cli.reading.text.dialect import unwrap
from carteira_cli.reading.text.names import clean_name
from carteira_cli.reading.text.shapes import TYPED, kind_of
from carteira_cli.reading.text.split import Marks, split_line, split_tolerantly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.reading.text.plan import TextPlan

NAME = 60  # characters of the longest name
SURE = 3  # known names that make a line of words a header, whatever the others are
ALIGNED = "  "  # stands for runs of blanks between cells
SEPARATING = (";", ",", "\t", "|", "\x1f", ALIGNED)
_NO_NAME = re.compile(r"[-–—.]+|[-+]?\d[\d.,]*[eE][-+]?\d+")  # a blank, and a number as a spreadsheet shortens it
_RUNS = re.compile(r"\s{2,}")


class Heading(NamedTuple):
    """A line as names of columns.

    Attributes:
        separator: between them.
        names: cleaned.
        fits: how well they serve.
        known: how many of them are known names, or in the first header.
    """

    separator: str
    names: tuple[str, ...]
    fits: float
    known: int

    @property
    def key(self) -> tuple[str, ...]:
        """What two headers of the same columns in the same order share."""
        return (self.separator, *map(str.casefold, self.names))

    @property
    def rank(self) -> tuple[float, int, int]:
        """How well the line reads by this separator."""
        return self.fits, self.known, len(self.names)

    @property
    def serves(self) -> bool:
        """Whether the columns that are needed are there, beyond what a row of words could have by chance."""
        filled = sum(map(bool, self.names))
        return self.fits >= 1 and self.known > 1 and (self.known >= SURE or 2 * self.known >= filled)

    @property
    def mostly_known(self) -> bool:
        """Whether more than half of the names are known."""
        return self.known * 2 > len(self.names)


class Reads:
    """Reads lines as names of columns."""

    def __init__(self, plan: TextPlan, fits: Callable[[Sequence[str]], float]) -> None:
        self.separator = plan.marks.separator
        own = [self.separator] if self.separator.strip() else []
        self._separators = dict.fromkeys([*own, *SEPARATING])
        self._quotes = plan.marks.quote or '"'
        self._fits = fits
        parts = plan.parts if plan.header_lines else ()
        self._first = {clean_name([cell]).casefold() for part in parts for cell in part} - {""}
        self.first_keys = {(self.separator, *(clean_name([cell]).casefold() for cell in part)) for part in parts}
        self.read = lru_cache(maxsize=1 << 12)(self._read)
        self._known = lru_cache(maxsize=1 << 14)(lambda name: fits((name,)) > 0)

    def _read(self, text: str) -> Heading | None:
        bare = text.strip("\ufeff\r")
        unwrapped = unwrap(bare, '"')
        lines = (bare,) if unwrapped == bare else (bare, unwrapped)
        best: Heading | None = None
        for line in lines:
            for separator in self._separators:
                names = tuple(clean_name([cell]) for cell in cells_of(line, separator, self._quotes))
                heading = self._heading(separator, names)
                if heading and (best is None or heading.rank > best.rank):
                    best = heading
        return best

    def _heading(self, separator: str, names: tuple[str, ...]) -> Heading | None:
        filled = [name for name in names if name]
        no_names = any(len(name) > NAME or kind_of(name) in TYPED or _NO_NAME.fullmatch(name) for name in filled)
        if len(set(filled)) < 2 or no_names:  # noqa: PLR2004
            return None
        known = sum(self._known(name) or name.casefold() in self._first for name in filled)
        return Heading(separator, names, self._fits(filled) if known else 0.0, known)


def cells_of(line: str, separator: str, quote: str = '"') -> list[str]:
    """The cells of a line by a separator, `ALIGNED` among them."""
    if separator == ALIGNED:
        return _RUNS.split(line.strip())
    if separator not in line:
        return [line]
    marks = Marks(separator, quote, backslash=False, line_end="\n")
    return split_line(line, marks) or split_tolerantly(line, marks)


def like_data(cells: Sequence[str]) -> bool:
    """Whether a line has a day and a number, as those of data have."""
    kinds = {kind_of(cell) for cell in cells}
    return bool(kinds & {"date", "datetime"}) and bool(kinds & {"number", "money"})
