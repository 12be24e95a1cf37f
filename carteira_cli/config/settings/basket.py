"""What to offer a customer (`cesta`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import history_of
from carteira_cli.config.settings.model import LIST, Among, Setting, default, optional

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class BasketSettings:
    """What to offer a customer (`cesta`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    nivel = Setting(
        "O que se oferece: produto ou categoria (colunas das vendas). Sem ela, produto, se houver.",
        optional(Among("produto", "categoria")),
        metavar="NIVEL",
        commands=("cesta",),
    )
    historico = Setting(
        "Compras que contam para dizer o que cada um já compra: 12m, 365d ou tudo.",
        default("12m", history_of),
        metavar="PRAZO",
        commands=("cesta",),
    )
    excluir = Setting(
        "Um item que não se oferece a ninguém, como está nas vendas; pode repetir.",
        LIST,
        metavar="ITEM",
        commands=("cesta",),
    )
