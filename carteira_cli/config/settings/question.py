"""What is asked: the period, and which customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands.record import CommandKind
from carteira_cli.config.option_values import compared_of, condition_of, day_of, period_of, whole_number
from carteira_cli.config.settings.model import LIST, SWITCH, TEXT, Among, Setting, as_told, default, optional, several

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class QuestionSettings:
    """What is asked: the period, and which customers."""

    def __init__(self, values: Values) -> None:
        self.values = values

    indicador = Setting(
        "O indicador cuja mudança se explica: churn, receita, ticket_cliente…",
        TEXT,
        "Recorte",
        "INDICADOR",
        commands=("explicar",),
        bare=True,
    )
    cliente = Setting(
        "O cliente: o código, o documento ou parte do nome.",
        TEXT,
        "Recorte",
        "CLIENTE",
        commands=("cliente",),
        bare=True,
    )
    periodo = Setting(
        "Período: abril, dez/2024, 4T24, 2024-Q1, 2024, A..B, ultimo-mes… Sem ele, o último mês completo.",
        default("ultimo-mes", period_of),
        "Período",
        "PERÍODO",
        short="-p",
        helps=(("estrela", "Só os meses, trimestres e anos que cabem neste período. Sem ele, todos os dos dados."),),
    )
    comparar = Setting(
        "Compara com: anterior, ano-anterior, nenhum ou um período.", optional(compared_of), "Período", "PERÍODO"
    )
    sinal = Setting(
        "Diz de cada variação se é sinal ou acaso, com intervalo de 95 %: sim ou nao.",
        default("sim", Among("sim", "nao")),
        "Período",
        "sim|nao",
    )
    serie = Setting(
        "Os números de cada mes, trimestre, semestre ou ano do período; sem --periodo, dos últimos 12, 8, 6 ou 5.",
        optional(Among("mes", "trimestre", "semestre", "ano")),
        "Período",
        "GRÃO",
        commands=(CommandKind.INDICATORS,),
    )
    controle = Setting(
        "Com --serie: os limites entre os quais cada número oscila, e os períodos fora deles.",
        SWITCH,
        "Período",
        commands=(CommandKind.INDICATORS,),
    )
    desde = Setting(
        "O estado com que se compara: base (a linha de base gravada), o arquivo de uma, ou uma data (AAAA-MM-DD).",
        TEXT,
        "Período",
        "BASE|DATA",
        commands=("novidades",),
    )
    hoje = Setting(
        "Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.", optional(day_of), "Período", "DATA"
    )
    onde = Setting(
        'Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.',
        several(condition_of),
        "Recorte",
        "CONDIÇÃO",
    )
    por = Setting(
        "Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.",
        LIST,
        "Recorte",
        "COLUNA",
        commands=(CommandKind.INDICATORS, "explicar", "prever"),
    )
    minimo = Setting(
        "Junta os grupos com menos clientes (ou leads) que isto.",
        optional(whole_number),
        "Recorte",
        "N",
        commands=(CommandKind.INDICATORS,),
    )
    pequenos = Setting(
        "O que fazer dos grupos abaixo de --minimo ou --limite: juntar ou omitir.",
        default("juntar", Among("juntar", "omitir")),
        "Recorte",
        "REGRA",
        commands=(CommandKind.INDICATORS,),
    )
    limite = Setting("Quantos mostrar: os maiores grupos, clientes ou linhas.", optional(whole_number), "Recorte", "N")
    listar = Setting(
        "Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…",
        TEXT,
        "Recorte",
        "LISTA",
        commands=(CommandKind.INDICATORS, "rfm", "risco"),
    )
    secoes = Setting(
        "Só estas seções do relatório, separadas por vírgula: numeros, ponte, meses, atencao, vendedores…",
        LIST,
        "Recorte",
        "SEÇÕES",
        commands=("relatorio",),
    )
    para = Setting(
        "Para quem é: diretoria (a carteira toda) ou vendedor=NOME (só os clientes dele).",
        default("diretoria", as_told),
        "Recorte",
        "QUEM",
        commands=("relatorio", "cesta"),
        helps=(("cesta", "Só as ofertas de um cliente (código, documento ou nome) ou de vendedor=NOME."),),
    )
