"""The commands: a record each, in a module of this package or in the folder of its study, found where it lies."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Command",
    "CommandKind",
    "HandedOver",
    "StudyIndicator",
    "analyses",
    "commands",
    "families",
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
    return {command.name: command for command in sorted(found, key=lambda command: command.place)}


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
