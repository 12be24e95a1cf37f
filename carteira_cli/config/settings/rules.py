"""The rules that numbers stand under."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.commands.record import CommandKind
from carteira_cli.config.option_values import (
    deadline_of,
    horizon_of,
    margin_of,
    share_of,
    span_of,
    window_of,
    zone_of,
)
from carteira_cli.config.score_values import USUAL_QUANTILES, cuts_of, quantiles_of
from carteira_cli.config.settings.model import CONFIG, LIST, SWITCH, Among, Setting, default, optional

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class RuleSettings:
    """The rules that numbers stand under."""

    def __init__(self, values: Values) -> None:
        self.values = values

    inatividade = Setting(
        "Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra).",
        default("90d", window_of),
        metavar="PRAZO",
    )
    atividade = Setting(
        "O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.",
        optional(Among("compras", "contratos")),
        metavar="REGRA",
        commands=(CommandKind.INDICATORS, CommandKind.CHECK, "explicar", "prever", "cliente", "novidades", "estrela"),
    )
    margem = Setting(
        'Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas).',
        default("1", margin_of),
        metavar="MARGEM",
    )
    devolucoes = Setting(
        "Devoluções: abater da receita ou ignorar.", default("abater", Among("abater", "ignorar")), metavar="REGRA"
    )
    prazo = Setting(
        "Conversão em até este prazo, dos leads que já o tiveram: 30d.",
        optional(deadline_of),
        metavar="PRAZO",
        commands=("conversao", "resumo", CommandKind.CHECK, "explicar", "retorno"),
    )
    limite_abc = Setting(
        "Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito).",
        default("cruza", Among("cruza", "estrito")),
        metavar="REGRA",
        commands=("pareto", "resumo", "risco", CommandKind.CHECK, "explicar", "cliente", "novidades"),
    )
    medida = Setting(
        "O que concentra: receita, margem (coluna custo) ou pedidos.",
        default("receita", Among("receita", "margem", "pedidos")),
        metavar="MEDIDA",
        commands=("pareto",),
    )
    metodo = Setting(
        "Só uma das contas: segmentos (composição e taxas), fatores, ou pvm (preço, volume e mix).",
        optional(Among("segmentos", "fatores", "pvm", "formula", "historico", "preditivo")),
        metavar="CONTA",
        commands=("explicar", "ltv"),
        helps=(("ltv", "Só uma das contas: formula, historico ou preditivo."),),
    )
    coorte = Setting(
        "Coortes pelo mês ou pelo trimestre da primeira compra.",
        default("mes", Among("mes", "trimestre")),
        metavar="GRÃO",
        commands=("coortes",),
    )
    horizonte = Setting(
        "Compras que contam para frequência e valor no RFM: 12m, 365d ou tudo.",
        default("12m", horizon_of),
        metavar="PRAZO",
        commands=("rfm", "ltv", "valor", "ideal"),
        helps=tuple((name, "Horizonte do valor previsto: 12m, 365d.") for name in ("ltv", "valor", "ideal")),
    )
    quantis = Setting(
        "Notas do RFM: de 1 a este número (3 a 10).",
        default(str(USUAL_QUANTILES), quantiles_of),
        metavar="N",
        commands=("rfm",),
    )
    cortes_recencia = Setting(
        'Até quantos dias sem comprar vale cada nota, da maior à menor: "30,60,90,180". Sem ela, quantis.',
        optional(cuts_of),
        metavar="DIAS",
        commands=("rfm",),
    )
    cortes_frequencia = Setting(
        'Até quantos pedidos vale cada nota, da menor à maior: "1,2,4,8". Sem ela, quantis.',
        optional(cuts_of),
        metavar="PEDIDOS",
        commands=("rfm",),
    )
    cortes_valor = Setting(
        'Até quantos reais vale cada nota, da menor à maior: "100,500,1000,5000". Sem ela, quantis.',
        optional(partial(cuts_of, decimals=2)),
        metavar="REAIS",
        commands=("rfm",),
    )
    validar = Setting(
        "Em vez de prever, confere previsões passadas, feitas só com o que se sabia então, com o que aconteceu.",
        SWITCH,
        commands=("risco", "prever", "cesta"),
        helps=(
            (
                "cesta",
                "Confere as ofertas com o que se comprou no último trimestre: acerto de cada método, ao lado do acaso.",
            ),
        ),
    )
    dias = Setting(
        "Contratos que terminam em até este prazo: 90d, 3m.",
        default("90d", span_of),
        metavar="PRAZO",
        commands=("renovacoes", "agenda"),
        helps=(("agenda", "Até quantos dias à frente: 30d (o padrão), 1m."),),
    )
    vendedor_de = Setting(
        "O vendedor do cadastro do cliente ou o da venda; sem ela, o do cadastro, se houver.",
        optional(Among("cadastro", "venda")),
        metavar="ORIGEM",
        commands=("vendedores",),
    )
    consumidor_final = Setting(
        "Vendas de quem não se identificou (consumidor final, balcão, código 0): manter ou excluir da análise.",
        default("manter", Among("manter", "excluir")),
        metavar="REGRA",
    )
    raiz_cnpj = Setting("Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.", SWITCH)
    moeda = Setting(
        "Moeda dos números, como BRL; linhas em outra ficam fora. Outras palavras da lista são a mesma moeda.",
        LIST,
        metavar="MOEDA",
    )
    fuso = Setting("Fuso para datas com hora e zona, como America/Sao_Paulo.", optional(zone_of), metavar="FUSO")
    max_rejeitadas = Setting(
        "Recusa o arquivo com mais linhas rejeitadas que isto.", default("20%", share_of), metavar="FRAÇÃO"
    )
    ordem_etapas = Setting("Etapas do funil de leads, em ordem.", LIST, places=CONFIG)
    cancelados = Setting(
        "Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.",
        LIST,
        metavar="PALAVRA",
    )
    validos = Setting(
        "Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.",
        LIST,
        metavar="PALAVRA",
    )
    periodicidades = Setting(
        'Meses de cada palavra da periodicidade dos contratos: ["Safra = 12"].', LIST, places=CONFIG
    )
