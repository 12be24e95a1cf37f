"""`risco`: who is about to leave."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="risco",
    by_purchases=True,
    kind=CommandKind.STUDY,
    panel="Análises",
    place=140,
    help="Quem está para ir embora, quanto dinheiro vai junto, e quem vale reconquistar.",
    brief="Quem está para ir embora, e quem vale reconquistar.",
    examples=(
        "risco",
        "risco --listar em-risco -o risco.xlsx",
        "risco --validar",
    ),
    title="Clientes em risco",
    module="carteira_cli.studies.risco.study",
    needed=("vendas",),
    useful=("clientes", "titulos"),
    columns=frozenset({"nome", "vendedor", "segmento", "emissao", "pagamento", "valor_pago", "situacao"}),
    lists=(
        "em-risco",
        "em-dia",
        "atencao",
        "atrasado",
        "muito-atrasado",
        "ativos",
        "inativos",
        "abc-quedas",
    ),
    recent_months=1,
    tables=(
        "em_risco",
        "niveis",
        "por_vendedor",
        "inativos",
        "abc_quedas",
        "abc_migracao",
        "chances_por_razao",
        "chances_por_dias",
        "validacao",
        "validacao_totais",
        "validacao_dinheiro",
        "comparacao",
        "diagnostico",
    ),
)
