"""What rules of churn and retention are made of: exact building blocks, and a rule with its formula and source."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import Ratio
from carteira_cli.kpis.evaluate import Facts, evaluate
from carteira_cli.studies.comparar_definicoes.cancellations import cancellations

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.kpis.customer_measures import Span

Metric = Literal["churn", "churn_receita", "churn_receita_liquido", "retencao_liquida"]
Basis = Literal["periodo", "30d", "mes"]

METRICS: dict[Metric, str] = {
    "churn": "Churn de clientes",
    "churn_receita": "Churn de receita",
    "churn_receita_liquido": "Churn líquido de receita",
    "retencao_liquida": "Retenção líquida de receita",
}
VENDORS = {
    "carteira": "carteira (janela de atividade)",
    "chartmogul": "ChartMogul",
    "stripe": "Stripe Billing",
    "profitwell": "ProfitWell (Paddle)",
    "baremetrics": "Baremetrics",
}
BASES: dict[Basis, str] = {
    "periodo": "o período pedido",
    "30d": "os 30 dias que terminam no fim do período",
    "mes": "o último mês-calendário completo até o fim do período",
}
NEEDS = ("ativo_inicio", "ativo_fim", "primeira_compra", "receita_janela_inicio", "receita_janela_fim")
_COUNTS = ("clientes_inicio", "perdidos", "clientes_novos")
_MONEY = ("receita_mensal_inicio", "churn_receita", "contracao", "expansao", "receita_reativados")


@dataclass(frozen=True)
class Blocks:
    """What the rules are made of, for one span of days `[t0, t1)`; money in reais a month.

    Attributes:
        clientes_inicio: active at t0.
        perdidos: active at t0 and not at t1.
        clientes_novos: first purchase ever inside the span.
        cancelamentos: times that a customer stopped being active inside the span; one who came back may again.
        cancelados: customers with at least one of these.
        cancelados_novos: of them, those whose first purchase ever is inside the span.
        cancelados_reativados: of the others, those for whom it was undone inside the span: active at t1, or back
            from inactive at t0.
        receita_mensal_inicio: monthly revenue at t0.
        churn_receita: of the lost, at t0.
        contracao: falls of the retained.
        expansao: rises of the retained.
        receita_reativados: of the reactivated, at t1.
    """

    clientes_inicio: int = 0
    perdidos: int = 0
    clientes_novos: int = 0
    cancelamentos: int = 0
    cancelados: int = 0
    cancelados_novos: int = 0
    cancelados_reativados: int = 0
    receita_mensal_inicio: Fraction = Fraction(0)
    churn_receita: Fraction = Fraction(0)
    contracao: Fraction = Fraction(0)
    expansao: Fraction = Fraction(0)
    receita_reativados: Fraction = Fraction(0)


@dataclass(frozen=True)
class Publication:
    """A published text.

    Attributes:
        title: its title, as published.
        address: where it is published.
        copy: the date of the copy that was read, where it carries one.
    """

    title: str
    address: str
    copy: str = "cópia sem data"


@dataclass(frozen=True)
class Rule:
    """A vendor's rule for a metric, or that it has none.

    Attributes:
        vendor: key of `VENDORS`.
        metric: key of `METRICS`.
        formula: with the keys of this program; or what is known where there is no rule.
        sources: what it was read in.
        basis: the days that it is applied to.
        terms: from blocks to numerator and denominator (None: an amount, not a rate); None: no rule is published.
        caveat: what is approximate, and why; empty where the rule is applied as published.
    """

    vendor: str
    metric: Metric
    formula: str
    sources: tuple[Publication, ...]
    basis: Basis = "periodo"
    terms: Callable[[Blocks], tuple[int | Fraction, int | Fraction | None]] | None = None
    caveat: str = ""

    def ratio(self, blocks: Blocks) -> Ratio | None:
        """Numerator ÷ denominator; None where nothing is published; a denominator of None is an amount alone."""
        return None if self.terms is None else Ratio(*self.terms(blocks))


def value(ratio: Ratio | None) -> Fraction | None:
    """The rate, exact; None where there is no rule, no rate, or a denominator of 0."""
    if ratio is None or not ratio.denominator:
        return None
    return Fraction(ratio.numerator) / Fraction(ratio.denominator)


def blocks_of(panel: pl.DataFrame, days: pl.DataFrame, span: Span) -> Blocks:
    """The building blocks of one span.

    Args:
        panel: one row a customer: `cliente`, and the measures in `NEEDS` of the span.
        days: as of `cancellations`, from the start of the window before the span to its end.
        span: the period and its rules.
    """
    stopped = cancellations(days, span.period, span.window).join(panel, on=CUSTOMER, how="inner")
    new = pl.col("primeira_compra") >= span.period.start
    back = ~new & (pl.col("ativo_fim") | ~pl.col("ativo_inicio"))
    times, new_ones, undone = stopped.select(pl.col("cancelamentos").sum(), novos=new.sum(), reativados=back.sum()).row(
        0
    )
    context = {"inicio": span.period.start, "fim": span.period.end, "meses_janela": span.window.months}
    found = evaluate((*_COUNTS, *_MONEY), Facts({"clientes": panel}, context))
    exact = {key: Fraction(item.exact or 0) for key, item in found.items()}  # sums: never n/d
    return Blocks(
        clientes_inicio=int(exact["clientes_inicio"]),
        perdidos=int(exact["perdidos"]),
        clientes_novos=int(exact["clientes_novos"]),
        cancelamentos=times,
        cancelados=stopped.height,
        cancelados_novos=new_ones,
        cancelados_reativados=undone,
        receita_mensal_inicio=exact["receita_mensal_inicio"],
        churn_receita=exact["churn_receita"],
        contracao=exact["contracao"],
        expansao=exact["expansao"],
        receita_reativados=exact["receita_reativados"],
    )
