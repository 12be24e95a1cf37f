"""Typed tables whose cells need our own expressions: batches of rows are read by them inside the executors."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.quoted import cells_are_hidden, hide_cells
from carteira_cli.reading.raw import RawFile
from carteira_cli.sources.cluster.found import (
    EXAMPLES,
    NUMBER_OF_FILE,
    PROOF,
    PieceTold,
    line_rows,
    schema_of,
    told_row,
    united,
)
from carteira_cli.sources.cluster.in_pieces import says_of_all
from carteira_cli.sources.cluster.texts import ClusterFile
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.meaning import returns
from carteira_cli.sources.meaning.noted import noted
from carteira_cli.sources.meaning.subtotals import may_have
from carteira_cli.sources.part import CANCELLED
from carteira_cli.sources.proving.audit import VOIDED, account, bad_of, facts_of, totals_of
from carteira_cli.sources.proving.conventions import settle
from carteira_cli.sources.proving.proof import part_of, questions_of, rebuilt
from carteira_cli.sources.proving.proven import Proven
from carteira_cli.sources.proving.rejected_lines import sample
from carteira_cli.sources.understood import told_by
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

ROWS = 1 << 18  # of a piece
_TURNS = 8


@dataclass(frozen=True)
class TypedRecipe:
    """How a typed table is read.

    Attributes:
        name: what people know it by.
        table: name of the canonical table.
        rules: how its cells are read.
        first: its first rows, as a Parquet file.
        assumed: what is taken to be true of all of it.
    """

    name: str
    table: str
    rules: Rules
    first: bytes
    assumed: Assumed


class RowReader:
    """Reads rows of a typed table by a recipe."""

    def __init__(self, recipe: TypedRecipe) -> None:
        with TemporaryDirectory(prefix="carteira-") as folder:
            path = Path(folder, "primeiras.parquet")
            path.write_bytes(recipe.first)
            self._frame = pl.read_parquet(path)
        self.schema = self._frame.schema
        raw = RawFile(recipe.name, Path(recipe.name), self.schema, self._scan, "parquet")
        first = part_of(TABLES[recipe.table], raw, recipe.rules)
        self._first = replace(first, assumed=recipe.assumed)

    def _scan(self, index: str | None) -> pl.LazyFrame:
        lines = self._frame.lazy()
        return lines if index is None else lines.with_row_index(index, 1).with_columns(pl.col(index).cast(pl.Int64))

    def part(self, rows: pl.DataFrame) -> Part:
        """Some rows as a file."""
        self._frame = rows
        part = self._first
        return rebuilt(replace(part, source=replace(part.source)), part.assumed)


@lru_cache(maxsize=4)
def _reader_of(recipe: bytes) -> RowReader:
    return RowReader(pickle.loads(recipe))  # noqa: S301 - made by the driver of this very run


def _reading_rows(recipe: bytes, columns: Mapping[str, pl.DataType], *, hides: bool) -> Any:  # noqa: ANN401 - a function of Spark's own kind
    """What `mapInArrow` runs: batches of rows → exact lines, and what is told of each piece."""

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if hides and not cells_are_hidden():
            hide_cells()
        reader = _reader_of(recipe)
        for rows in _gathered(batches):
            named = zip(rows.columns, reader.schema.items(), strict=True)
            frame = rows.select(pl.col(own).cast(dtype).alias(name) for own, (name, dtype) in named)
            yield from _looked_at(reader.part(frame), frame.height, columns)

    return read


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
    held: list[pl.DataFrame] = []
    for batch in batches:
        held.append(pl.DataFrame(batch))
        if sum(frame.height for frame in held) >= ROWS:
            yield pl.concat(held)
            held = []
    if held:
        yield pl.concat(held)


def _looked_at(part: Part, count: int, columns: Mapping[str, pl.DataType]) -> Iterator[pa.RecordBatch]:
    asked = questions_of(part)
    facts = facts_of(part, asked, part.columns).collect()
    row = totals_of(part, asked, facts.lazy())
    bad = facts.select(bad_of(part)).to_series()
    kept = facts.filter(~bad)
    if CANCELLED not in part.columns:  # only sales keep their void lines, flagged
        kept = kept.filter(~pl.col(VOIDED))
    words = {name: known.texts for name, known in part.matched.words.items()}
    rejects = tuple(replace(one, line=0) for one in sample(part, EXAMPLES)) if bad.any() else ()
    yield from told_row(columns, 0, PieceTold(0, 0, 0, 0, count, row, words, (), rejects))
    yield from line_rows(columns, 0, kept.select(*part.columns))


def read_by_python(frame: DataFrame, first: Path, part: Part) -> ClusterFile:
    """A typed table by our own expressions, inside the executors.

    Args:
        frame: the table.
        first: its first rows, as a Parquet file.
        part: how they are read.

    Raises:
        DataError: a convention of its values can't be told.
    """
    from pyspark import StorageLevel

    if part.matched.stateful or (part.assumed.subtotals is not None and part.assumed.subtotals.lines):
        raise DataError(
            f"{part.raw.name}: o que uma linha diz depende de outras linhas (subtotais, ou totais repetidos por item), "
            "e isso não se lê em pedaços",
            "tire essas linhas na origem, ou leia com --motor polars ou duckdb",
        )
    schema = part.raw.lines.select(**part.columns).collect_schema()
    columns = {name: pl.String() if dtype == pl.Null else _wide(dtype) for name, dtype in schema.items()}
    content = first.read_bytes()
    frame = frame.toDF(*(f"c{at}" for at in range(len(frame.columns))))  # Spark reads a point in a name as a path
    for _ in range(_TURNS):
        recipe = pickle.dumps(TypedRecipe(part.raw.name, part.table.name, part.rules, content, part.assumed))
        read = _reading_rows(recipe, columns, hides=cells_are_hidden())
        lines = frame.mapInArrow(read, schema_of(columns)).persist(StorageLevel.DISK_ONLY)
        rows = lines.filter(f"`{PROOF}` is not null").select(f"`{PROOF}`").toArrow().column(0).to_pylist()
        told: list[PieceTold] = [pickle.loads(row) for row in rows]  # noqa: S301 - from our own code
        for piece in told:
            for column, texts in piece.words.items():
                part.matched.words[column].learn(texts)
        row = united([piece.row for piece in told])
        audit = account(part, row)
        found = settle(part, row)
        if not row.get(returns.MOVED):
            found = returns.settled(part, found, row)
        found = noted(found, row)
        if found == part.assumed:
            said = (_SUBTOTALS,) if may_have(row, audit.lines) else ()
            proven = Proven(replace(part, assumed=replace(found, said=(*found.said, *said))), audit)
            rejects = [one for piece in told for one in piece.rejects][:EXAMPLES]
            own = lines.filter(f"`{PROOF}` is null").drop(PROOF, NUMBER_OF_FILE)
            return ClusterFile(with_told(proven), tuple(rejects), own)
        lines.unpersist()
        part = rebuilt(part, found)
    raise RuntimeError(f"{part.raw.name}: assumptions do not settle")


def with_told(proven: Proven) -> Proven:
    """With what is to be said of a table, of which the first rows are at hand; where that is not all, so it says."""
    said, part = told_by(proven), proven.part
    here = part.raw.lines.select(pl.len()).collect().item()
    why = says_of_all(part, part.assumed)
    if why and here < proven.audit.lines + proven.audit.blank + proven.audit.totals:
        warned = (
            f"{part.table.name}: {part.raw.name}: {why}; o que se diz disso foi visto e contado só nas "
            f"primeiras {number(here, 0)} linhas da tabela, e os indicadores usam todas"
        )
        said = replace(said, warnings=(*said.warnings, warned))
    return replace(proven, told=said)


_SUBTOTALS = (
    "há linhas que parecem totais de outras; num cluster as tabelas tipadas não são somadas em ordem para sabê-lo, e "
    "elas contaram como vendas"
)


def _wide(dtype: pl.DataType) -> pl.DataType:
    """Whole numbers in one of the two widths that lines have."""
    return pl.Int64() if dtype.is_integer() and dtype not in (pl.Int32, pl.Int64) else dtype
