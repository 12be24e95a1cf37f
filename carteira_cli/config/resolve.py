"""Flags, variables and `carteira.toml` become one frozen Config that knows where each value came from."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from carteira_cli.config.file import find_config, line_of, read_section
from carteira_cli.config.settings import BY_KEY, LIST_KEYS, SETTINGS, Setting
from carteira_cli.config.tables import Item, Origin, SettingValue, columns_of, from_document, items_of, reading_of
from carteira_cli.config.values import day_of, deadline_of, margin_of, share_of, window_of, zone_of
from carteira_cli.errors import ConfigError, UsageError, did_you_mean, why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from carteira_cli.config.settings.keys import Key, ListKey, OptionalKey, SwitchKey, TextKey
    from carteira_cli.period import Window

T = TypeVar("T")
_YES, _NO = {"1", "sim", "s", "true", "yes", "on"}, {"0", "nao", "não", "n", "false", "no", "off"}


@dataclass(frozen=True)
class Config:
    """What a run is told, checked.

    Attributes:
        folder: where sources are looked for by name.
        file: the configuration file that was read, if any.
        values: every setting, raw, with its origin.
        columns: table → canonical column → the name it has in the file.
        reading: table → key of `settings.READING` → its value for that table alone.
        items: list key (`limites`, `exportar`) → its tables.
        window: activity window; None to take it from the purchase cycle.
        margin: contribution margin as an exact fraction, or None to take it from the cost column.
        as_of: as-of day, when given.
        deadline: days within which a conversion counts, when given.
        max_rejected: the share of rejected lines beyond which a source is refused.
    """

    folder: Path
    file: Path | None
    values: Mapping[str, SettingValue]
    columns: Mapping[str, Mapping[str, str]]
    reading: Mapping[str, Mapping[str, SettingValue]]
    items: Mapping[str, tuple[Item, ...]]
    window: Window | None
    margin: Fraction | None
    as_of: int | None
    deadline: int | None
    max_rejected: Fraction

    def value(self, key: Key) -> SettingValue:
        """A setting as it was told, and by what."""
        return self.values[key]

    def text(self, key: TextKey) -> str:
        """A text setting that has a default."""
        return self.values[key].one or ""

    def optional(self, key: TextKey | OptionalKey) -> str | None:
        """A text setting that may be unset."""
        return self.values[key].one

    def many(self, key: ListKey) -> tuple[str, ...]:
        """A setting of several texts."""
        return self.values[key].many

    def told(self, key: Key) -> bool:
        """Whether anything but its default says what a setting is."""
        return self.values[key].origin is not Origin.DEFAULT

    def typed(self, key: Key) -> bool:
        """Whether the command line says it."""
        return self.values[key].origin is Origin.FLAG

    @property
    def hides_customers(self) -> bool:
        """Whether results may not say who customers are."""
        return self.switch("sem_identificadores") or self.optional("pseudonimizar") is not None

    def listed(self, key: str, what: str, example: str) -> tuple[Item, ...]:
        """The tables of a list that a command can't do without.

        Args:
            key: the list.
            what: what one of its tables is, in words.
            example: the lines of a first one.

        Raises:
            ConfigError: there is none.
        """
        if not self.items[key]:
            where = self.file or f"não há carteira.toml em {self.folder}"
            raise ConfigError(f"{where}: nenhum {what}", f"escreva no carteira.toml: [[{key}]], {example}")
        return self.items[key]

    def number(self, key: OptionalKey) -> int | None:
        """A whole number of at least 1, or None when unset.

        Raises:
            UsageError: it is something else.
        """
        text = self.values[key].one
        if text is None:
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,8}", text.strip()):
            raise UsageError(
                f'{key} não pode ser "{text}"', f"use um número inteiro de 1 em diante, como {BY_KEY[key].flag} 20"
            )
        return int(text)

    def of_table(self, table: str, key: Key) -> SettingValue:
        """How a table is read: as a flag or variable says, else `[leitura.tabela]`, else the general key."""
        general, own = self.values[key], self.reading.get(table, {}).get(key)
        return general if own is None or general.origin in {Origin.FLAG, Origin.VARIABLE} else own

    def switch(self, key: SwitchKey) -> bool:
        """A switch."""
        return self.values[key].text is True


def load(
    flags: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
    use_file: bool = True,
    job: Item | None = None,
) -> Config:
    """Resolve every setting.

    Args:
        flags: key → what the command line gave (None or empty when it did not).
        job: a job whose `opcoes` stand before the keys of the file itself.
        environ: variables; the process's own by default.
        use_file: whether to look for a configuration file.

    Raises:
        ConfigError: an unreadable file, an unknown key (with the nearest one), a value of the wrong kind.
        UsageError: a value that means nothing.
    """
    env = os.environ if environ is None else environ
    here = Path(_given(flags, env, "pasta") or ".")
    _check_working_folder(here)
    if not here.is_dir():
        raise UsageError(f'a pasta "{here}" não existe', "confira o caminho dado em -C/--pasta")
    named = _given(flags, env, "config")
    file = (here / named if named else find_config(here)) if use_file else None
    document = read_section(file) if file else {}
    folder = file.parent if file else here
    own = _options(job)
    values = {setting.key: _resolve(setting, flags, env, document | own, file, here, job) for setting in SETTINGS}
    for setting in SETTINGS:
        _check_choice(setting, values[setting.key])
    parsed(values["fuso"], zone_of)
    return Config(
        folder=folder,
        file=file,
        values=MappingProxyType(values),
        columns=columns_of(document, file),
        reading=reading_of(document, file, here),
        items=MappingProxyType({key: items_of(document, file, key) for key in LIST_KEYS}),
        window=parsed(values["inatividade"], window_of),
        margin=parsed(values["margem"], margin_of),
        as_of=parsed(values["hoje"], day_of),
        deadline=parsed(values["prazo"], deadline_of),
        max_rejected=parsed(values["max_rejeitadas"], partial(share_of, "max_rejeitadas")),
    )


def _check_working_folder(here: Path) -> None:
    """Refuse to work where the shell stands in a folder that was removed.

    Raises:
        UsageError: with what to do.
    """
    try:
        Path.cwd()
    except OSError as error:
        if not here.is_absolute():
            raise UsageError(
                f"a pasta em que o comando roda não pôde ser lida ({why(error)})",
                "entre numa pasta que existe (cd) e repita o comando",
            ) from error


def _options(job: Item | None) -> dict[str, Any]:
    """The settings that a job has of its own, which who made the job has checked."""
    return {} if job is None else dict(job.fields.get("opcoes", {}))


def _given(flags: Mapping[str, Any], env: Mapping[str, str], key: str) -> str | None:
    value = flags.get(key) or env.get(BY_KEY[key].variable)
    return str(value) if value else None


def _resolve(
    setting: Setting,
    flags: Mapping[str, Any],
    env: Mapping[str, str],
    document: Mapping[str, Any],
    file: Path | None,
    here: Path,
    job: Item | None,
) -> SettingValue:
    given = flags.get(setting.key)
    if given not in (None, (), [], False):
        return SettingValue(_text(given), Origin.FLAG, f"opção {setting.flag}", here)
    if "env" in setting.places and env.get(setting.variable):
        told = _from_environment(setting, env[setting.variable])
        return SettingValue(told, Origin.VARIABLE, f"variável {setting.variable}", here)
    if file is not None and job is not None and setting.key in _options(job):
        told = from_document(setting, document[setting.key], job.where)
        return SettingValue(told, Origin.FILE, job.where, file.parent)
    if file is not None and setting.key in document:
        where = f"{file}, {line_of(file, setting.key)}"
        return SettingValue(from_document(setting, document[setting.key], where), Origin.FILE, where, file.parent)
    default: str | tuple[str, ...] | bool | None = setting.default
    if setting.kind != "text":
        default = () if setting.kind == "list" else False
    return SettingValue(default, Origin.DEFAULT, "padrão", here)


def _text(given: Any) -> str | tuple[str, ...] | bool:  # noqa: ANN401 - whatever Typer hands over
    if isinstance(given, bool):
        return given
    return tuple(str(item) for item in given) if isinstance(given, list | tuple) else str(given)


def _from_environment(setting: Setting, text: str) -> str | tuple[str, ...] | bool:
    if setting.kind == "list":
        # An address has colons of its own: where there is one, only a line break separates.
        return tuple(part for part in text.split("\n" if "://" in text else os.pathsep) if part)
    if setting.kind == "switch":
        word = text.strip().casefold()
        if word not in _YES | _NO:
            raise ConfigError(f'a variável {setting.variable} não pode ser "{text}"', "use sim ou nao (ou 1 e 0)")
        return word in _YES
    return text


def _check_choice(setting: Setting, value: SettingValue) -> None:
    if setting.choices and value.one is not None and value.one not in setting.choices:
        raise UsageError(
            f'{setting.key} não pode ser "{value.one}" ({value.where})',
            did_you_mean(str(value.one), setting.choices),
        )


def parsed(value: SettingValue, parse: Callable[[str], T]) -> T:
    """Parse a text setting.

    Raises:
        UsageError: it came from the command line and means nothing.
        ConfigError: it came from elsewhere; the message says where.
    """
    try:
        return parse(value.one or "")
    except UsageError as error:
        if value.origin is Origin.FLAG:
            raise
        raise ConfigError(f"{value.where}: {error.message}", error.hint) from error
