"""An export becomes typed lines in a file of its own, with an account of every line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.portfolio.parquet_schema import MONEY, ORIGINAL
from carteira_cli.portfolio.pseudonyms import telling_of_nobody, under_pseudonyms
from carteira_cli.privacy import IDS, personal
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.further import EVERY
from carteira_cli.sources.matching.slugs import KEPT
from carteira_cli.sources.matching.status import UPHELD, VOIDED, StatusWords
from carteira_cli.sources.matching.status_words import Status
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.meaning.operation import is_void
from carteira_cli.sources.meaning.titles import NO_DAY, SUPPOSED, gone
from carteira_cli.sources.part import CANCELLED, Part
from carteira_cli.sources.proving.audit import audit_part
from carteira_cli.sources.proving.lines import Opened, ProvenLines
from carteira_cli.sources.proving.overlapping_exports import IDENTITY
from carteira_cli.sources.proving.proof import reading
from carteira_cli.sources.proving.proven import Proven
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.sources.understood import reading_notes, reading_warnings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.portfolio.arrivals import Arrival
    from carteira_cli.pseudonym_key import Key
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.proving.audit import Audit
    from carteira_cli.sources.proving.rejected_lines import Reject

_UNREADABLE = "ilegivel "  # prefix of a flag: whether the cell of an optional column could not be read
_EXAMPLES = 3
_CENT = pl.lit("0.01").cast(pl.Decimal(3, 2))


@dataclass(frozen=True)
class StagedTable:
    """An export, read.

    Attributes:
        arrival: the file.
        number: of the export in the portfolio.
        audit: the account of its lines.
        columns: canonical column → the file's own name.
        days: first and last day of its lines, whatever their status; None in a table without dates, or without lines.
        lines: its typed lines, in canonical columns.
        original: whether some line needs `status_original`.
        unreadable: optional column → cells that could not be read, and are empty.
        rejects: the first lines that were rejected or have such a cell.
        in_utc: whether days are those of times in UTC.
        said: how it was read, in sentences.
        warned: what must be known about that.
        gone: identities of what the export says is no more, such as a cancelled title; None where it says nothing.
    """

    arrival: Arrival
    number: int
    audit: Audit
    columns: Mapping[str, str]
    days: tuple[date, date] | None
    lines: pl.LazyFrame
    original: bool
    unreadable: Mapping[str, int]
    rejects: tuple[Reject, ...]
    in_utc: bool
    said: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    gone: pl.DataFrame | None = None


def stage(
    table: CanonicalTable, arrival: Arrival, number: int, config: Config, target: Path, key: Key | None = None
) -> StagedTable:
    """Read an export into a Parquet file of typed lines, unsorted.

    A line is rejected only for what it can't do without. An optional cell that can't be read is left empty and
    counted: an analysis that does not look at it must not lose the line.

    With a key, pseudonyms stand for customers and leads, and no column tells who they are.

    Raises:
        DataError: it can't be read, or too much of it was rejected.
    """
    rules = replace(rules_of(config, table.name, None), by_cnpj_root=False, further=EVERY)
    strict = open_ledger(table, (arrival.path,), config.columns.get(table.name, {}), rules).proven
    lenient = _relaxed(strict)
    lenient.check(config.rules.max_rejeitadas)
    names = [name for name in table.names if name in lenient.columns]
    typed = {name: _typed(table, name) for name in names}
    kept = {f"{KEPT}{name}": name for part in lenient.parts for name in part.matched.further if name in part.columns}
    if key is not None:
        names = [name for name in names if name in IDS or not personal(name)]
        typed = {name: under_pseudonyms(typed[name], key) if name in IDS else typed[name] for name in names}
        kept = telling_of_nobody(kept, lenient)
    typed |= {name: pl.col(slug) for name, slug in kept.items()}
    flags = [f"{_UNREADABLE}{name}" for name in names if f"{_UNREADABLE}{name}" in lenient.columns]
    flags += [CANCELLED] if CANCELLED in lenient.columns else []
    with reading(lenient.parts):
        lenient.lines().select(**typed, **{name: pl.col(name) for name in flags}).sink_parquet(target, statistics=True)
    lines = pl.scan_parquet(target, glob=False)
    bad = lines.select(pl.col(name).sum() for name in flags if name != CANCELLED).collect().to_dicts()
    unreadable = {name.removeprefix(_UNREADABLE): count for name, count in (bad[0] if bad else {}).items() if count}
    words = rules.status_words()
    lines, original = _settled_status(lines, [*names, *kept], words)
    own_names = _own_names(strict.parts[0], names) | ({"status": ""} if original and "status" not in names else {})
    further = {name: strict.parts[0].matched.further[slug].original for name, slug in kept.items()}
    return StagedTable(
        arrival,
        number,
        lenient.audit,
        {**own_names, **further},
        _days(lines) if "data" in names else None,
        lines,
        original,
        unreadable,
        tuple((strict if unreadable else lenient).rejects(_EXAMPLES)),
        any(part.in_utc for part in lenient.parts),
        tuple(reading_notes(strict)),
        tuple(reading_warnings(strict)),
        _gone(lenient, typed),
    )


def _gone(lines: ProvenLines, typed: Mapping[str, pl.Expr]) -> pl.DataFrame | None:
    """The identities of what the files say is no more, in the types of the portfolio."""
    key = IDENTITY[lines.table.name]
    found = []
    for part in lines.parts:
        void = gone(part)
        if void is not None and set(key) <= set(typed):
            with reading((part,)):
                own = part.raw.lines.filter(void).select(**{name: part.columns[name] for name in key})
                found.append(own.select(**{name: typed[name] for name in key}).drop_nulls().unique().collect())
    return pl.concat(found).unique() if found else None


def _relaxed(lines: ProvenLines) -> ProvenLines:
    """The lines with unreadable optional cells empty, and a flag that tells, instead of lines rejected."""

    def relax(part: Part) -> Part:
        optional = [check for check in part.checks if check.column not in part.vital]
        flags = {f"{_UNREADABLE}{check.column}": check.bad for check in optional}
        emptied = {check.column: pl.when(~check.bad).then(part.columns[check.column]) for check in optional}
        if {SUPPOSED, "pagamento"} <= set(part.columns):  # the day of a payment that nobody told stays untold
            told = part.columns[SUPPOSED].ne_missing(NO_DAY)
            emptied["pagamento"] = pl.when(told).then(part.columns["pagamento"])
        required = tuple(check for check in part.checks if check.column in part.vital)
        return replace(part, checks=required, columns={**part.columns, **emptied, **flags})

    def proven(each: Proven) -> Proven:
        part = relax(each.part)
        same = set(each.audit.by_column) <= {*part.vital}
        return Proven(part, each.audit if same else audit_part(part)[0])

    files = tuple(proven(each) for each in lines.files)
    return ProvenLines.of(Opened(lines.table, tuple(each.part for each in files), lines.opened.origin), files)


def _typed(table: CanonicalTable, name: str) -> pl.Expr:
    """A canonical column in the type that the portfolio has it in."""
    kind = next(column.kind for column in table.columns if column.name == name)
    match kind:
        case ValueKind.DAY:
            return pl.col(name).cast(pl.Date)
        case ValueKind.MONEY:  # cents are whole: a product with a decimal is exact
            return (pl.col(name).cast(pl.Decimal(18, 0)) * _CENT).cast(MONEY)
        case _:
            return pl.col(name).cast(pl.String)


def _own_names(part: Part, names: list[str]) -> dict[str, str]:
    """What the file calls each column: the raw columns that its value is made of."""
    own = {}
    for name in names:
        raw = part.columns[name].meta.root_names()
        while any(root in part.raw.parsed for root in raw):
            raw = [
                deeper
                for root in raw
                for deeper in (part.raw.parsed[root].meta.root_names() if root in part.raw.parsed else [root])
            ]
        own[name] = " + ".join(dict.fromkeys(raw)) or name
    return own


def _settled_status(lines: pl.LazyFrame, names: list[str], words: StatusWords) -> tuple[pl.LazyFrame, bool]:
    """The lines with a status that later means what it means now.

    Words that the configuration voids stay, so that changing the configuration still changes the numbers. What was
    decided otherwise (by a system's own words, or another column) is written in words that nothing else changes, with
    the original beside them.

    Returns:
        The lines in canonical columns, and whether `status_original` is among them.
    """
    schema = lines.collect_schema()
    if CANCELLED not in schema:
        return lines.select(names), False
    status = pl.col("status") if "status" in names else pl.lit(None, dtype=pl.String)
    negative = (pl.col("valor") < 0).fill_null(value=False) if "valor" in names else pl.lit(value=False)
    found = lines.select(status.alias("status")).unique().drop_nulls().collect(engine="streaming")["status"].to_list()
    always = status.is_in([text for text in found if words.meaning(text) is Status.VOID])
    unless = status.is_in([text for text in found if words.meaning(text) in {Status.RETURNED, Status.MOVEMENT}])
    by_words = (always | (unless & ~negative)).fill_null(value=False)
    if "operacao" in names:  # stays beside the status, and does the same when the portfolio is read
        operations = lines.select("operacao").unique().drop_nulls().collect(engine="streaming")["operacao"].to_list()
        by_words |= pl.col("operacao").is_in([text for text in operations if is_void(text)]).fill_null(value=False)
    odd = pl.col(CANCELLED) != by_words
    if not lines.select(odd.any()).collect(engine="streaming").item():
        return lines.select(names), False
    decided = pl.when(~odd).then(status).when(pl.col(CANCELLED)).then(pl.lit(VOIDED)).otherwise(pl.lit(UPHELD))
    others = [name for name in names if name != "status"]
    return lines.select(*others, status=decided, **{ORIGINAL: pl.when(odd).then(status)}), True


def _days(lines: pl.LazyFrame) -> tuple[date, date] | None:
    first, last = lines.select(first=pl.col("data").min(), last=pl.col("data").max()).collect().row(0)
    return None if first is None else (first, last)
