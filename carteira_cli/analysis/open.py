"""Open the sources that a set of indicators needs, and say which are not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, UsageError
from carteira_cli.kpis.catalogue import catalogue, closure, frame_needs
from carteira_cli.kpis.measures import IN_REGISTER
from carteira_cli.sources.by_words import better_key
from carteira_cli.sources.imported import column_names
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.locate import STDIN, locate, unread_candidates
from carteira_cli.sources.profiles import profile
from carteira_cli.sources.rules import rules_of
from carteira_cli.sources.tables import TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.config import Config
    from carteira_cli.sources.names import Key


def sources_of(keys: Iterable[str]) -> tuple[str, ...]:
    """The tables that indicators can't do without."""
    return tuple(dict.fromkeys(source for key in keys for source in catalogue()[key].sources))


def open_sources(keys: tuple[str, ...], config: Config, *, command: str) -> dict[str, Ledger]:
    """Open what is there of the tables that indicators use.

    Raises:
        DataError: a source can't be read or, for any command but `resumo`, one is missing.
    """
    needed = sources_of(keys)
    optional = _optional_columns(keys, config)
    ledgers: dict[str, Ledger] = {}
    check_standard_input(config)
    for name in sorted((*needed, *_useful(keys, config, needed)), key=list(TABLES).index):  # sales first
        table = TABLES[name]
        paths = locate(config, name)
        if paths:
            rules = replace(rules_of(config, name, optional), prefer=_key_of(ledgers.get("vendas")))
            mapping = column_names(config, name, paths)
            ledgers[name] = open_ledger(table, paths, mapping, rules)
            if name == "clientes" and "vendas" in ledgers:
                key = better_key(ledgers["vendas"], ledgers[name])
                if key is not None:
                    ledgers[name] = open_ledger(table, paths, {**mapping, "cliente": key}, rules)
        elif name in needed and command != "resumo":
            raise missing(table, config, f'"carteira {command}"')
    _check_profile(config, ledgers)
    if not set(ledgers) & set(needed):
        raise missing(TABLES["vendas"], config, '"carteira resumo"')
    return ledgers


def _check_profile(config: Config, ledgers: Mapping[str, Ledger]) -> None:
    """Refuse a profile of a table that is not read: it would be ignored.

    Raises:
        UsageError: with the table that it is of.
    """
    name = config.optional("perfil")
    if name and ledgers and profile(name).table not in ledgers:
        raise UsageError(
            f'o perfil "{name}" é de {profile(name).table}, que não foi lida',
            f"passe --{profile(name).table} ARQUIVO, ou tire --perfil",
        )


def _key_of(sales: Ledger | None) -> Key | None:
    """What the sales know customers by, so that the register is matched by the same."""
    return sales.opened[0].matched.keys.get("cliente") if sales else None


def check_standard_input(config: Config) -> None:
    """Refuse two tables that are to come from the one standard input.

    Raises:
        UsageError: with their names.
    """
    wanting = [f"--{name}" for name in TABLES if STDIN in config.values[name].many]
    if len(wanting) > 1:
        raise UsageError(f"{' e '.join(wanting)} não podem vir os dois da entrada padrão", "grave um deles num arquivo")


def _useful(keys: tuple[str, ...], config: Config, needed: tuple[str, ...]) -> tuple[str, ...]:
    """Tables that make the numbers better where they are there.

    The register has customers who never bought, and the documents that tell branches of one
    company. The sales date the portfolio, so that a conversion means the same alone and in a summary.
    """
    register = IN_REGISTER in frame_needs(keys, "clientes") or config.switch("raiz_cnpj")
    dates = config.as_of is None and "vendas" not in needed
    return (*(["clientes"] if register else []), *(["vendas"] if dates else []))


def _optional_columns(keys: tuple[str, ...], config: Config) -> frozenset[str]:
    """Optional columns that this run reads; the others may hold anything."""
    used = set()
    if "pedidos_no_periodo" in frame_needs(keys, "clientes"):
        used.add("venda")
    if "convertidos" in closure(keys):
        used.add("data_conversao")
    if config.margin is None:
        used.add("custo")
    if config.switch("raiz_cnpj"):
        used.add("documento")
    return frozenset(used)


def missing(table: Table, config: Config, who: str) -> DataError:
    """The error for a source that is needed and not there: which file, which columns."""
    columns = ", ".join(table.required)
    where = "na pasta" if str(config.folder) == "." else f"em {config.folder}"
    unread = unread_candidates(config, table.name)
    if unread:
        return DataError(
            f"{who} precisa de {table.noun}, e {unread[0]} está num formato que ainda não se lê",
            f"grave como {table.name}.csv (UTF-8) com as colunas {columns}",
        )
    return DataError(
        f"{who} precisa de {table.noun}, e não há {table.name}.csv nem {table.name}.parquet {where} ou em dados/",
        f"passe --{table.name} ARQUIVO, com as colunas {columns}; com -C PASTA, procura em outra pasta",
    )
