"""Open one file as a lazy frame of raw columns; nothing is converted here.

CSV comes as text in every column, Parquet in the types it has.
"""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.errors import DataError, why
from carteira_cli.sources.locate import PARQUET_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

HEAD_BYTES = 1 << 16
SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class RawFile:
    """One opened file: its columns as they stand, and how its lines are numbered for people.

    Attributes:
        path: where it is.
        schema: column name → type; all String for CSV, but for parsed columns.
        lines: the lazy lines; of a CSV also those without a single cell.
        kind: csv or parquet.
        separator: of a CSV.
        parsed: columns added to the lines: text that is parsed once, whatever it is used for.
    """

    path: Path
    schema: pl.Schema
    lines: pl.LazyFrame
    kind: Literal["csv", "parquet"]
    separator: str = ","
    parsed: Mapping[str, pl.Expr] = field(default_factory=dict)

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(name for name in self.schema if name not in self.parsed)

    @property
    def blank(self) -> pl.Expr:
        """Whether a line has not a single cell: the tail of a file, not data. Reads every column."""
        return pl.all_horizontal(pl.col(name).is_null() for name in self.header)

    def parsing(self, parsed: Mapping[str, tuple[pl.Expr, pl.DataType]]) -> RawFile:
        """The file with more columns: name → expression on the raw ones, and its type."""
        expressions = {name: expression for name, (expression, _) in parsed.items()}
        schema = pl.Schema({**self.schema, **{name: dtype for name, (_, dtype) in parsed.items()}})
        return replace(self, schema=schema, lines=self.lines.with_columns(**expressions), parsed=expressions)

    def numbered(self, index: str) -> pl.LazyFrame:
        """The lines with a column `index`: position of the record, from 0."""
        if self.kind == "parquet":
            lines = pl.scan_parquet(self.path, row_index_name=index, glob=False)
        else:
            lines = _scan_csv(self.path, self.separator, index)
        return lines.with_columns(**self.parsed)

    def line_number(self, record: int) -> int:
        """Where record number `record` (from 0) starts in the file, counted as an editor does.

        For Parquet, the row from 1.
        """
        return next(self.line_numbers([record]))

    def line_numbers(self, records: Iterable[int]) -> Iterator[int]:
        """`line_number` of each of some ascending records, in one walk through the file."""
        if self.kind == "parquet" or _a_line_a_record(self.path):
            first = 1 if self.kind == "parquet" else 2
            yield from (record + first for record in records)
            return
        ends = _record_ends(self.path, self.separator)
        passed, ended = -2, 0  # the header is record -1
        for record in records:
            while passed < record - 1:
                passed, ended = passed + 1, next(ends, ended)
            yield ended + 1


def open_file(path: Path) -> RawFile:
    """Open a CSV or Parquet file, told apart by content.

    Raises:
        DataError: it can't be read, is empty, or is neither.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise DataError(f"{path} está vazio", "confira se a exportação terminou")
    if head.startswith(b"PAR1") or path.suffix.casefold() in PARQUET_SUFFIXES:
        return _open_parquet(path)
    return _open_csv(path, head)


def _open_parquet(path: Path) -> RawFile:
    lines = pl.scan_parquet(path, glob=False)
    try:
        schema = lines.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(f"{path} não é um Parquet que se possa ler", "confira se o arquivo está completo") from error
    return RawFile(path, schema, lines, "parquet")


def _open_csv(path: Path, head: bytes) -> RawFile:
    hint = "grave a exportação como CSV em UTF-8, separado por vírgula ou ponto e vírgula"
    if b"\0" in head:
        raise DataError(f"{path} não é um CSV: tem bytes de um arquivo binário", hint)
    try:
        _check_utf8(path)
    except UnicodeDecodeError as error:
        raise DataError(f"{path} não está em UTF-8 (byte {error.start})", hint) from error
    first = head.decode("utf-8-sig", errors="replace").splitlines()[0]
    separator = max(SEPARATORS, key=lambda mark: _outside_quotes(first, mark))
    names = [name.strip() for name in next(csv.reader([first], delimiter=separator))]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise DataError(
            f'{path}, linha 1: a coluna "{repeated[0]}" aparece mais de uma vez', "deixe um nome por coluna"
        )
    lines = _scan_csv(path, separator)
    try:
        schema = lines.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{path} não é um CSV que se possa ler", hint) from error
    return RawFile(path, schema, lines, "csv", separator)


def _check_utf8(path: Path) -> None:
    """Read the whole file once as UTF-8: a wrong byte far down must not become a silent null."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                raise UnicodeDecodeError("utf-8", b"\xff", done + error.start, done + error.end, error.reason) from None
            done += len(block)
        decoder.decode(b"", final=True)


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _scan_csv(path: Path, separator: str, index: str | None = None) -> pl.LazyFrame:
    return pl.scan_csv(path, separator=separator, infer_schema=False, row_index_name=index, glob=False)


def _a_line_a_record(path: Path) -> bool:
    """Whether no cell holds a line end: every line has its quotes in pairs. Far faster than to walk the records."""
    pairs = pl.col("line").str.count_matches('"', literal=True) % 2 == 0
    return bool(pl.scan_lines(path, glob=False).select(pairs.all()).collect(engine="streaming").item())


def _record_ends(path: Path, separator: str) -> Iterator[int]:
    """The editor's line on which each record of a CSV ends, the header's first."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=separator)
        for _ in reader:
            yield reader.line_num


def ragged_line(raw: RawFile) -> tuple[int, int, int] | None:
    """The first line of a CSV with more cells than the header: (line, its cells, the header's)."""
    with raw.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=raw.separator)
        width = len(next(reader))
        for cells in reader:
            if len(cells) > width:
                return reader.line_num, len(cells), width
    return None


def unpaired_quote(raw: RawFile) -> int | None:
    """The first line of a CSV that opens a quote and does not close it, or has one amid a text."""
    mark = re.escape(raw.separator)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    whole = re.compile(rf"{cell}(?:{mark}{cell})*")
    with raw.path.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            if '"' in line and not whole.fullmatch(line.rstrip("\r\n")):
                return number
    return None
