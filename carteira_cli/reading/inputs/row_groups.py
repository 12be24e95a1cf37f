"""Which row groups of a Parquet may have a line that is asked for, by the least and the largest of each column."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.reading.inputs.sparse import Footer

_RAW = (pl.Date, pl.Datetime)  # as they are written: whole numbers, whatever the unit


def may_have(footer: Footer, schema: pl.Schema, told: Mapping[str, object], predicate: pl.Expr | None) -> list[bool]:
    """Whether each row group may have a line for which a condition holds; True wherever that is not sure.

    Args:
        footer: of the file.
        schema: of the table.
        told: column → the value that all lines of the file have.
        predicate: the condition; None holds of all.
    """
    groups = len(footer.lines)
    if predicate is None or not groups:
        return [True] * groups
    names = [name for name in dict.fromkeys(predicate.meta.root_names()) if name in schema]
    with suppress(AttributeError, TypeError, pl.exceptions.PolarsError):  # the engine says it to its own readers alone
        none = predicate._skip_batch_predicate({name: schema[name] for name in names})  # noqa: SLF001
        if none is not None:
            known = [column for name in names for column in _known(footer, name, schema[name], told)]
            table = pl.DataFrame([pl.Series("len", footer.lines, pl.get_index_type()), *known])
            sure = table.select(none.fill_null(value=False).alias("sure"))["sure"]
            return [not each for each in sure] if len(sure) == groups else [not sure[0]] * groups
    return [True] * groups


def _known(footer: Footer, name: str, dtype: pl.DataType, told: Mapping[str, object]) -> list[pl.Series]:
    """Least and largest value and how many are null, a row group each; null where it is not known."""
    if name in told:
        value = told[name]
        none = 0 if value is not None else None
        values = [(value, value, none if none == 0 else lines) for lines in footer.lines]
    elif len(footer.columns[name]) == 1:
        values = [_of_group(footer, group, name, dtype) for group in range(len(footer.lines))]
    else:
        values = [(None, None, None)] * len(footer.lines)
    low, high, nulls = (list(each) for each in zip(*values, strict=True))
    return [
        _series(f"{name}_min", low, dtype),
        _series(f"{name}_max", high, dtype),
        pl.Series(f"{name}_nc", nulls, pl.get_index_type()),
    ]


def _series(name: str, values: list[object], dtype: pl.DataType) -> pl.Series:
    try:
        if isinstance(dtype, _RAW) and all(value is None or isinstance(value, int) for value in values):
            return pl.Series(name, values, pl.Int32 if dtype == pl.Date else pl.Int64).cast(dtype)
        return pl.Series(name, values, dtype)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        return pl.Series(name, [None] * len(values), dtype)


def _of_group(footer: Footer, group: int, name: str, dtype: pl.DataType) -> tuple[object, object, int | None]:
    found = footer.about.row_group(group).column(footer.columns[name][0]).statistics
    if found is None:
        return None, None, None
    nulls = found.null_count if found.has_null_count else None
    # Of floats nothing is said of those that are no number; texts may be cut, and in the middle of a letter.
    if not found.has_min_max or dtype.is_float() or dtype.is_nested():
        return None, None, nulls
    try:
        low, high = (found.min_raw, found.max_raw) if isinstance(dtype, _RAW) else (found.min, found.max)
    except (UnicodeDecodeError, ValueError, NotImplementedError):
        return None, None, nulls
    return low, high, nulls
