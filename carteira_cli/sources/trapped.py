"""Undo the traps of a system's export before anything in it is converted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.synonyms import rank
from carteira_cli.sources.traps import apply
from carteira_cli.sources.workspace import scratch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.sources.columns import Matched
    from carteira_cli.sources.raw import RawFile
    from carteira_cli.sources.tables import Table


def disarmed(raw: RawFile, matched: Matched, *, by_status: bool) -> RawFile:
    """The file with its traps undone; as it is where there are none.

    A trap whose meaning depends on the lines before it is undone once, in the order of the file, into a
    scratch file. Such exports come from shops, and have been read line by line already.

    Args:
        raw: the file.
        matched: which of its columns is which.
        by_status: whether the system's own words for "cancelled" void a line.
    """
    if raw.kind == "parquet" or matched.untouched:
        return raw
    if matched.stateful:
        # Every line is read here, in order; only a file that was rewritten is known to be sound by now.
        sound = raw.tolerant() if raw.tolerant is not None else raw
        path = scratch(".arrow")
        number = "\x00ordem"
        apply(sound.scan(number), matched, by_status=by_status).collect().write_ipc(path)
        schema = pl.scan_ipc(path).collect_schema()

        def scan(index: str | None) -> pl.LazyFrame:
            lines = pl.scan_ipc(path)
            return lines.drop(number) if index is None else lines.rename({number: index})

        known = pl.Schema({name: dtype for name, dtype in schema.items() if name != number})
        return replace(sound, schema=known, scan=scan)
    changed = raw.reshaped(lambda lines: apply(lines, matched, by_status=by_status))
    return replace(changed, schema=changed.lines.collect_schema())


def fitness(table: Table, header: Sequence[str]) -> float:
    """How well a header serves a table: the share of the required columns that it seems to have, then of all."""

    def share(names: Sequence[str]) -> float:
        return sum(any(rank(table.name, name, one) is not None for one in header) for name in names) / len(names)

    return share(table.required) + share(table.names) / 100
