"""Bring a table or a query of a database to a scratch Parquet."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.reading.inputs.database_addresses import IN_FILES
from carteira_cli.reading.inputs.databases.arrived import arrived
from carteira_cli.reading.inputs.databases.chosen import chosen, only_reads
from carteira_cli.reading.inputs.kinds import what_is
from carteira_cli.reading.inputs.workspace import discard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked, DatabaseColumn, DatabaseSession

_WORDS = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "sqlserver": "SQL Server",
    "sqlite": "SQLite",
    "duckdb": "DuckDB",
}


@dataclass(frozen=True)
class DatabaseBrought:
    """What came of a database.

    Attributes:
        path: the scratch Parquet.
        shown: its name in messages.
        facts: what → what is known of it, in words for people.
    """

    path: Path
    shown: str
    facts: tuple[tuple[str, str], ...]


def bring(asked: DatabaseAsked) -> DatabaseBrought:
    """Bring all lines of a table or a query, as they were in one moment.

    Raises:
        DataError: it can't be had, has no lines, or is larger than the limit; no message shows a secret.
        UsageError: the query is none that reads.
        SurroundingsError: the driver of the system is not installed.
    """
    query = None if asked.query is None else only_reads(asked.query)
    if asked.address.system in IN_FILES:
        _check_file(asked)
    with _opened(asked) as session:
        if query is None:
            table = chosen(asked, session.tables())
            query, name = session.whole(table), table.full_name
        else:
            name = "consulta"
        shown = f"{asked.shown} ({name})"
        columns = session.columns(query)
        _check_names(columns, shown)
        read = [one for one in columns if one.read is not None]
        if not read:
            raise DataError(f"{shown} não tem nenhuma coluna de um tipo que se lê", "confira a tabela ou a consulta")
        exact = [one.name for one in read if one.exact]
        path, lines = arrived(session.stream(query, read), exact, shown, asked.limit)
    if not lines:
        discard(path)
        raise DataError(f"{shown} não tem nenhuma linha", "confira a tabela, ou os filtros da consulta")
    return DatabaseBrought(path, shown, _facts(asked, name, columns))


def _opened(asked: DatabaseAsked) -> AbstractContextManager[DatabaseSession]:
    """The database; who reads one kind loads the driver of no other."""
    module = import_module(f"carteira_cli.reading.inputs.databases.{asked.address.system}")
    return cast("AbstractContextManager[DatabaseSession]", module.opened(asked))


def _check_file(asked: DatabaseAsked) -> None:
    """Refuse what is no database of that kind before its driver says so in its own words."""
    path = Path(asked.address.place)
    try:
        if not path.is_file():
            raise DataError(f"o banco {asked.shown} não existe", "confira o caminho depois de sqlite: ou duckdb:")
    except OSError as error:
        raise DataError(f"{asked.shown}: não pôde ser lido ({why(error)})", "confira o caminho") from error
    kind, wanted = what_is(path), asked.address.system
    if kind == "empty":
        raise DataError(f"{asked.shown} está vazio", "confira o caminho, e se o programa de origem já gravou nele")
    if kind != wanted:
        hint = f"use {kind}: no lugar de {wanted}:" if kind in IN_FILES else "passe o caminho sem o prefixo"
        raise DataError(f"{asked.shown} não é um banco {_WORDS[wanted]}", hint)


def _check_names(columns: Sequence[DatabaseColumn], shown: str) -> None:
    repeated = [name for name, times in Counter(one.name for one in columns).items() if times > 1]
    if repeated:
        raise DataError(
            f'{shown} tem duas colunas de nome "{repeated[0]}"',
            f'dê outro nome a uma delas na consulta, como em: select … as "{repeated[0]}_2"',
        )


def _facts(asked: DatabaseAsked, name: str, columns: Sequence[DatabaseColumn]) -> tuple[tuple[str, str], ...]:
    what = ("consulta", asked.query) if asked.query is not None else ("tabela", name)
    left = ", ".join(f"{one.name} ({one.kind})" for one in columns if one.read is None)
    return (
        ("tipo", f"banco {_WORDS[asked.address.system]}"),
        (what[0], " ".join(what[1].split())),
        *((("colunas deixadas", left),) if left else ()),
    )
