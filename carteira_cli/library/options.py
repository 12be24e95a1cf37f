"""What Python says as the command line would: which options a method has, and values as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from decimal import Decimal
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from carteira_cli.commands import commands
from carteira_cli.config.settings import (
    BY_KEY,
    PRIVACY,
    SETTINGS,
    QuestionSettings,
    ReadingSettings,
    ResultSettings,
    SourceSettings,
    settings_of,
)
from carteira_cli.config.settings.model import settings_in
from carteira_cli.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.config.settings import Setting

    Valor = str | int | float | Decimal | date | timedelta | PathLike[str]
    Valores = Valor | Iterable[Valor]

_FLAG = re.compile(r"--([a-z][a-z-]*[a-z])")
_OF_RESULTS = (ResultSettings.empresa, ResultSettings.vazio, ResultSettings.base)  # the others are of screens and files
_OF_FILES = frozenset((*settings_in(SourceSettings), *settings_in(ReadingSettings)))
_NOT_SAID = frozenset(settings_in(ResultSettings)) - {*_OF_RESULTS}
AT_ONCE = (*PRIVACY, ResultSettings.sem_cache)


_TYPED: tuple[tuple[type, Callable[[Any], str]], ...] = (  # a datetime is a date as well, and stands before it
    (str, str),
    (timedelta, lambda one: f"{one.days}d"),
    (datetime, lambda one: one.date().isoformat()),
    (date, date.isoformat),
    (PathLike, lambda one: str(fspath(one))),
    (int, str),
    (float, lambda one: format(Decimal(str(one)), "f")),
    (Decimal, lambda one: format(one, "f")),
)


def options_of(command: str) -> tuple[Setting[Any], ...]:
    """The options of a command that a method of it takes: none of files, which are opened, nor of screens."""
    record = commands()[command]
    if record.answers:
        return tuple(BY_KEY[key] for key in record.asked_with)
    told = [one for one in settings_of(command) if one not in _OF_FILES and one not in _NOT_SAID]
    return tuple(sorted(told, key=lambda one: (not one.bare, one is not QuestionSettings.periodo)))


def opening_options() -> tuple[Setting[Any], ...]:
    """The options that a portfolio is opened with: of its files, and of all that is asked of it."""
    return tuple(
        one
        for one in SETTINGS
        if "flag" in one.places
        and one is not SourceSettings.pasta
        and not one.bare
        and (one not in _NOT_SAID or one in AT_ONCE)
    )


def flags(given: Mapping[str, Any], known: tuple[Setting[Any], ...], who: str) -> dict[str, Any]:
    """Values of Python as the command line would say them; None says nothing.

    Args:
        given: key → a text, number, date, path or truth, or a list of such.
        known: the options that there are.
        who: what takes them, for the message.

    Raises:
        UsageError: there is no such option, or a value of a type that none has.
    """
    keys = [one.key for one in known]
    if not isinstance(given, Mapping):
        raise UsageError(f"as opções não podem ser {type(given).__name__}", 'use um dict, como {"periodo": "2024-Q1"}')
    for key in given:
        if key not in keys:
            raise UsageError(f'{who} não tem a opção "{key}"', did_you_mean(str(key), keys))
    return {key: _told(BY_KEY[key], value) for key, value in given.items() if value is not None}


def taken(command: str, opened: Mapping[str, Any]) -> dict[str, Any]:
    """What of the options that a portfolio was opened with a command takes."""
    keys = {one.key for one in (*settings_of(command), *AT_ONCE)}
    return {key: value for key, value in opened.items() if key in keys}


def _told(setting: Setting[Any], value: Any) -> Any:  # noqa: ANN401 - whatever the user gives
    kind, value = setting.domain.kind, _own(value)
    if kind == "switch":
        if isinstance(value, bool):
            return value
        raise UsageError(f"{setting.key} é sim ou não", f"use {setting.key}=True")
    if kind == "list":
        one = isinstance(value, str | bytes | PathLike | Mapping) or not isinstance(value, Iterable)
        told = [_text(setting, _own(each)) for each in ([value] if one else value)]
        return sorted(told) if isinstance(value, AbstractSet) else told
    return _text(setting, value)


def _own(value: Any) -> Any:  # noqa: ANN401 - as above
    """A number or date of NumPy, one alone, as Python's own: a column of a frame hands out no others."""
    return value.item() if hasattr(value, "dtype") and getattr(value, "shape", None) == () else value


def _text(setting: Setting[Any], value: Any) -> str:  # noqa: ANN401 - as above
    """One value as it is typed: 2024-03-31 for a date, 90d for a length of time."""
    if isinstance(value, timedelta) and value % timedelta(days=1):
        hint = f'use dias inteiros, como {setting.key}="90d"'
        raise UsageError(f"{setting.key} não conta horas: {value}", hint)
    for kind, told in _TYPED:
        if isinstance(value, kind) and not isinstance(value, bool):
            return told(value)
    raise UsageError(
        f"{setting.key} não pode ser {type(value).__name__}", f'use um texto, como {setting.key}="{setting.metavar}"'
    )


def summary(command: str) -> str:
    """What a method of a command is for: its help, its options, and what it is on the command line."""
    record = commands()[command]
    lines = [in_python(record.help), ""]
    options = options_of(command)
    if options:
        lines.append("Opções:")
        for one in options:
            usual = f" Padrão: {one.domain.default}." if one.domain.default else ""
            lines.append(f"    {one.key}: {in_python(one.help_in(command))}{usual}")
        lines.append("")
    if record.every_table:
        lines += ["Tabelas:", f"    {', '.join(dict.fromkeys(record.every_table))}", ""]
    lines += ["Na linha de comando:", *(f"    carteira {line}" for line in record.examples)]
    return "\n".join(lines)


def in_python(text: str) -> str:
    """The options that a sentence names, as Python has them: `max_mudancas` for `--max-mudancas`."""
    return _FLAG.sub(lambda found: found[1].replace("-", "_"), text)


def words_of(given: object) -> Iterator[str]:
    """The texts of a question, which who asks it knows already: messages may say them."""
    for value in given.values() if isinstance(given, Mapping) else ():
        yield from (one for one in (value if isinstance(value, list | tuple) else (value,)) if isinstance(one, str))
