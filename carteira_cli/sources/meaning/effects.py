"""Put together what the columns of a file do to its lines, as hidden columns that everything after reads."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.hidden import DOUBT, RETURN, VOID
from carteira_cli.sources.meaning.currency import read_currency
from carteira_cli.sources.meaning.operation import read_operation
from carteira_cli.sources.meaning.periodicity import read_periodicity
from carteira_cli.sources.meaning.titles import read_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.meaning.effect import Effect
    from carteira_cli.sources.reading_rules import Rules

    Reader = Callable[[RawFile, Matched, Rules], "Effect | None"]


READERS: tuple[Reader, ...] = (read_operation, read_currency, read_periodicity, read_title)


def meant(raw: RawFile, matched: Matched, rules: Rules) -> tuple[RawFile, Matched]:
    """The file with the hidden columns `VOID`, `RETURN` and `DOUBT` that its readers ask for; as it is without any.

    Args:
        raw: the file, its traps undone.
        matched: which of its columns is which.
        rules: how its cells are read.

    Returns:
        the file, and the columns with the sentences of the readers added.
    """
    effects = [effect for read in READERS if (effect := read(raw, matched, rules)) is not None]
    hidden: dict[str, pl.Expr] = {}
    voids = [effect.void for effect in effects if effect.void is not None]
    if voids:
        hidden[VOID] = pl.coalesce(*([pl.col(VOID)] if VOID in raw.schema else []), *voids)
    returned = [effect.returned.fill_null(value=False) for effect in effects if effect.returned is not None]
    if returned:
        hidden[RETURN] = reduce(or_, returned)
    doubts = [effect.doubt for effect in effects if effect.doubt is not None]
    if doubts:
        hidden[DOUBT] = pl.coalesce(*doubts)
    said = replace(
        matched,
        told=(*matched.told, *(sentence for effect in effects for sentence in effect.told)),
        doubts=(*matched.doubts, *(sentence for effect in effects for sentence in effect.doubts)),
    )
    parsed = {name: column for effect in effects for name, column in effect.parsed.items()}
    if not hidden and not parsed:
        return raw, said
    read = raw.parsing(parsed) if parsed else raw
    changed = read.reshaped(lambda lines: lines.with_columns(**hidden))
    types = {VOID: pl.String(), RETURN: pl.Boolean(), DOUBT: pl.String()}
    schema = pl.Schema({**read.schema, **{name: types[name] for name in hidden}})
    return replace(changed, schema=schema, before=raw.before or raw), said
