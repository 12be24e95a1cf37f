"""What the files of a folder seem to be, where no name says so: each looked at once, none of them used."""

from __future__ import annotations

import os
from dataclasses import field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError, DataError
from carteira_cli.reading.files import open_files
from carteira_cli.sources.copies import without_copies
from carteira_cli.sources.finding.locate import PACKED_SUFFIXES, SUFFIXES, files_in, locate, search_folders
from carteira_cli.sources.finding.told import told_of
from carteira_cli.sources.glance.recognition import LEAST, Fit, any_table, fit_of, recognised
from carteira_cli.sources.glance.signs import said_of
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.proof import wanted_of
from carteira_cli.sources.reading_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.reading.raw import RawFile

MOST_FILES = 100  # of a folder that are looked at, the first by name
_OTHER_SUFFIXES = ("", ".dat", ".asc", ".prn", ".arrow", ".feather")
_LARGEST_BOOK = 20 << 20  # bytes of a workbook whose sheets are each looked at
_SHEETS = "outra_planilha"


@dataclass(frozen=True)
class Candidate:
    """A file, or the parts of one table, that may be a table.

    Attributes:
        table: name of the canonical table.
        paths: the files; several have the same columns and follow one another in time.
        fits: how each was recognised.
    """

    table: str
    paths: tuple[Path, ...]
    fits: tuple[Fit, ...]

    @property
    def confidence(self) -> float:
        """That of the part that is least sure."""
        return min(one.confidence for one in self.fits)

    @property
    def sure(self) -> bool:
        """Whether every part is said to be of the table, and can be read as it stands."""
        return all(one.sure for one in self.fits)


@dataclass(frozen=True)
class Glance:
    """What is in a folder besides the files that bear the name of a table.

    Attributes:
        candidates: what may be a table, by table in the order of `SOURCE_KEYS`, then by name.
        strange: files that are of no table, with what they may be instead.
        unread: files that can't be read, with the error.
        left: how many files were not looked at.
    """

    candidates: tuple[Candidate, ...] = ()
    strange: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    unread: tuple[tuple[Path, CarteiraError], ...] = ()
    left: int = field(default=0)

    def of(self, table: str) -> tuple[Candidate, ...]:
        """What may be a table."""
        return tuple(one for one in self.candidates if one.table == table)

    def chosen(self, table: str) -> Candidate | None:
        """The one that is said to be a table; None where there is none, or there are several."""
        sure = [one for one in self.of(table) if one.sure]
        return sure[0] if len(sure) == 1 else None

    @cached_property
    def files(self) -> int:
        """How many files there are."""
        seen = {path for one in self.candidates for path in one.paths}
        return len(seen) + len(self.strange) + len(self.unread) + self.left


def glance(config: Config, largest: int | None = None) -> Glance:
    """Look at every file of the folder and of `dados/` that might be data and does not bear the name of a table.

    What has a suffix of data, or none, is opened, at most `MOST_FILES`; documents, pictures and programs are not. A
    workbook may be several tables, a sheet each. Copies count once.

    Args:
        config: which folder, and how its files are read.
        largest: bytes of a file from which on it is left alone, where nobody waits for the answer; None: whatever.
    """
    paths = list(_unnamed(config))
    seen = [path for path in paths if largest is None or path.stat().st_size <= largest][:MOST_FILES]
    left = len(paths) - len(seen)
    fits: dict[tuple[str, tuple[str, ...]], list[tuple[Path, Fit]]] = {}
    strange, unread = [], []
    for path in seen:
        try:
            _check_name(path)
            (raw, *_) = open_files(path, "", told_of(config, "vendas").hints, any_table(config))
            found = list(_fits(path, raw, config))
        except CarteiraError as error:
            unread.append((path, error))
            continue
        for fit in found:
            fits.setdefault((fit.table, fit.raw.header), []).append((path, fit))
        if not found:
            strange.append((path, said_of(raw.header)))
    candidates = [one for (table, _), alike in fits.items() for one in _together(table, alike, config)]
    ordered = sorted(candidates, key=lambda one: (SOURCE_KEYS.index(one.table), one.paths))
    return Glance(tuple(ordered), tuple(strange), tuple(unread), left)


def _unnamed(config: Config) -> Iterator[Path]:
    """The files of the folder, in order, that may be data and are read for no table already."""
    known: set[Path] = set()
    for table in SOURCE_KEYS:
        try:
            known.update(path.resolve() for path in locate(config, table) if isinstance(path, Path))
        except DataError:  # whoever reads the table tells
            continue
    for folder in search_folders(config):
        for path in files_in(folder):
            if not path.name.startswith((".", "~$")) and _may_be_data(path) and path.resolve() not in known:
                yield path


def _may_be_data(path: Path) -> bool:
    """Whether a file is worth opening; what suffix it has only keeps documents, pictures and programs out."""
    suffix = path.suffix.casefold()
    return suffix in (*SUFFIXES, *PACKED_SUFFIXES, *_OTHER_SUFFIXES) and path.stat().st_size > 0


def _check_name(path: Path) -> None:
    """Refuse a file that nobody could name.

    Raises:
        DataError: what to do.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise DataError("o nome do arquivo não está em UTF-8", "mude o nome do arquivo") from error


def _fits(path: Path, raw: RawFile, config: Config) -> Iterator[Fit]:
    """What a file may be: of a workbook also what its other sheets are."""
    first = recognised(raw, config)
    if first is not None:
        yield first
    if any(note.kind == _SHEETS for note in raw.left_out) and path.stat().st_size <= _LARGEST_BOOK:
        for name, table in TABLES.items():
            if first is None or name != first.table:
                rules = rules_of(config, name, frozenset())
                (other, *_) = open_files(path, name, rules.told.hints, wanted_of(table, rules))
                fit = fit_of(name, other, config) if other.header != raw.header else None
                if fit is not None and fit.confidence >= LEAST:
                    yield fit


def _together(table: str, alike: Sequence[tuple[Path, Fit]], config: Config) -> Iterator[Candidate]:
    """Files with the same columns: the parts of one table where they follow one another in time, else each for itself.

    Who exports a month at a time has such parts; of two exports that overlap nobody can say whether one replaces the
    other.
    """
    kept, _ = without_copies([path for path, _ in alike])
    own = [(path, fit) for path, fit in alike if path in kept]
    if len(own) > 1 and table != "clientes" and all(fit.part is not None and not fit.mapping for _, fit in own):
        try:
            spans = sorted((*_span(table, path, config), at) for at, (path, _) in enumerate(own))
        except DataError:  # a file that can't be read to its end is no part of anything
            spans = []
        if spans and all(before[1] < after[0] for before, after in pairwise(spans)):
            ordered = [own[at] for _, _, at in spans]
            yield Candidate(table, tuple(path for path, _ in ordered), tuple(fit for _, fit in ordered))
            return
    yield from (Candidate(table, (path,), (fit,)) for path, fit in own)


def _span(table: str, path: Path, config: Config) -> tuple[int, int]:
    """First and last day of a file's lines.

    Raises:
        DataError: it can't be read, or has none.
    """
    ledger = open_ledger(TABLES[table], (path,), {}, rules_of(config, table, frozenset()))
    first, last = ledger.first_day, ledger.last_day
    if first is None or last is None:
        raise DataError(f"{path} não tem nenhuma data", "confira se a exportação terminou")
    return first, last


def shown(path: Path, config: Config) -> str:
    """A file as it is named on the command line of the folder."""
    return os.path.relpath(path, config.folder).replace(os.sep, "/")
