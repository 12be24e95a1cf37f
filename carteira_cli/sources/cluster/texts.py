"""Delimited text on a cluster: Spark brings the bytes of its lines to our own reading, inside its executors."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.quoted import cells_are_hidden
from carteira_cli.reading.inputs.workspace import size as told_size
from carteira_cli.sources.cluster.failures import told_by_name
from carteira_cli.sources.cluster.found import NUMBER_OF_FILE, PROOF, PieceTold, schema_of
from carteira_cli.sources.cluster.in_pieces import pickled, reader_or_why, recipe_of, settled
from carteira_cli.sources.cluster.named import text_file
from carteira_cli.sources.cluster.pieces import PIECE, reading_pieces
from carteira_cli.sources.cluster.recipe import PieceReader
from carteira_cli.sources.cluster.whole import WholeRecipe, WholeRefused, WholeTold, reading_whole
from carteira_cli.sources.proving.proven import Proven

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyspark.sql import DataFrame

    from carteira_cli.sources.cluster.executors import Executors
    from carteira_cli.sources.cluster.in_pieces import PiecesSettled
    from carteira_cli.sources.cluster.named import TextFile
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.rejected_lines import Reject
    from carteira_cli.sources.reading_rules import Rules

ALONE = 1 << 26  # bytes up to which a file is read by one executor, as on a laptop
SMALL = 1 << 26  # bytes of several files, or a typed one, up to which the driver reads them, overlaps and all
MOST_ALONE = 1 << 33  # the same of a file that can't be read in pieces: some minutes
_TURNS = 8
_CUTS = 2
_SMALLER = 0.93
_SPLITS = "spark.sql.files.maxPartitionBytes"
_UNITS = {"": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "g": 1 << 30, "gb": 1 << 30}


@dataclass(frozen=True)
class Sizes:
    """Bytes from which on something is done otherwise.

    Attributes:
        alone: up to these a text is read by one executor.
        most_alone: the same of a text that can't be read in pieces.
        piece: of a piece.
        small: of several files, or a typed one, up to which the driver reads them, overlaps and all.
    """

    alone: int = ALONE
    most_alone: int = MOST_ALONE
    piece: int = PIECE
    small: int = SMALL


@dataclass(frozen=True)
class ClusterFile:
    """A file that a cluster has read.

    Attributes:
        proven: how it is read, and its account.
        rejects: its first rejected lines.
        lines: its accepted lines, a frame of Spark.
    """

    proven: Proven
    rejects: tuple[Reject, ...]
    lines: DataFrame


class TextReading:
    """Reads the texts of a table: each in pieces where it is large and can be, else whole in one executor."""

    def __init__(self, executors: Executors, files: Sequence[TextFile], rules: Rules, sizes: Sizes) -> None:
        self._executors = executors
        self._spark = executors.spark
        self._files = [*files]
        self._rules = rules
        self._sizes = sizes
        self.parts: list[Part] = [file.part for file in files]
        self._read: dict[int, ClusterFile] = {}
        self._gone: set[int] = set()
        self._columns = _columns_of(self.parts)
        self._cuts = 0  # how often files were cut at other places
        self._split_size = _bytes_of(str(executors.spark.conf.get(_SPLITS)))

    def read(self) -> list[tuple[TextFile, ClusterFile]]:
        """The files, each with its account and its lines.

        Raises:
            DataError: one can't be read, or a convention of its values can't be told.
        """
        readers = self._in_pieces()
        for _ in range(_TURNS):
            if not readers:
                break
            readers = self._turn(readers)
        self._apart()
        alone = [number for number in range(len(self._files)) if number not in self._read and number not in self._gone]
        if alone:
            self._alone(alone)
        return [(file, self._read[number]) for number, file in enumerate(self._files) if number not in self._gone]

    def _apart(self) -> None:
        """Take apart what was read as one and can't be: each of its files is then read by one executor.

        Raises:
            DataError: one can't be read.
        """
        for number, file in enumerate([*self._files]):
            if number not in self._read and len(file.sources) > 1:
                self._gone.add(number)
                own = [text_file(one, file.part.table, self._rules) for one in file.sources]
                self._files += own
                self.parts += [one.part for one in own]
        self._columns |= _columns_of(self.parts)

    def _in_pieces(self) -> dict[int, PieceReader]:
        found = {}
        for number, file in enumerate(self._files):
            small = file.size is not None and file.size <= self._sizes.alone
            if (file.packed or small) and not file.many:
                continue
            recipe = recipe_of(file, self._rules)
            reader = recipe if isinstance(recipe, str) else reader_or_why(recipe, alone=self._fits_one(file))
            if isinstance(reader, str):
                self._may_be_alone(number, reader)
            else:
                found[number] = reader
        return found

    def _may_be_alone(self, number: int, because: str) -> None:
        """Refuse a file that can only be read by one executor, and is too large for that.

        Raises:
            DataError: with the reason.
        """
        file, most = self._files[number], self._sizes.most_alone
        if not self._fits_one(file):
            raise DataError(
                f"{file.name} tem {told_size(file.size or 0)} e não pode ser dividido entre executores: {because}",
                f"divida-o em arquivos de até {told_size(most)}, ou exporte de novo sem isso",
            )

    def _fits_one(self, file: TextFile) -> bool:
        """Whether one executor may read a file, or each of several, as far as anybody has looked."""
        if file.many and len(file.sources) == 1:
            return False
        return max(one.size or 0 for one in file.sources) <= self._sizes.most_alone

    def _turn(self, readers: Mapping[int, PieceReader]) -> dict[int, PieceReader]:
        """Read files in pieces once; those that must be read again, with how."""
        frames = [self._splits(number) for number in readers]
        recipes = {number: pickled(reader.recipe) for number, reader in readers.items()}
        read = reading_pieces(recipes, self._columns, hides=cells_are_hidden(), size=self._sizes.piece)
        lines, told = self._mapped(reduce(_union, frames), read)
        again: dict[int, PieceReader] = {}
        kept = False
        for number, reader in readers.items():
            own = [one for one in told if isinstance(one, PieceTold) and one.file == number]
            found = settled(reader, own, alone=self._fits_one(self._files[number]))
            if found.otherwise and self._cuts < _CUTS:
                again[number] = reader
            elif found.because:
                self._may_be_alone(number, found.because)
            elif found.proven is None:
                again[number] = PieceReader(found.recipe)
            else:
                self._keep(number, found, lines)
                kept = True
        if not kept:
            lines.unpersist()
        self._cut_elsewhere(any(again.get(number) is reader for number, reader in readers.items()))
        return again

    def _cut_elsewhere(self, asked: bool) -> None:  # noqa: FBT001 - it says so itself
        """Have Spark cut files at other places, so that no last piece is as small; or as it does usually."""
        self._cuts += asked
        size = int(self._split_size * _SMALLER**self._cuts) if asked else self._split_size
        self._spark.conf.set(_SPLITS, str(size))

    def _keep(self, number: int, found: PiecesSettled, lines: DataFrame) -> None:
        if found.proven is not None:
            self._read[number] = ClusterFile(found.proven, found.rejects, self._of(number, lines))

    def _alone(self, numbers: Sequence[int]) -> None:
        """Read files whole, each by one executor.

        Raises:
            DataError: one can't be read.
        """
        rules = self._rules
        recipes = {
            number: WholeRecipe(file.name, file.part.table.name, rules, None if file.packed else file.size)
            for number, file in enumerate(self._files)
            if number in numbers
        }
        packed = [self._splits(number) for number in numbers if self._files[number].packed]
        split = [self._splits(number) for number in numbers if not self._files[number].packed]
        frames = [*packed, *([_in_order(reduce(_union, split), len(split))] if split else [])]
        whole = reduce(_union, [frame.select("arquivo", "linha") for frame in frames])
        lines, told = self._mapped(whole, reading_whole(recipes, self._columns, hides=cells_are_hidden()))
        further = {name for one in told if isinstance(one, WholeTold) for name in one.columns} - {*self._columns}
        if further:  # that none of the first lines have
            self._columns |= dict.fromkeys(sorted(further), pl.String())
            lines.unpersist()
            self._alone(numbers)
            return
        for one in sorted(told, key=lambda each: getattr(each, "file", -1)):
            if isinstance(one, WholeRefused):
                raise DataError(one.message, one.hint)
            if isinstance(one, WholeTold):
                self._take(one, lines)
        empty = [number for number in numbers if number not in self._read]
        if empty:
            raise DataError(f"{self._files[empty[0]].name} está vazio", "confira se a exportação terminou")

    def _take(self, told: WholeTold, lines: DataFrame) -> None:
        part = self.parts[told.file]
        raw = replace(part.raw, understood=told.understood, left_out=told.left_out)
        part = replace(part, assumed=told.assumed, matched=told.matched, raw=raw)
        part = replace(part, columns={name: part.columns.get(name, pl.lit(None)) for name in told.columns})
        proven = Proven(part, told.audit, told=told.told)
        self._read[told.file] = ClusterFile(proven, told.rejects, self._of(told.file, lines))

    def _of(self, number: int, lines: DataFrame) -> DataFrame:
        """The lines of one file."""
        own = lines.filter(f"`{NUMBER_OF_FILE}` = {number} and `{PROOF}` is null")
        return own.select(*(f"`{name}`" for name in self._columns))

    def _mapped(self, frame: DataFrame, read: Callable[..., Any]) -> tuple[DataFrame, list[Any]]:
        """What executors make of lines, kept on their disks; and what they tell of it, in any order."""
        from pyspark import StorageLevel

        names = ", ".join(file.name for file in self._files)
        lines = frame.mapInArrow(read, schema_of(self._columns)).persist(StorageLevel.DISK_ONLY)
        self._executors.prepare()
        with told_by_name(names):
            rows = lines.filter(f"`{PROOF}` is not null").select(f"`{PROOF}`").toArrow()
        return lines, [pickle.loads(row) for row in rows.column(0).to_pylist()]  # noqa: S301 - from our own code

    def _splits(self, number: int) -> DataFrame:
        """The lines of a file as bytes, with where they are: `arquivo`, `lugar`, `inicio`, `fim`, `linha`."""
        place = "_metadata.file_"
        return (
            self._spark.read.option("lineSep", "\n")
            .text(self._files[number].addresses)
            .selectExpr(
                f"cast({number} as int) as arquivo",
                f"xxhash64({place}path) as lugar",
                f"{place}block_start as inicio",
                f"{place}block_start + {place}block_length >= {place}size as fim",
                "cast(value as binary) as linha",  # never text to Spark: the bytes are ours to read
            )
        )


def _bytes_of(setting: str) -> int:
    """A size as Spark spells it."""
    count, unit = re.fullmatch(r"(\d+)\s*([a-z]*)", setting.strip().lower()).groups()  # type: ignore[union-attr]
    return int(count) * _UNITS.get(unit, 1)


def _union(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionAll(other)


def _in_order(frame: DataFrame, files: int) -> DataFrame:
    """All lines of a file in one partition, as they stand in it."""
    placed = frame.selectExpr("*", "monotonically_increasing_id() as ordem")  # which grows within a split
    return placed.repartition(files, "arquivo").sortWithinPartitions("arquivo", "inicio", "ordem")


def _columns_of(parts: Sequence[Part]) -> dict[str, pl.DataType]:
    """The canonical columns of texts, each with its type; ids are text."""
    found: dict[str, pl.DataType] = {}
    for part in parts:
        schema = part.raw.lines.select(**part.columns).collect_schema()
        found |= {name: pl.String() if name == "cliente" else dtype for name, dtype in schema.items()}
    return {name: pl.String() if dtype == pl.Null else dtype for name, dtype in found.items()}
