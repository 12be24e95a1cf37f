"""Open what the user named, whatever it is: Parquet, delimited text, a sheet, compressed, piped or far away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.delimited import open_text
from carteira_cli.sources.fetch import fetch
from carteira_cli.sources.raw import RawFile
from carteira_cli.sources.sheets import read_sheet
from carteira_cli.sources.unpack import unpack, what_is

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from carteira_cli.sources.told import Told

SHEETS = ("xlsx", "xls", "ods")
PACKED = ("gzip", "zstd", "bz2", "xz", "zip")
_REFUSED = {
    "json": ("é JSON, não uma tabela", "exporte como CSV ou planilha"),
    "xml": ("é XML, não uma tabela", "exporte como CSV ou planilha"),
    "pdf": ("é um PDF, não uma tabela", "exporte como CSV ou planilha"),
}


def open_file(named: Path | str, table: str, told: Told, fits: Callable[[Sequence[str]], float]) -> RawFile:
    """Open a file, told apart by content.

    Args:
        named: a path, `-`, or an address.
        table: the canonical table it is wanted for: picks among several files in an archive.
        told: what the user says about it.
        fits: how well a header serves, to pick among several sheets.

    Raises:
        DataError: it can't be read, is empty, or is no table.
    """
    fetched = fetch(named, table, told.unpacked_limit)
    if fetched.path is None:
        return _open_parquet(fetched.shown, fetched.remote)
    kind = what_is(fetched.path)
    name, path = fetched.shown, fetched.path
    if kind in PACKED:
        unpacked = unpack(path, told.unpacked_limit, name=name, table=table)
        path, kind = unpacked.path, what_is(unpacked.path)
        if kind in PACKED:
            raise DataError(f"{name} tem um arquivo compactado dentro de outro", "descompacte uma vez e tente de novo")
    if kind == "parquet":
        return _open_parquet(name, path)
    if kind in SHEETS or kind == "html":
        return _open_sheet(name, path, told, fits)
    if kind in _REFUSED:
        what, advice = _REFUSED[kind]
        raise DataError(f"{name} {what}", advice)
    return open_text(path, name, told)
