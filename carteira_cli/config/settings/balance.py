"""How customers are shared among sellers (`distribuir`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.balance_values import seconds_of, tolerance_of
from carteira_cli.config.option_values import condition_of, whole_number
from carteira_cli.config.settings.model import LIST, SWITCH, Among, Setting, default, optional, several

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

_ONLY = ("distribuir",)


class BalanceSettings:
    """How customers are shared among sellers (`distribuir`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    equilibrar = Setting(
        "O que as carteiras devem ter por igual: receita, clientes, potencial ou visitas.",
        default("receita", Among("receita", "clientes", "potencial", "visitas")),
        metavar="MEDIDA",
        commands=_ONLY,
    )
    tolerancia = Setting(
        "O quanto cada carteira pode ficar acima ou abaixo da meta: 10%.",
        default("10%", tolerance_of),
        metavar="FRAÇÃO",
        commands=_ONLY,
    )
    objetivo = Setting(
        "O que muda o menos possível: clientes ou receita.",
        default("clientes", Among("clientes", "receita")),
        metavar="MEDIDA",
        commands=_ONLY,
    )
    fixar = Setting(
        'Clientes que ficam com o vendedor que têm: "classe_abc=A"; pode repetir.',
        several(condition_of),
        metavar="CONDIÇÃO",
        commands=_ONLY,
    )
    sem = Setting("Vendedor que sai, e deixa seus clientes; pode repetir.", LIST, metavar="VENDEDOR", commands=_ONLY)
    novo = Setting("Vendedor que chega, sem clientes; pode repetir.", LIST, metavar="NOME", commands=_ONLY)
    manter_uf = Setting("Um cliente só vai para quem já atende clientes da sua UF.", SWITCH, commands=_ONLY)
    max_mudancas = Setting(
        "No máximo tantos clientes mudam de vendedor.", optional(whole_number), metavar="N", commands=_ONLY
    )
    tempo = Setting(
        "Por quanto tempo procurar a melhor divisão: 30s, 5min.",
        default("30s", seconds_of),
        metavar="PRAZO",
        commands=_ONLY,
    )
