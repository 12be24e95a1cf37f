"""What is asked: the period, and which customers."""

from __future__ import annotations

from carteira_cli.commands.record import CommandKind
from carteira_cli.config.settings.model import Setting

QUESTION: tuple[Setting, ...] = (
    Setting(
        "periodo",
        "Período: 2024-Q1, 2024-03, 2024, 2024-W07, A..B, ultimo-mes… Sem ele, o último mês completo.",
        "Período",
        "PERÍODO",
        default="ultimo-mes",
        short="-p",
    ),
    Setting(
        "comparar",
        "Compara com: anterior, ano-anterior, nenhum ou um período.",
        "Período",
        "PERÍODO",
    ),
    Setting(
        "serie",
        "Os números de cada mes, trimestre, semestre ou ano do período; sem --periodo, dos últimos 12, 8, 6 ou 5.",
        "Período",
        "GRÃO",
        choices=("mes", "trimestre", "semestre", "ano"),
        commands=(CommandKind.INDICATORS,),
    ),
    Setting(
        "hoje",
        "Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.",
        "Período",
        "DATA",
    ),
    Setting(
        "onde",
        'Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.',
        "Recorte",
        "CONDIÇÃO",
        "list",
    ),
    Setting(
        "por",
        "Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.",
        "Recorte",
        "COLUNA",
        "list",
        commands=(CommandKind.INDICATORS,),
    ),
    Setting(
        "minimo",
        "Junta os grupos com menos clientes (ou leads) que isto.",
        "Recorte",
        "N",
        commands=(CommandKind.INDICATORS,),
    ),
    Setting(
        "pequenos",
        "O que fazer dos grupos abaixo de --minimo ou --limite: juntar ou omitir.",
        "Recorte",
        "REGRA",
        default="juntar",
        choices=("juntar", "omitir"),
        commands=(CommandKind.INDICATORS,),
    ),
    Setting("limite", "Quantos mostrar: os maiores grupos, clientes ou linhas.", "Recorte", "N"),
    Setting(
        "listar",
        "Os clientes por trás de um número: perdidos, novos, classe-a…; em rfm, campeoes…; em risco, em-risco…",
        "Recorte",
        "LISTA",
        commands=(CommandKind.INDICATORS, "rfm", "risco"),
    ),
    Setting(
        "inatividade",
        "Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra).",
        metavar="PRAZO",
        default="90d",
    ),
)
