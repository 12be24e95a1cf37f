"""What a configuration file holds besides plain keys: values of every kind, tables a source, lists of tables."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from carteira_cli.config.file import lines_of_items
from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import LIST_KEYS, READING, SOURCE_KEYS
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carteira_cli.config.origin import Raw, SettingValue
    from carteira_cli.config.settings import Setting


@dataclass(frozen=True)
class Item:
    """A table of a list of tables in the configuration, raw: a threshold, a job.

    Attributes:
        fields: its keys and values, as TOML has them.
        file: the configuration file, as the user would say it.
        line: where the table begins, from 1.
        number: which of the list it is, from 1.
        kind: the name of the list.
    """

    fields: Mapping[str, Any]
    file: Path
    line: int
    number: int
    kind: str

    @property
    def where(self) -> str:
        """The place in words, for messages."""
        return f"{self.file}, linha {self.line}: {self.kind}"

    def check(self, keys: tuple[str, ...]) -> None:
        """Refuse a key that such a table does not have.

        Raises:
            ConfigError: with the nearest one.
        """
        for key in self.fields:
            if key not in keys:
                raise ConfigError(f'{self.where}: a chave "{key}" não existe', did_you_mean(key, keys))


def from_document(setting: Setting[Any], raw: Any, where: str) -> Raw:  # noqa: ANN401 - TOML
    """A value as its setting wants it.

    Raises:
        ConfigError: it is of another kind.
    """
    if setting.domain.kind == "switch":
        if isinstance(raw, bool):
            return raw
        raise ConfigError(f'{where}: "{setting.key}" é sim ou não', f"escreva {setting.key} = true ou = false")
    if setting.domain.kind == "list":
        items = [raw] if isinstance(raw, str) else raw
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
        raise ConfigError(
            f'{where}: "{setting.key}" é um texto ou uma lista de textos',
            f'escreva {setting.key} = ["...", "..."]',
        )
    if isinstance(raw, list) and raw and all(isinstance(item, dict) for item in raw):
        raise ConfigError(f"{where}: [[{setting.key}]] não existe", did_you_mean(setting.key, LIST_KEYS))
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | date):
        raise ConfigError(f'{where}: "{setting.key}" é um texto', f'escreva {setting.key} = "..."')
    return str(raw)


def columns_of(document: Mapping[str, Any], file: Path | None) -> Mapping[str, Mapping[str, str]]:
    """`[colunas.vendas]`: table → canonical column → its name in the files.

    Raises:
        ConfigError: a table that does not exist, or a name that is no text.
    """
    tables = document.get("colunas", {})
    if not isinstance(tables, dict) or not all(isinstance(columns, dict) for columns in tables.values()):
        raise ConfigError(
            f"{file}: [colunas] tem uma tabela por fonte", 'escreva [colunas.vendas] e cliente = "Código"'
        )
    for table, columns in tables.items():
        if table not in SOURCE_KEYS:
            raise ConfigError(f"{file}: [colunas.{table}] não existe", did_you_mean(table, SOURCE_KEYS))
        for name, original in columns.items():
            if not isinstance(original, str):
                raise ConfigError(
                    f"{file}: colunas.{table}.{name} é o nome da coluna no arquivo",
                    f'escreva {name} = "Nome no arquivo"',
                )
    return MappingProxyType(tables)


def readings_of(
    document: Mapping[str, Any], file: Path | None, here: Path
) -> Mapping[str, Mapping[str, SettingValue[Any]]]:
    """`[leitura.vendas]`: how the files of one table are to be read.

    Raises:
        ConfigError: a table or key that does not exist, or a value that is no text.
    """
    tables = document.get("leitura", {})
    if not isinstance(tables, dict) or not all(isinstance(keys, dict) for keys in tables.values()):
        raise ConfigError(f"{file}: [leitura] tem uma tabela por fonte", 'escreva [leitura.vendas] e separador = ";"')
    found: dict[str, dict[str, SettingValue[Any]]] = {}
    known = {setting.key: setting for setting in READING}
    for table, keys in tables.items():
        if table not in SOURCE_KEYS:
            raise ConfigError(f"{file}: [leitura.{table}] não existe", did_you_mean(table, SOURCE_KEYS))
        found[table] = {}
        for key, raw in keys.items():
            if key not in known:
                raise ConfigError(f'{file}: leitura.{table}: a chave "{key}" não existe', did_you_mean(key, known))
            where = f"{file}, leitura.{table}"
            text = from_document(known[key], raw, where)
            found[table][key] = known[key].resolved(text, Origin.FILE, where, file.parent if file else here)
    return MappingProxyType(found)


def items_of(document: Mapping[str, Any], file: Path | None, key: str) -> tuple[Item, ...]:
    """`[[limites]]`: the tables of a list, with where each stands.

    Raises:
        ConfigError: it is no list of tables.
    """
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{file}: {key} é uma lista de tabelas", f"escreva [[{key}]], com dois colchetes")
    if not tables or file is None:
        return ()
    lines = lines_of_items(file, key)
    lines = lines if len(lines) == len(tables) else [lines[0] if lines else 1] * len(tables)
    return tuple(
        Item(MappingProxyType(table), file, line, number, key)
        for number, (table, line) in enumerate(zip(tables, lines, strict=True), start=1)
    )
