"""What a cell looks like, and what the cells of a column use to look like."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from math import log
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NUMBER = r"(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d+)?)"
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("date", re.compile(r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/-]\d{1,2}[/-]\d{1,2})")),
    ("time", re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?")),
    (
        "datetime",
        re.compile(
            r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/-]\d{1,2}[/-]\d{1,2})[ T]\d{1,2}:\d{2}"
            r"(?::\d{2}(?:[.,]\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})?"
        ),
    ),
    ("document", re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}|[\dA-Z]{2}\.[\dA-Z]{3}\.[\dA-Z]{3}/[\dA-Z]{4}-\d{2}")),
    ("number", re.compile(rf"[+-]?{_NUMBER}-?|\({_NUMBER}\)")),
    ("money", re.compile(rf"-?(?:R\$|US\$|[$€£])[ \xa0]?-?{_NUMBER}-?|{_NUMBER}[ \xa0]?%")),
    ("email", re.compile(r"[^\s@;,\"]+@[^\s@;,\"]+\.[A-Za-z]{2,}")),
    ("url", re.compile(r"https?://[^\s;,\"]+")),
    ("code", re.compile(r"(?=[^\d]*\d)[A-Za-z0-9]+(?:[-_/.#][A-Za-z0-9]+)*")),
)
YEAR = re.compile(r"(?:19|20)\d\d")
TYPED = frozenset(kind for kind, _ in KINDS) - {"code"}
SHORT = 20
SEEN = 400  # cells of a column that a profile is made of
MAJORITY = 0.6
_SHAPES = str.maketrans(ascii_uppercase + ascii_lowercase + digits, "A" * 26 + "a" * 26 + "9" * 10)
SEPARATING = (",", ";", "|", "\t")  # a cell that starts with one is ill cut


@lru_cache(maxsize=1 << 14)
def kind_of(cell: str) -> str:
    """The kind of a cell: empty, one of `KINDS`, or text."""
    stripped = cell.strip()
    if not stripped:
        return "empty"
    if len(stripped) > 200 or not any(c.isdigit() or c in "@:" for c in stripped):  # noqa: PLR2004
        return "text"
    return next((kind for kind, pattern in KINDS if pattern.fullmatch(stripped)), "text")


@lru_cache(maxsize=1 << 14)
def shape_of(cell: str) -> str:
    """A short cell with its digits as 9, a typed or long one as its kind and size."""
    kind = kind_of(cell)
    if kind == "text":
        return f"text{len(cell).bit_length()}"
    if len(cell) > SHORT or kind in ("empty", "email"):
        return kind
    shaped = cell.translate(_SHAPES)
    return shaped if shaped.isascii() else re.sub(r"\d", "9", shaped)


@dataclass(frozen=True)
class ColumnShape:
    """How the sound cells of a column look.

    Attributes:
        seen: how many were looked at.
        kinds: of them.
        shapes: of them.
        starts: their first words.
        ends: their last characters.
    """

    seen: int
    kinds: Mapping[str, int]
    shapes: Mapping[str, int]
    starts: Mapping[str, int]
    ends: Mapping[str, int]

    def kind(self) -> str:
        """The kind that most of the filled cells have, "" when none does."""
        filled = self.seen - self.kinds.get("empty", 0)
        best = max(sorted(self.kinds.keys() - {"empty"}), key=self.kinds.__getitem__, default="")
        return best if filled and self.kinds[best] > MAJORITY * filled else ""

    def cost(self, cell: str) -> float:
        """How surprising a cell would be here: sum of negative logarithms of its traits' shares."""
        text = cell.strip().strip("\"'")
        kind = kind_of(text)
        surprise = _rarity(self.kinds, kind, self.seen) + _rarity(self.shapes, shape_of(text), self.seen)
        if kind == "text":
            surprise += 0.5 * _rarity(self.starts, text.split(" ", 1)[0], self.seen)
            surprise += 0.5 * _rarity(self.ends, _end(text), self.seen)
        return surprise + (cell != text) + (2 if text[:1] in SEPARATING else 0)


def _rarity(counts: Mapping[str, int], trait: str, seen: int) -> float:
    return -log((counts.get(trait, 0) + 0.1) / (seen + 1))


def _end(text: str) -> str:
    last = text[-1:]
    return "a" if last.islower() else "A" if last.isupper() else "9" if last.isdigit() else last


def profile(rows: Iterable[Sequence[str]], width: int) -> tuple[ColumnShape, ...]:
    """How each column looks, from rows that all have `width` cells."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row, _ in zip(rows, range(SEEN), strict=False):
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    return tuple(
        ColumnShape(
            len(cells),
            Counter(map(kind_of, cells)),
            Counter(map(shape_of, cells)),
            Counter(cell.strip().split(" ", 1)[0] for cell in cells),
            Counter(_end(cell.strip()) for cell in cells),
        )
        for cells in columns
    )


def header_like(row: Sequence[str], columns: Sequence[ColumnShape]) -> float:
    """Share of the typed columns whose cell in this row is text of another kind, from 0 to 1; -1 without any such."""
    typed = [(cell, column) for cell, column in zip(row, columns, strict=False) if column.kind() in TYPED]
    if not typed:
        return -1.0
    return sum(_is_name(cell, column) for cell, column in typed) / len(typed)


def _is_name(cell: str, column: ColumnShape) -> bool:
    """Text is a name among typed cells; so is a year above amounts."""
    return kind_of(cell) in ("text", "code") or (YEAR.fullmatch(cell) is not None and not column.shapes["9999"])
