"""The engine that a run is told to reduce its sales by."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from carteira_cli.config.settings import EngineSettings
from carteira_cli.config.settings.motor import DUCKDB, POLARS, SPARK
from carteira_cli.engines import polars
from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.engines.engine import Engine


def motor_of(config: Config) -> str:
    """The name of the engine: that of `--motor`, or Spark where only its master was told.

    Raises:
        UsageError: what was told of engines does not go together.
    """
    engine = config.engine
    if engine.spark is not None and not config.told(EngineSettings.motor):
        return SPARK
    if engine.spark is not None and config.typed(EngineSettings.spark) and engine.motor != SPARK:
        raise UsageError(f"--spark não vale com --motor {engine.motor}", "tire um dos dois")
    if engine.memoria is not None and config.typed(EngineSettings.memoria) and engine.motor == POLARS:
        raise UsageError("--memoria não vale com o motor polars", "use também --motor duckdb")
    return engine.motor


def engine_of(config: Config) -> Engine:
    """The engine of a run that reads its files itself.

    Raises:
        UsageError: the engine is not installed.
    """
    if motor_of(config) == POLARS:
        return polars
    if find_spec("duckdb") is None:
        raise UsageError("o motor duckdb não está instalado", 'instale com: pip install "carteira-cli[duckdb]"')
    from carteira_cli.engines import duckdb  # weight: for a run that asks for it

    return duckdb.opened(config.engine.memoria)


__all__ = ["DUCKDB", "SPARK", "engine_of", "motor_of"]
