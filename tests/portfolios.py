"""Import into a folder and look at what is in the portfolio."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from tests.running import Ran, carteira

if TYPE_CHECKING:
    from pathlib import Path

TOLD_APART = ("fontes", "notas", "trechos")  # where a report says what it read, or names it in a command


def importar(folder: Path, *words: str | Path) -> Ran:
    """Import, and expect it to end well."""
    ran = carteira("importar", "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran


def files(ran: Ran) -> list[dict[str, Any]]:
    """The rows of an import's report, a file each."""
    found: list[dict[str, Any]] = ran.document["tabelas"]["arquivos"]
    return found


def frame(folder: Path, table: str = "vendas") -> pl.DataFrame:
    """A table of the portfolio."""
    return pl.read_parquet(folder / "dados" / f"{table}.parquet")


def lines(folder: Path, *columns: str, table: str = "vendas") -> list[tuple[Any, ...]]:
    """Some columns of a table as plain texts, in the order of the file."""
    return frame(folder, table).select(pl.col(name).cast(pl.String) for name in columns).rows()


def counted(found: pl.DataFrame) -> Counter[tuple[Any, ...]]:
    """The lines of a table, whichever export they come from, each with how often it is there."""
    return Counter(found.drop("arquivo_numero").rows())


def manifest(folder: Path) -> dict[str, Any]:
    """What the portfolio's manifest says."""
    found: dict[str, Any] = json.loads((folder / "dados" / "importacao.json").read_bytes())
    return found


def write(path: Path, *rows: str, header: str) -> Path:
    """A CSV from its lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def report(folder: Path, command: str, *words: str) -> dict[str, Any]:
    """A command's report, but for where its lines were read."""
    ran = carteira(command, "-C", folder, "-f", "json", "-q", *words)
    assert ran.code == 0, ran.err
    return {key: value for key, value in ran.document.items() if key not in TOLD_APART}
