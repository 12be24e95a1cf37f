"""Which files make a table: named ones, or `vendas.*` in the folder or in `dados/`."""

from __future__ import annotations

import os
import re
from glob import escape, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS, EngineSettings
from carteira_cli.config.settings.motor import DELTA, SPARK, is_of_cluster
from carteira_cli.errors import DataError, UsageError, did_you_mean, why
from carteira_cli.reading.inputs.addresses import is_address, is_database_file
from carteira_cli.sources.finding.imported import (
    check_unmixed,
    files_behind,
    files_of_portfolio,
    imported_file,
    intact_file,
)

DELTA_LOG = "_delta_log"
_DEPTH = 4  # folders of partitions that a file of a Delta table may lie in, and its own

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from carteira_cli.config.resolve import Config

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
SHEET_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET_SUFFIXES = (".parquet", ".pq")
PACKED_SUFFIXES = (".gz", ".zst", ".bz2", ".xz", ".zip")
SUFFIXES = TEXT_SUFFIXES + SHEET_SUFFIXES + PARQUET_SUFFIXES
DATA_FOLDER = "dados"
STDIN = "-"
CONFIGURATION = "configuracao"  # stands for a table, of the file that has the rules

Named = Path | str
"""A file, or the words for what is none: `-`, an address."""


def locate(config: Config, table: str) -> tuple[Named, ...]:
    """The files of a table in a fixed order: of the imported portfolio, else exports; empty when there is none.

    Raises:
        DataError: a named file is missing, two files in the folder could each be the table, or the portfolio's was
            changed after its import.
    """
    found = intact_file(config, table)
    if found:
        return found
    exports = locate_exports(config, table)
    if exports:
        check_unmixed(config, table, str(exports[0]) if isinstance(exports[0], Path) else "o que foi dado")
    return exports


def locate_exports(config: Config, table: str, own: Collection[Path] = ()) -> tuple[Named, ...]:
    """The files of a table as they were exported, without some that are the portfolio's `own` (resolved).

    Raises:
        DataError: as `locate`.
    """
    value = config.values[table]
    if value.many:
        named: list[Named] = [
            path
            for pattern in value.many
            for path in named_files(pattern, value.folder, table, folders=table == "vendas" and on_cluster(config))
        ]
        return _once([one for one in named if isinstance(one, str) or one.resolve() not in own])
    for folder in search_folders(config):
        not_exports = {*own, *files_of_portfolio(folder)}
        found = [path for path in named_after(table, folder) if path.resolve() not in not_exports]
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise DataError(f"há mais de um arquivo de {table} em {folder}: {names}", f"escolha com --{table} ARQUIVO")
        if found:
            return (found[0],)
    return ()


def search_folders(config: Config) -> tuple[Path, Path]:
    """Where files are looked for by name."""
    return config.folder, config.folder / DATA_FOLDER


def named_after(table: str, folder: Path) -> list[Path]:
    """The files of a folder that bear a table's name, in a format that is read."""
    return [path for path in files_in(folder) if _is_named_after(path, table)]


def files_in(folder: Path) -> list[Path]:
    """The files of a folder by name; none where there is no such folder.

    Raises:
        DataError: it can't be looked into: what is in it would be missing without a word.
    """
    try:
        return [folder / name for name in sorted(os.listdir(folder)) if (folder / name).is_file()]  # noqa: PTH208 - names
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unreadable(folder, error) from error


def _unreadable(folder: Path | str, error: OSError) -> DataError:
    return DataError(f"a pasta {folder} não pôde ser lida ({why(error)})", "confira a permissão da pasta")


def _is_named_after(path: Path, table: str) -> bool:
    """Whether a file is called like a table, in a format that is read: `vendas.csv`, `Vendas.csv.gz`, `vendas.zip`."""
    stem, *suffixes = path.name.casefold().split(".")
    kinds = [f".{suffix}" for suffix in suffixes]
    if kinds and kinds[-1] in PACKED_SUFFIXES:
        kinds.pop()
        return stem == table and (not kinds or (len(kinds) == 1 and kinds[0] in SUFFIXES))
    return stem == table and len(kinds) == 1 and kinds[0] in SUFFIXES


def _once(named: list[Named]) -> tuple[Named, ...]:
    """What is named, without what an earlier one names already: it counts once."""
    files: dict[Named, Named] = {}
    for one in named:
        files.setdefault(one if isinstance(one, str) else one.resolve(), one)
    return tuple(files.values())


def source_files(config: Config) -> tuple[Path, ...]:
    """Every file that a run may read, the configuration included: what no output may replace."""
    own = (config.file,) if config.file else ()
    named = (one for table in SOURCE_KEYS for one in imported_file(config, table) or locate_exports(config, table))
    return (*own, *(one for one in named if isinstance(one, Path)), *files_behind(config))


def refuse_inputs(outputs: Iterable[Path], config: Config, option: str = "-o/--saida") -> None:
    """No result may replace what it was made from.

    Raises:
        UsageError: with the file that would be lost.
    """
    wanted = [*outputs]
    inputs = {path.resolve() for path in source_files(config)} if wanted else set()
    for path in wanted:
        if path.resolve() in inputs:
            raise UsageError(f"{path} é um arquivo de entrada e seria perdido", f"dê outro nome em {option}")


def inputs_of(config: Config, tables: Iterable[str]) -> Iterator[tuple[str, Named]]:
    """The table and each file of some tables, then the configuration, whose rules make numbers, too.

    Raises:
        DataError: as `locate`.
    """
    for table in tables:
        yield from ((table, named) for named in locate(config, table))
    if config.file is not None:
        yield CONFIGURATION, config.file


def on_cluster(config: Config) -> bool:
    """Whether the run is to read its sales on a cluster, which takes a folder for the parts of a table."""
    engine = config.engine
    return engine.motor == SPARK or (engine.spark is not None and not config.told(EngineSettings.motor))


def named_files(pattern: str, folder: Path, table: str, *, folders: bool = False) -> list[Named]:
    """What a path, a wildcard, `-`, an address or the name of a cluster's table stands for.

    Args:
        pattern: as it was told.
        folder: from which a path counts.
        table: which table it is for, in messages.
        folders: whether a folder is the parts of a table.

    Raises:
        DataError: nothing is there.
    """
    if pattern == STDIN or is_of_cluster(pattern) or (is_address(pattern) and not is_database_file(pattern)):
        return [_of_cluster(pattern, folder)]
    home = pattern == "~" or pattern.startswith("~/")
    path = folder / (Path(pattern).expanduser() if home else Path(pattern))
    if is_database_file(pattern) and not path.exists():
        from carteira_cli.reading.inputs.database_addresses import anchored  # weight: for who has a database

        return [anchored(pattern, folder)]
    if _is_file(path, table):
        _refuse_pieces([path])
        return [path]
    if path.is_dir():
        if folders:
            return [path]
        _refuse_pieces([path / "*"])
        raise DataError(
            f"{path} é uma pasta, não um arquivo de {table}", f'use um curinga, como --{table} "{path}/*.csv"'
        )
    if has_magic(pattern):
        found: list[Named] = [*_matching(pattern, folder, table)]
        if found:
            _refuse_pieces(one for one in found if isinstance(one, Path))
            return found
        raise DataError(
            f'nenhum arquivo de {table} combina com "{_without_password(pattern)}"', "confira a pasta e o curinga"
        )
    if table == "etapas" and not Path(pattern).suffix and not {"/", "\\"} & set(pattern):
        # What `etapas` was before there was a table of that name.
        hint = (
            f'etapas nomeia arquivos; se "{pattern}" é uma etapa do funil, a ordem delas se diz em ordem_etapas = […]'
        )
        raise DataError(f'o arquivo de etapas "{pattern}" não existe', hint)
    siblings = [item.name for item in files_in(path.parent)]
    hint = did_you_mean(path.name, sorted(siblings)[:12]) if siblings else "confira o caminho"
    raise DataError(f'o arquivo de {table} "{_without_password(str(path))}" não existe', hint)


def _is_file(path: Path, table: str) -> bool:
    """Whether a file or a pipe is there.

    Raises:
        DataError: nobody can tell, or its name is no text.
    """
    try:
        str(path).encode()
        return path.is_file() or (path.exists() and not path.is_dir())
    except UnicodeEncodeError as error:
        raise DataError(f"o nome do arquivo de {table} não está em UTF-8", "mude o nome do arquivo") from error
    except OSError as error:
        raise DataError(
            f'o arquivo de {table} "{path}" não pôde ser lido ({why(error)})', "confira o caminho"
        ) from error


def _refuse_pieces(files: Iterable[Path]) -> None:
    """Refuse files of a Delta table: some are no longer of it, and only its log says which.

    Raises:
        DataError: with how the table is read.
    """
    above = dict.fromkeys(folder for file in files for folder in [*file.parents][:_DEPTH])
    folder = next((one for one in above if (one / DELTA_LOG).is_dir()), None)
    if folder is not None:
        raise DataError(
            f"{folder} é uma tabela Delta, e nem todos os arquivos dela valem",
            f"use --motor spark --vendas {DELTA}:{folder}",
        )


def _of_cluster(named: str, folder: Path) -> str:
    """What is no path, as it was told, but for the folder of a Delta table: as it is reached from where one stands."""
    kind, _, place = named.partition(":")
    beside = kind == DELTA and not is_address(place)
    return f"{kind}:{folder / Path(place).expanduser()}" if beside else named


def _matching(pattern: str, folder: Path, table: str) -> list[Path]:
    """The files that a wildcard fits, by name; only what was asked for is a wildcard, not the folder's own name.

    Raises:
        DataError: a folder on the way can't be looked into, or the wildcard is none.
    """
    asked = Path(pattern).expanduser() if pattern.startswith("~") else Path(pattern)
    path = Path(escape(str(folder))) / asked
    anchor = Path(path.anchor) if path.is_absolute() else Path()
    parts = path.relative_to(anchor).parts
    try:
        for depth in range(1, len(parts)):
            if has_magic(str(Path(*parts[: depth + 1]))):
                for place in anchor.glob(str(Path(*parts[:depth]))):
                    if place.is_dir():
                        os.scandir(place).close()
        return sorted(item for item in anchor.glob(str(Path(*parts))) if item.is_file())
    except OSError as error:
        raise _unreadable(error.filename or folder, error) from error
    except ValueError as error:
        raise DataError(f'o curinga "{pattern}" de {table} não vale', "** fica sozinho entre as barras") from error


def _without_password(text: str) -> str:
    """A path as it may be shown: one that somebody meant for an address may hold a password."""
    return re.sub(r"(:/+)[^/@\s]*@", r"\1***@", text)


def unread_candidates(config: Config, table: str) -> list[Path]:
    """Files named after the table in a format that is not read, so that a message can name them."""
    return sorted(
        path
        for folder in (config.folder, config.folder / DATA_FOLDER)
        for path in files_in(folder)
        if path.stem.casefold() == table and not _is_named_after(path, table)
    )
