"""Rules of churn published by others: their own worked examples, plain Python day by day, and a real retailer."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.engines.panel import collapse
from carteira_cli.kpis.customer_measures import MEASURES, Span
from carteira_cli.period import Period, parse_period, parse_window
from carteira_cli.studies.comparar_definicoes.cancellations import cancellations
from carteira_cli.studies.comparar_definicoes.disputed import WAYS
from carteira_cli.studies.comparar_definicoes.formulas import METRICS, NEEDS, VENDORS, Blocks, blocks_of, value
from carteira_cli.studies.comparar_definicoes.published import RULES, rule
from tests.cycles import bought_days
from tests.datasets import cdnow_sample
from tests.reference import is_purchase, reais, valid, window_months, window_start
from tests.running import WORKED, carteira
from tests.strategies import Case, cases

ONE_DAY = timedelta(days=1)
EXAMPLES = 60


def rate(vendor, metric, **blocks):
    return value(rule(vendor, metric).ratio(Blocks(**blocks)))


# --- the published worked examples ----------------------------------------------------------------------------


def test_chartmogul_leaves_out_who_came_back_and_who_joined_inside():
    """100 at the start, 12 churned, of whom one reactivated and one had joined in the period: 10 %."""
    heads = {"clientes_inicio": 100, "cancelamentos": 12, "cancelados": 12, "clientes_novos": 1}
    undone = {"cancelados_novos": 1, "cancelados_reativados": 1}
    assert rate("chartmogul", "churn", **heads, **undone) == Fraction(10, 100)
    # The others tell the same customers differently, by their texts.
    assert rate("baremetrics", "churn", **heads, **undone) == Fraction(12, 100)
    assert rate("stripe", "churn", **heads, **undone) == Fraction(12, 101)
    assert rate("profitwell", "churn", **heads, **undone) == Fraction(11, 100)


MONEY = {
    "receita_mensal_inicio": Fraction(100),
    "churn_receita": Fraction(10),
    "contracao": Fraction(10),
    "expansao": Fraction(10),
}


@pytest.mark.parametrize(
    ("vendor", "metric", "expected"),
    [
        ("chartmogul", "churn_receita", Fraction(20, 100)),
        ("chartmogul", "churn_receita_liquido", Fraction(10, 100)),
        ("chartmogul", "retencao_liquida", Fraction(90, 100)),
        ("baremetrics", "churn_receita", Fraction(20, 100)),
        ("baremetrics", "churn_receita_liquido", Fraction(10, 100)),
        ("baremetrics", "retencao_liquida", Fraction(90, 100)),
        ("carteira", "churn_receita", Fraction(10, 100)),
        ("carteira", "retencao_liquida", Fraction(90, 100)),
    ],
)
def test_a_hundred_ten_lost_ten_less_ten_more(vendor, metric, expected):
    """ChartMogul's example: gross 20 %, net 10 %."""
    assert rate(vendor, metric, **MONEY) == expected


def test_only_chartmogul_offsets_churn_with_who_came_back():
    back = {**MONEY, "receita_reativados": Fraction(5)}
    assert rate("chartmogul", "churn_receita_liquido", **back) == Fraction(5, 100)
    assert rate("baremetrics", "churn_receita_liquido", **back) == Fraction(10, 100)
    assert rate("chartmogul", "retencao_liquida", **back) == Fraction(90, 100)  # its retention leaves them out


def test_stripe_puts_the_new_in_the_denominator():
    """1,000 subscribers, 100 added, 100 churned: 100 ÷ 1,100, 9.1 %."""
    found = rate("stripe", "churn", clientes_inicio=1000, clientes_novos=100, cancelamentos=100, cancelados=100)
    assert found == Fraction(100, 1100)
    assert round(found, 3) == Fraction(91, 1000)


def test_stripe_counts_who_leaves_twice_twice():
    assert rate("stripe", "churn", clientes_inicio=10, cancelamentos=2, cancelados=1) == Fraction(2, 10)
    assert rate("baremetrics", "churn", clientes_inicio=10, cancelamentos=2, cancelados=1) == Fraction(1, 10)


def test_stripe_publishes_churned_revenue_as_an_amount():
    """Jane cancels 10 a month, John goes from 50 to 25: 35 a month, and no rate."""
    jane_and_john = Blocks(receita_mensal_inicio=Fraction(60), churn_receita=Fraction(10), contracao=Fraction(25))
    found = rule("stripe", "churn_receita").ratio(jane_and_john)
    assert (found.numerator, found.denominator) == (35, None)
    assert value(found) is None


def test_baremetrics_counts_a_leaver_at_what_she_paid_thirty_days_ago(tmp_path):
    """From 500 to 1,379 and gone: 500 ÷ 500, not 1,379 ÷ 500."""
    rows = [("2024-01-10", "ana", "500.00"), ("2024-02-05", "ana", "1379.00"), ("2024-04-01", "zoe", "1.00")]
    document = compared(tmp_path, rows, "2024-02-10..2024-03-10", "--inatividade", "30d")
    row = next(r for r in document["definicoes_receita"] if r["quem"] == "Baremetrics" and "Churn de" in r["metrica"])
    assert (row["de"], row["valor"]) == ("2024-02-10", 1.0)


# --- the table of rules ---------------------------------------------------------------------------------------


def test_each_vendor_has_a_word_on_each_metric():
    pairs = [(item.vendor, item.metric) for item in RULES]
    assert sorted(pairs) == sorted((vendor, metric) for vendor in VENDORS for metric in METRICS)


@pytest.mark.parametrize("item", RULES, ids=lambda item: f"{item.vendor}-{item.metric}")
def test_a_rule_says_its_formula_and_its_source_or_that_there_is_none(item):
    assert item.sources
    assert all(source.title and source.address and source.copy for source in item.sources)
    if item.vendor != "carteira":
        assert all(source.address.startswith("http") for source in item.sources)
    if item.terms is None:
        assert item.formula.startswith(("não publica", "não encontrada", "não define"))
    else:
        names = {name for name in Blocks.__dataclass_fields__ if name in item.formula.replace("(", " ").split()}
        assert names or "÷" not in item.formula
        assert item.ratio(Blocks()) is not None


def test_a_rate_of_nobody_is_not_a_number():
    for item in RULES:
        assert value(item.ratio(Blocks())) is None


# --- plain Python, day by day ---------------------------------------------------------------------------------


def by_hand(case: Case, end: date) -> dict[str, int | Fraction]:
    """The blocks, watching each customer each day."""
    lines, start, window = valid(case.portfolio.sales), case.period.start, case.rules.window

    def active(customer: str, day: date) -> bool:
        bought = (line.data for line in lines if line.cliente == customer and is_purchase(line))
        return any(window_start(day, window) <= d < day for d in bought)

    def monthly(customer: str, day: date) -> Fraction:
        first = window_start(day, window)
        own = [line.centavos for line in lines if line.cliente == customer and first <= line.data < day]
        cents = sum(c for c in own if c > 0 or case.rules.devolucoes == "abater")
        return reais(cents) / window_months(window) if active(customer, day) else Fraction(0)

    found = dict.fromkeys(Blocks.__dataclass_fields__, 0)
    for customer in {line.cliente for line in lines if is_purchase(line) and line.data < end}:
        first = min(line.data for line in lines if line.cliente == customer and is_purchase(line))
        watched = [active(customer, start + n * ONE_DAY) for n in range((end - start).days + 1)]
        stops = sum(before and not after for before, after in pairwise(watched))
        new, before, after = first >= start, watched[0], watched[-1]
        money = monthly(customer, start), monthly(customer, end)
        found["clientes_inicio"] += before
        found["perdidos"] += before and not after
        found["clientes_novos"] += new
        found["cancelamentos"] += stops
        found["cancelados"] += stops > 0
        found["cancelados_novos"] += stops > 0 and new
        found["cancelados_reativados"] += stops > 0 and not new and (after or not before)
        found["receita_mensal_inicio"] += money[0]
        found["churn_receita"] += money[0] if before and not after else 0
        found["contracao"] += max(money[0] - money[1], 0) if before and after else 0
        found["expansao"] += max(money[1] - money[0], 0) if before and after else 0
        found["receita_reativados"] += money[1] if after and not before and not new else 0
    return found


def frame_of(case: Case) -> pl.DataFrame:
    rows = [(s.cliente, to_day(s.data), s.centavos) for s in valid(case.portfolio.sales)]
    frame = pl.DataFrame(rows, schema={"cliente": pl.String, "data": pl.Int32, "valor": pl.Int64}, orient="row")
    return frame.with_columns(compra=pl.col("valor") > 0, cancelada=pl.lit(value=False))


def blocks(frame: pl.DataFrame, span: Span) -> Blocks:
    measures = {need: MEASURES[need](span) for need in NEEDS}
    panel = collapse(nw.from_native(frame.lazy()), measures, has_orders=False).to_native().collect()
    first = span.window.start(span.period.start)
    return blocks_of(panel, bought_days(frame.lazy(), span.period.end, first), span)


def span_of(case: Case) -> Span:
    start, end = to_day(case.period.start), to_day(case.period.end)
    return Span(Period(start, end, "p"), parse_window(case.rules.window), case.rules.devolucoes)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None)
@given(cases())
def test_blocks_are_those_of_watching_each_customer_each_day(case):
    found = blocks(frame_of(case), span_of(case))
    assert {name: getattr(found, name) for name in Blocks.__dataclass_fields__} == by_hand(case, case.period.end)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case, rng):
    frame = frame_of(case)
    order = list(range(frame.height))
    rng.shuffle(order)
    assert blocks(frame[order], span_of(case)) == blocks(frame, span_of(case))


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None)
@given(cases())
def test_chartmoguls_customers_are_those_lost_between_two_ends(case):
    """Without those who joined inside and those who came back, who is left was there and is gone."""
    found = blocks(frame_of(case), span_of(case))
    assert rule("chartmogul", "churn").ratio(found) == rule("carteira", "churn").ratio(found)


def test_who_came_back_only_to_leave_again_was_not_there_to_be_lost():
    """Inactive on 1 January, back on the 10th, gone again in March: stopped, but of no use to who compares ends."""
    sales = (("ana", date(2023, 6, 1)), ("ana", date(2024, 1, 10)), ("bia", date(2023, 12, 31)))
    rows = [(who, to_day(day), 100, True, False) for who, day in sales]
    frame = pl.DataFrame(rows, schema=["cliente", "data", "valor", "compra", "cancelada"], orient="row")
    found = blocks(frame, Span(parse_period("2024-Q1"), parse_window("30d")))
    assert (found.clientes_inicio, found.perdidos, found.cancelamentos, found.cancelados) == (1, 1, 2, 2)
    assert (found.cancelados_novos, found.cancelados_reativados) == (0, 1)


@pytest.mark.parametrize("window", ["1d", "2d", "7d", "1m"])
def test_who_leaves_and_comes_back_within_a_short_window(window):
    """Short windows have several stops a month; months of different lengths end several days at once."""
    days = [date(2024, 1, 20), date(2024, 1, 31), date(2024, 2, 3), date(2024, 2, 4), date(2024, 3, 14)]
    start, end = date(2024, 2, 1), date(2024, 4, 15)
    frame = pl.DataFrame({"cliente": "ana", "data": [to_day(d) for d in days], "compra": True})

    def active(day):
        return any(window_start(day, window) <= d < day for d in days)

    watched = [active(start + n * ONE_DAY) for n in range((end - start).days + 1)]
    stops = sum(before and not after for before, after in pairwise(watched))
    period, rules = Period(to_day(start), to_day(end), "p"), parse_window(window)
    days = bought_days(frame.lazy(), period.end, rules.start(period.start))
    assert cancellations(days, period, rules).rows() == [("ana", stops)]


# --- the command ----------------------------------------------------------------------------------------------


def compared(folder, rows, period, *words):
    with (folder / "vendas.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("data", "cliente", "valor"), *rows])
    ran = carteira("comparar-definicoes", "-C", folder, "--periodo", period, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document["tabelas"]


def test_the_worked_example_by_hand():
    ran = carteira("comparar-definicoes", "-C", WORKED, "--periodo", "2024-Q1", "-f", "json")
    assert ran.code == 0, ran.err
    rows = ran.document["tabelas"]["definicoes"]
    found = {row["quem"]: (row["de"], row["ate"], row["numerador"], row["denominador"]) for row in rows}
    assert found["carteira (janela de atividade)"] == ("2024-01-01", "2024-03-31", 2, 4)
    assert found["ChartMogul"] == ("2024-01-01", "2024-03-31", 2, 4)
    assert found["Stripe Billing"][:2] == ("2024-03-02", "2024-03-31")
    assert found["ProfitWell (Paddle)"][:2] == ("2024-03-01", "2024-03-31")
    assert found["Baremetrics"][:2] == ("2024-03-02", "2024-03-31")
    assert "Churn de clientes: de 20,0 % (janela de 180 dias) a 50,0 %" in " ".join(ran.document["notas"])


def test_a_month_is_the_last_whole_one_and_a_window_in_use_is_not_told_twice(tmp_path):
    rows = [(f"2024-{month:02}-05", who, "10.00") for month in range(1, 7) for who in ("ana", "bia")]
    document = compared(tmp_path, rows, "2024-04-10..2024-06-05", "--inatividade", "60d")
    found = {row["quem"]: row for row in document["definicoes"]}
    assert (found["ProfitWell (Paddle)"]["de"], found["ProfitWell (Paddle)"]["ate"]) == ("2024-05-01", "2024-05-31")
    assert "janela de 60 dias" not in found
    assert {"janela de 30 dias", "janela de 90 dias", "janela de 180 dias"} < set(found)
    assert len(document["formulas"]) == len(RULES) + len(WAYS)


def test_cdnow_by_window(tmp_path):
    """The quarter of 17 % or of 70 %, and its revenue bridge."""
    rows = [(s.data.isoformat(), s.cliente, f"{s.centavos // 100}.{s.centavos % 100:02}") for s in cdnow_sample()]
    document = compared(tmp_path, rows, "1998-Q1")
    found = {row["quem"]: (row["numerador"], row["denominador"]) for row in document["definicoes"]}
    assert found["janela de 30 dias"] == (119, 181)
    assert found["janela de 60 dias"] == (182, 323)
    assert found["carteira (janela de atividade)"] == found["ChartMogul"] == (205, 400)
    assert found["janela de 180 dias"] == (152, 609)
    money = {(row["metrica"], row["quem"]): row for row in document["definicoes_receita"]}
    plain = money["Churn de receita", "carteira (janela de atividade)"]
    assert (round(plain["numerador"], 2), round(plain["valor"], 5)) == (3475.08, 0.37756)
    gross = money["Churn de receita", "ChartMogul"]
    assert gross["numerador"] == pytest.approx(3475.08 + 2048.33, abs=0.011)
    net = money["Churn líquido de receita", "ChartMogul"]
    assert net["numerador"] == pytest.approx(3475.08 + 2048.33 - 1591.28 - 3023.61, abs=0.021)
    assert parse_period("1998-Q1").days == 90
