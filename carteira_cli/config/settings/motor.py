"""What reduces the sales to a row a customer: the engine, and what it may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import size_of
from carteira_cli.config.settings.model import TEXT, Among, Setting, default, optional

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

POLARS, DUCKDB, SPARK = "polars", "duckdb", "spark"
_PANEL = "Motor"


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
    memoria = Setting("Memória que o motor pode usar aqui, como 4GB.", optional(size_of), _PANEL, "TAMANHO")
    spark = Setting("Onde o Spark roda: local[*], spark://…, yarn, sc://….", TEXT, _PANEL, "MESTRE")
