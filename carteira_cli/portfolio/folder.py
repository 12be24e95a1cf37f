"""The folder of a portfolio: one import at a time, and the new files take the place of the old ones as one.

A finished import stands whole in a folder of its own, which gets the name `READY` in one step: from then on readers
find the new files there (`imported.table_path`), whatever happens. Then they move out, the manifest last. A run that
is killed before that step has changed nothing; one killed after it has lost nothing, and the next import moves the
rest. So the Parquet files keep plain names, which other programs can be pointed at once and for all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli import output
from carteira_cli.errors import LockedError, OutputError, remedy, why
from carteira_cli.sources.finding.portfolio_place import MANIFEST, READY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HELD = "importacao"  # what stands for the whole folder when it is held: there is no such file
_STAGE = ".importacao-tmp-"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a portfolio's folder, which is made if missing and removed if it stays empty; finish what a killed one left.

    Raises:
        LockedError: another run holds it.
        OutputError: the folder can't be written to.
    """
    with ExitStack() as stack:
        with writing(folder):
            made = [place for place in (folder, *folder.parents) if not place.exists()]
            stack.callback(_remove_empty, made)
            folder.mkdir(parents=True, exist_ok=True)
        try:
            stack.enter_context(output.locked([folder / HELD]))
        except LockedError as error:
            raise LockedError(
                f"outra importação está gravando em {folder}", "espere ela terminar e repita o comando"
            ) from error
        with writing(folder):
            _publish(folder)
            for left in folder.glob(f"{_STAGE}*"):
                shutil.rmtree(left, ignore_errors=True)
        yield


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that this run made, from the inside out, as far as it has left nothing in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """An empty folder inside, for files on their way; gone afterwards, with what is left in it."""
    with writing(folder):
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=folder))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def commit(stage: Path, folder: Path) -> None:
    """Make the files of a stage, the manifest among them, the portfolio.

    Raises:
        OutputError: they can't be put in place.
    """
    with writing(folder):
        for path in stage.iterdir():
            _flush(path)
        _flush(stage)
        os.replace(stage, folder / READY)  # noqa: PTH105 - the call that is atomic by contract
        _flush(folder)
        _publish(folder)


def _publish(folder: Path) -> None:
    """Move the files of a finished import to their places, the manifest last."""
    ready = folder / READY
    if not ready.is_dir():
        return
    files = sorted(ready.iterdir(), key=lambda path: (path.name == MANIFEST, path.name))
    for path in files:
        os.replace(path, folder / path.name)  # noqa: PTH105 - as above
    _flush(folder)
    ready.rmdir()


def _flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    if path.is_dir():
        output.flush_names(path)
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Tell what the system complains of as one line.

    Raises:
        OutputError: instead of the system's own error.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"não foi possível gravar em {folder} ({why(error)})",
            remedy(error, "confira a permissão e o espaço, ou use outra pasta com -o"),
        ) from error
