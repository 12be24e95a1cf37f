"""Which table of a database is meant, and what a query may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, UsageError, did_you_mean
from carteira_cli.reading.inputs.database_addresses import IN_FILES
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked, DatabaseTable

_NAMED = 12  # tables that a hint lists
_LEADING = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_READS = ("select", "with", "values", "table", "from")


def only_reads(query: str) -> str:
    """A query without what may follow its end.

    Raises:
        UsageError: it is empty, or begins with what is no reading: that is never sent. What it does further on is for
            the database to refuse, in a transaction that only reads.
    """
    bare = query.strip().rstrip(";").rstrip()
    word = re.match(r"\w*", bare[_LEADING.match(bare).end() :])[0].casefold()  # type: ignore[union-attr,index]  # both match anything
    if word in _READS:
        return bare
    told = f'começa por "{word}", e só pode ler' if word else "está vazia"
    raise UsageError(f"a consulta {told}", 'comece por select, como em --consulta "select * from vendas"')


def chosen(asked: DatabaseAsked, tables: Sequence[DatabaseTable]) -> DatabaseTable:
    """The table that was named; else the one that is called like the canonical one; else the only one.

    Raises:
        DataError: with the tables that there are.
    """
    named = asked.address.table
    names = [one.full_name for one in tables]
    if named is not None:
        found = _named(named, tables)
        if found is None:
            raise DataError(f'{asked.shown} não tem a tabela "{named}"', _among(named, names))
        return found
    near = [one for one in tables if one.near]
    alone = near or tables  # a schema of its own is no reason to ask where there is one table
    found = _named(asked.table, near) or (alone[0] if len(alone) == 1 else None)
    if found is not None:
        return found
    if not tables:
        raise DataError(
            f"{asked.shown} não tem nenhuma tabela que se possa ler", "confira o banco e a permissão do usuário"
        )
    what = f"não tem uma tabela {asked.table}" if asked.table else f"tem {counted(len(tables), 'tabela')}"
    place, mark, options = asked.shown.partition("?")
    prefix = f"{asked.address.system}:" if asked.address.system in IN_FILES else ""
    raise DataError(
        f"{asked.shown} {what}, e não se sabe qual usar",
        f"diga qual depois do banco, como em {prefix}{place}:{names[0]}{mark}{options}; há {_listed(names)}",
    )


def _named(name: str, tables: Sequence[DatabaseTable]) -> DatabaseTable | None:
    """The table of a name, as it stands before in any case, and the near one before one of another schema."""
    for same in (str, str.casefold):
        wanted = same(name)
        for near in (True, False):
            for one in tables:
                if one.near == near and wanted in (same(one.name), same(f"{one.schema}.{one.name}")):
                    return one
    return None


def _among(name: str, names: Sequence[str]) -> str:
    return did_you_mean(name, names[:_NAMED]) if names else "o banco não tem nenhuma tabela que se possa ler"


def _listed(names: Sequence[str]) -> str:
    more = f" e mais {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
