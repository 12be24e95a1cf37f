"""Flags, variables and `carteira.toml` become one frozen Config that knows where each value came from."""

from __future__ import annotations

import os
import re
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from carteira_cli.config.file import find_config, line_of, read_section
from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import (
    LIST_KEYS,
    SETTINGS,
    EngineSettings,
    PredictionSettings,
    QuestionSettings,
    ReadingSettings,
    ResultSettings,
    RuleSettings,
    SourceSettings,
    settings_of,
)
from carteira_cli.config.tables import columns_of, from_document, items_of, readings_of
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, UsageError, nearest, why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.config.origin import Raw, SettingValue
    from carteira_cli.config.settings import Setting
    from carteira_cli.config.tables import Item

T = TypeVar("T")
_ADDRESS = re.compile(r"://|^(?:sqlite|duckdb|spark|delta):", re.IGNORECASE | re.MULTILINE)
_YES, _NO = {"1", "sim", "s", "true", "yes", "on"}, {"0", "nao", "não", "n", "false", "no", "off"}


def _plain(told: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    return {key: _plain(value) for key, value in told.items()} if isinstance(told, MappingProxyType) else told


def _again(*told: Any) -> Config:  # noqa: ANN401 - as above
    frozen: list[Any] = [MappingProxyType(one) if isinstance(one, dict) else one for one in told]
    return Config(*frozen)


@dataclass(frozen=True)
class Config:
    """What a run is told: `config.rules.margem` is what the option `--margem` means in it.

    Attributes:
        folder: where sources are looked for by name.
        file: the configuration file that was read, if any.
        values: key → every setting, with its origin and its meaning.
        columns: table → canonical column → the name it has in the file.
        readings: table → key of `ReadingSettings` → its value for that table alone.
        items: list key (`limites`, `exportar`) → its tables.
    """

    folder: Path
    file: Path | None
    values: Mapping[str, SettingValue[Any]]
    columns: Mapping[str, Mapping[str, str]]
    readings: Mapping[str, Mapping[str, SettingValue[Any]]]
    items: Mapping[str, tuple[Item, ...]]

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied or sent to another process, as a result takes it along: views of mappings alone can't be."""
        return _again, tuple(_plain(getattr(self, one.name)) for one in fields(self))

    @property
    def question(self) -> QuestionSettings:
        """What is asked."""
        return QuestionSettings(self.values)

    @property
    def rules(self) -> RuleSettings:
        """The rules that numbers stand under."""
        return RuleSettings(self.values)

    def of(self, group: type[T]) -> T:
        """The settings of a command of its own, as typed attributes: `config.of(CreditSettings)`."""
        return group(self.values)  # type: ignore[call-arg]  # every group of settings is made of its values

    @property
    def prediction(self) -> PredictionSettings:
        """How what lies ahead is predicted."""
        return PredictionSettings(self.values)

    @property
    def engine(self) -> EngineSettings:
        """What reduces the sales."""
        return EngineSettings(self.values)

    @property
    def results(self) -> ResultSettings:
        """Where results go, in what form."""
        return ResultSettings(self.values)

    @property
    def reading(self) -> ReadingSettings:
        """How files are read, where `[leitura.tabela]` does not say otherwise."""
        return ReadingSettings(self.values)

    def reading_of(self, table: str) -> ReadingSettings:
        """How a table is read: as a flag or variable says, else `[leitura.tabela]`, else the general key."""
        own = {
            key: value
            for key, value in self.readings.get(table, {}).items()
            if self.values[key].origin not in {Origin.FLAG, Origin.VARIABLE}
        }
        return ReadingSettings({**self.values, **own})

    def value(self, setting: Setting[T]) -> SettingValue[T]:
        """A setting as it was told, and by what."""
        return self.values[setting.key]

    def told(self, setting: Setting[Any]) -> bool:
        """Whether anything but its default says what a setting is."""
        return self.value(setting).origin is not Origin.DEFAULT

    def typed(self, setting: Setting[Any]) -> bool:
        """Whether the command line says it."""
        return self.value(setting).origin is Origin.FLAG

    def without(self, *settings: Setting[Any]) -> Config:
        """The same, as if nothing had told some settings."""
        unset = {setting.key: setting.unset(self.folder) for setting in settings}
        return replace(self, values=MappingProxyType({**self.values, **unset}))

    def without_items(self, key: str) -> Config:
        """The same, as if a list of tables were not there."""
        return replace(self, items=MappingProxyType({**self.items, key: ()}))

    def meaning(self, meanings: Mapping[Setting[Any], Any]) -> Config:
        """The same, as if the command line had told what some settings mean."""
        told = {
            one.key: replace(self.value(one), origin=Origin.FLAG, meaning=parsed) for one, parsed in meanings.items()
        }
        return replace(self, values=MappingProxyType({**self.values, **told}))

    @property
    def hides_customers(self) -> bool:
        """Whether results may not say who customers are."""
        return self.results.sem_identificadores or self.results.pseudonimizar is not None

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
            first = "" if self.file else "`carteira iniciar` escreve um carteira.toml; "
            raise ConfigError(f"{where}: nenhum {what}", f"{first}escreva no carteira.toml: [[{key}]], {example}")
        return self.items[key]


def load(
    flags: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
    use_file: bool = True,
    job: Item | None = None,
) -> Config:
    """Resolve every setting.

    Args:
        flags: key → what the command line gave (None or empty when it did not), for each option that the command
            takes: of these what means nothing is refused at once, of the others when somebody asks for it.
        job: a job whose `opcoes` stand before the keys of the file itself.
        environ: variables; the process's own by default.
        use_file: whether to look for a configuration file.

    Raises:
        ConfigError: an unreadable file, an unknown key (with the nearest one), a value of the wrong kind.
        UsageError: a value that means nothing.
    """
    env = os.environ if environ is None else environ
    here = Path(_given(flags, env, SourceSettings.pasta) or ".")
    _check_working_folder(here)
    if not here.is_dir():
        raise UsageError(f'a pasta "{here}" não existe', _beside(here, "confira o caminho dado em -C/--pasta"))
    named = _given(flags, env, SourceSettings.config)
    file = (here / named if named else find_config(here)) if use_file else None
    document = read_section(file) if file else {}
    folder = file.parent if file else here
    own = _options(job)
    values = {setting.key: _resolve(setting, flags, env, document | own, file, here, job) for setting in SETTINGS}
    for key in _taken(flags, job):
        _ = values[key].parsed
    return Config(
        folder=folder,
        file=file,
        values=MappingProxyType(values),
        columns=columns_of(document, file),
        readings=readings_of(document, file, here),
        items=MappingProxyType({key: items_of(document, file, key) for key in LIST_KEYS}),
    )


def _beside(path: Path, otherwise: str) -> str:
    """A hint with the name beside a path that it may have meant."""
    try:
        names = [one.name for one in path.parent.iterdir() if one.is_dir()]
    except OSError:  # nor is there anything beside it
        return otherwise
    guess = nearest(path.name, names)
    return f'você quis dizer "{path.parent / guess}"? Senão, {otherwise}' if guess else otherwise


def _taken(flags: Mapping[str, Any], job: Item | None) -> tuple[str, ...]:
    """The keys of the options that a run takes, in order."""
    of_job = () if job is None else settings_of(job.fields["comando"])
    return tuple(one.key for one in SETTINGS if one.key in flags or one in of_job)


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


def _given(flags: Mapping[str, Any], env: Mapping[str, str], setting: Setting[Any]) -> str | None:
    value = flags.get(setting.key) or env.get(setting.variable)
    return str(value) if value else None


def _resolve(
    setting: Setting[T],
    flags: Mapping[str, Any],
    env: Mapping[str, str],
    document: Mapping[str, Any],
    file: Path | None,
    here: Path,
    job: Item | None,
) -> SettingValue[T]:
    given = flags.get(setting.key)
    typed_in = Path() if setting.writes else here  # what is read is told by the folder that one works in
    if given not in (None, (), [], False):
        return setting.resolved(_text(given), Origin.FLAG, f"opção {setting.flag}", typed_in)
    if "env" in setting.places and env.get(setting.variable):
        told = _from_environment(setting, env[setting.variable])
        return setting.resolved(told, Origin.VARIABLE, f"variável {setting.variable}", typed_in)
    if file is not None and job is not None and setting.key in _options(job):
        told = from_document(setting, document[setting.key], job.where)
        return setting.resolved(told, Origin.FILE, job.where, file.parent)
    if file is not None and setting.key in document:
        where = f"{file}, {line_of(file, setting.key)}"
        return setting.resolved(from_document(setting, document[setting.key], where), Origin.FILE, where, file.parent)
    return setting.unset(here)


def _text(given: Any) -> Raw:  # noqa: ANN401 - whatever Typer hands over
    if isinstance(given, bool):
        return given
    return tuple(str(item) for item in given) if isinstance(given, list | tuple) else str(given)


def _from_environment(setting: Setting[Any], text: str) -> Raw:
    if setting.domain.kind == "list":
        # An address has colons of its own: where there is one, only a line break separates.
        apart = setting.domain.apart or ("\n" if _ADDRESS.search(text) else os.pathsep)
        return tuple(part for part in text.split(apart) if part)
    if setting.domain.kind == "switch":
        word = text.strip().casefold()
        if word not in _YES | _NO:
            raise ConfigError(f'a variável {setting.variable} não pode ser "{text}"', "use sim ou nao (ou 1 e 0)")
        return word in _YES
    return text
