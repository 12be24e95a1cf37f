"""One analysis asks another: the same customers, over the same lines."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.commands import CommandKind, commands
from carteira_cli.config.settings import BY_KEY, QuestionSettings
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import Wanted
from carteira_cli.errors import DataError
from carteira_cli.kpis.catalogue import keys_of
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report, Table
    from carteira_cli.studies.study import Study


def asking(base: CustomerBase, command: str, **meanings: str | int | None) -> CustomerBase:
    """The same customers, over the same lines, asked another question; what is not said stays as the run was told.

    Args:
        base: whose customers.
        command: what is asked; how far back it looks, when nobody says, is not taken from it: the period stays.
        meanings: settings of the question by key, and what they mean.
    """
    blank: dict[str, str | int | None] = {"listar": None, "serie": None, "limite": None, "comparar": None}
    told = {BY_KEY[key]: value for key, value in {**blank, "periodo": base.asked.label, **meanings}.items()}
    config = on_its_day(command, base.config.meaning(told))
    return CustomerBase(config, base.ledgers, commands()[command].compares)


def on_its_day(command: str, config: Config) -> Config:
    """What a run was told, with the day that its study looks at in the place of today's, where that is told apart."""
    moment = commands()[command].moment
    day = config.value(BY_KEY[moment]).parsed if moment else None
    return config if day is None else config.meaning({QuestionSettings.hoje: day})


def check_sources(base: CustomerBase, command: str) -> None:
    """Refuse what needs a table that is not there.

    Raises:
        DataError: with the file that brings it.
    """
    record = commands()[command]
    keys = keys_of(command) if record.kind is CommandKind.INDICATORS else ()
    needed = (*record.needed, *Wanted.of_indicators(keys, base.config).needed)
    for table in needed:
        if table not in base.ledgers and not (table == "vendas" and "assinaturas" in needed):
            columns = ", ".join(TABLES[table].required)
            raise DataError(f"não há {TABLES[table].noun}", f"{table}.csv, com as colunas {columns}, traria isto")


def studied(base: CustomerBase, command: str, **meanings: str | int | None) -> Study:
    """What a study finds of the same customers.

    Raises:
        CarteiraError: the data do not allow it.
    """
    check_sources(base, command)
    found: Study = import_module(commands()[command].module).study(asking(base, command, **meanings))
    return found


def tables_of(found: Report | Study, *keys: str) -> tuple[Table, ...]:
    """Those of its tables that have one of the keys, in the order of the keys."""
    by_key = {table.key: table for table in found.tables}
    return tuple(by_key[key] for key in keys if key in by_key)
