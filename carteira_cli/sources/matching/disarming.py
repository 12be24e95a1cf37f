"""Undo the traps of a system's export before anything in it is converted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quoted import cell
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.sources.matching.traps import apply, closed_otherwise, torn_orders, totals_once
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched

_WORDS = 5  # statuses named in a warning


def disarmed(raw: RawFile, matched: Matched, *, by_status: bool) -> RawFile:
    """The file with its traps undone; as it is where there are none.

    A trap whose meaning depends on the lines before it is undone once, in the order of the file, into a
    scratch file. Such exports come from shops, and have been read line by line already.

    Args:
        raw: the file.
        matched: which of its columns is which.
        by_status: whether the system's own words for "cancelled" void a line.
    """
    once = matched.traps.once if matched.profile is None else ()
    if matched.untouched or (raw.kind == "parquet" and not once):
        return raw
    if matched.stateful:
        # Every line is read here, in order; only a file that was rewritten is known to be sound by now.
        sound = raw.tolerant() if raw.tolerant is not None else raw
        path = scratch(".arrow")
        number = "\x00ordem"
        lines = sound.scan(number)
        if raw.kind == "parquet":
            done = lines.with_columns(**totals_once(lines, matched.traps.order[0], once))
        else:
            done = apply(lines, matched, by_status=by_status)
        done.collect().write_ipc(path)
        schema = pl.scan_ipc(path, glob=False).collect_schema()

        def scan(index: str | None) -> pl.LazyFrame:
            lines = pl.scan_ipc(path, glob=False)
            return lines.drop(number) if index is None else lines.rename({number: index})

        known = pl.Schema({name: dtype for name, dtype in schema.items() if name != number})
        return replace(sound, schema=known, scan=scan, before=sound)
    changed = raw.reshaped(lambda lines: apply(lines, matched, by_status=by_status))
    return replace(changed, schema=changed.lines.collect_schema(), before=raw)


def trap_warnings(raw: RawFile, matched: Matched) -> Iterator[str]:
    """What the traps of a file hide that its user should know, as sentences; a reading for each."""
    if raw.before is None:
        return
    torn = torn_orders(raw.before.lines, matched)
    orders = int(torn.collect().item()) if torn is not None else 0
    if orders:
        some = f"{orders} {agree(orders, 'pedido tem', 'pedidos têm')}"
        yield (
            f'{some} totais diferentes em suas linhas, e cada total contou uma vez; se "{matched.columns["valor"]}" '
            'é o valor de cada item: [leitura.vendas] valor_por = "item"'
        )
    closed = closed_otherwise(raw.before.lines, matched)
    if closed is not None:
        rows = closed.collect().rows()
        if rows:
            words = ", ".join(f'"{cell(word)}" ({count})' for word, count in rows[:_WORDS])
            yield f"leads fechados sem venda, que não contam como convertidos: {words}"
