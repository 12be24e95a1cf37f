"""What a run that reads an imported portfolio says of it: what it was made from, and what changed since."""

from __future__ import annotations

from glob import escape, glob
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.names import first_of
from carteira_cli.sources.finding.imported import (
    imported_table,
    manifest_of,
    named_on_the_spot,
    portfolio_folder,
    recorded_path,
    table_path,
    unchanged,
)
from carteira_cli.sources.finding.locate import named_after, search_folders
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.finding.portfolio_manifest import ImportedTable, Manifest

TOLD = 3  # files that a warning names
COMMAND = "carteira importar"


def provenance(config: Config, tables: Collection[str]) -> Iterator[str]:
    """For each table that comes from the portfolio, what it was made from."""
    folder = portfolio_folder(config)
    for name in tables:
        if found := imported_table(config, name):
            names = [str(recorded_path(export.file, folder)) for export in found[0].current]
            rejected = sum(export.rejected for export in found[0].exports)
            left = f"; {rejected} {agree(rejected, 'linha rejeitada')} na importação" if rejected else ""
            yield f"{name}: carteira importada de {listed(names)}{left}"


def stale(config: Config, tables: Collection[str]) -> Iterator[str]:
    """What changed since the import of the tables that a run reads."""
    folder = portfolio_folder(config)
    manifest = manifest_of(folder)
    if manifest is None:
        return
    used = {name: found[0] for name in tables if (found := imported_table(config, name))}
    for name, table in manifest.tables.items():
        path = table_path(table, folder)
        if name in tables and not named_on_the_spot(config, name) and not path.is_file():
            yield f"{path} sumiu: rode {COMMAND} --refazer"
    for name, table in used.items():
        yield from _changed(name, table, folder)
        yield from _left_out(config, name, table, folder)
    zone = config.rules.fuso
    if used and zone is not None and zone != manifest.zone:
        yield f'a carteira foi importada {_zone(manifest)}, não com o fuso "{zone}": rode {COMMAND} --refazer'


def _zone(manifest: Manifest) -> str:
    return f'com o fuso "{manifest.zone}"' if manifest.zone else "sem fuso"


def _changed(name: str, table: ImportedTable, folder: Path) -> Iterator[str]:
    """Exports that are not what they were; that the portfolio's own files are is proven where they are located."""
    gone, changed = [], []
    for export in table.current:
        path = recorded_path(export.file, folder)
        try:
            same = unchanged(export, path)
        except OSError:
            gone.append(str(path))
            continue
        if not same:
            changed.append(str(path))
    if changed:
        verb = agree(len(changed), "mudou", "mudaram")
        yield f"{listed(changed)} {verb} desde a importação: rode {COMMAND}"
    if gone:
        verb = agree(len(gone), "não está", "não estão")
        yield f"{listed(gone)} {verb} mais lá; as linhas continuam na carteira importada de {name}"


def _left_out(config: Config, name: str, table: ImportedTable, folder: Path) -> Iterator[str]:
    """Files that look as if they belonged to the table and were never imported."""
    known = {recorded_path(export.file, folder).resolve() for export in table.exports}
    known.add(table_path(table, folder).resolve())
    found = matching(table, folder)
    if not config.values[name].many:
        found += [path for place in search_folders(config) for path in named_after(name, place)]
    new = list(dict.fromkeys(str(path) for path in found if path.resolve() not in known))
    if new:
        verb = agree(len(new), "não foi importado", "não foram importados")
        yield f"{listed(new)} {verb}: rode {COMMAND}"


def matching(table: ImportedTable, folder: Path) -> list[Path]:
    """The files that the recorded wildcards fit now."""
    here = Path(escape(str(folder)))
    found = [item for pattern in table.patterns for item in sorted(glob(str(recorded_path(pattern, here))))]  # noqa: PTH207
    return [Path(item) for item in dict.fromkeys(found) if Path(item).is_file()]


def listed(names: Sequence[str]) -> str:
    """A few names, and how many more."""
    return first_of(names, TOLD)
