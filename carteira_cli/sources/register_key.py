"""Which column of a register its customers are known by in the sales, where names of columns leave that open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.matching.head import SAMPLE
from carteira_cli.sources.values import document_key, trimmed

if TYPE_CHECKING:
    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.ledger import Ledger


def better_key(sales: Ledger, register: Ledger) -> str | None:
    """The column of a register that knows more of the customers in the sales than the one taken for the key.

    Names of columns alone can't tell whether "Cliente" in the sales is a code or a name; their cells can. None
    where the register offers one key only, was told its key, or has the better one already.
    """
    part = register.opened.parts[0]
    others = part.matched.others.get("cliente", ())
    if len(register.opened.parts) > 1 or not others or part.matched.how.get("cliente") == "configuração":
        return None
    own = part.matched.columns["cliente"]
    customers = set(_some(sales.opened.parts[0].raw, sales.opened.parts[0].columns["cliente"]))
    known = {name: len(customers & set(_some(part.source, pl.col(name)))) for name in (own, *others)}
    best = max(known, key=lambda name: known[name])
    return best if known[best] > known[own] else None


def _some(raw: RawFile, cell: pl.Expr) -> list[str]:
    plain = trimmed(cell.cast(pl.String))
    text = pl.coalesce(document_key(plain), plain).alias("x")  # marks and lost zeros are nothing on either side
    return raw.lines.select(text).head(SAMPLE).collect()["x"].drop_nulls().unique().to_list()
