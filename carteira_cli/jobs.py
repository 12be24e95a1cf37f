"""`[[exportar]]` of the configuration: analyses with their options and the files that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.config.resolve import load
from carteira_cli.config.settings import ResultSettings, settings_of
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from carteira_cli.config.resolve import Config
    from carteira_cli.config.tables import Item

TAKES = ("nome", "comando", "opcoes", "saida")
# A job's files say their format, and who runs the jobs says the rest.
_NOT_OF_A_JOB = frozenset(
    {
        ResultSettings.saida,
        ResultSettings.formato,
        ResultSettings.completo,
        ResultSettings.quieto,
        ResultSettings.manifesto,
        ResultSettings.log,
    }
)


@dataclass(frozen=True)
class Job:
    """One analysis and its files.

    Attributes:
        name: what it is called in messages.
        command: which analysis.
        config: what it is told: the command line, then its own options, then the rest of the configuration.
        outputs: names of files, relative to the configuration's folder, with `{periodo}` and `{comando}`.
        item: where it is written.
    """

    name: str
    command: str
    config: Config
    outputs: tuple[str, ...]
    item: Item


def jobs_of(
    flags: Mapping[str, Any], config: Config, commands: Collection[str], only: Collection[str]
) -> tuple[Job, ...]:
    """The jobs of a configuration.

    Args:
        flags: what the command line gave.
        config: what the run is told.
        commands: the analyses that there are.
        only: names of the jobs to run; none: all.

    Raises:
        ConfigError: there is none, or one that can't be understood.
        UsageError: a name that no job has.
    """
    items = config.listed("exportar", "trabalho a exportar", 'comando = "churn" e saida = "churn-{periodo}.csv"')
    jobs = tuple(_job(item, flags, commands) for item in items)
    named: dict[str, Job] = {}
    for job in jobs:
        other = named.setdefault(job.name, job)
        if other is not job:
            raise ConfigError(
                f'{job.item.where}: o nome "{job.name}" já é do trabalho da linha {other.item.line}',
                "dê a cada um o seu nome",
            )
    names = list(named)
    for name in only:
        if name not in names:
            raise UsageError(f'o trabalho "{name}" não existe', did_you_mean(name, names))
    return tuple(job for job in jobs if not only or job.name in only)


def _job(item: Item, flags: Mapping[str, Any], commands: Collection[str]) -> Job:
    item.check(TAKES)
    command = item.fields.get("comando")
    if command is None:
        raise ConfigError(f"{item.where}: falta o comando", 'escreva comando = "churn"')
    if not isinstance(command, str) or command not in commands:
        raise ConfigError(f'{item.where}: o comando "{command}" não existe', did_you_mean(str(command), commands))
    options = item.fields.get("opcoes", {})
    if not isinstance(options, dict):
        raise ConfigError(f"{item.where}: opcoes é uma tabela", 'escreva opcoes = { por = "uf" }')
    known = [s.key for s in settings_of(command) if "config" in s.places and s not in _NOT_OF_A_JOB]
    for key in options:
        if key not in known:
            raise ConfigError(f'{item.where}: {command} não tem a opção "{key}"', did_you_mean(key, known))
    raw = item.fields.get("saida")
    outputs = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, list) else ()
    if not outputs or not all(isinstance(name, str) and name for name in outputs):
        raise ConfigError(
            f"{item.where}: saida é um arquivo ou uma lista de arquivos", f'escreva saida = "{command}-{{periodo}}.csv"'
        )
    name = item.fields.get("nome", f"{command}-{item.number}")
    if not isinstance(name, str) or not name:
        raise ConfigError(f"{item.where}: nome é um texto", f'escreva nome = "{command}"')
    return Job(name, command, load(flags, job=item), outputs, item)
