"""Open what the user named, whatever it is: Parquet, delimited text, a sheet, compressed, piped or far away.

Who reads one kind of file is not made to load the readers of the others, which are a twentieth of a start.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import unreachable
from carteira_cli.reading.inputs.fetch import Fetched, Limits, fetch
from carteira_cli.reading.inputs.kinds import COMPRESSED, WORKBOOKS, refusal
from carteira_cli.reading.inputs.parquet_pages import check_pages, has_checksums, two_alike
from carteira_cli.reading.inputs.watch import prove
from carteira_cli.reading.inputs.workspace import BLOCK, spool
from carteira_cli.reading.raw import RawFile, Understood

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.reading.hints import Hints
    from carteira_cli.reading.inputs.kinds import FileKind
    from carteira_cli.reading.wanted import Sought

_TYPED = ("parquet", "arrow")
_PACKED = {"gzip": "gzip", "zstd": "Zstandard", "bz2": "bzip2", "xz": "xz", "zip": "ZIP"}


def open_files(named: Path | str, table: str, hints: Hints, wanted: Sought) -> tuple[RawFile, ...]:
    """Open what was named, told apart by content; an address with wildcards may be several files.

    Args:
        named: a path, `-`, or an address.
        table: the canonical table it is wanted for: picks among several files in an archive.
        hints: what the user says about it.
        wanted: what the table needs: picks among several sheets, and tells headers further down from data.

    Raises:
        DataError: it can't be read, is empty, or is no table.
    """
    fetched = fetch(named, table, Limits(hints.unpacked_limit), hints.query)
    return tuple(_open(one, table, hints, wanted) for one in fetched)


def at_hand(named: Path | str, table: str, hints: Hints) -> tuple[Path | None, str, FileKind]:
    """The one local file behind a name, unpacked; its name for people, and what it is. No path: it stays remote.

    Raises:
        DataError: as `open_files`; or the name stands for several files.
    """
    found = fetch(named, table, Limits(hints.unpacked_limit), hints.query)
    if len(found) > 1:
        raise DataError(f"{named} são {len(found)} arquivos", "passe um só")
    if found[0].path is None:
        return None, found[0].shown, found[0].kind
    from carteira_cli.reading.inputs.unpack import unpack  # weight: four compressions

    unpacked = unpack(found[0].path, hints.unpacked_limit, table, found[0].shown)
    return unpacked.path, found[0].shown, unpacked.kind


def _open(fetched: Fetched, table: str, hints: Hints, wanted: Sought) -> RawFile:
    name = fetched.shown
    if fetched.path is None:
        return _remote(fetched)
    again = partial(_local, fetched, fetched.path, table, hints, wanted)
    if wanted.told is None or fetched.kind in _TYPED:
        return again()
    from carteira_cli.reading.reopened import opened_once  # weight: for what is no Parquet

    return opened_once(again, fetched.path, name, table, hints, wanted.told)


def _local(fetched: Fetched, path: Path, table: str, hints: Hints, wanted: Sought) -> RawFile:
    name, kind, packed = fetched.shown, fetched.kind, None
    if kind in COMPRESSED:
        from carteira_cli.reading.inputs.unpack import unpack  # weight: four compressions

        unpacked = unpack(path, hints.unpacked_limit, table, name)
        path, kind, packed = unpacked.path, unpacked.kind, unpacked.packed
        name = f"{name} ({unpacked.inner_name})" if unpacked.inner_name else name
    refused = refusal(kind, name)
    if refused is not None:
        raise refused
    if kind == "empty":
        raise DataError(f"{name} está vazio", "confira se a exportação terminou")
    if kind in _TYPED:
        return _parquet(name, path, fetched.facts) if kind == "parquet" else _arrow(name, path)
    raw = _sheet(name, path, hints, wanted) if kind in WORKBOOKS else _text(name, path, hints, wanted)
    raw = replace(raw, size=path.stat().st_size)
    return raw if packed is None or fetched.path is None else _told_packed(raw, packed, fetched.path)


def _told_packed(raw: RawFile, packed: FileKind, origin: Path) -> RawFile:
    fact = ("compactado em", _PACKED.get(packed, packed))
    return replace(raw, origin=origin, understood=replace(raw.understood, facts=(fact, *raw.understood.facts)))


def _remote(fetched: Fetched) -> RawFile:
    """A Parquet that is read where it is."""
    name, address = fetched.shown, str(fetched.remote)
    try:
        schema = fetched.scan().collect_schema()
    except pl.exceptions.DuplicateError as error:
        raise two_alike(name, error) from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise unreachable(error, address) from None
    return RawFile(name, address, schema, fetched.scan, "parquet", understood=Understood((("tipo", "Parquet"),)))


def _parquet(name: str, place: Path, facts: tuple[tuple[str, str], ...] = ()) -> RawFile:
    def scan(index: str | None) -> pl.LazyFrame:
        lines = pl.scan_parquet(place, row_index_name=index, row_index_offset=1, glob=False)
        return lines if index is None else lines.with_columns(pl.col(index).cast(pl.Int64))

    try:
        schema = scan(None).collect_schema()
    except pl.exceptions.DuplicateError as error:
        raise two_alike(name, error) from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DataError(f"{name} não é um Parquet que se possa ler", "confira se o arquivo está completo") from error
    if has_checksums(place):
        prove(place, partial(check_pages, place, name))
    return RawFile(name, place, schema, scan, "parquet", understood=Understood(facts or (("tipo", "Parquet"),)))


def _arrow(name: str, original: Path) -> RawFile:
    """An Arrow file, out of a copy: the engine maps it into memory, and dies when somebody cuts a mapped file short."""
    with original.open("rb") as stream:
        path = spool(iter(lambda: stream.read(BLOCK), b""), name)

    def scan(index: str | None) -> pl.LazyFrame:
        lines = pl.scan_ipc(path, row_index_name=index, row_index_offset=1, glob=False)
        return lines if index is None else lines.with_columns(pl.col(index).cast(pl.Int64))

    try:
        schema = scan(None).collect_schema()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DataError(f"{name} não é um Arrow que se possa ler", "confira se o arquivo está completo") from error
    return RawFile(name, path, schema, scan, "parquet", understood=Understood((("tipo", "Arrow (Feather)"),)))


def _text(name: str, path: Path, hints: Hints, wanted: Sought) -> RawFile:
    from carteira_cli.reading.delimited import open_text  # weight: the readers of text

    return open_text(path, name, hints, wanted)


def _sheet(name: str, path: Path, hints: Hints, wanted: Sought) -> RawFile:
    from carteira_cli.reading.beginning import Beginning  # weight: all four, which only sheets need
    from carteira_cli.reading.joined import lines_said
    from carteira_cli.reading.workbooks.sheets import read_sheet

    table = read_sheet(
        path, sheet=hints.sheet, fits=wanted.fits, roles=wanted.roles, shown=name, limit=hints.workbook_limit
    )
    frame, rows = table.frame, table.rows.cast(pl.Int64)

    def scan(index: str | None) -> pl.LazyFrame:
        return (frame if index is None else frame.with_columns(rows.alias(index))).lazy()

    facts = (
        ("tipo", "planilha"),
        ("aba", table.sheet + (f" (de {len(table.sheets)})" if len(table.sheets) > 1 else "")),
        ("cabeçalho", f"linha {table.header_rows[0]}"),
    )
    remarkable = [f'aba "{table.sheet}"'] if len(table.sheets) > 1 else []
    if len(table.header_rows) > 1:
        said = lines_said(table.header_rows)
        remarkable.append(f"{len(table.header_rows)} blocos, cada um sob o seu cabeçalho (linhas {said})")
    elif table.header_rows[0] > 1:
        remarkable.append(f"cabeçalho na linha {table.header_rows[0]}")
    return RawFile(
        name,
        path,
        frame.schema,
        scan,
        "sheet",
        understood=Understood(facts, (("planilha", table.sheet),), tuple(remarkable)),
        left_out=table.notes,
        beginning=Beginning(lambda index, _: scan(index)),
    )
