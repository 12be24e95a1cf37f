"""`credito`: what customers owe, and how late they are."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

_MONEY = (Unit.REAIS, Unit.REAIS)
INDICATORS = (
    StudyIndicator(
        "aberto",
        "Em aberto",
        Unit.REAIS,
        Better.NEITHER,
        "soma do que falta pagar dos títulos que existem no dia",
        "O que os clientes devem num dia, vencido ou não, pelo que se sabia nele.",
        "300 a vencer + 250 + 500 + 600 + 900 vencidos = R$ 2.550,00",
    ),
    StudyIndicator(
        "vencido",
        "Vencido",
        Unit.REAIS,
        Better.LOWER,
        "do que está em aberto, o que venceu antes do dia",
        "O que já devia ter sido pago; o que vence no próprio dia ainda está no prazo.",
        "250 + 500 + 600 + 900 = R$ 2.250,00",
    ),
    StudyIndicator(
        "indice_vencidos",
        "Índice de vencidos",
        Unit.FRACTION,
        Better.LOWER,
        "vencido ÷ em aberto",
        "De cada real em aberto, quanto já venceu. Não é a inadimplência do período: quem paga sai dos dois lados.",
        "2.250 ÷ 2.550 = 88,2 %",
        _MONEY,
    ),
    StudyIndicator(
        "inadimplencia_periodo",
        "Inadimplência do período",
        Unit.FRACTION,
        Better.LOWER,
        "do que venceu no período, o que falta pagar no dia ÷ o que venceu nele",
        "De cada real que venceu no período, quanto continua sem pagar no dia em que se olha.",
        "1.350 sem pagar ÷ 3.350 que venceram = 40,3 %",
        _MONEY,
    ),
    StudyIndicator(
        "over_90",
        "Vencido há mais de 90 dias",
        Unit.FRACTION,
        Better.LOWER,
        "vencido há mais de 90 dias ÷ em aberto",
        "De cada real em aberto, quanto está mais de 90 dias atrasado.",
        "900 ÷ 2.550 = 35,3 %",
        _MONEY,
    ),
    StudyIndicator(
        "atraso_medio",
        "Atraso médio",
        Unit.DAYS,
        Better.LOWER,
        "Σ valor × (pagamento − vencimento) ÷ Σ valor, dos pagamentos até o dia",
        "Com quantos dias de atraso se pagou, em média ponderada pelo valor; pagar antes desconta.",
        "(1.000 × 0 + 1.000 × 15) ÷ 2.000 = 7,5 dias",
    ),
    StudyIndicator(
        "pmr",
        "Prazo médio de recebimento",
        Unit.DAYS,
        Better.LOWER,
        "Σ valor × (pagamento − emissão) ÷ Σ valor, dos pagamentos até o dia",
        "Da emissão ao pagamento, em média ponderada pelo valor; precisa da data de emissão.",
        "(1.000 × 30 + 1.000 × 45) ÷ 2.000 = 37,5 dias",
    ),
    StudyIndicator(
        "perda_estimada",
        "Perda estimada",
        Unit.REAIS,
        Better.LOWER,
        "Σ em aberto na faixa × chance de chegar à última faixa, pela rolagem dos últimos 12 meses",
        "Quanto do que está em aberto se espera perder se se pagar como até aqui; a última faixa conta como perdida.",
        "300 × 10 % + 750 × 20 % + 900 × 100 % = R$ 1.080,00",
    ),
)
COMMAND = Command(
    name="credito",
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=171,
    help="O que os clientes devem num dia, há quanto tempo venceu, e quanto disso se espera perder.",
    brief="O que os clientes devem, e há quanto tempo venceu.",
    examples=(
        "credito",
        "credito --em 2024-03-31 --periodo 2024-Q1",
        'credito --faixas "15,30,60" -o credito.xlsx',
    ),
    title="Títulos a receber",
    module="carteira_cli.studies.credito.study",
    needed=("titulos",),
    useful=("clientes", "vendas"),
    columns=frozenset({"emissao", "pagamento", "valor_pago", "situacao", "vendedor", "nome", "segmento"}),
    moment="em",
    tables=("faixas", "por_cliente", "por_vendedor", "rolagem", "envelhecimento"),
    charts=("faixas", "envelhecimento"),
    indicators=INDICATORS,
    handed_over=HandedOver(
        "Quem deve, e há quanto tempo",
        "Crédito",
        ("faixas", "por_cliente", "por_vendedor"),
        ("envelhecimento",),
        ("faixa", "valor", "titulos", "fracao"),
    ),
)
