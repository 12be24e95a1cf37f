"""Lines of words, as names are: found among all lines of a file, nearly all of which have figures."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.text.blocks import series_of, text_blocks
from carteira_cli.reading.text.encoding import ByteTally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

_FIGURES = r"\d[/.,:-]\d|\d{5}"  # names have no dates, amounts or long codes
_SEVERAL = r"\p{L}.*[;,\t|\x1f ].*\p{L}"
_TWO = r"[^\s;,|\x1f\"].*(?:[;,|\t\x1f]|\s{2}).*[^\s;,|\x1f\"]"  # two cells with something in them


def lines_of_words(
    path: Path, plan: TextPlan, until: int | None, names: Sequence[str]
) -> Iterator[tuple[int, str, bool]]:
    """Lines of several words without figures, which may be names: number, text, whether a blank or a title is above.

    Where rows are words as well, only those that share one of some names can be looked at.
    """
    text = pl.col("line")
    words = text.str.contains(_SEVERAL)
    if plan.marks.quote:  # a line that begins or ends amid a quoted cell is part of another
        words &= text.str.count_matches(plan.marks.quote, literal=True) % 2 == 0
    if names:
        words &= text.str.to_lowercase().str.contains_any(list(names))

    def found(lines: pl.LazyFrame, before: str = "") -> pl.LazyFrame:
        apart = ~pl.col("above").fill_null(before).str.contains(_TWO)
        # Nearly every line has figures, and the first of them is found sooner than that there are several words.
        some = lines.with_columns(above=text.shift(1)).filter(~text.str.contains(_FIGURES)).filter(words)
        return some.select("place", "line", apart=apart)

    for line, written, thin in _lines_found(path, plan, until, found):
        if until is not None and line >= until:
            return
        yield line, written.rstrip("\r"), thin


def _lines_found(
    path: Path, plan: TextPlan, until: int | None, found: Callable[..., pl.LazyFrame]
) -> Iterator[tuple[int, str, bool]]:
    """The rows of a query over lines with their numbers: by the engine's own reader, where it reads such a file."""
    if until is None and plan.utf8 and not plan.encoding.mark and plan.marks.line_end != "\r":
        lines = pl.scan_lines(path, row_index_name="place", row_index_offset=1, glob=False)
        rows = None
        with suppress(pl.exceptions.PolarsError):  # not all of it is UTF-8
            rows = found(lines).sort("place").collect(engine="streaming").rows()
        if rows is not None:
            yield from rows
            return
    number, last = 1, ""
    for block in lines_of_file(path, plan):
        yield from found(pl.DataFrame({"line": block}).with_row_index("place", number).lazy(), last).collect().rows()
        number += len(block)
        last = block.item(-1) if len(block) else last
        if until is not None and number >= until:
            return


def lines_of_file(path: Path, plan: TextPlan) -> Iterator[pl.Series]:
    """The lines of a file, in blocks."""
    for text in text_blocks(path, plan.encoding, plan.marks.line_end, ByteTally(), plan.end):
        yield series_of(text, plan.marks.line_end)
