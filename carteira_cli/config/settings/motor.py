"""What reduces the sales to a row a customer: the engine, and what it may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import size_of
from carteira_cli.config.settings.model import TEXT, Among, Setting, default, optional, settings_in
from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

POLARS, DUCKDB, SPARK = "polars", "duckdb", "spark"
DELTA = "delta"
ON_CLUSTER = ("spark:", f"{DELTA}:")  # what a source begins with that only a cluster knows
_PANEL = "Motor"
_LEAST, _MOST = 10**6, 10**15  # bytes: of an engine that can begin, and beyond any machine


def memory_of(key: str, text: str) -> int:
    """What an engine may take, in bytes.

    Raises:
        UsageError: it is no size, or one that no engine or no machine has.
    """
    found = size_of(key, text)
    if not _LEAST <= found <= _MOST:
        raise UsageError(f'{key} "{text}" não é memória que um motor tenha', "use de 1MB a 1000TB, como 4GB")
    return found


def is_of_cluster(named: str) -> bool:
    """Whether a source is one that only a cluster knows."""
    return named.startswith(ON_CLUSTER)


class EngineSettings:
    """The engine of a run."""

    def __init__(self, values: Values) -> None:
        self.values = values

    motor = Setting(
        "Quem resume as vendas: polars, duckdb (com limite de memória) ou spark (um cluster).",
        default(POLARS, Among(POLARS, DUCKDB, SPARK)),
        _PANEL,
        "NOME",
    )
    memoria = Setting("Memória que o motor pode usar aqui, como 4GB.", optional(memory_of), _PANEL, "TAMANHO")
    spark = Setting("Onde o Spark roda: local[*], spark://…, yarn, sc://….", TEXT, _PANEL, "MESTRE")


ENGINE = settings_in(EngineSettings)
