"""`ideal`: who the best customers are."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

COMMAND = Command(
    name="ideal",
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=177,
    help="O cliente ideal: o que os melhores têm em comum, provado além do acaso, e os leads abertos que se parecem.",
    brief="O cliente ideal: o que os melhores têm em comum.",
    examples=(
        "ideal --periodo 2024",
        "ideal --melhores classe-a --atributos segmento,uf",
        "ideal --melhores ltv --horizonte 6m",
    ),
    title="Cliente ideal",
    module="carteira_cli.studies.ideal.study",
    needed=("vendas", "clientes"),
    useful=("leads",),
    reads_by_question=True,
    recent_months=12,
    tables=("ideal", "perfil", "entre_leads", "leads_abertos"),
    charts=("ideal",),
    indicators=(
        StudyIndicator(
            "ideal_clientes",
            "Clientes comparados",
            Unit.CUSTOMERS,
            Better.NEITHER,
            "clientes com compra no período",
            "Entre quantos clientes se procuram os melhores.",
            "400 clientes no cadastro, 286 com compra no período: 286.",
        ),
        StudyIndicator(
            "ideal_melhores",
            "Os melhores",
            Unit.CUSTOMERS,
            Better.NEITHER,
            "os primeiros ⌈20 %⌉ por margem ou LTV, ou os da classe A",
            "Quantos clientes são os melhores.",
            "20 % de 286 clientes: 57,2, arredondado para cima, 58.",
        ),
        StudyIndicator(
            "ideal_provados",
            "Valores provados",
            Unit.NUMBER,
            Better.NEITHER,
            "valores de atributos cujo intervalo exclui a fração de todos, e que o acaso explica em no máximo 2,5 %",
            "Quantos valores de atributos têm mais ou menos dos melhores do que o acaso explica, contando quantos se "
            "olharam.",
            "indicacao: 29 de 113 = 25,7 %, intervalo de 18,5 % a 34,4 %; a fração de todos, 20,3 %, está dentro: 0.",
        ),
        StudyIndicator(
            "ideal_perfil",
            "Melhores entre os do perfil",
            Unit.FRACTION,
            Better.HIGHER,
            "melhores ÷ clientes que cumprem as condições, na metade em que elas não foram procuradas",
            "De cada 100 clientes do perfil, quantos estão entre os melhores; n/d se a outra metade não o confirma.",
            "Perfil achado numa metade; na outra, 18 dos 30 clientes que o cumprem são dos melhores: 18 ÷ 30 = 60 %.",
            (Unit.CUSTOMERS, Unit.CUSTOMERS),
        ),
    ),
    handed_over=HandedOver(
        "O cliente ideal",
        "Cliente ideal",
        ("ideal", "perfil"),
        ("ideal",),
        ("atributo", "valor", "melhores", "fracao", "provado"),
        months=12,
    ),
)
