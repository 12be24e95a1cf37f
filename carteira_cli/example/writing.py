"""Frames on their way to disk: never more than one in memory, and all files or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from polars.io.plugins import register_io_source

from carteira_cli.errors import OutputError, why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from carteira_cli.example.recipe import FileFormat

_ROW_GROUP = 200_000  # rows: small enough to be skipped by date, large enough to compress


@contextmanager
def staging(paths: Sequence[Path]) -> Iterator[Path]:
    """A folder to write into, beside the final places; on success its files take these, else nothing changes.

    Args:
        paths: the final places, all in one folder, which is made if missing.

    Yields:
        A folder that the files of the same names are to be written to.
    """
    folder = paths[0].parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".carteira-exemplo-", dir=folder))
    except OSError as error:
        raise _not_writable(folder, error) from error
    try:
        yield stage
        for path in paths:
            _flush(stage / path.name)
        for path in paths:
            os.replace(stage / path.name, path)  # noqa: PTH105 - the call that is atomic by contract
    except OSError as error:
        raise _not_writable(folder, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


class Aside:
    """Frames that wait in a folder until they are wanted, so that none is in memory meanwhile."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder, self._count = folder, 0

    def put(self, frame: pl.DataFrame) -> None:
        """Puts a frame aside."""
        frame.write_ipc(self._folder / f"{self._count}.arrow")
        self._count += 1

    def frames(self) -> Iterator[pl.DataFrame]:
        """What was put aside, in order."""
        for number in range(self._count):
            yield pl.read_ipc(self._folder / f"{number}.arrow")


def write_frames(
    frames: Iterable[pl.DataFrame], schema: dict[str, pl.DataType], path: Path, file_format: FileFormat
) -> None:
    """Writes frames one after the other into one file; the frames' sizes leave no trace in its bytes."""
    write = _write_parquet if file_format == "parquet" else _write_csv
    write(frames, schema, path)


def _write_csv(frames: Iterable[pl.DataFrame], schema: dict[str, pl.DataType], path: Path) -> None:
    """Comma, decimal point, ISO dates, UTF-8 without a mark, LF."""
    with path.open("wb") as file:
        pl.DataFrame(schema=schema).write_csv(file)
        for frame in frames:
            frame.write_csv(file, include_header=False)


def _write_parquet(frames: Iterable[pl.DataFrame], schema: dict[str, pl.DataType], path: Path) -> None:
    """Zstd, with statistics, in row groups of _ROW_GROUP."""
    failures: list[BaseException] = []

    def pull(
        _columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _batch: int | None
    ) -> Iterator[pl.DataFrame]:
        try:
            yield from frames
        except BaseException as failure:
            failures.append(failure)
            raise

    try:
        register_io_source(pull, schema=schema).sink_parquet(
            path, compression="zstd", statistics=True, row_group_size=_ROW_GROUP
        )
    except pl.exceptions.PolarsError:
        if failures:  # what went wrong in Python, not how Polars words it
            raise failures[0] from None
        raise


def _flush(path: Path) -> None:
    """Makes sure that a file's bytes are on the disk before its name is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _not_writable(folder: Path, error: OSError) -> OutputError:
    """The error that the user is told."""
    return OutputError(
        f"não foi possível gravar o exemplo em {folder}: {why(error)}",
        "escolha com -o uma pasta em que você possa gravar e com espaço livre, como -o exemplo",
    )
