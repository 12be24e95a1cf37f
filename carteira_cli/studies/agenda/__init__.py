"""`agenda`: whom to call, and when."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind, HandedOver, StudyIndicator
from carteira_cli.units import Better, Unit

COMMAND = Command(
    name="agenda",
    by_purchases=True,
    one_time=True,
    kind=CommandKind.STUDY,
    panel="Gestão",
    place=173,
    help="Quem contatar em cada dia útil, por vendedor: recompra, aniversário, contrato e título que vencem.",
    brief="Quem contatar em cada dia, por vendedor; também .ics.",
    examples=(
        "agenda",
        "agenda --dias 15d --capacidade 8",
        "agenda -o agenda-{vendedor}.ics",
    ),
    title="Agenda de contatos",
    module="carteira_cli.studies.agenda.study",
    needed=("vendas",),
    useful=("clientes", "contatos", "assinaturas", "titulos"),
    columns=frozenset(
        {
            *("nome", "vendedor", "segmento", "nascimento", "data_cadastro"),
            *("fim", "plano", "pagamento", "valor_pago", "situacao", "proximo"),
        }
    ),
    recent_months=1,
    tables=("agenda", "por_dia", "por_tipo", "por_vendedor", "sem_lugar"),
    indicators=(
        StudyIndicator(
            "cobertura",
            "Cobertura da carteira",
            Unit.FRACTION,
            Better.HIGHER,
            "clientes da carteira com contato no período ÷ clientes da carteira",
            "De cada 100 clientes da carteira, quantos receberam uma visita ou um contato no período.",
            "40 clientes visitados ÷ 120 da carteira = 33,3 %",
            (Unit.CUSTOMERS, Unit.CUSTOMERS),
        ),
        StudyIndicator(
            "efetividade",
            "Efetividade das visitas",
            Unit.FRACTION,
            Better.HIGHER,
            "visitados que compraram no período ÷ visitados",
            "De cada 100 clientes visitados, quantos compraram no período, antes ou depois da visita. Há quem chame "
            "isto de positivação; aqui positivação é sobre a carteira toda.",
            "26 que compraram ÷ 40 visitados = 65,0 %",
            (Unit.CUSTOMERS, Unit.CUSTOMERS),
        ),
        StudyIndicator(
            "compromissos",
            "Compromissos marcados",
            Unit.LINES,
            Better.NEITHER,
            "linhas da agenda, nos dias úteis do prazo",
            "Quantos contatos a agenda marca, com a capacidade dada.",
            "21 dias úteis × 8 por dia = no máximo 168 por vendedor",
        ),
    ),
    handed_over=HandedOver(
        "Agenda de contatos",
        "Agenda",
        ("por_tipo", "agenda", "por_vendedor"),
        glance=("tipo", "compromissos", "clientes", "perda_esperada"),
    ),
)
