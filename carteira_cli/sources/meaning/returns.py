"""Money given back with a positive amount: by a quantity below zero, or a status that says only "Devolução".

Neither is believed for its name. A quantity below zero is a return where most are above zero; a status "Devolução" is
a return of its own where the sale that it undoes stands in the file too, else the sale that came back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.sources.assumed import Questions
from carteira_cli.sources.matching.status_words import Status, tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.part import Part

_NUMBER = r"^\s*(?:-\s*\d[\d.,]*|\(\s*\d[\d.,]*\s*\)|\d[\d.,]*\s*-)\s*$"
SALES = (["venda"], ["vendas"], ["vda"], ["sale"], ["sales"])
_BACK, _AHEAD = "\x00quantidade\x00volta", "\x00quantidade\x00segue"
MOVED = "\x00situacao\x00volta"  # lines above zero that say "Devolução" and nothing else


def is_backward(name: str, dtype: pl.DataType) -> pl.Expr:
    """Whether a quantity is below zero, of whatever type; never null."""
    cell = pl.col(name)
    if dtype.is_numeric():
        return (cell < 0).fill_null(value=False)
    text = cell if dtype == pl.String else cell.cast(pl.String)
    return text.map_batches(_below_zero, return_dtype=pl.Boolean, is_elementwise=True)


def _below_zero(texts: pl.Series) -> pl.Series:
    """Almost no cell has a mark of a number below zero: only those are looked at closely."""
    # Signs, brackets and blanks stand before the digits; some write the sign behind them.
    marked = ((texts < "0") | texts.str.ends_with("-")).fill_null(value=False)
    if not marked.any():
        return marked
    return marked & texts.str.contains(_NUMBER).fill_null(value=False)


def questions(part: Part, asked: Questions) -> Questions:
    """What is asked already, and how many amounts above zero stand beside what may say that they are given back."""
    if part.unsigned is None:
        return asked
    positive = (pl.col(part.unsigned) > 0).fill_null(value=False)
    codes: dict[str, pl.Expr] = {}
    if (quantity := _quantity(part)) is not None:
        codes |= {_BACK: positive & is_backward(quantity, part.raw.schema[quantity]), _AHEAD: positive}
    if part.movement is not None and part.assumed.movements is None:
        codes[MOVED] = part.movement & positive
    return Questions({**asked.codes, **codes}, {**asked.counts, **{name: pl.col(name).sum() for name in codes}})


def settled(part: Part, found: Assumed, row: Mapping[str, Any]) -> Assumed:
    """What is assumed of money given back, once every line was read.

    Args:
        part: the file, whose words are known by now.
        found: what is assumed otherwise.
        row: the counts of `questions`.
    """
    backward = _taken_off(row[_BACK], row[_AHEAD]) if _BACK in row else found.backward
    movements = _stand_beside_their_sales(part) if row.get(MOVED) else found.movements
    return replace(found, backward=backward, movements=movements)


def backward(part: Part) -> pl.Expr | None:
    """Whether a line of a typed file has an amount above zero beside a quantity below it; never null.

    None where the statistics of the file, or the first look at it, say that no quantity is below zero.
    """
    quantity = _quantity(part)
    if quantity is None or part.unsigned is None:
        return None
    cell, dtype = pl.col(quantity), part.raw.schema[quantity]
    if not dtype.is_numeric() and dtype != pl.String:
        return None
    # In a form that a Parquet file can answer without a look at the lines.
    low = part.raw.lines.filter(cell < 0 if dtype.is_numeric() else (cell < "0") | cell.str.ends_with("-"))
    if not low.select(pl.len()).collect(engine="streaming").item():
        return None
    return is_backward(quantity, dtype) & (pl.col(part.unsigned) > 0).fill_null(value=False)


def _taken_off(back: int, ahead: int) -> bool | None:
    """None where no quantity is below zero; where most are, the sign says that goods leave a store."""
    return None if not back else back * 2 <= ahead


def _quantity(part: Part) -> str | None:
    name = part.matched.columns.get("quantidade") if part.table.name == "vendas" else None
    return None if name is None or part.raw.schema[name] == pl.Null else name


def _stand_beside_their_sales(part: Part) -> bool:
    """Whether lines that say "Devolução", with an amount above zero, undo sales that stand in the file too.

    They do where the column tells kinds of movement ("Venda" beside "Devolução"), and where at least half of them
    carry the order and the product, or the amount, of a line that counts. The order alone says nothing: an item of it
    may have come back, and stands there once.
    """
    words = part.matched.words[part.status_column or ""]
    if any(tokens_of(text)[:1] in SALES for text in words.saying(Status.GOOD)):
        return True
    order = part.matched.columns.get("venda")
    if order is None or part.movement is None or part.unsigned is None:
        return False
    same = part.matched.columns.get("produto", part.unsigned)
    lines = part.raw.lines.filter(~part.bad).select(
        order=pl.col(order).cast(pl.String),
        same=pl.col(same),
        back=part.movement & (pl.col(part.unsigned) > 0),
        counts=~part.cancelled & ~part.movement,
    )
    back = lines.filter(pl.col("back")).select("order", "same").collect(engine="streaming")
    sold = lines.filter(pl.col("counts")).select("order", "same").unique().collect(engine="streaming")
    both = back.join(sold, on=["order", "same"], how="semi").height
    return bool(back.height) and both * 2 >= back.height
