"""The rules that numbers stand under."""

from __future__ import annotations

from carteira_cli.commands.record import CommandKind
from carteira_cli.config.settings.model import Setting

RULES: tuple[Setting, ...] = (
    Setting(
        "atividade",
        "O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.",
        metavar="REGRA",
        choices=("compras", "contratos"),
        commands=(CommandKind.INDICATORS, CommandKind.CHECK),
    ),
    Setting(
        "margem",
        'Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas).',
        metavar="MARGEM",
        default="1",
    ),
    Setting(
        "devolucoes",
        "Devoluções: abater da receita ou ignorar.",
        metavar="REGRA",
        default="abater",
        choices=("abater", "ignorar"),
    ),
    Setting(
        "prazo",
        "Conversão em até este prazo, dos leads que já o tiveram: 30d.",
        metavar="PRAZO",
        commands=("conversao", "resumo", CommandKind.CHECK),
    ),
    Setting(
        "limite_abc",
        "Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito).",
        metavar="REGRA",
        default="cruza",
        choices=("cruza", "estrito"),
        commands=("pareto", "resumo", "risco", CommandKind.CHECK),
    ),
    Setting(
        "medida",
        "O que concentra: receita, margem (coluna custo) ou pedidos.",
        metavar="MEDIDA",
        default="receita",
        choices=("receita", "margem", "pedidos"),
        commands=("pareto",),
    ),
    Setting(
        "coorte",
        "Coortes pelo mês ou pelo trimestre da primeira compra.",
        metavar="GRÃO",
        default="mes",
        choices=("mes", "trimestre"),
        commands=("coortes",),
    ),
    Setting(
        "horizonte",
        "Compras que contam para frequência e valor no RFM: 12m, 365d ou tudo.",
        metavar="PRAZO",
        default="12m",
        commands=("rfm",),
    ),
    Setting("quantis", "Notas do RFM: de 1 a este número (3 a 10).", metavar="N", default="5", commands=("rfm",)),
    Setting(
        "cortes_recencia",
        'Até quantos dias sem comprar vale cada nota, da maior à menor: "30,60,90,180". Sem ela, quantis.',
        metavar="DIAS",
        commands=("rfm",),
    ),
    Setting(
        "cortes_frequencia",
        'Até quantos pedidos vale cada nota, da menor à maior: "1,2,4,8". Sem ela, quantis.',
        metavar="PEDIDOS",
        commands=("rfm",),
    ),
    Setting(
        "cortes_valor",
        'Até quantos reais vale cada nota, da menor à maior: "100,500,1000,5000". Sem ela, quantis.',
        metavar="REAIS",
        commands=("rfm",),
    ),
    Setting(
        "validar",
        "Em vez de prever, confere previsões passadas, feitas só com o que se sabia então, com o que aconteceu.",
        kind="switch",
        commands=("risco",),
    ),
    Setting(
        "dias",
        "Contratos que terminam em até este prazo: 90d, 3m.",
        metavar="PRAZO",
        default="90d",
        commands=("renovacoes",),
    ),
    Setting(
        "vendedor_de",
        "O vendedor do cadastro do cliente ou o da venda; sem ela, o do cadastro, se houver.",
        metavar="ORIGEM",
        choices=("cadastro", "venda"),
        commands=("vendedores",),
    ),
    Setting(
        "consumidor_final",
        "Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise.",
        metavar="REGRA",
        default="manter",
        choices=("manter", "excluir"),
    ),
    Setting("raiz_cnpj", "Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.", kind="switch"),
    Setting(
        "moeda",
        "Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.",
        metavar="MOEDA",
        kind="list",
    ),
    Setting("fuso", "Fuso para datas com hora e zona, como America/Sao_Paulo.", metavar="FUSO"),
    Setting(
        "max_rejeitadas",
        "Recusa o arquivo com mais linhas rejeitadas que isto.",
        metavar="FRAÇÃO",
        default="20%",
    ),
)
