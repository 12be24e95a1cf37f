"""Inside an executor: a file that only who has all of it can read is read there as it would be on a laptop."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError
from carteira_cli.quoted import cells_are_hidden, hide_cells
from carteira_cli.reading.delimited import open_text
from carteira_cli.reading.inputs.workspace import clear
from carteira_cli.sources.cluster.found import EXAMPLES, line_rows, told_row
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.proof import part_of, prove, wanted_of
from carteira_cli.sources.proving.rejected_lines import sample
from carteira_cli.sources.understood import told_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    import pyarrow as pa

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.raw import Understood
    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.proving.audit import Audit
    from carteira_cli.sources.proving.proven import ReaderSaid
    from carteira_cli.sources.proving.rejected_lines import Reject
    from carteira_cli.sources.reading_rules import Rules

_BOM = b"\xef\xbb\xbf"
LINES = 1 << 17  # of a batch that goes back


@dataclass(frozen=True)
class WholeRecipe:
    """How a file is read by who has all of it.

    Attributes:
        name: what people know it by.
        table: name of the canonical table.
        rules: how its cells are read.
        size: of the file in bytes; None where it is compressed.
    """

    name: str
    table: str
    rules: Rules
    size: int | None


@dataclass(frozen=True)
class WholeTold:
    """What was found of a file.

    Attributes:
        file: which file.
        audit: its account.
        assumed: what was proven of it.
        matched: which of its columns is which.
        understood: how its text was read.
        left_out: what is no line of data, or was mended.
        columns: the canonical columns that it has.
        told: what its reader has to say of it.
        rejects: the first rejected lines.
    """

    file: int
    audit: Audit
    assumed: Assumed
    matched: Matched
    understood: Understood
    left_out: tuple[Note, ...]
    columns: tuple[str, ...]
    told: ReaderSaid
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class WholeRefused:
    """Why a file can't be read, for people.

    Attributes:
        message: what and where.
        hint: what to do about it.
    """

    message: str
    hint: str


def reading_whole(recipes: Mapping[int, WholeRecipe], columns: Mapping[str, pl.DataType], *, hides: bool) -> Any:  # noqa: ANN401 - a function of Spark's own kind
    """What `mapInArrow` runs: batches of lines of files, one file after the other → exact lines, and what is told.

    Args:
        recipes: file → how it is read.
        columns: of the lines.
        hides: whether no cell may be quoted.
    """

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if hides and not cells_are_hidden():
            hide_cells()
        for file, path in _files(batches, recipes):
            yield from _read(file, path, recipes[file], columns)

    return read


def _files(batches: Iterable[pa.RecordBatch], recipes: Mapping[int, WholeRecipe]) -> Iterator[tuple[int, Path]]:
    """Each file as it comes, put together on the executor's disk while it is read."""
    with tempfile.TemporaryDirectory(prefix="carteira-") as folder:
        held: tuple[int, Path] | None = None
        for number, texts in _runs(batches):
            if held is not None and held[0] != number:
                yield _ended(held, recipes)
                held[1].unlink()
                held = None
            held = held or (number, Path(folder, f"{number}.csv"))
            with held[1].open("ab") as stream:
                _write(stream, texts)
        if held is not None:
            yield _ended(held, recipes)


def _runs(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.Array]]:
    for batch in batches:
        files = pl.Series(batch.column("arquivo"))
        runs = files.rle().struct.unnest()
        at = 0
        for count, number in runs.iter_rows():
            yield number, batch.column("linha").slice(at, count)
            at += count


def _write(stream: BinaryIO, texts: pa.Array) -> None:
    stream.write(b"".join([line + b"\n" for line in texts.to_pylist()]))


def _ended(held: tuple[int, Path], recipes: Mapping[int, WholeRecipe]) -> tuple[int, Path]:
    """The file byte for byte: Spark leaves out the mark of UTF-8, and does not tell whether the last line ends."""
    number, path = held
    size, here = recipes[number].size, path.stat().st_size
    if size is not None and size != here:
        with path.open("rb+") as stream:
            if size - here in (len(_BOM) - 1, -1):
                stream.truncate(here - 1)
        if size - here in (len(_BOM), len(_BOM) - 1):
            path.write_bytes(_BOM + path.read_bytes())
    return held


@contextmanager
def _own_scratch() -> Iterator[None]:
    """What reading puts aside goes with the file: a process of a cluster outlives it."""
    try:
        yield
    finally:
        clear()


def _read(file: int, path: Path, recipe: WholeRecipe, columns: Mapping[str, pl.DataType]) -> Iterator[pa.RecordBatch]:
    table, rules = TABLES[recipe.table], recipe.rules
    with _own_scratch():
        try:
            raw = open_text(path, recipe.name, rules.told.hints, wanted_of(table, rules))
            found = prove(part_of(table, raw, rules))
            part = found.part
            told = WholeTold(
                file,
                found.audit,
                part.assumed,
                part.matched,
                part.raw.understood,
                part.raw.left_out,
                tuple(part.columns),
                told_by(found),
                tuple(sample(part, EXAMPLES)) if found.audit.rejected else (),
            )
        except CarteiraError as error:
            yield from told_row(columns, file, WholeRefused(error.message, error.hint))
            return
        yield from told_row(columns, file, told)
        audit = found.audit
        clean = not (audit.rejected or audit.blank or audit.totals)
        lines = found.lines((None, None), id_as_text=True, clean=clean, without=None)
        for batch in lines.collect_batches(chunk_size=LINES):
            yield from line_rows(columns, file, batch)
