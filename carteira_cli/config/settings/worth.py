"""What the portfolio is worth (`valor`), who the best customers are (`ideal`), what a channel returns (`retorno`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import whole_number
from carteira_cli.config.settings.model import LIST, Among, Setting, default, optional, several
from carteira_cli.config.worth_values import amount_of, multiples_of

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class WorthSettings:
    """What the portfolio is worth (`valor`), who the best are (`ideal`), what a channel returns (`retorno`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    ebitda = Setting(
        "O EBITDA de um ano, em reais; negativo ou zero, não há múltiplo dele.",
        optional(amount_of),
        metavar="R$",
        commands=("valor",),
    )
    honorarios = Setting(
        "Os honorários de um mês, em reais. Sem isto, os dos contratos em vigor.",
        optional(amount_of),
        metavar="R$",
        commands=("valor",),
    )
    multiplo = Setting(
        'Quantas vezes: "7-10" é do EBITDA de um ano; "honorarios=8-14", dos honorários de um mês; pode repetir.',
        several(multiples_of),
        metavar="DE-ATÉ",
        commands=("valor",),
    )
    melhores = Setting(
        "Quem são os melhores: os 20 % de maior margem ou ltv, ou a classe-a do período.",
        default("margem", Among("margem", "ltv", "classe-a")),
        metavar="margem|ltv|classe-a",
        commands=("ideal",),
    )
    atributos = Setting(
        "Os atributos que se olham: uf, segmento, canal… ou outra coluna do cadastro. Sem isto, os que houver.",
        LIST,
        metavar="COLUNA",
        commands=("ideal",),
    )
    base_minima = Setting(
        "Com menos clientes ou leads que isto, um canal não tem taxa: n/d.",
        default("8", whole_number),
        metavar="N",
        commands=("retorno",),
    )
