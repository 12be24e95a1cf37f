"""The lines of the table of campaigns, as they are measured: names made one, guards taken away, words made arms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.names import fold
from carteira_cli.neutral import unguarded
from carteira_cli.sources.values.groups import groups_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from carteira_cli.sources.ledger import Ledger

CAMPAIGN = "campanha"
_TYPES = {"data": pl.Int32, "custo": pl.Int64}


@dataclass(frozen=True)
class CampaignLines:
    """What a table of campaigns says.

    Attributes:
        lines: every line: `campanha`, `cliente` as it stands in the file, `palavra`, `braco` (null where the word in
            `palavra` names no arm), `data`, `custo`.
        spellings: campaign → how else it is written, in case, accents or spaces; only those that are.
    """

    lines: pl.DataFrame
    spellings: Mapping[str, tuple[str, ...]]


def read_lines(ledger: Ledger, known: Callable[[], Collection[str]]) -> CampaignLines:
    """The lines of a table of campaigns.

    The apostrophe with which a list is written, where a spreadsheet would take a customer or a campaign for a formula,
    is taken away; of a customer only where nobody is called so with it.

    Args:
        ledger: the table.
        known: the customers of the sales and the register; asked where it matters.
    """
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in _TYPES.items() if name not in ledger.columns]
    lines = ledger.collect(
        lambda read: read.with_columns(*missing).select(
            pl.col(CAMPAIGN).cast(pl.String).str.strip_chars().str.replace_all(r"\s+", " "),
            pl.col(CUSTOMER).cast(pl.String),
            pl.col("grupo").cast(pl.String).alias("palavra"),
            "data",
            "custo",
        )
    )
    counts = dict(lines.drop_nulls(CAMPAIGN).group_by(CAMPAIGN).len().iter_rows())
    own = {one: bare for one in lines[CUSTOMER].unique().drop_nulls() if (bare := unguarded(one)) != one}
    guarded = {one: bare for one, bare in own.items() if one not in known()} if own else {}
    arms = groups_of(lines["palavra"].unique().drop_nulls().to_list())
    names = _one_spelling(counts)
    others: dict[str, list[str]] = {}
    for name in sorted(names, key=str.encode):
        if unguarded(name) != names[name]:
            others.setdefault(names[name], []).append(unguarded(name))
    found = lines.with_columns(
        pl.col(CAMPAIGN).replace(names),
        pl.col(CUSTOMER).replace(guarded),
        braco=pl.col("palavra").replace_strict(arms, default=None, return_dtype=pl.String),
    )
    return CampaignLines(found, {name: tuple(some) for name, some in others.items()})


def _one_spelling(counts: Mapping[str, int]) -> Mapping[str, str]:
    """Name of a campaign → as most lines write it, of equals the first by bytes; without its guard."""
    alike: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda one: (-counts[one], one.encode())):
        alike.setdefault(fold(unguarded(name)), []).append(name)
    return {name: unguarded(names[0]) for names in alike.values() for name in names}
