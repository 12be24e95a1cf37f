"""The worked example in databases, and what a run says of them."""

from __future__ import annotations

import csv
import json
import sqlite3
from typing import TYPE_CHECKING

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
