"""The commands: a record each, in a module of this package or in the folder of its study, found where it lies."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

__all__ = [
    "Command",
    "CommandKind",
    "HandedOver",
    "StudyIndicator",
    "analyses",
    "commands",
    "families",
    "handed_over",
    "keys_in_report",
    "table_names",
    "with_attribute",
]

_STUDIES = "carteira_cli.studies"  # by name: a study is above everything that reads its record


@cache
def commands() -> Mapping[str, Command]:
    """Every command by name, in the order of the help. Loads the records and nothing that computes."""
    own = [one.name for one in iter_modules(__path__, f"{__name__}.") if one.name != Command.__module__]
    of_studies = [one.name for one in iter_modules(import_module(_STUDIES).__path__, f"{_STUDIES}.") if one.ispkg]
    found: list[Command] = [import_module(name).COMMAND for name in (*own, *of_studies)]
    found.sort(key=lambda command: command.place)
    return {command.name: _collecting(command, found) if command.collects else command for command in found}


def _collecting(command: Command, others: Sequence[Command]) -> Command:
    """A record with the tables and pictures that other studies hand over."""
    tables, charts = list(command.tables), list(command.charts)
    for other in others:
        if other.handed_over is not None:
            tables += keys_in_report(other.name, other.handed_over.tables, tables).values()
            charts += keys_in_report(other.name, other.handed_over.charts, charts).values()
    return replace(command, tables=tuple(tables), charts=tuple(charts))


def keys_in_report(name: str, keys: Iterable[str], taken: Collection[str]) -> Mapping[str, str]:
    """What the tables or pictures of a study are called in a report of many: after the study where a key is taken.

    Example:
        >>> keys_in_report("credito", ("faixas", "por_vendedor"), ("por_vendedor",))
        {'faixas': 'faixas', 'por_vendedor': 'credito_por_vendedor'}
    """
    return {key: f"{name.replace('-', '_')}_{key}" if key in taken else key for key in keys}


@cache
def handed_over() -> Mapping[str, Command]:
    """The studies of which a report to hand over has a section, by its key, in order."""
    return {name.replace("-", "_"): one for name, one in commands().items() if one.handed_over is not None}


@cache
def analyses() -> Mapping[str, Command]:
    """Those that analyse a portfolio."""
    return {name: one for name, one in commands().items() if one.kind in {CommandKind.INDICATORS, CommandKind.STUDY}}


@cache
def families() -> Mapping[str, Command]:
    """Those that each have a group of indicators to themselves."""
    return {name: one for name, one in commands().items() if one.kind is CommandKind.INDICATORS and not one.everything}


@cache
def table_names() -> tuple[str, ...]:
    """Every key that a table of a report may have: those of the records, and lists as the tables that they become."""
    own = {name for one in commands().values() for name in one.every_table}
    lists = {name for one in commands().values() for name in one.lists}
    return tuple(sorted(own | lists | {name.replace("-", "_") for name in lists}))


def with_attribute(name: str) -> Command:
    """The command that computes an attribute of customers."""
    return next(one for one in commands().values() if name in one.attributes)
