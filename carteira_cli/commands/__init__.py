"""The commands: a record each, in a module of this package or in the folder of its study, found where it lies."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Command",
    "CommandKind",
    "HandedOver",
    "StudyIndicator",
    "analyses",
    "commands",
    "families",
    "handed_over",
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
    handed = [other.handed_over for other in others if other.handed_over is not None]
    return replace(
        command,
        tables=tuple(dict.fromkeys((*command.tables, *(key for one in handed for key in one.tables)))),
        charts=tuple(dict.fromkeys((*command.charts, *(key for one in handed for key in one.charts)))),
    )


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
