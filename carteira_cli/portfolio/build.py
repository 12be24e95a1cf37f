"""An import from beginning to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from glob import has_magic
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, UsageError
from carteira_cli.portfolio.arrivals import ImportPlan, plan
from carteira_cli.portfolio.folder import commit, locked, staging, writing
from carteira_cli.portfolio.parquet_schema import ORIGINAL, schema_of
from carteira_cli.portfolio.recording import Added, recorded_again, written
from carteira_cli.portfolio.staging import StagedTable, stage
from carteira_cli.portfolio.writing import Merge, documentation, write
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.sources.finding.imported import check_intact, portfolio_folder, table_path
from carteira_cli.sources.finding.portfolio_manifest import (
    VERSION,
    Export,
    ImportedTable,
    Manifest,
    encode,
    read_manifest,
)
from carteira_cli.sources.finding.portfolio_place import MANIFEST
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.recount import UNITED
from carteira_cli.sources.reading_rules import cancelled_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.pseudonym_key import Key

Progress = Callable[[str, int, int], None]  # what is being done, lines done, lines in all (0: unknown)
_PART = ".entrada"  # suffix of an export's typed lines on their way


@dataclass(frozen=True)
class Imported:
    """The result of an import: the portfolio's folder, its manifest, and what was done to each table."""

    folder: Path
    manifest: Manifest
    added: Mapping[str, Added]


def build(config: Config, *, anew: bool = False, progress: Progress | None = None, key: Key | None = None) -> Imported:
    """Import what is new of the exports into the portfolio.

    Args:
        config: what the run is told; `destino` is the portfolio's folder.
        anew: whether to begin without the portfolio's lines, from the files given and recorded.
        progress: told of every step.
        key: whose pseudonyms are to stand for customers and leads; None: their ids are kept.

    Raises:
        DataError: a file can't be read, too much of it was rejected, or the portfolio was changed by others.
        UsageError: a file in the folder would be lost.
        LockedError: another import is at work.
        OutputError: the portfolio can't be written.
    """
    folder = portfolio_folder(config)
    with locked(folder):
        recorded, own = _recorded(folder, anew=anew)
        if recorded and not anew:
            _check_same_key(recorded, key, folder)
        tables = recorded.tables if recorded else {}
        files = {(folder / f"{name}.parquet").resolve() for name in own}
        with staging(folder) as place:
            work = _Work(config, folder, place, progress or (lambda *_: None), key)
            with unchanging():
                for table in () if anew else tables.values():
                    _check_there(table, folder)
                plans = {name: plan(config, name, tables.get(name), folder, files, anew=anew) for name in SOURCE_KEYS}
                _check_something(plans, tables, config)
                _check_free([name for name, item in plans.items() if item.new and name not in own], folder)
                added = {name: work.add(name, item) for name, item in plans.items()}
            found = {
                name: recorded_again(tables[name], item, folder, proven=not anew)
                for name, item in plans.items()
                if name in tables
            }
            found |= {name: written(item, place / f"{name}.parquet") for name, item in added.items() if item.tally}
            manifest = _manifest(
                recorded, {name: found[name] for name in SOURCE_KEYS if name in found}, added, config, key
            )
            if manifest != recorded or any(item.tally for item in added.values()):  # the files may have been damaged
                work.finish(manifest)
    return Imported(folder, manifest, added)


def _recorded(folder: Path, *, anew: bool) -> tuple[Manifest | None, tuple[str, ...]]:
    """The manifest and the tables whose files are ours; a damaged one does not stand in the way of beginning anew."""
    try:
        found = read_manifest(folder)
    except DataError:
        if not anew:
            raise
        return None, SOURCE_KEYS
    return found, tuple(found.tables) if found else ()


def _check_same_key(recorded: Manifest, key: Key | None, folder: Path) -> None:
    """Refuse to add lines in which a customer is called otherwise than in those that are there.

    Raises:
        UsageError: with how the portfolio was imported.
    """
    given = key.fingerprint if key else None
    if recorded.tables and recorded.pseudonyms != given:
        was = f"com pseudônimos da chave {recorded.pseudonyms}" if recorded.pseudonyms else "sem pseudônimos"
        now = f"a chave dada é {given}" if given else "nenhuma chave foi dada"
        raise UsageError(
            f"a carteira em {folder} foi importada {was}, e {now}",
            "importe como antes, grave noutra pasta com --destino PASTA, ou leia tudo de novo com --refazer",
        )


def _check_something(plans: Mapping[str, ImportPlan], tables: Mapping[str, ImportedTable], config: Config) -> None:
    if not any(item.arrivals for item in plans.values()) and not tables:
        from carteira_cli.sources.glance.told import hint_of  # weight: for a run without a table

        raise DataError(
            f"não há o que importar: nenhum arquivo de {', '.join(SOURCE_KEYS)} em {config.folder} nem em dados/",
            hint_of(config, *SOURCE_KEYS) or "passe --vendas ARQUIVO; com -C PASTA, procura em outra pasta",
        )


def _check_free(names: Sequence[str], folder: Path) -> None:
    """Refuse to write over files that no import wrote.

    Raises:
        UsageError: with the file that would be lost.
    """
    for name in names:
        path = folder / f"{name}.parquet"
        if path.exists():
            raise UsageError(
                f"{path} não foi gravado por carteira importar e seria perdido",
                "mova o arquivo, ou grave a carteira em outra pasta com -o PASTA",
            )


def _manifest(
    recorded: Manifest | None,
    tables: Mapping[str, ImportedTable],
    added: Mapping[str, Added],
    config: Config,
    key: Key | None,
) -> Manifest:
    """What is to be recorded; the rules are those of the last import that read anything."""
    if recorded and not any(item.tally for item in added.values()):
        return replace(recorded, tables=tables)
    return Manifest(config.rules.fuso, cancelled_words(config), tables, key.fingerprint if key else None)


@dataclass(frozen=True)
class _Work:
    """An import under way: what it is told, where the portfolio is, where new files are made, who is told."""

    config: Config
    folder: Path
    place: Path
    progress: Progress
    key: Key | None = None

    def add(self, name: str, item: ImportPlan) -> Added:
        """Read the new files of a table and write it whole."""
        if not item.new:
            return Added(item)
        base = item.base
        number = max((export.number for export in base.exports), default=0) if base else 0
        staged = []
        for arrival in item.new:
            number += 1
            self.progress(f"lendo {arrival.path}", 0, 0)
            part = self.place / f"{name}-{number}{_PART}"
            with writing(self.folder):
                staged.append(stage(TABLES[name], arrival, number, self.config, part, self.key))
        staged = _in_order(staged, [*self.config.values[name].many, *item.patterns])
        merge = self._merge(name, base, staged)
        total = (base.rows if base else 0) + sum(one.audit.lines - one.audit.rejected for one in staged)
        done = Counter[str]()

        def on_rows(rows: int) -> None:
            done["rows"] += rows
            self.progress(f"gravando {name}", done["rows"], total)

        target = self.place / f"{name}.parquet"
        with writing(self.folder):
            tally = write(merge, target, documentation(merge.table, merge.schema, self._facts(base, staged)), on_rows)
        return Added(item, tuple(staged), tally)

    def _merge(self, name: str, base: ImportedTable | None, staged: Sequence[StagedTable]) -> Merge:
        lines = pl.scan_parquet(self.folder / base.file, glob=False) if base else None
        known = {export.number: frozenset(export.columns or ()) for export in (base.exports if base else ())}
        known |= {one.number: frozenset(one.columns) for one in staged}
        columns = {column for names in known.values() for column in names}
        original = any(one.original for one in staged) or (lines is not None and ORIGINAL in lines.collect_schema())
        schema = schema_of(TABLES[name], columns, original=original)
        spans = {export.number: _days(export) for export in (base.exports if base else ())}
        add_up = name in UNITED and self.config.reading_of(name).repetidas == "somar"
        return Merge(TABLES[name], schema, lines, spans, known, staged, add_up)

    def _facts(self, base: ImportedTable | None, staged: Sequence[StagedTable]) -> dict[str, object]:
        before = [(export.number, export.file) for export in (base.exports if base else ())]
        exports = [*before, *((one.number, one.arrival.place) for one in staged)]
        return {
            "formato": str(VERSION),
            "regras": {"fuso": self.config.rules.fuso, "cancelados": cancelled_words(self.config)},
            "fontes": [{"numero": number, "arquivo": file} for number, file in exports],
        }

    def finish(self, manifest: Manifest) -> None:
        """Make what was written the portfolio."""
        with writing(self.folder):
            for part in self.place.glob(f"*{_PART}"):
                part.unlink()
            (self.place / MANIFEST).write_bytes(encode(manifest))
        commit(self.place, self.folder)


def _in_order(staged: Sequence[StagedTable], patterns: Sequence[str]) -> list[StagedTable]:
    """The files as they were given; those of one wildcard, which have no order of their own, by how far they reach.

    Their names say nothing of which is newer: `fev` comes before `jan`.
    """
    wild = [pattern for pattern in patterns if has_magic(pattern)]
    groups: dict[str, list[StagedTable]] = {}
    for one in staged:
        pattern = next((pattern for pattern in wild if one.arrival.path.match(pattern)), None)
        groups.setdefault(pattern or f"{one.number}", []).append(one)
    return [one for group in groups.values() for one in sorted(group, key=_reach)]


def _reach(staged: StagedTable) -> tuple[date, date]:
    first, last = staged.days or (date.min, date.min)
    return last, first


def _check_there(base: ImportedTable, folder: Path) -> None:
    """Refuse to add to a portfolio, or to call it up to date, whose lines are not those that were written.

    Raises:
        DataError: a table's file is gone, or some byte of it was changed.
    """
    path = table_path(base, folder)
    if not path.is_file():
        raise DataError(f"{path} sumiu", "refaça a carteira com: carteira importar --refazer")
    check_intact(base, path, wholly=True)


def _days(export: Export) -> tuple[date, date] | None:
    first, last = export.first, export.last
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
