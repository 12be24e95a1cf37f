"""Churn and net retention by the published rules of others, each declared once.

What a vendor publishes is written here as it was read; what could not be read is said, never filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.studies.comparar_definicoes.formulas import Publication, Rule

if TYPE_CHECKING:
    from fractions import Fraction

    from carteira_cli.studies.comparar_definicoes.formulas import Blocks, Metric


def rule(vendor: str, metric: Metric) -> Rule:
    """The rule of a vendor for a metric: there is one for each pair, even if it says that nothing is published."""
    return next(item for item in RULES if (item.vendor, item.metric) == (vendor, metric))


def _kept(blocks: Blocks) -> tuple[Fraction, Fraction]:
    """What the customers of the start still bring, of what they brought."""
    start = blocks.receita_mensal_inicio
    return start - blocks.churn_receita - blocks.contracao + blocks.expansao, start


_OWN = Publication("carteira indicadores", "definições deste programa", "versão instalada")
_CM_CUSTOMERS = Publication(
    "Chart: Customer Churn Rate",
    "https://help.chartmogul.com/hc/en-us/articles/203359321-Chart-Customer-Churn-Rate",
)
_CM_FORMULAS = Publication(
    "Churn rate formulas", "https://help.chartmogul.com/hc/en-us/articles/207340419-Churn-rate-formulas"
)
_CM_MRR = Publication(
    "Metric: MRR Churn Rate", "https://help.chartmogul.com/hc/en-us/articles/203359341-Metric-MRR-Churn-Rate"
)
_CM_NET = Publication(
    "Chart: Net MRR Churn Rate",
    "https://help.chartmogul.com/hc/en-us/articles/4414075567250-Chart-Net-MRR-Churn-Rate",
)
_CM_NRR = Publication(
    "Chart: Net MRR Retention", "https://help.chartmogul.com/hc/en-us/articles/6886664393500-Chart-Net-MRR-Retention"
)
_STRIPE = Publication(
    "Billing metric definitions",
    "https://docs.stripe.com/billing/subscriptions/analytics/glossary",
    "cópia integral sem data",
)
_STRIPE_CHURN = Publication(
    "Calculating churn rate in Billing", "https://support.stripe.com/questions/calculating-churn-rate-in-billing"
)
_PW_FIRST_MONTH = Publication(
    "Are cancellations in the first month counted as churn?",
    "https://www.paddle.com/help/profitwell-metrics/measure/subscription-retention/"
    "are-cancellations-in-the-first-month-counted-as-churn",
)
_PW_STRIPE = Publication(
    "ProfitWell vs. Stripe", "https://learn.profitwell.com/article/gf9qqkyplu-profitwell-vs-stripe"
)
_PW_GUIDE = Publication(
    "Ultimate Guide to Churn Rate: Definition & 4 Churn Rate Formulas",
    "https://www.profitwell.com/customer-churn/calculate-churn-rate",
    "texto de 27/05/2020",
)
_PW_MRR = Publication(
    "The complete guide to calculating and optimizing SaaS MRR Churn",
    "http://blog.profitwell.com/saas-metrics-calculate-and-optimize-saas-mrr-churn",
    "texto de 10/08/2015",
)
_BM_CHURN = Publication(
    "User and Revenue Churn", "https://help.baremetrics.com/en/articles/5380347-user-and-revenue-churn"
)
_BM_SAME_WINDOW = Publication("Churn Update", "https://changelog.baremetrics.com/churn-update-4pqo9O")
_BM_CAP = Publication("Changelog: revenue churn calculation", "https://changelog.baremetrics.com")
_BM_NET = Publication("Net MRR Churn", "https://updates.baremetrics.com/")
_BM_NRR = Publication(
    "NEW METRIC: Net Revenue Retention",
    "https://changelog.baremetrics.com/new-metric-net-revenue-retention-2BOJIA",
)
_TWO_ENDS = (
    "aproximação: a regra soma os movimentos do período; aqui se comparam as duas pontas, "
    "e o que sobe e desce no meio não aparece"
)
_NOT_READ = "o trecho publicado que pudemos ler não traz a fórmula"

RULES: tuple[Rule, ...] = (
    Rule(
        "carteira",
        "churn",
        "perdidos ÷ clientes_inicio",
        (_OWN,),
        terms=lambda b: (b.perdidos, b.clientes_inicio),
    ),
    Rule(
        "carteira",
        "churn_receita",
        "churn_receita ÷ receita_mensal_inicio (sem a contração)",
        (_OWN,),
        terms=lambda b: (b.churn_receita, b.receita_mensal_inicio),
    ),
    Rule("carteira", "churn_receita_liquido", "não define: use a retenção líquida", (_OWN,)),
    Rule(
        "carteira",
        "retencao_liquida",
        "nrr = (receita_mensal_inicio − churn_receita − contracao + expansao) ÷ receita_mensal_inicio",
        (_OWN,),
        terms=_kept,
    ),
    Rule(
        "chartmogul",
        "churn",
        "(cancelados − cancelados_novos − cancelados_reativados) ÷ clientes_inicio",
        (_CM_CUSTOMERS, _CM_FORMULAS),
        terms=lambda b: (b.cancelados - b.cancelados_novos - b.cancelados_reativados, b.clientes_inicio),
    ),
    Rule(
        "chartmogul",
        "churn_receita",
        "(churn_receita + contracao) ÷ receita_mensal_inicio",
        (_CM_MRR,),
        terms=lambda b: (b.churn_receita + b.contracao, b.receita_mensal_inicio),
        caveat=_TWO_ENDS,
    ),
    Rule(
        "chartmogul",
        "churn_receita_liquido",
        "(churn_receita + contracao − expansao − receita_reativados) ÷ receita_mensal_inicio",
        (_CM_NET, _CM_MRR),
        terms=lambda b: (b.churn_receita + b.contracao - b.expansao - b.receita_reativados, b.receita_mensal_inicio),
        caveat="aproximação: o que um cliente novo sobe ou desce depois de entrar, dentro do período, não aparece",
    ),
    Rule(
        "chartmogul",
        "retencao_liquida",
        "(receita_mensal_inicio + expansao − contracao − churn_receita) ÷ receita_mensal_inicio; "
        "novos e reativados ficam de fora",
        (_CM_NRR,),
        terms=_kept,
        caveat="a fórmula foi montada da descrição em palavras: o trecho que pudemos ler termina antes dela",
    ),
    Rule(
        "stripe",
        "churn",
        "cancelamentos ÷ (clientes_inicio + clientes_novos), nos últimos 30 dias; quem volta e sai "
        "de novo conta duas vezes",
        (_STRIPE, _STRIPE_CHURN),
        "30d",
        lambda b: (b.cancelamentos, b.clientes_inicio + b.clientes_novos),
    ),
    Rule(
        "stripe",
        "churn_receita",
        "churn_receita + contracao: publica o valor (churned revenue), não uma taxa",
        (_STRIPE,),
        terms=lambda b: (b.churn_receita + b.contracao, None),
        caveat=_TWO_ENDS,
    ),
    Rule("stripe", "churn_receita_liquido", "não publica: o glossário não tem esse indicador", (_STRIPE,)),
    Rule(
        "stripe",
        "retencao_liquida",
        "não publica por período: o glossário só tem a retenção de receita por coorte",
        (_STRIPE,),
    ),
    Rule(
        "profitwell",
        "churn",
        "(cancelados − cancelados_novos) ÷ clientes_inicio, no mês-calendário; quem entra e sai no mesmo mês não conta",
        (_PW_FIRST_MONTH, _PW_STRIPE, _PW_GUIDE),
        "mes",
        lambda b: (b.cancelados - b.cancelados_novos, b.clientes_inicio),
        'aproximação: o denominador do produto não está no que pudemos ler (o guia diz "total remaining customers"); '
        "usamos a base do início do mês",
    ),
    Rule(
        "profitwell",
        "churn_receita",
        f"não encontrada: {_NOT_READ} (só que MRR churn é a perda mensal por cancelamento e inadimplência)",
        (_PW_MRR,),
    ),
    Rule("profitwell", "churn_receita_liquido", f"não encontrada: {_NOT_READ}", (_PW_MRR,)),
    Rule("profitwell", "retencao_liquida", f"não encontrada: {_NOT_READ}", (_PW_STRIPE,)),
    Rule(
        "baremetrics",
        "churn",
        "cancelados ÷ clientes_inicio, nos últimos 30 dias, com quem entrou e saiu dentro deles",
        (_BM_CHURN, _BM_SAME_WINDOW),
        "30d",
        lambda b: (b.cancelados, b.clientes_inicio),
        "aproximação: o texto não diz o que fazer com quem cancela e volta dentro dos 30 dias; "
        "aqui conta como cancelado",
    ),
    Rule(
        "baremetrics",
        "churn_receita",
        "(churn_receita + contracao) ÷ receita_mensal_inicio, nos últimos 30 dias; quem sai pesa "
        "o que pagava há 30 dias",
        (_BM_CHURN, _BM_CAP),
        "30d",
        lambda b: (b.churn_receita + b.contracao, b.receita_mensal_inicio),
        _TWO_ENDS,
    ),
    Rule(
        "baremetrics",
        "churn_receita_liquido",
        "(churn_receita + contracao − expansao) ÷ receita_mensal_inicio, nos últimos 30 dias; reativados não entram",
        (_BM_NET,),
        "30d",
        lambda b: (b.churn_receita + b.contracao - b.expansao, b.receita_mensal_inicio),
        _TWO_ENDS,
    ),
    Rule(
        "baremetrics",
        "retencao_liquida",
        "1 − (churn_receita + contracao − expansao) ÷ receita_mensal_inicio, nos últimos 30 dias",
        (_BM_NRR, _BM_NET),
        "30d",
        _kept,
        _TWO_ENDS,
    ),
)
