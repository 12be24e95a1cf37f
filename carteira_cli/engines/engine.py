"""What an engine is to the panel: the few things that narwhals does not say for all of them.

Lines of sales come to an engine as `lines`, are filtered, labelled and reduced as narwhals frames by the ways of this
wing, and leave as `rows`, one a customer (and further key). So another engine is a module with these functions beside
`polars`, and whoever hands it to the customer base. Two things stay Polars whatever the engine. Files are read by it:
guessing and proving is done in its expressions, and lines that several analyses share are put aside as Arrow. And so is
what is left once a customer is a row: a frame in memory, which the functions of indicators look at. A study that needs
more of a customer than measures, such as her days in order, asks Polars itself (`customers.selection.lines`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from carteira_cli.engines.panel import Lines


class Engine(Protocol):
    """A module that reduces lines; `polars` is the one that is here."""

    def lines(self, read: pl.LazyFrame, /) -> Lines:
        """Lines as they are read from files, to this engine."""

    def rows(self, found: Lines, /) -> pl.LazyFrame:
        """What lines were reduced to, as a query of Polars: with one that is not Polars, of what it has computed."""

    def table(self, frame: pl.DataFrame, /) -> Lines:
        """A small table, to be joined to lines."""

    def lists(self, found: Lines, keys: Sequence[str], columns: Sequence[str], /) -> Lines:
        """One row a key: the keys, and of each column the list of its values, all in one order."""

    def days(self, found: Lines, keys: Sequence[str], day: str, /) -> Lines:
        """One row a key: the keys, and the list of its distinct days, ascending."""

    def marks(self, found: Lines, keys: Sequence[str], bits: Sequence[str], day: str, /) -> Lines:
        """One row a key: the keys, of each column of `bits` (Int64) the OR, and the least day."""
