"""The worked example in databases, and what a run says of them."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import traceback
from typing import TYPE_CHECKING

import polars as pl
import pytest

from carteira_cli.errors import CarteiraError
from carteira_cli.reading.inputs.fetch import Limits, fetch
from tests.running import WORKED, carteira

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TYPES = {"valor": "numeric(12,2)", "data": "date", "data_conversao": "date"}
TABLES = ("vendas", "clientes", "leads", "custos")


def rows_of(table: str) -> tuple[list[str], list[list[str | None]]]:
    """Header and rows of a table of the worked example; an empty cell is None."""
    with (WORKED / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, [[cell or None for cell in row] for row in rows]


def created(table: str, header: Sequence[str]) -> str:
    """The statement that makes a table."""
    columns = [f"{name} {TYPES.get(name, 'text')}" for name in header]
    return f"create table {table} ({', '.join(columns)})"


def filled(table: str, header: Sequence[str]) -> str:
    """The statement that puts a row into it."""
    return f"insert into {table} values ({', '.join('?' * len(header))})"  # noqa: S608 - our own words


def in_sqlite(path: Path, tables: Sequence[str] = TABLES) -> Path:
    """A SQLite of tables of the worked example."""
    with sqlite3.connect(path) as connection:
        for table in tables:
            header, rows = rows_of(table)
            connection.execute(created(table, header))
            connection.executemany(filled(table, header), rows)
    connection.close()
    return path


def in_duckdb(path: Path, tables: Sequence[str] = TABLES) -> Path:
    """The same in a DuckDB."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for table in tables:
            header, rows = rows_of(table)
            connection.execute(created(table, header))
            connection.executemany(filled(table, header), rows)
    return path


def same_as_text(place: str, *words: str) -> None:
    """A command over the worked example says of a database, table by table, what it says of its CSV."""
    said = []
    for sources in ({table: f"{WORKED / table}.csv" for table in TABLES}, dict.fromkeys(TABLES, place)):
        options = [word for table, source in sources.items() for word in (f"--{table}", source)]
        ran = carteira(*words, *options, "-f", "json")
        assert ran.code == 0, ran.err
        document = ran.document
        for table, source in document["fontes"].items():
            source["arquivo"] = table
        said.append(json.dumps(document))
    assert said[0] == said[1]


def made_sqlite(path: Path, *statements: str) -> Path:
    """A SQLite made of statements."""
    with sqlite3.connect(path) as connection:
        for one in statements:
            connection.execute(one)
    connection.close()
    return path


def made_duckdb(path: Path, *statements: str) -> Path:
    """The same of DuckDB."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for one in statements:
            connection.execute(one)
    return path


def brought(named: str | Path, query: str | None = None, table: str = "vendas") -> pl.DataFrame:
    """What comes of a database."""
    (found,) = fetch(named, table, Limits(), query)
    assert found.path is not None
    return pl.read_parquet(found.path)


def refused(named: str | Path, match: str, query: str | None = None, size: int = 1 << 30) -> CarteiraError:
    """The error of a database, of which nothing that could be shown has a password of the tests."""
    with pytest.raises(CarteiraError, match=match) as caught:
        fetch(named, "vendas", Limits(size), query)
    said = caught.value.message + caught.value.hint + "".join(traceback.format_exception(caught.value))
    assert not re.search("s3nh4|outra-senha|SENHA", said), said
    return caught.value
