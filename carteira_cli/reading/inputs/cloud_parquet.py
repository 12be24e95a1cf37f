"""Parquet files of the cloud as one table: columns and row groups that a question does not need stay where they are."""

from __future__ import annotations

import re
from functools import partial
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote

import polars as pl
from polars.io.plugins import register_io_source

from carteira_cli.errors import DataError, visible
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.helpers import beside, result_of, together
from carteira_cli.reading.inputs.row_groups import may_have
from carteira_cli.reading.inputs.sparse import Footer, SparseFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.reading.inputs.cloud import Stored

STRIDE = 32 << 20  # bytes brought and read at a time, while the next ones are on their way
LINES = 100_000  # given to the engine at a time, so that it has something for each core
KEPT = 4 << 30  # bytes of scratch files for the questions to come; beyond, a file is brought again
_HIVE = re.compile(r"([^/=]+)=([^/]*)/")
_NOTHING = "__HIVE_DEFAULT_PARTITION__"


class CloudTable:
    """The files of a table in a store; what was brought of them is kept for the questions to come."""

    def __init__(self, files: Sequence[Stored], folder: str | None = None) -> None:
        """Look at the files.

        Args:
            files: of one table, in order.
            folder: the name of the folder in which they were found, whose folders may tell columns (`ano=2024/`);
                None where they were named otherwise.

        Raises:
            DataError: one of them can't be had, is no Parquet, or has other columns than the first.
        """
        self._footers = [*together(Footer, files)]
        self._files: list[SparseFile | None] = [None] * len(files)
        self._lock = Lock()
        self._before = [0, *accumulate(sum(each.lines) for each in self._footers)]
        self._own = self._footers[0].schema
        for each in self._footers:
            self._check(each)
        self._told = pl.DataFrame() if folder is None else _told_by_folders(files, folder, self._own)
        self.schema = pl.Schema({**self._own, **self._told.schema})

    def scan(self, index: str | None) -> pl.LazyFrame:
        """The lazy lines.

        Args:
            index: name of a column for the number of each line, from 1; None for none.

        Returns:
            A scan that raises a DataError where a file can't be had, or is another than it was.
        """

        def source(
            columns: list[str] | None, predicate: pl.Expr | None, count: int | None, _: int | None
        ) -> Iterator[pl.DataFrame]:
            return self._batches(index, columns, predicate, count)

        schema = self.schema if index is None else pl.Schema({index: pl.Int64(), **self.schema})
        return register_io_source(source, schema=schema, is_pure=True)

    def _batches(
        self, index: str | None, columns: list[str] | None, predicate: pl.Expr | None, count: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = [*({} if index is None else {index: 0}), *self.schema] if columns is None else columns
        asked = set(wanted) | set(() if predicate is None else predicate.meta.root_names())
        names = [name for name in self._own if name in asked]
        ready: tuple[tuple[int, range], SparseFile] | None = None
        for stride in [*self._strides(names, predicate), None]:
            coming = None if stride is None else beside(partial(self._brought, names=names), stride)
            if ready is not None:
                scan = self._lines(*ready, index, wanted, predicate)
                scan = scan if count is None else scan.head(count)
                for frame in scan.collect_batches(chunk_size=LINES, maintain_order=True):
                    yield frame
                    count = None if count is None else count - frame.height
                if count == 0:
                    return
            ready = None if stride is None or coming is None else (stride, result_of(coming))

    def _strides(self, names: Sequence[str], predicate: pl.Expr | None) -> Iterator[tuple[int, range]]:
        """File and row groups of each piece of the reading: in order, and none that the statistics leave out."""
        for at, footer in enumerate(self._footers):
            told = self._told[at].row(0, named=True) if self._told.width else {}
            keep = may_have(footer, self.schema, told, predicate)
            first, size = 0, 0
            for group in range(len(keep) + 1):
                more = sum(end - start for start, end in footer.spans(group, names)) if group < len(keep) else 0
                if group == len(keep) or not keep[group] or size + more > STRIDE:
                    if group > first and keep[first]:
                        yield at, range(first, group)
                    first, size = (group, 0) if group < len(keep) and keep[group] else (group + 1, 0)
                size += more

    def _brought(self, stride: tuple[int, range], names: Sequence[str]) -> SparseFile:
        at, groups = stride
        with self._lock:
            if sum(each.brought for each in self._files if each is not None) > KEPT:
                self._files = [None] * len(self._files)  # who still reads one holds it
            file = self._sparse(at)
            file.bring(span for group in groups for span in self._footers[at].spans(group, names))
            return file

    def _sparse(self, at: int) -> SparseFile:
        found = self._files[at]
        if found is None:
            footer = self._footers[at]
            found = self._files[at] = SparseFile(footer.stored, footer.tail)
        return found

    def _lines(
        self,
        stride: tuple[int, range],
        file: SparseFile,
        index: str | None,
        wanted: Sequence[str],
        predicate: pl.Expr | None,
    ) -> pl.LazyFrame:
        at, groups = stride
        lines = self._footers[at].lines
        start, length = sum(lines[: groups.start]), sum(lines[groups.start : groups.stop])
        scan = pl.scan_parquet(
            file.path, glob=False, hive_partitioning=False, row_index_name=index, row_index_offset=1
        ).slice(start, length)
        if index is not None:
            scan = scan.with_columns(pl.col(index).cast(pl.Int64) + self._before[at])
        told = (pl.lit(self._told[at, name], of).alias(name) for name, of in self._told.schema.items())
        scan = scan.with_columns(*told)
        scan = scan if predicate is None else scan.filter(predicate)
        return scan.select(wanted)

    def _check(self, footer: Footer) -> None:
        """Refuse a file that is no part of the table."""
        if footer.schema == self._own:
            return
        address, first = redact(footer.stored.address), redact(self._footers[0].stored.address)
        for name in (*self._own, *footer.schema):
            if self._own.get(name) != footer.schema.get(name):
                lacks, more = name not in footer.schema, name not in self._own
                how = "não tem" if lacks else "tem a mais" if more else "tem de outro tipo"
                raise DataError(
                    f"{address} {how} a coluna {visible(name)}: não é da mesma tabela que {first}",
                    "passe só arquivos de uma mesma tabela, ou exporte-os de novo com as mesmas colunas",
                )


def _told_by_folders(files: Sequence[Stored], folder: str, own: pl.Schema) -> pl.DataFrame:
    """What the names of folders tell of each file, as in `ano=2024/mes=01/`: numbers, dates, or texts.

    Only columns that the folders of all files tell, and no file has itself.
    """
    rows = [
        {name: None if text == _NOTHING else unquote(text) for name, text in _HIVE.findall(each.name[len(folder) :])}
        for each in files
    ]
    names = [name for name in rows[0] if name not in own and all(name in row for row in rows)]
    return pl.DataFrame([_typed(pl.Series(name, [row[name] for row in rows], pl.String)) for name in names])


def _typed(texts: pl.Series) -> pl.Series:
    """Texts as numbers or days, where all of them are such."""
    for found in (texts.cast(pl.Int64, strict=False), texts.str.to_date("%Y-%m-%d", strict=False)):
        if found.null_count() == texts.null_count() < len(texts):
            return found
    return texts
