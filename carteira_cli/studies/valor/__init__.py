"""`valor`: what the portfolio is worth."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

COMMAND = Command(
    name="valor",
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=179,
    help="Quanto vale a carteira: múltiplo do EBITDA, múltiplo dos honorários e margem prevista, lado a lado.",
    brief="Quanto vale a carteira, por três contas lado a lado.",
    examples=(
        "valor --ebitda 150000",
        "valor --ebitda 150000 --multiplo 6-9",
        "valor --honorarios 50000 --horizonte 24m",
    ),
    title="Valor da carteira",
    module="carteira_cli.studies.valor.study",
    needed=("vendas",),
    useful=("assinaturas", "clientes"),
    reads_by_question=True,
    recent_months=12,
    tables=("valor",),
    charts=("valor",),
    indicators=(
        StudyIndicator(
            "valor_ebitda_min",
            "Valor pelo EBITDA, mínimo",
            Unit.REAIS,
            Better.HIGHER,
            "menor múltiplo (7) × EBITDA de um ano",
            "O menor valor da carteira pela regra do múltiplo do EBITDA; n/d sem EBITDA positivo.",
            "EBITDA de R$ 150.000,00 por ano: 7 × 150.000 = R$ 1.050.000,00.",
        ),
        StudyIndicator(
            "valor_ebitda_max",
            "Valor pelo EBITDA, máximo",
            Unit.REAIS,
            Better.HIGHER,
            "maior múltiplo (10) × EBITDA de um ano",
            "O maior valor da carteira pela regra do múltiplo do EBITDA; n/d sem EBITDA positivo.",
            "EBITDA de R$ 150.000,00 por ano: 10 × 150.000 = R$ 1.500.000,00.",
        ),
        StudyIndicator(
            "valor_honorarios_min",
            "Valor pelos honorários, mínimo",
            Unit.REAIS,
            Better.HIGHER,
            "menor múltiplo (8) × honorários de um mês",
            "O menor valor da carteira pela regra do múltiplo dos honorários mensais; n/d sem contratos em vigor nem "
            "--honorarios.",
            "Honorários de R$ 50.000,00 por mês: 8 × 50.000 = R$ 400.000,00.",
        ),
        StudyIndicator(
            "valor_honorarios_max",
            "Valor pelos honorários, máximo",
            Unit.REAIS,
            Better.HIGHER,
            "maior múltiplo (14) × honorários de um mês",
            "O maior valor da carteira pela regra do múltiplo dos honorários mensais; n/d sem contratos em vigor nem "
            "--honorarios.",
            "Honorários de R$ 50.000,00 por mês: 14 × 50.000 = R$ 700.000,00.",
        ),
        StudyIndicator(
            "valor_previsto_carteira",
            "Valor pela margem prevista",
            Unit.REAIS,
            Better.HIGHER,
            "Σ clientes: compras previstas no horizonte × ticket previsto × margem, descontados (valor_carteira)",
            "A margem que se espera dos clientes de hoje no horizonte, trazida a valor presente, sem clientes novos.",
            "Dois clientes, um de 10 compras previstas a R$ 100,00 e outro de 5 a R$ 40,00, margem de 28 %, sem "
            "desconto: (10 × 100 + 5 × 40) × 0,28 = R$ 336,00.",
        ),
    ),
    handed_over=HandedOver("Quanto vale a carteira", "Valor", ("valor",), ("valor",), ("conta", "minimo", "maximo")),
)
