"""The first lines of a file, in memory: what a first look at its cells goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.values import AmountEvidence, amount_code, amount_counts, decide_decimal, parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.values import Decimal

SAMPLE = 20_000  # lines


def head(raw: RawFile, names: Iterable[str]) -> pl.DataFrame:
    """Some columns of the first lines, blank texts as null."""
    wanted = list(dict.fromkeys(names))
    texts = [name for name in wanted if raw.schema[name] == pl.String]
    bare = {name: pl.col(name).str.strip_chars() for name in texts}
    filled = {name: pl.when(pl.col(name) != "").then(pl.col(name)) for name in texts}
    return raw.lines.select(wanted).head(SAMPLE).collect().with_columns(**bare).with_columns(**filled)


def free_texts(table: CanonicalTable, raw: RawFile, matched: Matched) -> pl.DataFrame:
    """The first lines of the columns of text that no canonical column took, of a file that may speak through them.

    Without a column where nobody would look: in a known system's export, or where the currency is known and nothing
    else may stand there.
    """
    if matched.profile is not None or (
        table.name != "vendas" and ("moeda" in matched.columns or "moeda" not in table.names)
    ):
        return pl.DataFrame()
    taken = {*matched.columns.values(), *matched.words}
    free = [name for name in raw.header if name not in taken and raw.schema[name] == pl.String]
    return head(raw, free) if free else pl.DataFrame()


def few_texts(frame: pl.DataFrame, most: int) -> dict[str, list[str]]:
    """Column → its different texts, in the order of the file, of the columns that have no more than `most`.

    All columns in one go: a file may have thousands, and a question to each would take longer than reading it.
    """
    if frame.width == 0:
        return {}
    counts = frame.select(pl.all().drop_nulls().n_unique()).row(0)
    few = [name for name, count in zip(frame.columns, counts, strict=True) if count <= most]
    if not few:
        return {}
    texts = frame.select(pl.col(few).drop_nulls().unique(maintain_order=True).implode()).row(0)
    return dict(zip(few, texts, strict=True))


def as_numbers(frame: pl.DataFrame, names: Iterable[str], forced: Decimal | None) -> pl.DataFrame:
    """The frame with some of its columns as Float64, each by the decimal mark that its own cells suggest."""
    texts = [name for name in names if frame.schema[name] == pl.String]
    seen = {name: _evidence(frame, name) for name in texts}
    parsed = {}
    for name in texts:
        others = [found for other, found in seen.items() if other != name]
        parsed[name] = parse_amount(pl.col(name), decide_decimal(name, seen[name], others, forced).choice)
    typed = {name: pl.col(name).cast(pl.Float64, strict=False) for name in names if name not in parsed}
    return frame.with_columns(**parsed, **typed)


def close(one: pl.Expr, other: pl.Expr, quantity: pl.Expr) -> pl.Expr:
    """Whether two amounts are the same, or one is a product of a price that was rounded to cents."""
    return (one - other).abs() < 0.006 + 0.005 * quantity.abs()


def _evidence(frame: pl.DataFrame, name: str) -> AmountEvidence:
    code = "\x00code"
    counted = frame.select(amount_code(pl.col(name)).alias(code)).select(**amount_counts(pl.col(code)))
    return AmountEvidence(**{what: count or 0 for what, count in counted.row(0, named=True).items()})
