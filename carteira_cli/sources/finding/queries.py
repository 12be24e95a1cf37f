"""Which query is asked of the database of a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS, ReadingSettings
from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import is_database
from carteira_cli.reading.inputs.kinds import what_is

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config

_EXAMPLE = '--vendas postgresql://servidor/banco --consulta "select …"'


def query_for(config: Config, table: str) -> str | None:
    """The query that is asked of a table's database: that of the run, else that of `[leitura.tabela]`; None: none.

    Raises:
        UsageError: a query is of no database, or of one of several and does not say which.
    """
    value, own = config.value(ReadingSettings.consulta), config.readings.get(table, {}).get("consulta")
    if not value.parsed and own is None:
        return None
    databases = [name for name in SOURCE_KEYS if _has_database(config, name)]
    asked: dict[str, str] = {}
    for name, query in value.parsed:
        found = name or _only(config, databases)
        if found not in databases:
            raise value.refused(
                f"consulta é para um banco, e {found} não vem de nenhum", f"diga o banco, como em {_EXAMPLE}"
            )
        if found in asked:
            raise value.refused(f"há duas consultas de {found}", "junte as duas com union all")
        asked[found] = query
    if table in asked or own is None:
        return asked.get(table)
    if table not in databases:
        raise own.refused(
            "consulta é para um banco, e a tabela não vem de nenhum", f'escreva {table} = "postgresql://…"'
        )
    return str(own.parsed[0][1]) if own.parsed else None


def _only(config: Config, databases: list[str]) -> str:
    value = config.value(ReadingSettings.consulta)
    if not databases:
        raise value.refused("consulta é para um banco, e nenhuma fonte é um", f"diga o banco, como em {_EXAMPLE}")
    if len(databases) > 1:
        raise value.refused(
            f"não se sabe de qual banco é a consulta: {' e '.join(databases)} vêm de bancos",
            f'diga de qual tabela é, como em --consulta "{databases[0]}=select …"',
        )
    return databases[0]


def _has_database(config: Config, table: str) -> bool:
    """Whether a source is a database, by its name or by what the file is."""
    value = config.values[table]
    return any(is_database(text) or _is_file_of_one(value.folder / Path(text).expanduser()) for text in value.many)


def _is_file_of_one(path: Path) -> bool:
    try:
        return path.is_file() and what_is(path) in ("sqlite", "duckdb")
    except (DataError, OSError, RuntimeError, ValueError):  # whoever reads it says so
        return False
