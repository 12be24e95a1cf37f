"""How what lies ahead is predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import day_of
from carteira_cli.config.prediction_values import cents_of, discount_of, indices_of, lever_of, origins_of, regularity_of
from carteira_cli.config.settings.model import (
    CONFIG,
    Among,
    Domain,
    Setting,
    default,
    optional,
    several,
)

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

MODELS = ("auto", "mbgcnbd", "mbgnbd", "bgnbd", "paretonbd")
_PREDICTS = ("ltv", "prever")


class PredictionSettings:
    """How what lies ahead is predicted."""

    def __init__(self, values: Values) -> None:
        self.values = values

    modelo = Setting(
        "O modelo das compras repetidas: auto, mbgcnbd, mbgnbd, bgnbd ou paretonbd.",
        default("auto", Among(*MODELS)),
        metavar="MODELO",
        commands=_PREDICTS,
    )
    k = Setting(
        "Regularidade das compras: auto ou 1 a 12.",
        default("auto", regularity_of),
        metavar="auto|N",
        commands=_PREDICTS,
    )
    desconto = Setting(
        'Quanto vale menos o que vem depois: "10%a.a.", "1%a.m." ou 0.',
        default("10%a.a.", discount_of),
        metavar="TAXA",
        commands=("ltv", "valor", "ideal"),
    )
    unidade = Setting(
        "Dos parâmetros: dia, semana ou mes.",
        default("semana", Among("dia", "semana", "mes")),
        metavar="TEMPO",
        commands=_PREDICTS,
    )
    calibrar_ate = Setting(
        "Aprende até AAAA-MM-DD e confere o que veio depois.",
        optional(day_of),
        metavar="DATA",
        commands=("ltv",),
    )
    sazonal = Setting(
        "O modelo conhece as estações do ano: auto (se há 24 meses e acerta mais), sim ou nao.",
        default("auto", Among("auto", "sim", "nao")),
        metavar="auto|sim|nao",
        commands=("prever",),
    )
    origens = Setting(
        "De quantos dias passados se refaz a previsão, para saber o quanto ela erra.",
        default("4", origins_of),
        metavar="N",
        commands=("prever",),
    )
    meta = Setting(
        "Receita que se quer no próximo período: diz quantos clientes novos faltam.",
        optional(cents_of),
        metavar="R$",
        commands=("prever",),
    )
    cenario = Setting(
        'E se: "churn=-1pp", "novos=+10%", "reativados=+5%", "ticket=+2%"; pode repetir.',
        several(lever_of),
        metavar="MUDANÇA",
        commands=("prever",),
    )
    indice_sazonal = Setting(
        "Quanto se compra em cada mês do ano, de janeiro a dezembro: 1 é um mês comum.",
        Domain("list", indices_of),  # type: ignore[arg-type]  # a list has texts
        places=CONFIG,
    )
