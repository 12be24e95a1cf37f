"""`retorno`: what each channel brings and costs."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

COMMAND = Command(
    name="retorno",
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=178,
    help="O retorno de cada canal: leads, conversão, CAC, LTV e payback numa tabela, e quanto vale quem indica.",
    brief="Retorno de cada canal: conversão, CAC, LTV e payback.",
    examples=(
        "retorno --periodo 2024",
        "retorno --periodo 2024 --base-minima 20",
        "retorno --periodo 2024 --prazo 30d",
    ),
    title="Retorno por canal",
    module="carteira_cli.studies.retorno.study",
    needed=("vendas",),
    useful=("clientes", "leads", "custos"),
    columns=frozenset({"canal", "origem", "indicado_por", "nome"}),
    reads_by_question=True,
    recent_months=12,
    tables=("retorno", "indicacoes"),
    charts=("retorno",),
    indicators=(
        StudyIndicator(
            "canais_com_retorno",
            "Canais que se pagam, na estimativa",
            Unit.NUMBER,
            Better.HIGHER,
            "canais com LTV ÷ CAC ≥ 1",
            "De quantos canais o valor de um cliente paga o que custou conquistá-lo.",
            "LTV ÷ CAC de 3,2 na indicação e de 0,8 no anúncio: 1 canal.",
        ),
        StudyIndicator(
            "indicadores_de_clientes",
            "Clientes que indicaram",
            Unit.CUSTOMERS,
            Better.HIGHER,
            "clientes distintos em indicado_por de outros clientes",
            "Quantos clientes trouxeram outros.",
            "C2 e C3 indicados por C1, e C4 por C2: C1 e C2, 2 clientes.",
        ),
        StudyIndicator(
            "valor_por_indicador",
            "Valor trazido por quem indica",
            Unit.REAIS,
            Better.HIGHER,
            "receita líquida dos indicados até o fim do período × margem ÷ clientes que indicaram",
            "Quanto os clientes trazidos por um cliente já deixaram de margem, em média.",
            "Indicados com R$ 1.000,00 e R$ 500,00, margem de 28 %, 1 cliente que indicou: 1.500 × 0,28 = R$ 420,00.",
            (Unit.REAIS, Unit.CUSTOMERS),
        ),
    ),
    handed_over=HandedOver(
        "Retorno por canal",
        "Retorno",
        ("retorno", "indicacoes"),
        ("retorno",),
        ("canal", "conversao", "cac", "ltv", "ltv_cac"),
        months=12,
        ripe=True,
    ),
)
