"""Which files make a table: named ones, or `vendas.*` in the folder or in `dados/`."""

from __future__ import annotations

from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from carteira_cli.config import Config

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
PARQUET_SUFFIXES = (".parquet", ".pq")
SUFFIXES = CSV_SUFFIXES + PARQUET_SUFFIXES
DATA_FOLDER = "dados"


def locate(config: Config, table: str) -> tuple[Path, ...]:
    """The files of a table in a fixed order; empty when there is none.

    Raises:
        DataError: a named file is missing, or two files in the folder could each be the table.
    """
    value = config.values[table]
    if value.many:
        return tuple(path for pattern in value.many for path in _named(pattern, value.folder, table))
    for folder in (config.folder, config.folder / DATA_FOLDER):
        found = sorted(
            path for path in folder.glob("*") if path.stem.casefold() == table and path.suffix.casefold() in SUFFIXES
        )
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise DataError(f"há mais de um arquivo de {table} em {folder}: {names}", f"escolha com --{table} ARQUIVO")
        if found:
            return (found[0],)
    return ()


def _named(pattern: str, folder: Path, table: str) -> list[Path]:
    path = folder / Path(pattern).expanduser()
    if path.is_file() or _is_device(path):
        return [path]
    if path.is_dir():
        raise DataError(
            f"{path} é uma pasta, não um arquivo de {table}", f'use um curinga, como --{table} "{path}/*.csv"'
        )
    if has_magic(pattern):
        anchor = Path(path.anchor) if path.is_absolute() else Path()
        found = sorted(item for item in anchor.glob(str(path.relative_to(anchor))) if item.is_file())
        if found:
            return found
        raise DataError(f'nenhum arquivo de {table} combina com "{pattern}"', "confira a pasta e o curinga")
    siblings = [item.name for item in path.parent.glob("*") if item.is_file()] if path.parent.is_dir() else []
    hint = did_you_mean(path.name, sorted(siblings)[:12]) if siblings else "confira o caminho"
    raise DataError(f'o arquivo de {table} "{path}" não existe', hint)


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_dir()


def unread_candidates(config: Config, table: str) -> list[Path]:
    """Files named after the table in a format that is not read, so that a message can name them."""
    return sorted(
        path
        for folder in (config.folder, config.folder / DATA_FOLDER)
        for path in folder.glob("*")
        if path.stem.casefold() == table and path.is_file() and path.suffix.casefold() not in SUFFIXES
    )
