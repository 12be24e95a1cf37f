"""`relatorio`: the whole portfolio in one file to hand over."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

OWN = (  # its own sections in the order of the page, before those that other studies hand over
    *(
        "numeros",
        "ponte",
        "meses",
        "previsao",
        "atencao",
        "concentracao",
        "vendedores",
        "coortes",
        "segmentos",
        "ciclo",
        "funil",
    ),
    "contratos",
)
LAST = ("dados", "como_se_calcula")  # the sections after these
COMMAND = Command(
    name="relatorio",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=12,
    help="A carteira inteira num arquivo para entregar: o que houve, por quê e o que fazer (sem -o nem -f, "
    "carteira-PERÍODO.html aqui).",
    brief="A carteira inteira num arquivo para a diretoria.",
    examples=(
        "relatorio",
        "relatorio --periodo 2024-12 -o carteira.xlsx",
        'relatorio --para "vendedor=Fábio Conceição" -o fabio.html',
    ),
    title="Carteira de clientes",
    module="carteira_cli.studies.relatorio.study",
    reads_by_question=True,
    tolerant=True,
    collects=True,
    compares="anterior",
    format="html",
    tables=(
        "texto",
        "ponte",
        "quem_pesa",
        "meses",
        "previsao",
        "em_risco",
        "por_vendedor",
        "inativos",
        "abc",
        "maiores",
        "vendedores",
        "coortes",
        "curva",
        "segmentos",
        "migracao",
        "movimento",
        "clientes",
        "janelas",
        "por_origem",
        "renovacoes",
        "sobrevivencia",
        "por_mes",
        "encerrados",
        "dados",
        "como_se_calcula",
        "arquivos",
    ),
    charts=(
        "ponte",
        "receita_mensal",
        "clientes_por_mes",
        "previsao_passada",
        "sobrevivencia",
        "curva",
        "mapa_clientes",
        "segmentos",
        "intervalos",
    ),
)
