"""How a column of text is converted a batch at a time: fast ways first, and each only for what the others left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from polars._typing import PolarsDataType

    Kernel = Callable[[pl.Series], pl.Series]

_SAMPLE = 512  # cells that tell whether a batch repeats itself


def elementwise(cell: pl.Expr, kernel: Kernel, dtype: type[pl.DataType]) -> pl.Expr:
    """A kernel as an expression; it may be handed the column cut into batches anyhow."""
    return cell.map_batches(kernel, return_dtype=dtype, is_elementwise=True)


def in_turn(text: pl.Series, *kernels: Kernel) -> pl.Series:
    """Convert with the first kernel; the cells it leaves null go to the next, and so on.

    Args:
        text: the cells; a null stays null.
        kernels: text → a Series as long, null where the kernel can't tell.
    """
    result = kernels[0](text)
    for kernel in kernels[1:]:
        left = (result.is_null() & text.is_not_null()).arg_true()
        if not left.len():
            break
        result = result.scatter(left, kernel(text.gather(left)))
    return result


def once_each(text: pl.Series, kernel: Kernel) -> pl.Series:
    """The kernel on the distinct cells, where a batch repeats itself: days do, and looking up costs half a parse.

    Where it leaves every distinct cell as it is, so are all, and nothing need be looked up.
    """
    sample = text.head(_SAMPLE)
    if text.len() <= _SAMPLE or sample.n_unique() > _SAMPLE * 7 // 8:
        return kernel(text)
    distinct = text.unique(maintain_order=True)
    if distinct.len() > text.len() // 2:
        return kernel(text)
    values = kernel(distinct)
    if values.dtype == text.dtype and values.equals(distinct, null_equal=True):
        return text
    known = pl.DataFrame({"text": distinct, "value": values})
    found = text.rename("text").to_frame().join(known, on="text", how="left", maintain_order="left", nulls_equal=True)
    return found["value"]


def filled(value: object, count: int, dtype: PolarsDataType) -> pl.Series:
    """A value so many times; at once, and not as a query, which would wait for the one that is at work."""
    return pl.Series([value], dtype=dtype).new_from_index(0, count)


def leads_with(text: pl.Series, mark: str) -> bool:
    """Whether one of the first cells has a mark: which kernel to try first, never what a cell means."""
    return any(mark in cell for cell in text.head(8).drop_nulls().to_list())  # as Python has it: the engine is at work
