"""Undo the traps of a system's export before anything in it is converted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quoted import cell
from carteira_cli.reading.hidden import VOID
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.sources.matching.profiles import recognise
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.matching.traps import apply, closed_otherwise, torn_orders, totals_once, void_counts
from carteira_cli.sources.meaning.factors import quantity_of, unit_prices
from carteira_cli.sources.meaning.operation import is_reason
from carteira_cli.sources.meaning.periodicity import ONE_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.columns import Matched
    from carteira_cli.sources.matching.tables import Table

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
        some = "1 pedido tem" if orders == 1 else f"{orders} pedidos têm"
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


def void_reasons(raw: RawFile) -> list[tuple[str, int]]:
    """Why the system's own words void lines of a file, and how many; most first."""
    if raw.before is None or VOID not in raw.schema:
        return []
    counts = void_counts(raw.lines).collect().rows()
    return [(_told(str(reason)), int(count)) for reason, count in counts if not is_reason(reason)]


def _told(reason: str) -> str:
    """A reason as a sentence says it: of a price that is charged once, it has the word of the line."""
    return f"{ONE_TIME}{cell(reason.removeprefix(ONE_TIME))}" if reason.startswith(ONE_TIME) else reason


def fitness(table: Table, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> float:
    """How well a header serves a table: a known export of it best, else by the share of columns it seems to have.

    From 1 on it has all that is required, or its system is known.

    Args:
        table: what is wanted.
        header: names.
        mapping: canonical name → name in the file, from the configuration.
    """
    known = recognise(header, table.name)
    if known is not None and known.profile.table == table.name:
        return 2 + known.share

    def known_as(one: str) -> set[str]:
        told = (name for name, original in (mapping or {}).items() if original == one)
        return _known_as(table, one).union(told)

    found = [known_as(one) for one in header]
    if table.name == "vendas" and unit_prices(header) and quantity_of(header):
        found.append({"valor"})  # can be made of the two
    required = sum(any(name in names for names in found) for name in table.required) / len(table.required)
    return required + sum(map(bool, found)) / len(header) / 100


def likeliest(header: Sequence[str], called: str | None) -> str | None:
    """The table that a header is most likely of, even where it lacks a required column; None where it is of none.

    Each column that a table knows speaks for it, a column that only others know and one that it requires and does not
    find speak against it: a customer, a date and an order without an amount are sales, though a register needs no
    more than the customer.

    Args:
        header: names of the file's columns.
        called: the table that the file is named after, which decides between equals.
    """
    system = recognise(header)
    if system is not None:
        return system.profile.table
    known = {name: [_known_as(table, one) for one in header] for name, table in TABLES.items()}
    somewhere = [any(found[place] for found in known.values()) for place in range(len(header))]

    def speaks(name: str) -> float:
        found = known[name]
        columns = set().union(*found)
        lacking = sum(column not in columns for column in TABLES[name].required)
        strange = sum(other and not own for own, other in zip(found, somewhere, strict=True))
        distinct = min(len(columns), sum(map(bool, found)))
        return distinct - lacking - strange / 2 if len(columns & set(TABLES[name].required)) else 0

    best = max(TABLES, key=lambda name: (speaks(name), name == called))
    return best if speaks(best) > 0 else called


def _known_as(table: Table, one: str) -> set[str]:
    """The canonical columns that a name may be."""
    return {name for name in table.names if rank(table.name, name, one) is not None}
