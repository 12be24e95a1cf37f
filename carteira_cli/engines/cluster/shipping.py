"""This program, lent to the executors: what converts cells on a laptop then converts them there, to the same bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import carteira_cli
from carteira_cli.engines.cluster.errors import telling
from carteira_cli.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from carteira_cli.engines.cluster.session import ClusterSession

PACKAGE = "carteira_cli"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that an archive knows: the same files make the same bytes
_PROBE = "versao string, polars string, carteira string"


def lend(session: ClusterSession) -> None:
    """Have the executors import this very program, and see that they can: Python, Polars and PyArrow are theirs.

    It is unpacked in the folder that their Python looks in first, so that what is installed there does not matter.

    Raises:
        SurroundingsError: they lack one of them, or have another version of Python.
    """
    archive = packed(session.folder / f"{PACKAGE}.zip")
    with telling(session.master, session.java):
        if session.java is None:
            session.spark.addArtifacts(f"{archive}#{PACKAGE}", archive=True)
        else:
            session.spark.sparkContext.addArchive(f"{archive}#{PACKAGE}")
        found = session.spark.range(1, numPartitions=1).mapInArrow(_described, _PROBE).toArrow().to_pylist()
    theirs = found[0]["carteira"]
    if theirs != carteira_cli.__version__:
        raise SurroundingsError(
            f"os executores carregaram o carteira {theirs}, e este é o {carteira_cli.__version__}",
            "instale lá a mesma versão, ou tire a que há",
        )


def packed(path: Path) -> Path:
    """The program as an archive whose files are those of the package itself; the same bytes of the same files."""
    root = Path(carteira_cli.__file__).parent
    files = sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(root).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    return path


def _described(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What an executor has; runs there."""
    import sys

    import polars as pl
    import pyarrow as pa

    import carteira_cli as lent

    for _ in batches:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        row = {"versao": [version], "polars": [pl.__version__], "carteira": [lent.__version__]}
        yield pa.RecordBatch.from_pydict(row)
