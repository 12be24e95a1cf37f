"""Sales that came back and are undone twice: their own line does not count, and a line below zero is subtracted too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import toml_list
from carteira_cli.sources.matching.status_words import Status
from carteira_cli.sources.meaning.noted import BELOW, RETURNED
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.sources.part import Part


def returned_twice(part: Part) -> Iterator[str]:
    """Lines below zero beside a sale of the same customer and amount that came back, so does not count; a reading."""
    words = part.matched.words.get(part.status_column or "")
    if words is None or part.returned is None or part.unsigned is None:
        return
    found = words.saying(Status.RETURNED, Status.MOVEMENT)
    if not found or 0 in {part.assumed.noted.get(RETURNED), part.assumed.noted.get(BELOW)}:
        return
    if RETURNED not in part.assumed.noted and not _may_be(part, words.saying(Status.RETURNED), part.unsigned):
        return
    lines = part.raw.lines.filter(~part.bad).select(
        customer=part.columns["cliente"].cast(pl.String),
        cents=part.columns["valor"],
        sold=part.cancelled & part.returned & (part.columns["valor"] > 0),
        back=~part.cancelled & (part.columns["valor"] < 0),
    )
    each = lines.filter(pl.col("sold") | pl.col("back")).group_by("customer", size=pl.col("cents").abs())
    pairs = each.agg(sold=pl.col("sold").sum(), back=pl.col("back").sum()).select(
        lines=pl.min_horizontal("sold", "back").cast(pl.Int64), size="size"
    )
    total = pairs.select(pl.col("lines").sum(), cents=(pl.col("lines") * pl.col("size")).sum())
    count, cents = total.collect(engine="streaming").row(0)
    if not count:
        return
    said = toml_list([*part.rules.valid, *found])
    yield (
        f"{part.raw.name}: {counted(count, 'linha')} abaixo de zero ({money_of_cents(cents)}) "
        f"{agree(count, 'foi abatida', 'foram abatidas')}, e {agree(count, 'a venda', 'as vendas')} de mesmo cliente "
        f'e valor já não {agree(count, "conta", "contam")} pela coluna "{part.status_column}": a mesma devolução pode '
        f"ter saído duas vezes; para que as duas linhas contem, uma contra a outra, em carteira.toml: validos = {said}"
    )


def _may_be(part: Part, returned: list[str], amount: str) -> bool:
    """Whether a typed file may have such lines, that was read in one go, which had no "Devolução" of an amount above 0.

    The statistics of a Parquet file tell whether any amount is below zero.
    """
    below = part.raw.lines.filter(pl.col(amount) < 0).select(pl.len())
    return bool(returned) and bool(below.collect(engine="streaming").item())
