"""`campanha`: who stays without it, and what it brought."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

INDICATORS = (
    StudyIndicator(
        "tratados",
        "Tratados",
        Unit.CUSTOMERS,
        Better.NEITHER,
        "clientes do grupo tratado",
        "Quem recebe a campanha, depois de tirar quem está nos dois grupos.",
        "De 750 clientes sorteados com 20 % de controle, cerca de 600.",
    ),
    StudyIndicator(
        "controle",
        "Controle",
        Unit.CUSTOMERS,
        Better.NEITHER,
        "clientes do grupo de controle",
        "Quem não recebe a campanha e mostra o que aconteceria sem ela.",
        "De 750 clientes sorteados com 20 % de controle, cerca de 150.",
    ),
    StudyIndicator(
        "lift",
        "Efeito (lift)",
        Unit.POINTS,
        Better.HIGHER,
        "parte dos tratados que comprou na janela − a do controle",
        "Quantos pontos a campanha somou à parte que compra; o intervalo de 95 % é o de Newcombe.",
        "72 de 600 tratados e 9 de 150 do controle: 12 % − 6 % = 6,0 p.p., entre 0,5 e 10,0.",
    ),
    StudyIndicator(
        "incrementais",
        "Clientes a mais",
        Unit.NUMBER,
        Better.HIGHER,
        "tratados que compraram − tratados × parte do controle que comprou",
        "Os clientes que compraram por causa da campanha: com o mesmo costume do controle, os outros comprariam assim "
        "mesmo. O intervalo é o do efeito, vezes os tratados.",
        "72 − 600 × 9 ÷ 150 = 36.",
    ),
    StudyIndicator(
        "receita_incremental",
        "Receita a mais",
        Unit.REAIS,
        Better.HIGHER,
        "receita dos tratados − tratados × receita do controle por cliente",
        "A receita líquida da janela que o controle não explica; o intervalo é o de Welch para a diferença das médias, "
        "vezes os tratados, e com menos de 8 clientes num grupo não há.",
        "R$ 86.400 − 600 × R$ 9.000 ÷ 150 = R$ 50.400.",
    ),
    StudyIndicator(
        "custo",
        "Custo",
        Unit.REAIS,
        Better.LOWER,
        "Σ custo das linhas da campanha",
        "O que a campanha custou, pela coluna custo do arquivo dela.",
        "600 contatos de R$ 5: R$ 3.000.",
    ),
    StudyIndicator(
        "resultado",
        "Resultado",
        Unit.REAIS,
        Better.HIGHER,
        "margem × receita_incremental − custo",
        "O que a campanha deixou, depois de paga; o intervalo é o da receita a mais.",
        "28 % × R$ 50.400 − R$ 3.000 = R$ 11.112.",
    ),
    StudyIndicator(
        "retorno",
        "Retorno",
        Unit.TIMES,
        Better.HIGHER,
        "resultado ÷ custo",
        "Quanto volta de cada real gasto, já descontado o próprio real.",
        "R$ 11.112 ÷ R$ 3.000 = 3,70.",
    ),
    StudyIndicator(
        "menor_efeito_detectavel",
        "Menor efeito visto 8 vezes em 10",
        Unit.POINTS,
        Better.LOWER,
        "o menor efeito visto 80 vezes em 100, a 5 %, entre dois grupos deste tamanho",
        "Se a campanha faz menos que isto, uma comparação deste tamanho não costuma mostrar; para ver menos, mais "
        "clientes ou mais controle.",
        "600 tratados e 150 de controle que compra 6 %: 7,9 p.p.",
    ),
)
COMMAND = Command(
    name="campanha",
    one_time=True,
    vain_options=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=174,
    help="Sorteia o grupo de controle de uma campanha, e mede depois o que ela trouxe a mais.",
    brief="Sorteia o controle de uma campanha; mede o que trouxe.",
    examples=(
        "campanha medir --janela 60d --margem 28%",
        "campanha planejar --campanha volta --de inativos -o volta.csv",
        "campanha planejar --campanha volta --controle 30% --estratos uf",
    ),
    title="Campanha",
    module="carteira_cli.studies.campanha.study",
    needed=("campanhas",),
    useful=("vendas", "clientes", "contatos"),
    columns=frozenset({"data", "custo"}),
    reads_by_question=True,
    tables=("grupos", "estratos", "bracos", "campanhas"),
    charts=("acumulado",),
    indicators=INDICATORS,
    handed_over=HandedOver(
        "O que a campanha trouxe",
        "Campanha",
        tables=("bracos",),
        charts=("acumulado",),
        glance=("grupo", "clientes", "compraram", "taxa", "receita_por_cliente"),
    ),
)
