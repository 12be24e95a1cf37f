"""`distribuir`: customers shared evenly among sellers, with as few changes as can be."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

COMMAND = Command(
    name="distribuir",
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=176,
    help="Divide os clientes entre os vendedores por igual, com o menor número de mudanças, e prova que é o menor.",
    brief="Divide clientes entre vendedores com poucas mudanças.",
    examples=(
        "distribuir --periodo 2024",
        "distribuir -p 2024 --equilibrar clientes --fixar classe_abc=A",
        "distribuir --periodo 2024 --manter-uf -o distribuicao.xlsx",
    ),
    title="Divisão dos clientes entre vendedores",
    module="carteira_cli.studies.distribuir.study",
    needed=("vendas",),
    useful=("clientes", "contatos"),
    columns=frozenset({"vendedor", "nome", "uf", "tipo"}),
    reads_by_question=True,
    tables=("vendedores", "mudancas"),
    charts=("carteiras",),
    indicators=(
        StudyIndicator(
            "mudancas",
            "Clientes que mudam de vendedor",
            Unit.CUSTOMERS,
            Better.LOWER,
            "o menor número de mudanças que deixa cada vendedor dentro da tolerância",
            "Quantos clientes passam a outro vendedor para que as carteiras fiquem parecidas.",
            "Ana tem clientes de 60, 50 e 40, e Bruno de 20 e 10: a meta é (150 + 30) ÷ 2 = 90; com o de 60, 1 mudança",
        ),
        StudyIndicator(
            "receita_movida",
            "Receita que muda de vendedor",
            Unit.REAIS,
            Better.LOWER,
            "soma da receita de 12 meses dos clientes que mudam",
            "Quanto do que se vendeu em 12 meses passa a outras mãos: é o que a mudança arrisca.",
            "mudam 3 clientes, de R$ 1.000, R$ 500 e R$ 250: 1.000 + 500 + 250 = R$ 1.750,00",
        ),
        StudyIndicator(
            "equilibrio_antes",
            "Maior carteira ÷ média, antes",
            Unit.TIMES,
            Better.LOWER,
            "carga da maior carteira ÷ carga média das carteiras, como estão",
            "Quantas vezes a média tem quem mais tem hoje; 1 é o equilíbrio perfeito.",
            "Ana tem 150 e Bruno 30: 150 ÷ ((150 + 30) ÷ 2) = 1,67",
        ),
        StudyIndicator(
            "equilibrio_depois",
            "Maior carteira ÷ média, depois",
            Unit.TIMES,
            Better.LOWER,
            "carga da maior carteira ÷ carga média das carteiras, depois das mudanças",
            "Quantas vezes a média terá quem mais tiver; 1 é o equilíbrio perfeito.",
            "Ana fica com 90 e Bruno com 90: 90 ÷ ((90 + 90) ÷ 2) = 1,00",
        ),
        StudyIndicator(
            "otimo",
            "Provado que é o menor",
            Unit.NUMBER,
            Better.HIGHER,
            "1 se nenhuma divisão dentro da tolerância muda menos, senão 0",
            "Se está provado que não há divisão com menos mudanças (ou menos receita movida).",
            "mudam 6 clientes e o limite provado é 6: 6 − 6 = 0, então 1",
        ),
        StudyIndicator(
            "lacuna",
            "Lacuna até o limite provado",
            Unit.FRACTION,
            Better.LOWER,
            "(o que muda − o menos que pode mudar) ÷ o que muda",
            "Quanto, no máximo, outra divisão poderia poupar; 0 quando está provado que nenhuma poupa.",
            "mudam 20 clientes e o limite provado é 19: (20 − 19) ÷ 20 = 5 %",
        ),
    ),
    handed_over=HandedOver(
        "Divisão dos clientes entre vendedores",
        "Divisão",
        tables=("mudancas", "vendedores"),
        charts=("carteiras",),
        glance=("cliente", "nome", "de", "para", "receita_12m"),
    ),
)
