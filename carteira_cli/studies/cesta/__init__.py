"""`cesta`: what to offer each customer."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

COMMAND = Command(
    name="cesta",
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=172,
    help="O que oferecer a cada cliente que ele ainda não compra, pelo que deve render, e quanto isto acerta.",
    brief="O que oferecer a cada cliente, e quanto isto acerta.",
    examples=(
        "cesta",
        "cesta --nivel categoria --margem 28%",
        "cesta --validar -o cesta.xlsx",
    ),
    title="O que oferecer",
    module="carteira_cli.studies.cesta.study",
    needed=("vendas",),
    useful=("clientes",),
    columns=frozenset({"produto", "categoria", "vendedor", "segmento", "nome", "documento", "custo"}),
    recent_months=1,
    tables=("oportunidades", "por_item", "regras", "fora_da_oferta", "validacao"),
    charts=("penetracao",),
    indicators=(
        StudyIndicator(
            "acerto_5",
            "Acerto das ofertas",
            Unit.FRACTION,
            Better.HIGHER,
            "ofertas que foram compradas ÷ ofertas feitas",
            "De 5 itens novos oferecidos a cada cliente pelo que se sabia um trimestre antes, a parte que ele comprou "
            "nesse trimestre; dos clientes que compraram alguma coisa nele.",
            "3 clientes, 5 ofertas a cada um, 4 delas compradas no trimestre: 4 ÷ 15 = 26,7 %",
            (Unit.NUMBER, Unit.NUMBER),
        ),
        StudyIndicator(
            "acerto_popularidade",
            "Acerto dos mais comprados",
            Unit.FRACTION,
            Better.NEITHER,
            "ofertas dos itens mais comprados que foram compradas ÷ ofertas feitas",
            "O mesmo acerto, se a todos se oferecessem os 5 itens mais comprados que eles não têm; o que perde para "
            "isto é trocado por isto.",
            "3 clientes, 5 ofertas a cada um, 3 delas compradas no trimestre: 3 ÷ 15 = 20,0 %",
            (Unit.NUMBER, Unit.NUMBER),
        ),
        StudyIndicator(
            "oportunidades",
            "Ofertas a fazer",
            Unit.NUMBER,
            Better.NEITHER,
            "clientes × até 5 itens que cada um ainda não compra",
            "Quantos pares de cliente e item a lista tem.",
            "100 clientes, 5 itens a cada um: 100 × 5 = 500",
        ),
        StudyIndicator(
            "clientes_com_oferta",
            "Clientes com oferta",
            Unit.CUSTOMERS,
            Better.NEITHER,
            "clientes a quem falta ao menos um item que se possa oferecer",
            "Quem já compra tudo o que se oferece não entra.",
            "100 clientes, 3 deles compram todos os itens: 100 − 3 = 97",
        ),
        StudyIndicator(
            "valor_esperado",
            "Valor esperado das ofertas",
            Unit.REAIS,
            Better.NEITHER,
            "Σ chance × mediana dos três primeiros meses de quem começou o item × margem",
            "O que todas as ofertas juntas devem render em três meses, se quem as recebe for como os outros do seu "
            "segmento; não é o efeito de oferecer.",
            "chance 50 %, mediana R$ 200,00, margem 28 %: 0,50 × 200 × 0,28 = R$ 28,00",
        ),
    ),
    handed_over=HandedOver(
        "O que oferecer",
        "Ofertas",
        tables=("por_item", "oportunidades"),
        charts=("penetracao",),
        glance=("item", "clientes", "valor_esperado", "ja_compram"),
    ),
)
