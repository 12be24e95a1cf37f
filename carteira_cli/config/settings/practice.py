"""What sales managers are told to do with a portfolio: the options of a class a study, or of studies of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import condition_of, day_of, history_of, span_of, whole_number
from carteira_cli.config.practice_values import (
    MEASURE,
    PLAN,
    USUAL_BANDS,
    amount_of,
    bands_of,
    capacity_of,
    digest_of,
    moment_of,
    multiples_of,
    part_of,
    scale_of,
    seconds_of,
    state_of,
    tolerance_of,
)
from carteira_cli.config.settings.model import LIST, SWITCH, TEXT, Among, Setting, as_told, default, optional, several

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

_BALANCE = ("distribuir",)
_CAMPAIGN = ("campanha",)
_WORTH = ("valor", "comparar-definicoes")
_PANEL = "Campanha"


class BasketSettings:
    """What to offer a customer (`cesta`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    nivel = Setting(
        "O que se oferece: produto ou categoria (colunas das vendas). Sem ela, produto, se houver.",
        optional(Among("produto", "categoria")),
        metavar="NIVEL",
        commands=("cesta",),
    )
    historico = Setting(
        "Compras que contam para dizer o que cada um já compra: 12m, 365d ou tudo.",
        default("12m", history_of),
        metavar="PRAZO",
        commands=("cesta",),
    )
    excluir = Setting(
        "Um item que não se oferece a ninguém, como está nas vendas; pode repetir.",
        LIST,
        metavar="ITEM",
        commands=("cesta",),
    )


class BalanceSettings:
    """How customers are shared among sellers (`distribuir`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    equilibrar = Setting(
        "O que as carteiras devem ter por igual: receita, clientes, potencial ou visitas.",
        default("receita", Among("receita", "clientes", "potencial", "visitas")),
        metavar="MEDIDA",
        commands=_BALANCE,
    )
    tolerancia = Setting(
        "O quanto cada carteira pode ficar acima ou abaixo da meta: 10%.",
        default("10%", tolerance_of),
        metavar="FRAÇÃO",
        commands=_BALANCE,
    )
    objetivo = Setting(
        "O que muda o menos possível: clientes ou receita.",
        default("clientes", Among("clientes", "receita")),
        metavar="MEDIDA",
        commands=_BALANCE,
    )
    fixar = Setting(
        'Clientes que ficam com o vendedor que têm: "classe_abc=A"; pode repetir.',
        several(condition_of),
        metavar="CONDIÇÃO",
        commands=_BALANCE,
    )
    sem = Setting("Vendedor que sai, e deixa seus clientes; pode repetir.", LIST, metavar="VENDEDOR", commands=_BALANCE)
    novo = Setting("Vendedor que chega, sem clientes; pode repetir.", LIST, metavar="NOME", commands=_BALANCE)
    manter_uf = Setting("Um cliente só vai para quem já atende clientes da sua UF.", SWITCH, commands=_BALANCE)
    max_mudancas = Setting(
        "No máximo tantos clientes mudam de vendedor.", optional(whole_number), metavar="N", commands=_BALANCE
    )
    tempo = Setting(
        "Por quanto tempo procurar a melhor divisão: 30s, 5min.",
        default("30s", seconds_of),
        metavar="PRAZO",
        commands=_BALANCE,
    )


class CreditSettings:
    """What customers owe (`credito`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    em = Setting(
        "O dia em que se olha, e de que só se sabe o que foi pago até ele; sem ela, a data de referência.",
        optional(moment_of),
        metavar="DATA",
        commands=("credito",),
    )
    faixas = Setting(
        'Até quantos dias de atraso vai cada faixa: "30,60,90,180".',
        default(USUAL_BANDS, bands_of),
        metavar="DIAS",
        commands=("credito",),
    )


class CampaignSettings:
    """Who is in a campaign, and what came of it (`campanha`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    acao = Setting(
        "planejar (sorteia quem fica de controle) ou medir (o que a campanha trouxe a mais). Sem ela, medir.",
        default(MEASURE, Among(PLAN, MEASURE)),
        _PANEL,
        f"{PLAN}|{MEASURE}",
        commands=_CAMPAIGN,
        bare=True,
    )
    campanha = Setting(
        "O nome da campanha; ao medir, sem ela, a mais recente do arquivo.",
        TEXT,
        _PANEL,
        "NOME",
        commands=_CAMPAIGN,
    )
    de = Setting(
        "De quem se sorteia: um arquivo com a coluna cliente, ou uma lista (perdidos, em-risco…). Sem ela, todos.",
        TEXT,
        _PANEL,
        "LISTA",
        commands=_CAMPAIGN,
    )
    parcela_controle = Setting(
        "A parte que fica de controle, sem a campanha.",
        default("20%", part_of),
        _PANEL,
        "FRAÇÃO",
        commands=_CAMPAIGN,
        typed="controle",
    )
    semente = Setting(
        "A semente do sorteio: com a mesma, o mesmo grupo para o mesmo cliente.",
        default("1", as_told),
        _PANEL,
        commands=_CAMPAIGN,
    )
    estratos = Setting(
        "Colunas do cadastro por que se confere o sorteio: uf,segmento.",
        LIST,
        _PANEL,
        "COLUNAS",
        commands=_CAMPAIGN,
    )
    janela = Setting(
        "Até quando uma compra conta, desde o dia da campanha: 60d, 2m.",
        default("60d", span_of),
        _PANEL,
        "PRAZO",
        commands=_CAMPAIGN,
    )
    inicio = Setting(
        "O dia da campanha (AAAA-MM-DD), onde o arquivo não o diz.",
        optional(day_of),
        _PANEL,
        "DATA",
        commands=_CAMPAIGN,
    )
    congelada = Setting(
        "O sha256 da lista planejada: recusa medir outra.",
        optional(digest_of),
        _PANEL,
        "SHA256",
        commands=_CAMPAIGN,
    )


class SurveySettings:
    """What customers say of the company (`nps`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    escala = Setting(
        "A escala das notas: 10 (de 0 a 10) ou 5 (de 1 a 5); sem ela, a que as notas de cada pesquisa mostram.",
        optional(scale_of),
        metavar="10|5",
        commands=("nps",),
    )
    comentarios = Setting(
        "Mostra também o que os clientes escreveram, que sem isto não é lido.",
        SWITCH,
        "Saída",
        commands=("nps", "cliente"),
    )


class VisitSettings:
    """Whom to call, and when (`agenda`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    capacidade = Setting(
        "Compromissos por dia de cada vendedor; os de maior perda esperada primeiro. Sem ela, todos.",
        optional(capacity_of),
        metavar="N",
        commands=("agenda",),
    )
    feriados = Setting(
        "Estado cujos feriados contam além dos nacionais: SP.",
        optional(state_of),
        metavar="UF",
        commands=("agenda",),
    )


class WorthSettings:
    """What the portfolio is worth (`valor`), who the best are (`ideal`), what a channel returns (`retorno`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    ebitda = Setting(
        "O EBITDA de um ano, em reais; negativo ou zero, não há múltiplo dele.",
        optional(amount_of),
        metavar="R$",
        commands=_WORTH,
    )
    honorarios = Setting(
        "Os honorários de um mês, em reais. Sem isto, os dos contratos em vigor.",
        optional(amount_of),
        metavar="R$",
        commands=_WORTH,
    )
    multiplo = Setting(
        'Quantas vezes: "7-10" é do EBITDA de um ano; "honorarios=8-14", dos honorários de um mês; pode repetir.',
        several(multiples_of),
        metavar="DE-ATÉ",
        commands=("valor",),
    )
    melhores = Setting(
        "Quem são os melhores: os 20 % de maior margem ou ltv, ou a classe-a do período.",
        default("margem", Among("margem", "ltv", "classe-a")),
        metavar="margem|ltv|classe-a",
        commands=("ideal",),
    )
    atributos = Setting(
        "Os atributos que se olham: uf, segmento, canal… ou outra coluna do cadastro. Sem isto, os que houver.",
        LIST,
        metavar="COLUNA",
        commands=("ideal",),
    )
    base_minima = Setting(
        "Com menos clientes ou leads que isto, um canal não tem taxa: n/d.",
        default("8", whole_number),
        metavar="N",
        commands=("retorno",),
    )
