"""Open a file on a guess, prove the guess over every line in the reading that counts them, and revise it if wrong."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from errno import EFBIG
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.reading.files import open_files
from carteira_cli.reading.hidden import VOID
from carteira_cli.reading.progress import COMPUTING, PROVING, phase
from carteira_cli.reading.wanted import Roles, Sought
from carteira_cli.sources.assumed import Questions
from carteira_cli.sources.matching.by_words import with_status_by_words, without_look_alikes, without_places
from carteira_cli.sources.matching.columns import match
from carteira_cli.sources.matching.disarming import disarmed
from carteira_cli.sources.matching.fitness import fitness
from carteira_cli.sources.matching.further import further_of
from carteira_cli.sources.matching.head import free_texts
from carteira_cli.sources.matching.learnt_words import Coded
from carteira_cli.sources.matching.namesakes import with_codes_of_namesakes
from carteira_cli.sources.matching.status import SAMPLE
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.meaning import returns
from carteira_cli.sources.meaning.amount_per import weighed
from carteira_cli.sources.meaning.computed_amounts import with_made
from carteira_cli.sources.meaning.currency import with_currency_by_words
from carteira_cli.sources.meaning.effects import meant
from carteira_cli.sources.meaning.noted import noted, noting
from carteira_cli.sources.meaning.operation import with_operation
from carteira_cli.sources.meaning.subtotals import HEAD, may_have, odd_lines, seem_at_the_head, subtotals
from carteira_cli.sources.meaning.subtotals_like_sales import NUMBER
from carteira_cli.sources.meaning.titled import titled
from carteira_cli.sources.meaning.titles import with_title_words
from carteira_cli.sources.meaning.undone_columns import with_beside
from carteira_cli.sources.proving.conventions import first_guess, questions, settle
from carteira_cli.sources.proving.kept import look as look_at
from carteira_cli.sources.proving.opening import build_part
from carteira_cli.sources.proving.proven import Proven

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.audit import Audit
    from carteira_cli.sources.proving.kept import Aside
    from carteira_cli.sources.reading_rules import Rules

_REVISIONS = 8  # tolerant reading, headers inside, conventions twice, statuses, subtotals, titles: more can't be
_REPORT = 200_000  # lines
NAMES = "\x00nomes"  # lines with a name of the header where the id should be


def open_parts(table: CanonicalTable, named: Path | str, rules: Rules) -> tuple[Part, ...]:
    """Open what was named for a table and prepare its conversion, on a guess from its first lines.

    Args:
        table: what it is to be turned into.
        named: a path, `-`, or an address, which may stand for several files.
        rules: how cells are read.

    Raises:
        DataError: the file can't be read, a column is missing, or one has a type it can't have.
    """
    files = open_files(named, table.name, rules.told.hints, wanted_of(table, rules))
    return tuple(part_of(table, raw, rules) for raw in files)


def wanted_of(table: CanonicalTable, rules: Rules) -> Sought:
    """What a reader of files must know of a table."""
    told = (table.name, rules.mapping, rules.told.profile, rules.prefer)
    return Sought(lambda header: fitness(table, header, rules.mapping), partial(roles_of, table, rules), told)


def roles_of(table: CanonicalTable, rules: Rules, header: Sequence[str]) -> Roles:
    """Which column of a header is which.

    Raises:
        DataError: as `columns.match`.
    """
    mapping = {name: original for name, original in rules.mapping.items() if original in header}
    found = match(table, header, mapping, Path("arquivo"), rules.told.profile, prefer=rules.prefer)
    return Roles(found.columns, table.name, found.profile.title if found.profile else "")


def part_of(table: CanonicalTable, raw: RawFile, rules: Rules) -> Part:
    """Prepare the conversion of an opened file, on a guess from its first lines.

    Raises:
        DataError: as `open_parts`.
    """
    with reading_of(raw.name):
        try:
            return _matched(table, raw, rules)
        except pl.exceptions.PolarsError:  # a first look may meet what only the tolerant reading can read
            if raw.tolerant is None:
                raise
            return _matched(table, raw.tolerant(), rules)


def _matched(table: CanonicalTable, raw: RawFile, rules: Rules) -> Part:
    made = with_made(table, raw, rules)
    matched = match(
        table,
        made.raw.header,
        made.mapping,
        raw.name,
        rules.told.profile,
        prefer=rules.prefer,
        head=lambda: raw.lines.select(raw.header).head(SAMPLE).collect(),
    )
    matched = with_codes_of_namesakes(table, made.raw, matched, rules.prefer)
    matched = with_operation(table, made.raw, without_places(made.raw, made.said(matched)), rules)
    matched = without_look_alikes(made.raw, with_status_by_words(table, made.raw, matched, rules.cancelled))
    if status := matched.columns.get("status"):
        words = Coded(rules.status_words(matched.traps.valid).meaning)
        matched = replace(matched, words={**matched.words, status: words})
    matched = with_title_words(table, made.raw, matched, rules)
    first = free_texts(table, made.raw, matched)
    matched = with_currency_by_words(table, made.raw, matched, first)
    matched = with_beside(table, made.raw, matched, rules, first)
    if rules.further:
        matched = replace(matched, further=further_of(table, made.raw, matched, rules.further))
    raw, matched = weighed(made.raw, matched, rules)
    source, matched = meant(disarmed(raw, matched, by_status=not rules.own_words), matched, rules)
    part = build_part(table, source, matched, rules, first_guess(source, matched, table, rules.told))
    if part.is_typed and (backward := returns.backward(part)) is not None:
        part = replace(part, unsettled=backward if part.unsettled is None else part.unsettled | backward)
    known = _of_used(part)
    if raw.kind == "parquet" and table.name == "vendas" and (_says_total(part) or _adds_up(part)):
        known = replace(known, subtotals=subtotals(part))
    return part if known == part.assumed else replace(rebuilt(part, known), unsettled=part.unsettled)


def _of_used(part: Part) -> Assumed:
    """What was guessed of the columns that this run uses: of the others nothing will be proven."""
    used, guess = part.originals, part.assumed
    return replace(
        guess,
        decimals={name: one for name, one in guess.decimals.items() if name in used},
        days={name: one for name, one in guess.days.items() if name in used},
        ids={name: one for name, one in guess.ids.items() if name in used},
        foreign=guess.foreign & used.keys(),
    )


def _says_total(part: Part) -> bool:
    """Whether some customer at either end of a typed file is called a total."""
    odd = odd_lines(part.raw, {"cliente": part.matched.columns["cliente"]})
    ends = pl.concat([part.raw.lines.head(SAMPLE), part.raw.lines.tail(SAMPLE)])
    return bool(odd) and bool(ends.select(any=pl.any_horizontal(*odd.values()).any()).collect().item())


def _looked_at(part: Part, found: Assumed, audit: Audit, row: Mapping[str, Any]) -> Assumed:
    """What a closer look at lines of sales adds, where the account of the file calls for one."""
    if part.table.name != "vendas":
        return found
    settled = found == part.assumed
    if found.subtotals is None and (may_have(row, audit.lines) or (settled and seem_at_the_head(_beginning(part)))):
        return replace(found, subtotals=subtotals(part))
    apart = part.source.blocks > 1 or any(note.kind == "outra_tabela" for note in part.source.left_out)
    if settled and found.titled is None and (audit.rejected or audit.totals or apart):
        return replace(found, titled=titled(part))
    return found


def _beginning(part: Part) -> Part:
    """The first lines of a file as a file: cut before they are parsed, which the engine would do to a block of them."""
    first = part.source.scan(NUMBER).head(HEAD).collect()

    def scan(index: str | None) -> pl.LazyFrame:
        return (first.drop(NUMBER) if index is None else first.rename({NUMBER: index})).lazy()

    return rebuilt(replace(part, source=replace(part.source, scan=scan)), part.assumed)


def _adds_up(part: Part) -> bool:
    """Whether some lines of a typed file are sums of others; a file of many lines is no report with subtotals."""
    few = part.raw.lines.select(pl.len()).collect().item() <= _REPORT
    return few and seem_at_the_head(_beginning(part))


def prove(part: Part, aside: Aside | None = None) -> Proven:
    """Read a file whole, and settle what was assumed of it.

    Args:
        part: the file.
        aside: as in `look`.

    Raises:
        DataError: it can't be read to its end, or a convention of its values can't be told.
    """
    phase(PROVING)
    found = _settled(part, aside)
    phase(COMPUTING)
    return found


def _settled(part: Part, aside: Aside | None) -> Proven:
    with reading_of(part.raw.name):
        if part.unsettled is not None:
            part = rebuilt(part, replace(part.assumed, statuses=part.status_spellings()))
        look = part.source.inner_headers
        for turn in range(_REVISIONS):
            asked = questions_of(part)
            try:
                held = look_at(part, asked, turn, aside)
            except pl.exceptions.PolarsError:
                if part.source.tolerant is None:
                    raise
                part, look = _matched(part.table, part.source.tolerant(), part.rules), None
                continue
            audit, row = held.audit(asked)
            if part.source.tolerant is not None and audit.ends_empty and part.source.short_lines():
                part, look = _matched(part.table, part.source.tolerant(), part.rules), None
                continue
            if look is not None and may_hide_names(part, audit, row):
                found_inside, look = look(), None
                if found_inside is not None:
                    part = _matched(part.table, found_inside, part.rules)
                    continue
            found = noted(returns.settled(part, settle(part, row), row), row)
            found = _looked_at(part, found, audit, row)
            if found == part.assumed:
                settled = replace(part, assumed=found)
                every = held.facts if held.kept else None
                return Proven(settled, audit, held.lines, held.facts if aside is not None else None, every)
            held.discard()
            part = rebuilt(part, found)
    raise RuntimeError(f"{part.raw.name}: assumptions do not settle")


def questions_of(part: Part) -> Questions:
    """What to ask of every line: conventions, and of a table without a day or an amount whether a name is among ids."""
    plain = questions(part.raw, part.originals, part.table, part.assumed, part.matched.columns.get("venda"))
    asked = noting(part, returns.questions(part, plain))
    if part.source.inner_headers is None or any(
        one.required and one.kind is not ValueKind.ID for one in part.table.columns
    ):
        return asked
    keys = [part.originals[name] for name in part.table.required if name in part.originals]
    names = {spelled for name in part.raw.header for spelled in (name, name.upper(), name.lower(), name.title())}
    cells = [
        pl.col(key).is_in(sorted(names)).fill_null(value=False) for key in keys if part.raw.schema[key] == pl.String
    ]
    codes = {**asked.codes, NAMES: pl.any_horizontal(pl.lit(value=False), *cells)}
    return Questions(codes, {**asked.counts, NAMES: pl.col(NAMES).sum()})


def may_hide_names(part: Part, audit: Audit, row: Mapping[str, Any]) -> bool:
    """Whether a line of the data may be a header: a name is no day and no amount, nor the id of a customer."""
    void = audit.cancelled if VOID in part.raw.schema else 0  # a line that does not count need not be readable
    return bool(audit.rejected or audit.totals or void or row.get(NAMES))


def rebuilt(part: Part, assumed: Assumed) -> Part:
    """The same file, read by other assumptions."""
    return build_part(part.table, part.source, part.matched, part.rules, assumed)


@contextmanager
def reading(parts: Sequence[Part]) -> Iterator[None]:
    """Turn what the engine says of a broken file into one line that names the file.

    Raises:
        DataError: instead of the engine's own error.
    """
    with reading_of(", ".join(part.raw.name for part in parts)):
        yield


@contextmanager
def reading_of(name: str) -> Iterator[None]:
    """The same for files that are known by their names.

    Raises:
        DataError: instead of the engine's own error.
        OSError: the engine met a limit on the files it writes, which is no fault of the file that is read.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        if f"(os error {EFBIG})" in str(error):
            raise OSError(EFBIG, os.strerror(EFBIG)) from error
        raise DataError(f"{name}: o conteúdo não pôde ser lido até o fim", "exporte o arquivo de novo") from error
