"""Put together what the columns of a file do to its lines, as hidden columns that everything after reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.hidden import DOUBT, RETURN, VOID

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.sources.columns import Matched
    from carteira_cli.sources.part import Rules
    from carteira_cli.sources.raw import RawFile

    Reader = Callable[[RawFile, Matched, Rules], "Effect | None"]


@dataclass(frozen=True)
class Effect:
    r"""What some column does to the lines of a file; expressions are on the raw columns.

    Attributes:
        void: String: why a line does not count, null where it does; None: no line is voided.
        returned: Boolean: whether the amount is money given back; None: of no line.
        doubt: String: `column\\x1fword` of a cell that nobody knows, null where it is known; None: nothing is unknown.
        told: sentences that say how the column was understood.
        doubts: sentences that warn.
    """

    void: pl.Expr | None = None
    returned: pl.Expr | None = None
    doubt: pl.Expr | None = None
    told: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


READERS: tuple[Reader, ...] = ()


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
    if not hidden:
        return raw, said
    changed = raw.reshaped(lambda lines: lines.with_columns(**hidden))
    types = {VOID: pl.String(), RETURN: pl.Boolean(), DOUBT: pl.String()}
    schema = pl.Schema({**raw.schema, **{name: types[name] for name in hidden}})
    return replace(changed, schema=schema, before=raw.before or raw), said
