"""Which column of a file is which canonical column."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from carteira_cli.sources.tables import Table


def fold(text: str) -> str:
    """A text without accents, case or outer blanks, for comparing names and words.

    Example:
        >>> fold("  Situação ")
        'situacao'
    """
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def match_columns(table: Table, header: Sequence[str], mapping: Mapping[str, str], path: Path) -> dict[str, str]:
    """Find the file's column for each canonical one.

    A mapping from the configuration wins; else the canonical name itself, whatever its case,
    accents, blanks or hyphens.

    Returns:
        canonical name → name in the file, in canonical order; columns that are not there are left out.

    Raises:
        DataError: a mapped column is not in the file, a required one is missing, or two columns fit one.
    """
    for name, original in mapping.items():
        if name not in table.names:
            raise DataError(f'[colunas.{table.name}]: a coluna "{name}" não existe', did_you_mean(name, table.names))
        if original not in header:
            raise DataError(
                f'{path}: não há a coluna "{original}" (colunas.{table.name}.{name})',
                _found(original, header),
            )
    taken = set(mapping.values())
    found: dict[str, str] = {}
    for name in table.names:
        fits = [original for original in header if original not in taken and _plain(original) == name]
        if len(fits) > 1 and name not in mapping:
            raise DataError(
                f'{path}: as colunas {_list(fits)} serviriam para "{name}"',
                _mapping_hint(table, name, fits[0]),
            )
        if name in mapping or fits:
            found[name] = mapping.get(name) or fits[0]
    for name in table.required:
        if name not in found:
            guess = nearest(name, header)
            advice = _mapping_hint(table, name, guess or "Nome no arquivo")
            raise DataError(f'{path}: falta a coluna "{name}"; o arquivo tem {_list(header)}', advice)
    return found


def _plain(name: str) -> str:
    return "_".join(fold(name).replace("-", " ").split())


def _found(wanted: str, header: Sequence[str]) -> str:
    return did_you_mean(wanted, [f"{name}" for name in header])


def _list(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _mapping_hint(table: Table, name: str, original: str) -> str:
    return f'diga em carteira.toml qual é: [colunas.{table.name}] e, na linha seguinte, {name} = "{original}"'
