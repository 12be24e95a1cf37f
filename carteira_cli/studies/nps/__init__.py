"""`nps`: what customers say of the company, and what they do next."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

_ANSWERS = (Unit.NUMBER, Unit.NUMBER)
_PART = (
    "o intervalo é o de Wilson da parte das respostas, vezes as respostas: quantos seriam se outras pessoas iguais "
    "respondessem"
)
INDICATORS = (
    StudyIndicator(
        "nps",
        "NPS",
        Unit.NUMBER,
        Better.HIGHER,
        "(promotores − detratores) ÷ respostas × 100",
        "De −100 a 100, a última resposta de cada cliente em cada pesquisa. O intervalo de 95 % é o ajustado: somam-se "
        "¾ de promotor, 1½ neutro e ¾ de detrator antes de calcular.",
        "24 promotores, 4 neutros e 12 detratores: (24 − 12) ÷ 40 × 100 = 30, entre 1,3 e 54,5.",
        _ANSWERS,
    ),
    StudyIndicator(
        "promotores",
        "Promotores",
        Unit.CUSTOMERS,
        Better.HIGHER,
        "respostas com nota 9 ou 10 (na escala de 1 a 5, nota 5)",
        f"Quem recomenda; {_PART}.",
        "Das notas 10, 9, 8 e 3, duas são de promotores.",
    ),
    StudyIndicator(
        "neutros",
        "Neutros",
        Unit.CUSTOMERS,
        Better.NEITHER,
        "respostas com nota 7 ou 8 (na escala de 1 a 5, nota 4)",
        f"Quem não recomenda nem desaconselha; {_PART}.",
        "Das notas 10, 9, 8 e 3, uma é de neutro.",
    ),
    StudyIndicator(
        "detratores",
        "Detratores",
        Unit.CUSTOMERS,
        Better.LOWER,
        "respostas com nota de 0 a 6 (na escala de 1 a 5, de 1 a 3)",
        f"Quem desaconselha; {_PART}.",
        "Das notas 10, 9, 8 e 3, uma é de detrator.",
    ),
    StudyIndicator(
        "respostas",
        "Respostas",
        Unit.CUSTOMERS,
        Better.HIGHER,
        "clientes com nota válida no período, uma por cliente e pesquisa",
        "De quantas respostas são os números; quem respondeu duas pesquisas conta nas duas.",
        "Um cliente que deu 6 em março e 9 em maio na mesma pesquisa é uma resposta, a de maio.",
    ),
    StudyIndicator(
        "taxa_resposta",
        "Taxa de resposta",
        Unit.FRACTION,
        Better.HIGHER,
        "convites respondidos ÷ convites",
        "Dos convidados no período, quantos responderam até a data de referência; com intervalo de Wilson. Precisa da "
        "coluna convite.",
        "40 de 200 convidados responderam: 40 ÷ 200 = 20 %, entre 15,0 e 26,1 %.",
        _ANSWERS,
    ),
    StudyIndicator(
        "nps_receita",
        "NPS pesado pela receita",
        Unit.NUMBER,
        Better.HIGHER,
        "(receita dos promotores − receita dos detratores) ÷ receita de quem respondeu × 100",
        "O mesmo NPS, em que cada resposta pesa o que o cliente comprou nos 12 meses até o fim do período (nunca menos "
        "que zero). O intervalo é o de uma razão de somas por cliente, pelo t de Student; com menos de 8, não há.",
        "Promotor de R$ 1.000, neutro de R$ 500 e detrator de R$ 2.500: (1.000 − 2.500) ÷ 4.000 × 100 = −37,5.",
    ),
)
COMMAND = Command(
    name="nps",
    by_purchases=True,
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=175,
    help="NPS com intervalo, taxa de resposta, o peso da receita, e quem foi embora depois de responder.",
    brief="NPS com intervalo, e quem foi embora depois.",
    examples=(
        "nps",
        "nps --periodo 2024 --escala 10",
        "nps --onde uf=SP -o nps.xlsx",
    ),
    title="O que os clientes dizem (NPS)",
    module="carteira_cli.studies.nps.study",
    needed=("avaliacoes",),
    useful=("vendas", "clientes"),
    columns=frozenset({"pesquisa", "convite"}),
    reads_by_question=True,
    recent_months=12,
    tables=("grupos", "pesquisas", "notas", "depois", "comentarios"),
    charts=("notas",),
    indicators=INDICATORS,
    handed_over=HandedOver(
        "O que os clientes dizem",
        "NPS",
        tables=("grupos", "pesquisas", "depois"),
        charts=("notas",),
        glance=("grupo", "respostas", "fracao", "receita_12m"),
    ),
)
