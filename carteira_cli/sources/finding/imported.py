"""Where an imported portfolio is read instead of the exports it was made from."""

from __future__ import annotations

import os
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import ResultSettings
from carteira_cli.errors import DataError, why
from carteira_cli.reading.inputs.watch import changed, prove, watch
from carteira_cli.sources.finding.portfolio_place import READY, may_have_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.finding.portfolio_manifest import Export, ImportedTable, Manifest


def manifest_of(folder: Path) -> Manifest | None:
    """The manifest of a portfolio; None where there is none.

    Raises:
        DataError: it is damaged, or of a newer version.
    """
    if not may_have_manifest(folder):
        return None
    from carteira_cli.sources.finding.portfolio_manifest import read_manifest  # weight: for a portfolio

    return read_manifest(folder)


def portfolio_folder(config: Config) -> Path:
    """Where `carteira importar` writes, and where every other command looks: the data folder itself, if it is one."""
    value = config.value(ResultSettings.destino)
    if config.told(ResultSettings.destino):
        return value.folder / (value.one or "")
    usual = config.folder / (value.one or "")
    return config.folder if not may_have_manifest(usual) and may_have_manifest(config.folder) else usual


def place(path: Path, folder: Path, *, absolute: bool) -> str:
    """A path as the manifest records it: relative to the portfolio's folder, unless it was given as absolute."""
    full = os.path.abspath(path)  # noqa: PTH100 - without following links: the name is what is looked at again
    text = full if absolute else os.path.relpath(full, os.path.abspath(folder))  # noqa: PTH100
    return text.replace(os.sep, "/")


def recorded_path(text: str, folder: Path) -> Path:
    """The path that the manifest records, as short as it can be said."""
    return Path(os.path.normpath(folder / text))


def table_path(table: ImportedTable, folder: Path) -> Path:
    """The Parquet of a table, also while a finished import is still moving in."""
    moving = folder / READY / table.file
    return moving if moving.is_file() else folder / table.file


def named_on_the_spot(config: Config, table: str) -> bool:
    """Whether an option or a variable names the files of a table."""
    return config.values[table].origin in {Origin.FLAG, Origin.VARIABLE}


def imported_table(config: Config, table: str) -> tuple[ImportedTable, Path] | None:
    """The table of the portfolio that a run reads, and its file; None where it reads other files.

    The portfolio is read unless an option or a variable names files, or the configuration names some that were
    never imported.

    Raises:
        DataError: the manifest is damaged.
    """
    if named_on_the_spot(config, table):
        return None
    folder = portfolio_folder(config)
    manifest = manifest_of(folder)
    if manifest is None or table not in manifest.tables:
        return None
    found = manifest.tables[table]
    path = table_path(found, folder)
    value = config.values[table]
    known = {item.file for item in found.exports} | set(found.patterns)
    for pattern in value.many:
        given = Path(pattern).expanduser()
        where = value.folder / given
        if place(where, folder, absolute=given.is_absolute()) not in known and where.resolve() != path.resolve():
            return None
    return (found, path) if path.is_file() else None


IDENTIFIED = (  # tables that customers or leads are named in
    *("vendas", "clientes", "leads", "assinaturas"),
    *("titulos", "avaliacoes", "contatos", "campanhas", "etapas"),
)


def pseudonyms_read(config: Config) -> str | None:
    """The fingerprint of the key whose pseudonyms the run reads from its portfolio; None where it reads ids.

    Raises:
        DataError: the manifest is damaged.
    """
    manifest = manifest_of(portfolio_folder(config))
    if manifest is None or manifest.pseudonyms is None:
        return None
    return manifest.pseudonyms if any(imported_table(config, table) for table in IDENTIFIED) else None


def check_unmixed(config: Config, table: str, shown: str) -> None:
    """Refuse ids beside the pseudonyms of a portfolio: nobody would be found in both.

    Raises:
        DataError: with the file that has the ids.
    """
    if table in IDENTIFIED and pseudonyms_read(config):
        raise DataError(
            f"a carteira importada tem pseudônimos, e {shown} não: nenhum cliente seria o mesmo nos dois",
            f"importe-o com a mesma chave: carteira importar --{table} ARQUIVO --pseudonimizar CHAVE",
        )


def imported_file(config: Config, table: str) -> tuple[Path, ...]:
    """The portfolio's file of a table, where a run reads it; else nothing.

    Raises:
        DataError: the manifest is damaged.
    """
    found = imported_table(config, table)
    return (found[1],) if found else ()


def intact_file(config: Config, table: str, *, wholly: bool = False) -> tuple[Path, ...]:
    """As `imported_file`, of a file that is what the import wrote.

    Args:
        config: what the run is told.
        table: which.
        wholly: whether to have held every byte against the manifest when this returns, and not while it is read.

    Raises:
        DataError: the file was changed after the import, or by one that finished just now.
    """
    found = imported_table(config, table)
    if found is None:
        return ()
    try:
        check_intact(*found, wholly=wholly)
    except DataError as error:
        if imported_table(config, table) == found:
            raise
        raise changed(found[1], "uma importação acabou de terminar: rode o comando de novo") from error
    return (found[1],)


def check_intact(table: ImportedTable, path: Path, *, wholly: bool = False) -> None:
    """Refuse a table's file that is not what the import wrote: at once by its size, then by each of its bytes.

    A disk that lost a bit says so neither by size nor by time; a copy of the folder may have other times.

    Raises:
        DataError: it was changed, or can't be read.
    """
    try:
        status = path.stat()
        watch(path, status)
        if status.st_size != table.size:
            raise _altered(path)
        if wholly or status.st_mtime_ns != table.modified_ns:
            _hold(table, path)
        else:
            prove(path, partial(_hold, table, path))
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error


def _hold(table: ImportedTable, path: Path) -> None:
    if digest(path) != table.sha256:
        raise _altered(path)


def _altered(path: Path) -> DataError:
    return DataError(
        f"{path} foi alterado depois da importação; importe de novo",
        "refaça a carteira com: carteira importar --refazer",
    )


def column_names(config: Config, table: str, paths: Sequence[Path | str]) -> Mapping[str, str]:
    """Canonical column → name in the files: as configured, but a portfolio's columns are canonical already."""
    return {} if tuple(paths) == imported_file(config, table) else config.columns.get(table, {})


def files_behind(config: Config) -> tuple[Path, ...]:
    """What the portfolio consists of and was made from: no output may replace it."""
    folder = portfolio_folder(config)
    manifest = manifest_of(folder)
    tables = manifest.tables.values() if manifest else ()
    exports = [recorded_path(export.file, folder) for table in tables for export in table.exports]
    return (*exports, *(folder / table.file for table in tables))


def files_of_portfolio(folder: Path) -> frozenset[Path]:
    """The files that an import wrote into a folder (resolved): they are no exports."""
    try:
        manifest = manifest_of(folder)
    except DataError:
        return frozenset()
    return frozenset((folder / table.file).resolve() for table in manifest.tables.values()) if manifest else frozenset()


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def unchanged(export: Export, path: Path) -> bool:
    """Whether a file is what was imported; its bytes are read only where its size or time can't tell."""
    found = path.stat()
    if found.st_size != export.size:
        return False
    return found.st_mtime_ns == export.modified_ns or digest(path) == export.sha256
