"""Open a file on a guess, prove the guess over every line in the reading that counts them, and revise it if wrong."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.assumed import first_guess, questions, settle
from carteira_cli.sources.audit import Audit, audit_part
from carteira_cli.sources.by_words import with_status_by_words
from carteira_cli.sources.columns import match
from carteira_cli.sources.files import open_files
from carteira_cli.sources.further import further_of
from carteira_cli.sources.lacking import SAMPLE
from carteira_cli.sources.opening import build_part
from carteira_cli.sources.trapped import disarmed, fitness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.part import Part, Rules
    from carteira_cli.sources.raw import RawFile
    from carteira_cli.sources.tables import Table

_REVISIONS = 5  # tolerant reading, conventions twice, statuses: more can't be


@dataclass(frozen=True)
class Proven:
    """A file that was read whole, and its account."""

    part: Part
    audit: Audit


def open_parts(table: Table, named: Path | str, rules: Rules) -> tuple[Part, ...]:
    """Open what was named for a table and prepare its conversion, on a guess from its first lines.

    Args:
        table: what it is to be turned into.
        named: a path, `-`, or an address, which may stand for several files.
        rules: how cells are read.

    Raises:
        DataError: the file can't be read, a column is missing, or one has a type it can't have.
    """
    files = open_files(named, table.name, rules.told, lambda header: fitness(table, header))
    return tuple(part_of(table, raw, rules) for raw in files)


def part_of(table: Table, raw: RawFile, rules: Rules) -> Part:
    """Prepare the conversion of an opened file, on a guess from its first lines.

    Raises:
        DataError: as `open_parts`.
    """
    with _reading_one(raw.name):
        return _matched(table, raw, rules)


def _matched(table: Table, raw: RawFile, rules: Rules) -> Part:
    matched = match(
        table,
        raw.header,
        rules.mapping,
        Path(raw.name),
        rules.told.profile,
        prefer=rules.prefer,
        head=lambda: raw.lines.select(raw.header).head(SAMPLE).collect(),
    )
    matched = with_status_by_words(table, raw, matched, rules)
    if rules.further:
        matched = replace(matched, further=further_of(table, raw, matched, rules.further))
    source = disarmed(raw, matched, by_status=not rules.own_words)
    return build_part(table, source, matched, rules, first_guess(source, matched, table, rules.told))


def prove(part: Part) -> Proven:
    """Read a file whole, and settle what was assumed of it.

    Raises:
        DataError: it can't be read to its end, or a convention of its values can't be told.
    """
    with _reading_one(part.raw.name):
        if part.unknown_status is not None:
            part = rebuilt(part, replace(part.assumed, statuses=part.status_spellings()))
        for _ in range(_REVISIONS):
            asked = questions(part.raw, part.originals, part.table)
            try:
                audit, row = audit_part(part, asked)
            except pl.exceptions.PolarsError:
                if part.source.tolerant is None:
                    raise
                part = _matched(part.table, part.source.tolerant(), part.rules)
                continue
            if part.source.tolerant is not None and audit.ends_empty and part.source.short_lines():
                part = _matched(part.table, part.source.tolerant(), part.rules)
                continue
            found = settle(part, row)
            if found == part.assumed:
                return Proven(replace(part, assumed=found), audit)
            part = rebuilt(part, found)
    raise RuntimeError(f"{part.raw.name}: assumptions do not settle")


def rebuilt(part: Part, assumed: Assumed) -> Part:
    """The same file, read by other assumptions."""
    return build_part(part.table, part.source, part.matched, part.rules, assumed)


@contextmanager
def reading(parts: Sequence[Part]) -> Iterator[None]:
    """Turn what the engine says of a broken file into one line that names the file.

    Raises:
        DataError: instead of the engine's own error.
    """
    with _reading_one(", ".join(part.raw.name for part in parts)):
        yield


@contextmanager
def _reading_one(name: str) -> Iterator[None]:
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(f"{name}: o conteúdo não pôde ser lido até o fim", "exporte o arquivo de novo") from error
