"""What may have to be told of a file, counted in the one reading of all its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.sources.assumed import Questions
from carteira_cli.sources.meaning.undone_columns import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.part import Part

RETURNED, BELOW = "\x00devolvidas", "\x00abaixo de zero"  # lines above zero that came back; lines below zero
MARKED = "\x00notada "


def noting(part: Part, asked: Questions) -> Questions:
    """What is asked already, and how many lines say something that may have to be told."""
    codes: dict[str, pl.Expr] = {
        f"{MARKED}{one.name}": filled(part.raw, one.name) for one in part.matched.beside if one.how == "preenchida"
    }
    if part.returned is not None and part.unsigned is not None:
        amount = pl.col(part.unsigned)
        codes[f"{MARKED}{RETURNED}"] = part.returned & (amount > 0).fill_null(value=False)
        codes[f"{MARKED}{BELOW}"] = (amount < 0).fill_null(value=False)
    if not codes:
        return asked
    return Questions({**asked.codes, **codes}, {**asked.counts, **{name: pl.col(name).sum() for name in codes}})


def noted(found: Assumed, row: Mapping[str, Any]) -> Assumed:
    """What is assumed, with the counts of `noting`."""
    counts = {name.removeprefix(MARKED): int(count or 0) for name, count in row.items() if name.startswith(MARKED)}
    return replace(found, noted=counts)
