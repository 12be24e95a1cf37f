"""A stage of the funnel that is written in several ways is one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import name_key
from carteira_cli.quoted import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

STAGE = "etapa"


@dataclass(frozen=True)
class StageSpellings:
    """How stages are written.

    Attributes:
        others: a spelling → the one that stands for it; only where they differ.
    """

    others: Mapping[str, str]

    def united(self, leads: pl.DataFrame) -> pl.DataFrame:
        """The same lines, with each stage (`etapa`) in one spelling."""
        if not self.others or STAGE not in leads.columns:
            return leads
        return leads.with_columns(pl.col(STAGE).cast(pl.String).replace(self.others))

    def notes(self) -> Iterator[str]:
        """Which stages are written in several ways, and what they count as."""
        alike: dict[str, list[str]] = {}
        for name in sorted(self.others):
            alike.setdefault(self.others[name], []).append(name)
        if alike:
            told = "; ".join(" = ".join(cells((one, *names))) for one, names in sorted(alike.items()))
            yield (
                f"grafias da mesma etapa, que no funil e no histórico contam como uma: {told}; em --por, --onde e por "
                "etapa atual cada uma conta por si: padronize na origem"
            )


def spellings_of(counts: Mapping[str, int], declared: Sequence[str]) -> StageSpellings:
    """Which spellings are one stage: those that differ in case, accents and blanks alone.

    The one that stands for them is the declared one, else that of most lines, of equals the first.

    Args:
        counts: spelling → lines.
        declared: the order of stages, as the configuration has it.

    Example:
        >>> dict(spellings_of({"Novo": 1, "novo": 2, "ganho": 1}, ("Ganho",)).others)
        {'Novo': 'novo', 'ganho': 'Ganho'}
    """
    standing: dict[str, str] = {}
    for name in (*declared, *sorted(counts, key=lambda one: (-counts[one], one))):
        standing.setdefault(name_key(name), name)
    found = {name: standing[name_key(name)] for name in sorted(counts)}
    return StageSpellings(MappingProxyType({name: one for name, one in found.items() if name != one}))
