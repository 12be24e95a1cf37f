"""What `--consulta` says: a query in SQL, and perhaps of which table it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_OF_A_TABLE = re.compile(r"\s*(\w+)\s*=(.*)", re.DOTALL)  # no query begins so


def query_of(tables: Sequence[str], text: str) -> tuple[str | None, str]:
    """A query and its table, None where that is not said.

    Args:
        tables: the canonical ones.
        text: as typed.

    Example:
        >>> query_of(("vendas",), "vendas=select * from pedidos")
        ('vendas', 'select * from pedidos')

    Raises:
        UsageError: it is empty, or of a table that does not exist.
    """
    found = _OF_A_TABLE.fullmatch(text)
    table, query = (fold(found[1]), found[2].strip()) if found else (None, text.strip())
    if table is not None and table not in tables:
        raise UsageError(f'consulta: não há a tabela "{table}"', did_you_mean(table, tables))
    if not query:
        raise UsageError("consulta está vazia", 'escreva uma em SQL, como --consulta "select * from pedidos"')
    return table, query
