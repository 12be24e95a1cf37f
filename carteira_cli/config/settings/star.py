"""How a portfolio is written as a star (`estrela`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings.model import TEXT, Among, Setting, default

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

_STAR = ("estrela",)


class StarSettings:
    """How a portfolio is written as a star (`estrela`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    pasta_estrela = Setting(
        "Pasta onde gravar, nova ou vazia.",
        TEXT,
        "Saída",
        "PASTA",
        short="-o",
        commands=_STAR,
        writes=True,
        typed="saida",
    )
    formato_estrela = Setting(
        "Formato das tabelas: parquet ou csv.",
        default("parquet", Among("parquet", "csv")),
        "Saída",
        "FORMATO",
        short="-f",
        commands=_STAR,
        typed="formato",
    )
    versao_modelo = Setting(
        "Versão do formato Apache Ossie do modelo: 0.1.1 ou 0.2.0.dev0.",
        default("0.2.0.dev0", Among("0.1.1", "0.2.0.dev0")),
        "Saída",
        "VERSÃO",
        commands=_STAR,
    )
