"""What the configuration says of columns, held against the file and against itself."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, did_you_mean
from carteira_cli.sources.matching.tables import ValueKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.sources.matching.tables import CanonicalTable


def check_mapping(table: CanonicalTable, header: Sequence[str], mapping: Mapping[str, str], path: Path | str) -> None:
    """Refuse a name that the table does not have, or the file.

    Args:
        table: what the file is to be turned into.
        header: names in the file.
        mapping: canonical name → name in the file, from the configuration.
        path: the file, for messages.

    Raises:
        DataError: with the name that is nearest.
    """
    for name, original in mapping.items():
        if name not in table.names:
            raise DataError(f'[colunas.{table.name}]: a coluna "{name}" não existe', did_you_mean(name, table.names))
        if original not in header:
            raise DataError(
                f'{path}: não há a coluna "{original}" (colunas.{table.name}.{name})',
                did_you_mean(original, header),
            )


def check_shared(table: CanonicalTable, columns: Mapping[str, str], mapping: Collection[str], path: Path | str) -> None:
    """Refuse one column of the file that was told to be two things which no column can be at once.

    A CPF may be the customer and the document. What is required is never the same twice; nor is a date an amount or
    a text. What a profile says of its own columns, it knows; so one of two must have been told.

    Args:
        table: what the file is to be turned into.
        columns: canonical name → name in the file, as found.
        mapping: canonical names that the configuration gives.
        path: the file, for messages.

    Raises:
        DataError: with the column and what it would be.
    """
    kinds = {column.name: ValueKind.TEXT if column.kind is ValueKind.ID else column.kind for column in table.columns}
    for one, other in combinations(columns, 2):
        told = (one in mapping) + (other in mapping)
        if columns[one] != columns[other] or not told:
            continue
        required = one in table.required and other in table.required
        if required or (told > 1 and kinds[one] is not kinds[other]):
            raise DataError(
                f'{path}: a coluna "{columns[one]}" seria ao mesmo tempo "{one}" e "{other}" de {table.noun}',
                f'em [colunas.{table.name}], dê a "{one}" e a "{other}" cada qual a sua coluna',
            )
