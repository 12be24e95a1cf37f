"""What the words of a column come to, learnt while its cells are read."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.values.kernels import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FEW = 3  # words up to which comparing beats a hash
COMPARED = 8  # the same, where it also tells whether there are other words


class Coded:
    """From texts to what they mean, as small numbers, 0 for what changes nothing; and what was seen on the way.

    A column of words has few distinct texts: each is looked at in Python once, the rest is looking up. Whoever read
    a whole file through this knows all of its words without another reading.
    """

    def __init__(self, meaning: Callable[[str], int]) -> None:
        self._meaning = meaning
        self._codes: dict[str, int] = {}

    def __call__(self, texts: pl.Series) -> pl.Series:
        """The code of each text; UInt8, 0 for null."""
        compared = self._compared(texts) if len(self._codes) <= COMPARED else None
        if compared is not None:
            return compared
        known = texts.is_in(list(self._codes))
        if not known.all():
            self.learn(texts.filter(~known).unique().drop_nulls().to_list())
        code = filled(0, texts.len(), pl.UInt8)
        for wanted in sorted(set(self._codes.values()) - {0}):
            some = self.saying(wanted)
            hits = texts.is_in(some) if len(some) > FEW else reduce(or_, (texts == text for text in some))
            code = code.set(hits.fill_null(value=False), wanted)
        return code

    def _compared(self, texts: pl.Series) -> pl.Series | None:
        """The same by comparing with the texts seen so far, which costs half; None where there is another."""
        code = filled(0, texts.len(), pl.UInt8)
        left = texts.len() - texts.null_count()
        for text, wanted in tuple(self._codes.items()):
            hits = texts == text
            found = int(hits.sum())
            left -= found
            if found and wanted:
                code = code.set(hits.fill_null(value=False), wanted)
        return None if left else code

    def learn(self, texts: Iterable[str]) -> None:
        """Look at the distinct texts of a column."""
        for text in texts:
            self._codes.setdefault(text, int(self._meaning(text)))

    @property
    def texts(self) -> list[str]:
        """The texts that were seen, in order."""
        return sorted(self._codes)

    def saying(self, *codes: int) -> list[str]:
        """The texts that were seen and mean one of some things, in order."""
        return sorted(text for text, code in self._codes.items() if code in codes)

    def meaning(self, text: str) -> int:
        """What a text means, whether it was seen or not."""
        return self._codes[text] if text in self._codes else int(self._meaning(text))

    def of(self, cell: pl.Expr) -> pl.Expr:
        """The codes of the cells of a column, which are texts."""
        return cell.map_batches(self, return_dtype=pl.UInt8, is_elementwise=True)
