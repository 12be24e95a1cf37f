"""The titles that stand alone in lines of a text, and which lines each is above."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.layout import is_total
from carteira_cli.reading.text.sound import WHITE
from carteira_cli.reading.text.word_lines import lines_of_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

_WIDE = 3  # columns from which on a single cell is a title, not a line
_MOST = 10_000  # lines of a single cell; more are no titles
_LONGEST = 200  # characters
_LETTER, _DIGIT, _CUT_OTHERWISE = r"\p{L}", r"\d", r"(?:[;,|\t].*){2}"


@dataclass
class Block:
    """Lines under a title, or several titles in a row, up to the next.

    Attributes:
        titles: line and text of each.
        end: line after the last that is under them.
        data: how many lines have several cells with figures.
        before: how many such are above.
    """

    titles: list[tuple[int, str]] = field(default_factory=list)
    end: int = 0
    data: int = 0
    before: int = 0

    @property
    def first(self) -> int:
        """The first line under the titles."""
        return self.titles[-1][0] + 1


def find_titles(path: Path, plan: TextPlan, tells: Callable[[str], bool]) -> tuple[list[Block], int]:
    """The blocks of a text that have titles, and how many lines of data there are, by reading all of it.

    A block ends at the next title, or where names of columns follow a blank line.

    Args:
        path: of the text.
        plan: how it is read.
        tells: whether a title says something of its lines; where none does, there is nothing to find.

    Raises:
        DataError: the file can't be read.
    """
    blocks: list[Block] = []
    number, data, after_blank, quoted, seen = 1, 0, False, 0, 0
    if plan.width < _WIDE or not plan.marks.separator.strip(" ") or not _may_tell(path, plan, tells):
        return blocks, data
    for lines in lines_of_file(path, plan):
        frame = _sorted_out(lines, plan, number, data, quoted, after_blank=after_blank)
        telling = frame.filter(pl.col("title") | (pl.col("names") & pl.col("after_blank")))
        seen += telling.height
        if seen > _MOST:
            return [], data
        for line, text, title, above in telling.select("number", "bare", "title", "data").iter_rows():
            _take(blocks, line, text if title else "", above, plan)
        number += len(lines)
        if len(lines):
            data, after_blank, quoted = frame.select(pl.col("data", "blank", "quotes").last()).row(0)
    for block, after in zip(blocks, [*blocks[1:], None], strict=False):
        block.end = block.end or (after.titles[0][0] if after else number)
        block.data = block.data or (after.before if after else data) - block.before
    return [block for block in blocks if block.data > 0], data


def _may_tell(path: Path, plan: TextPlan, tells: Callable[[str], bool]) -> bool:
    """Whether some line of a single cell tells something; the engine reads UTF-8 faster than it is cut here."""
    if not plan.utf8 or plan.marks.line_end == "\r":
        return True
    bare = pl.col("line").str.strip_chars(_around(plan))
    thin = (
        pl.scan_lines(path, glob=False)
        .select(bare)
        .filter(pl.col("line") != "", ~pl.col("line").str.contains(plan.marks.separator, literal=True))
    )
    try:
        texts = thin.unique().head(_MOST).collect(engine="streaming").to_series().to_list()
    except pl.exceptions.PolarsError:  # some lines are in another encoding
        return True
    return any(len(text) <= _LONGEST and tells(text) for text in texts)


def _around(plan: TextPlan) -> str:
    """What may stand around a title."""
    return WHITE + plan.marks.separator + (plan.marks.quote or '"') + "\ufeff-=*#"


def _sorted_out(
    lines: pl.Series, plan: TextPlan, number: int, data: int, quoted: int, *, after_blank: bool
) -> pl.DataFrame:
    """Each line with its number, without its marks, and what it is; of data, how many there are up to it."""
    separator, quote = plan.marks.separator, plan.marks.quote or '"'
    bare = lines.str.strip_chars(_around(plan))
    quotes = lines.str.count_matches(quote, literal=True).cast(pl.Int64).cum_sum() + quoted
    whole = (quotes % 2 == 0) & (quotes.shift(1, fill_value=quoted) % 2 == 0)
    several, blank = bare.str.contains(separator, literal=True), bare == ""
    after_thin = (~several).shift(1, fill_value=True)
    # Expressions that look at every letter are for the few lines that are or follow no data.
    near = (~several | after_thin).arg_true()
    some = bare.gather(near)
    titles = (
        some.str.contains(_LETTER)
        & ~some.str.contains(_CUT_OTHERWISE)
        & (some.str.len_chars() <= _LONGEST)
        & ~several.gather(near)
    )
    names = several.gather(near) & ~some.str.contains(_DIGIT)
    none = pl.repeat(value=False, n=len(lines), dtype=pl.Boolean, eager=True)
    title, header = none.clone().scatter(near, titles) & whole, none.clone().scatter(near, names) & whole
    return pl.DataFrame(
        {
            "number": pl.int_range(number, number + len(lines), eager=True),
            "bare": bare,
            "blank": blank,
            "title": title,
            "names": header,
            "data": (several & ~header).cast(pl.Int64).cum_sum() + data,
            "after_blank": blank.shift(1, fill_value=after_blank),
            "quotes": quotes,
        }
    )


def _take(blocks: list[Block], line: int, title: str, above: int, plan: TextPlan) -> None:
    """Begin a block at a title, or end one at names of columns."""
    last = blocks[-1] if blocks else None
    if not title:
        if last and not last.end and above > last.before:
            last.end, last.data = line, above - last.before
    elif is_total([title], plan.columns):
        return
    elif last and not last.end and above == last.before:
        last.titles.append((line, title))
    else:
        blocks.append(Block([(line, title)], before=above))
