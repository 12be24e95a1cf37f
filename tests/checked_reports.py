"""Reports of verdicts as `carteira verificar` makes them, hostile data included."""

from __future__ import annotations

from dataclasses import replace

from carteira_cli.findings import Check, Outcome
from carteira_cli.report import PeriodLine, Report
from carteira_cli.units import Unit, show

PERIOD = PeriodLine("2024-Q1", "2024-01-01", "2024-03-31", complete=True, until="2024-03-31")
DEFINITION = "churn = perdidos ÷ clientes_inicio; perdidos {0} não compraram na janela"
TICKET = "receita ÷ pedidos"
CHURN = Check(
    key="churn",
    title="Churn de clientes",
    unit=Unit.FRACTION,
    value=0.0833,
    limit="> 10%",
    outcome=Outcome.OK,
    level=Outcome.OK,
    message="8,3 % está dentro do limite (> 10%)",
    definition=DEFINITION,
    file="carteira.toml",
    line=12,
)
HOSTILE = (
    "São Paulo | <b>x</b>",
    "quebra\n::error::x",
    "aspas \"duplas\" 'simples' %0A::error::y",
    "]]> & [clique](http://exemplo.test) {0}",
    "\x1b[31m\x00\x0b\ufffe\ud800\u202eRTL",
    "",
    None,
)


def broken(value, group=None, *, level=Outcome.ERROR, **more):
    """A check of the churn of a state that does not pass."""
    fields = {"outcome": level, "message": f"{show(value, Unit.FRACTION)} passa do limite (> 10%)", "by": "uf"} | more
    return replace(CHURN, value=value, group=group, level=level, **fields)


def money(value, **more):
    fields = {"limit": "< R$ 0", "message": f"{show(value, Unit.REAIS)} está abaixo do limite", "line": 20} | more
    return replace(
        CHURN, key="ltv", title="LTV", unit=Unit.REAIS, value=value, definition="ltv = ticket × vida", **fields
    )


CHECKS = (
    CHURN,
    *(
        broken(
            0.125,
            group,
            note="acima disso, fale com a gerência | ramal 7",
            look=f"carteira churn --listar perdidos --onde 'uf = \"{group}\"'",
            explain=f"carteira explicar churn --onde 'uf = \"{group}\"'",
        )
        for group in HOSTILE
    ),
    money(-1234.5, outcome=Outcome.ERROR, level=Outcome.ERROR, reference="2023-Q4", previous=1e9),
    money(1e9, limit="> R$ 500 mi", outcome=Outcome.WARNING, level=Outcome.WARNING, file="./pasta com ç%/limites.toml"),
    replace(
        CHURN, key="cac", title="CAC", unit=Unit.REAIS, value=None, limit="> R$ 50", line=31, definition="",
        outcome=Outcome.NO_DATA, message="sem custos.csv não há número",
    ),
    replace(
        CHURN, key="ticket", title="Ticket médio", unit=Unit.REAIS, value=None, limit="< R$ 5", line=33,
        outcome=Outcome.NO_DATA, level=Outcome.ERROR, message="sem pedidos não há número", definition=TICKET,
    ),
    replace(
        CHURN, key="ticket", title="Ticket médio", unit=Unit.REAIS, value=None, limit="< R$ 5", line=33, by="canal",
        group="loja", outcome=Outcome.NO_DATA, level=Outcome.WARNING, message="sem pedidos não há número",
        definition=TICKET,
    ),
)  # fmt: skip
FULL = Report(
    "verificar",
    "Verificação dos limites",
    PERIOD,
    rules=(("churn_dias", 90), ("margem", None), ("criterio", "compra <b>")),
    rule_words="perdido: 90 dias sem compra",
    warnings=("3 linhas rejeitadas em vendas.csv\n::error::z",),
    notes=("os limites são de carteira.toml",),
    checks=CHECKS,
)
_BAD = "\x1b[31m\x00\ufffe\ud800\r\n::error::x\u2028]]>{0}[a](b)<b>|,\"'"
_FILE = "\x1b\udcff\n::error::x,[%.toml"  # a name in Latin-1, as the system gives it
WORST = replace(
    FULL,
    title=_BAD,
    period=replace(PERIOD, label=_BAD),
    rules=((_BAD, _BAD),),
    warnings=(_BAD,),
    notes=(_BAD,),
    checks=tuple(
        Check(_BAD, _BAD, Unit.REAIS, None, _BAD, outcome, level, _BAD, _BAD, _BAD, _BAD, _BAD, -1.0, _BAD, _BAD, _FILE)
        for outcome in (Outcome.ERROR, Outcome.NO_DATA)
        for level in (Outcome.ERROR, Outcome.WARNING, Outcome.OK)
    ),
)  # every text of it is hostile
EMPTY = Report("verificar", "Verificação dos limites", PERIOD, checks=())
FINE = replace(EMPTY, checks=(CHURN,))
ALERTS = [check for check in CHECKS if check.level is not Outcome.OK]
