"""The engine that a run is told to reduce its sales by."""

from __future__ import annotations

import atexit
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from carteira_cli.config.settings import SOURCES, EngineSettings
from carteira_cli.config.settings.motor import DELTA, POLARS, SPARK, is_of_cluster
from carteira_cli.errors import UsageError
from carteira_cli.reading.inputs.workspace import spill_folder
from carteira_cli.sources.finding.locate import on_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.engines.cluster.session import ClusterSession
    from carteira_cli.sources.cluster.executors import Executors
    from carteira_cli.sources.ledger import Ledger
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.reading_rules import Rules

    Opener = Callable[..., Ledger]

LOCAL = "local[*]"  # the cluster that this machine is by itself


def motor_of(config: Config) -> str:
    """The name of the engine: that of `--motor`, or Spark where only its master was told.

    Raises:
        UsageError: what was told of engines does not go together.
    """
    engine = config.engine
    if on_cluster(config):
        return SPARK
    if config.typed(EngineSettings.spark):
        raise UsageError(f"--spark não vale com --motor {engine.motor}", "tire um dos dois")
    chosen = config.told(EngineSettings.motor) and not config.typed(EngineSettings.memoria)
    if engine.memoria is not None and engine.motor == POLARS and not chosen:
        with config.value(EngineSettings.memoria).blamed():
            raise UsageError("memoria não vale com o motor polars", "use também --motor duckdb")
    return engine.motor


def opener_of(config: Config, usual: Opener) -> Opener:
    """What opens the tables of a run, so that its engine reduces the sales.

    Args:
        config: what the run is told.
        usual: what opens files on this machine.

    Raises:
        UsageError: the engine is not installed, or its cluster has a name that is none.
        SurroundingsError: the cluster can't be reached, or this machine lacks what that takes.
    """
    motor = motor_of(config)
    _check_sources(config, motor)
    if motor == POLARS:
        return usual
    if motor == SPARK:
        return _on_cluster(config)
    if find_spec("duckdb") is None:
        raise UsageError("o motor duckdb não está instalado", 'instale com: pip install "carteira-cli[duckdb]"')
    from carteira_cli.engines import duckdb  # weight: for a run that asks for it

    engine = duckdb.opened(config.engine.memoria)

    def opened(table: CanonicalTable, *asked: Any) -> Ledger:  # noqa: ANN401 - as `open_ledger` takes them
        ledger = usual(table, *asked)
        return ledger.by(engine) if table.name == "vendas" else ledger

    return opened


def _check_sources(config: Config, motor: str) -> None:
    """Refuse a table of a cluster where there is none.

    Raises:
        UsageError: with the engine that it needs.
    """
    for setting in SOURCES:
        for text in filter(is_of_cluster, config.values[setting.key].many):
            if motor != SPARK:
                raise UsageError(f'"{text}" é uma tabela do Spark, e o motor é {motor}', "use também --motor spark")
            if text.startswith(f"{DELTA}:") and setting.key != "vendas":
                raise UsageError(f'{setting.flag} "{text}": só vendas vêm de Delta', "exporte a tabela, ou use spark:")


def _on_cluster(config: Config) -> Opener:
    # weight: all for a run on a cluster
    from carteira_cli.engines.spark import SparkEngine
    from carteira_cli.reading.progress import steps
    from carteira_cli.sources.cluster.ledger import cluster_opener

    tell = steps()
    if tell is not None:
        tell("abrindo o Spark", 0, 0)
    with config.value(EngineSettings.spark).blamed():
        session = _session(config.engine.spark or LOCAL, config.engine.memoria)
    # What it opens answers all that is asked of sales.
    return partial(
        _opened_once,
        cast("Opener", cluster_opener(SparkEngine(session, tell), _executors(session))),
        _opened(session),
    )


@cache
def _executors(session: ClusterSession) -> Executors:
    from carteira_cli.sources.cluster.executors import Executors  # weight: for a run on a cluster

    return Executors(session)


@cache
def _opened(_: ClusterSession) -> list[tuple[object, Ledger]]:
    """What was opened in a session, and how it was asked for: several analyses of a run prove their lines once."""
    return []


def _opened_once(
    opener: Opener,
    known: list[tuple[object, Ledger]],
    table: CanonicalTable,
    paths: Sequence[Path | str],
    mapping: Mapping[str, str],
    rules: Rules,
) -> Ledger:
    asked = (table.name, tuple(map(str, paths)), dict(mapping), rules)
    found = next((ledger for earlier, ledger in known if earlier == asked), None)
    if found is None:
        found = opener(table, paths, mapping, rules)
        known.append((asked, found))
    return found


@cache
def _session(master: str, memory: int | None) -> ClusterSession:
    """The one session of a run with a cluster; whatever ends the run ends it, and what it computes."""
    from carteira_cli.engines.cluster.session import open_session  # weight: for a run on a cluster

    session = open_session(master, spill_folder(), memory)
    atexit.register(_end, session)
    return session


def _end(session: ClusterSession) -> None:
    session.cancel()
    session.close(hurry=True)
