"""The reference against the worked example, published numbers, cases done by hand and its own identities."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datasets import cdnow_sample, load_complete_journey
from tests.reference import (
    Cost,
    Lead,
    Period,
    Rules,
    Sale,
    abc_classes,
    as_of_date,
    effective_period,
    is_cancelled,
    ranked,
    reference,
    valid,
    wilson,
    window_months,
    window_start,
)
from tests.running import measured
from tests.strategies import CANCELLED_STATUSES, VALID_STATUSES, Case, Portfolio, cases, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKED = Path(__file__).parent / "worked_examples" / "dez-clientes"
Q1 = (date(2024, 1, 1), date(2024, 4, 1))

# A portfolio is a few microseconds, but the first example pays for the imports.
calm = settings(deadline=None)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_csv(folder: Path) -> Portfolio:
    return Portfolio(
        sales=tuple(
            Sale(
                r["cliente"],
                date.fromisoformat(r["data"]),
                cents(r["valor"]),
                r["venda"] or None,
                r["status"],
            )
            for r in rows_of(folder / "vendas.csv")
        ),
        register={r["cliente"]: day_of(r.get("data_cadastro", "")) for r in rows_of(folder / "clientes.csv")},
        leads=tuple(
            Lead(r["lead"], date.fromisoformat(r["data"]), day_of(r["data_conversao"]))
            for r in rows_of(folder / "leads.csv")
        ),
        costs=tuple(Cost(date.fromisoformat(r["data"]), cents(r["valor"])) for r in rows_of(folder / "custos.csv")),
    )


def of_sales(sales: Iterable[Sale], start: date = Q1[0], end: date = Q1[1], **rules):
    return reference(list(sales), None, None, None, start, end, Rules(**rules))


def of_leads(leads: Iterable[Lead], **rules):
    rules = {"as_of": date(2024, 6, 30)} | rules
    return reference([], None, list(leads), None, *Q1, Rules(**rules))


# --- the worked example -------------------------------------------------------------------------------------


def test_worked_example():
    p = read_csv(WORKED)
    expected = measured()
    values = reference(p.sales, p.register, p.leads, p.costs, *Q1, Rules())

    assert values.keys() == expected.keys()
    for key, wanted in expected.items():
        if isinstance(wanted, int):
            assert values[key] == wanted, key
            assert type(values[key]) is int, key
        else:
            assert math.isclose(float(values[key]), wanted, rel_tol=1e-12), key


def test_a_missing_source_takes_only_its_own_indicators_away():
    p = read_csv(WORKED)
    everything = reference(p.sales, p.register, p.leads, p.costs, *Q1, Rules())

    without_leads = reference(p.sales, p.register, None, p.costs, *Q1, Rules())
    assert everything.keys() - without_leads.keys() == {
        "leads",
        "convertidos",
        "conversao",
        "dias_ate_converter",
    }
    without_costs = reference(p.sales, p.register, p.leads, None, *Q1, Rules())
    assert everything.keys() - without_costs.keys() == {"custo_aquisicao", "cac", "ltv_cac", "payback_meses"}

    without_register = reference(p.sales, None, p.leads, p.costs, *Q1, Rules())
    assert without_register.keys() == everything.keys()
    assert without_register["clientes_cadastrados"] == 9  # C10 never had a line; C08's cancelled one counts
    assert without_register["nunca_compraram"] == 1


# --- published numbers --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cdnow():
    return cdnow_sample()


def test_cdnow_is_the_published_file(cdnow):
    assert len(cdnow) == 6_919
    assert len({line.cliente for line in cdnow}) == 2_357
    assert sum(line.centavos for line in cdnow) == 24_409_194
    assert sum(line.centavos == 0 for line in cdnow) == 8
    assert as_of_date(cdnow, None, None, Rules()) == date(1998, 6, 30)


@pytest.mark.parametrize(
    ("window", "lost", "base"),
    [("30d", 119, 181), ("60d", 182, 323), ("90d", 205, 400), ("180d", 152, 609)],
)
def test_cdnow_churn_depends_on_the_window(cdnow, window, lost, base):
    values = of_sales(cdnow, date(1998, 1, 1), date(1998, 4, 1), window=window)
    assert (values["perdidos"], values["clientes_inicio"]) == (lost, base)
    assert values["churn"] == Fraction(lost, base)


@pytest.mark.parametrize(("window", "churn"), [("365d", "0.17"), ("30d", "0.70")])
def test_cdnow_last_quarter_churns_17_or_70_percent(cdnow, window, churn):
    values = of_sales(cdnow, date(1998, 3, 31), date(1998, 6, 30), window=window)
    assert f"{float(values['churn']):.2f}" == churn


def test_cdnow_first_quarter_of_1998(cdnow):
    values = of_sales(cdnow, date(1998, 1, 1), date(1998, 4, 1))
    money = ("churn_receita", "contracao", "expansao", "receita_reativados", "receita_novos", "receita")
    assert [f"{float(values[key]):.2f}" for key in money] == [
        "3475.08",
        "2048.33",
        "1591.28",
        "3023.61",
        "0.00",
        "24886.58",
    ]
    assert f"{float(values['churn_receita_percentual']):.5f}" == "0.37756"
    assert (values["reativados"], values["novos"]) == (189, 0)
    assert (values["compradores"], values["pedidos"]) == (384, 678)


def test_cdnow_whole_file_concentration(cdnow):
    values = of_sales(cdnow, date(1997, 1, 1), date(1998, 7, 1))
    assert values["compradores"] == 2_349
    assert values["clientes_80"] == Fraction(777, 2_349)
    assert f"{float(values['receita_top20']):.5f}" == "0.67348"
    assert f"{float(values['gini']):.5f}" == "0.62966"
    assert [values[f"clientes_{letter}"] for letter in "abc"] == [777, 801, 771]


@pytest.mark.slow
def test_complete_journey_loads_to_the_cent():
    sales = load_complete_journey()
    assert len(sales) == 1_469_307
    assert len({line.cliente for line in sales}) == 2_469
    # Not a published figure: DuckDB summed the same file as decimals.
    assert sum(line.centavos for line in sales) == 459_603_958
    assert max(line.data for line in sales) == date(2018, 1, 1)


ABC_VALUES = [45000, 29000, 18500, 9500, 2320, 1800, 1750, 1100, 841, 750]


@pytest.mark.parametrize(("rule", "classes"), [("estrito", "aabbbccccc"), ("cruza", "aaabbbcccc")])
def test_published_abc_curve(rule, classes):
    assert sum(ABC_VALUES) == 110_561
    assert "".join(abc_classes(ABC_VALUES, rule)) == classes
    day = date(2024, 2, 1)
    values = of_sales([Sale(f"C{i}", day, x) for i, x in enumerate(ABC_VALUES)], as_of=day, abc=rule)
    assert [values[f"clientes_{letter}"] for letter in "abc"] == [classes.count(letter) for letter in "abc"]


def test_published_ticket():
    sales = [Sale("A", date(2024, 3, 31), 1, f"V{i}") for i in range(13)]
    sales.append(Sale("A", date(2024, 3, 31), 121_011_000 - 13, "V13"))
    values = of_sales(sales)
    assert values["ticket_pedido"] == Fraction(121_011_000, 1400)
    assert f"{float(values['ticket_pedido']):.2f}" == "86436.43"


def test_published_churn_of_one_in_ten():
    # Of 100 at the start 12 left; one of them came back and one had only joined inside the period.
    old, inside, end = date(2023, 12, 31), date(2024, 1, 1), date(2024, 3, 31)
    sales = [Sale(f"C{i:03}", old, 100) for i in range(100)]
    sales += [Sale(f"C{i:03}", end, 100) for i in range(11, 100)]  # 89 stayed: 11 left
    sales.append(Sale("C010", end, 100))  # the one who came back: 10 left
    sales.append(Sale("joined", inside, 100))  # active at neither end
    values = of_sales(sales, window="30d")
    assert (values["perdidos"], values["clientes_inicio"]) == (10, 100)
    assert values["churn"] == Fraction(1, 10)
    assert (values["novos"], values["clientes_novos"]) == (0, 1)


def test_published_positivacao():
    day = date(2024, 3, 31)
    sales = [Sale(f"C{i}", day, 100) for i in range(120)]
    values = reference(sales, {f"C{i}": None for i in range(200)}, None, None, *Q1, Rules())
    assert values["positivacao"] == Fraction(60, 100)


def test_published_gross_and_net_churn():
    before, after = date(2023, 12, 15), date(2024, 3, 15)
    sales = [Sale("lost", before, 1_000), Sale("less", before, 5_000), Sale("more", before, 4_000)]
    sales += [Sale("less", after, 4_000), Sale("more", after, 5_000)]
    values = of_sales(sales, window="30d", as_of=date(2024, 3, 31))
    assert (values["receita_mensal_inicio"], values["churn_receita"]) == (100, 10)
    assert (values["contracao"], values["expansao"]) == (10, 10)
    assert 1 - values["grr"] == Fraction(20, 100)
    assert 1 - values["nrr"] == Fraction(10, 100)
    assert values["quick_ratio"] == Fraction(10, 20)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_wilson_gives_the_intervals_of_newcombe_1998(successes, n, low, high):
    assert [f"{end:.4f}" for end in wilson(successes, n)] == [low, high]
    mirrored = wilson(n - successes, n)
    assert math.isclose(mirrored[0], 1 - wilson(successes, n)[1], abs_tol=1e-12)


def test_wilson_without_observations_is_null():
    assert wilson(0, 0) is None


# --- ground rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("t", "window", "first"),
    [
        (date(2024, 4, 1), "90d", date(2024, 1, 2)),
        (date(2024, 4, 1), "3m", date(2024, 1, 1)),
        (date(2024, 5, 31), "3m", date(2024, 2, 29)),
        (date(2023, 5, 31), "3m", date(2023, 2, 28)),
        (date(2024, 1, 15), "1m", date(2023, 12, 15)),
        (date(2024, 12, 31), "12m", date(2023, 12, 31)),
    ],
)
def test_start_of_a_window(t, window, first):
    assert window_start(t, window) == first


def test_months_of_windows_and_periods():
    assert [window_months(w) for w in ("90d", "3m", "45d")] == [3, 3, Fraction(3, 2)]
    assert Period(date(2024, 1, 1), date(2024, 4, 1)).months == 3
    assert Period(date(2023, 11, 1), date(2024, 2, 1)).months == 3
    assert Period(date(2024, 1, 15), date(2024, 2, 15)).months == Fraction(31, 30)
    assert Period(date(2024, 2, 12), date(2024, 2, 19)).months == Fraction(7, 30)


def test_both_ends_of_the_window_are_half_open():
    ends = {"out": date(2023, 10, 2), "in": date(2023, 10, 3), "last": date(2023, 12, 31), "t0": Q1[0]}
    values = of_sales((Sale(c, day, 100) for c, day in ends.items()), as_of=date(2024, 3, 31))
    assert values["clientes_inicio"] == 2


@pytest.mark.parametrize("status", CANCELLED_STATUSES)
def test_spellings_of_cancelled(status):
    assert is_cancelled(status)


@pytest.mark.parametrize("status", VALID_STATUSES, ids=repr)
def test_spellings_of_anything_else(status):
    assert not is_cancelled(status)


def test_as_of_date_is_that_of_the_last_valid_sale():
    sale = Sale("A", date(2024, 1, 10), 100)
    gift = Sale("A", date(2024, 1, 11), 0)
    cancelled = Sale("A", date(2024, 1, 20), 100, status="Cancelada")
    leads = [Lead("L", date(2024, 2, 1), date(2024, 3, 1))]
    costs = [Cost(date(2024, 2, 15), 100)]
    assert as_of_date([sale, gift, cancelled], leads, costs, Rules()) == date(2024, 1, 11)
    assert as_of_date([cancelled], leads, costs, Rules()) == date(2024, 3, 1)
    assert as_of_date([sale], None, None, Rules(as_of=date(2020, 1, 1))) == date(2020, 1, 1)
    with pytest.raises(ValueError, match="no date anywhere"):
        as_of_date([cancelled], None, None, Rules())


def test_an_incomplete_period_ends_with_the_as_of_date():
    assert effective_period(*Q1, date(2024, 2, 10)) == Period(Q1[0], date(2024, 2, 11))
    assert effective_period(*Q1, date(2024, 2, 10)).months == Fraction(41, 30)
    assert effective_period(*Q1, date(2024, 2, 29)).months == 2
    assert effective_period(*Q1, date(2024, 3, 31)) == Period(*Q1)
    assert effective_period(*Q1, date(2025, 1, 1)) == Period(*Q1)
    with pytest.raises(ValueError, match="after the as-of date"):
        effective_period(*Q1, date(2023, 12, 31))


def test_there_is_no_churn_beyond_the_as_of_date():
    sales = [Sale("A", date(2023, 12, 20), 100), Sale("B", date(2024, 1, 5), 100)]
    assert of_sales(sales, window="30d")["perdidos"] == 0
    assert of_sales(sales, window="30d", as_of=date(2024, 3, 31))["perdidos"] == 1


# --- decisions, one by one ----------------------------------------------------------------------------------


def test_an_order_of_two_customers_is_one_and_a_nameless_line_is_its_own():
    day = date(2024, 3, 31)
    sales = [
        Sale("A", day, 100, "V1"),
        Sale("B", day, 100, "V1"),
        Sale("A", day, 100),
        Sale("A", day, 100, ""),
    ]
    sales += [Sale("A", day, -50, "V2"), Sale("A", day, 0, "V3"), Sale("A", day, 100, "V4", "cancelado")]
    assert of_sales(sales)["pedidos"] == 3


def test_returns_lower_revenue_unless_ignored_and_are_never_a_purchase():
    day = date(2024, 3, 31)
    sales = [Sale("A", day, 10_000), Sale("A", day, -2_500), Sale("B", day, -1_000)]
    netted, ignored = of_sales(sales), of_sales(sales, devolucoes="ignorar")
    assert (netted["receita"], ignored["receita"]) == (65, 100)
    assert (netted["receita_mensal_fim"], ignored["receita_mensal_fim"]) == (25, Fraction(100, 3))
    assert (netted["ltv_historico"], ignored["ltv_historico"]) == (75, 100)
    assert netted["compradores"] == ignored["compradores"] == 1


def test_leads_with_repeated_rows_count_once_from_the_first_to_the_first_conversion():
    leads = [
        Lead("L1", date(2024, 1, 20), date(2024, 3, 1)),
        Lead("L1", date(2024, 1, 10), date(2024, 2, 9)),
        Lead("L2", date(2024, 2, 1)),
        Lead("L2", date(2023, 12, 31), date(2024, 2, 2)),
    ]
    values = of_leads(leads)
    assert (values["leads"], values["convertidos"], values["dias_ate_converter"]) == (1, 1, 30)
    assert of_leads(leads, prazo_dias=30)["convertidos"] == 1
    assert of_leads(leads, prazo_dias=29)["convertidos"] == 0


def test_a_conversion_counts_from_the_creation_to_the_as_of_date():
    leads = [
        Lead("before", date(2024, 1, 10), date(2024, 1, 9)),
        Lead("same day", date(2024, 1, 10), date(2024, 1, 10)),
        Lead("as-of", date(2024, 1, 10), date(2024, 6, 30)),
        Lead("later", date(2024, 1, 10), date(2024, 7, 1)),
    ]
    values = of_leads(leads)
    assert (values["leads"], values["convertidos"]) == (4, 2)
    assert values["conversao"] == Fraction(1, 2)
    assert values["dias_ate_converter"] == Fraction(172, 2)


def test_median_of_an_even_number_of_days_can_be_a_half():
    leads = [Lead("a", Q1[0], date(2024, 1, 2)), Lead("b", Q1[0], date(2024, 1, 3))]
    assert of_leads(leads)["dias_ate_converter"] == Fraction(3, 2)


def test_what_has_no_denominator_is_null():
    values = reference([], set(), [], [], *Q1, Rules(as_of=date(2024, 3, 31)))
    nulls = {key for key, value in values.items() if value is None}
    assert nulls == {
        *("churn", "retencao", "churn_receita_percentual", "grr", "nrr", "quick_ratio"),
        *("ticket_cliente", "ticket_pedido", "frequencia"),
        *("percentual_ativos", "positivacao", "taxa_reativacao"),
        *("churn_mensal", "vida_media_meses", "ltv", "ltv_historico", "cac", "ltv_cac", "payback_meses"),
        *("conversao", "dias_ate_converter", "receita_top20", "clientes_80", "gini", "hhi"),
    }
    assert all(value == 0 for key, value in values.items() if key not in nulls)


def test_without_churn_life_has_no_end_and_with_all_lost_it_is_a_month():
    stays = [Sale("A", date(2023, 12, 1), 9_000), Sale("A", date(2024, 3, 1), 9_000)]
    values = of_sales(stays, as_of=date(2024, 3, 31))
    assert (values["churn"], values["churn_mensal"]) == (0, 0.0)
    assert (values["vida_media_meses"], values["ltv"]) == (None, None)
    values = of_sales(stays[:1], as_of=date(2024, 3, 31), margem=Fraction(1, 2))
    assert (values["churn"], values["churn_mensal"], values["vida_media_meses"]) == (1, 1.0, 1.0)
    assert values["ltv"] == 15.0


def test_equal_values_are_ranked_by_the_bytes_of_the_id():
    ids = ["\U0001f600", "\uff5e", "é", "b", "B", "123", "00123"]
    assert ranked(dict.fromkeys(ids, 100)) == ["00123", "123", "B", "b", "é", "\uff5e", "\U0001f600"]
    assert ranked({"a": 1, "b": 2, "none": 0, "back": -5}) == ["b", "a"]


def test_exactly_80_and_95_percent():
    day = date(2024, 3, 31)
    sales = [Sale("A", day, 8_000), Sale("B", day, 1_500), Sale("C", day, 500)]
    assert of_sales(sales)["clientes_80"] == Fraction(1, 3)
    for rule in ("cruza", "estrito"):
        assert abc_classes([8_000, 1_500, 500], rule) == ["a", "b", "c"]


def test_margin_lowers_the_value_and_delays_the_payback():
    p = read_csv(WORKED)
    full, half = (
        reference(p.sales, p.register, p.leads, p.costs, *Q1, Rules(margem=margin))
        for margin in (Fraction(1), Fraction(1, 2))
    )
    assert half["payback_meses"] == 2 * full["payback_meses"]
    assert (half["ltv"], half["ltv_cac"]) == (full["ltv"] / 2, full["ltv_cac"] / 2)
    changed = {key for key in full if full[key] != half[key]}
    assert changed == {"ltv", "ltv_cac", "payback_meses"}


# --- identities of any portfolio ----------------------------------------------------------------------------


def before_the_sales(case: Case) -> bool:
    """Whether the period ends before the first valid sale: of such a time nothing is known, and n/d is not 0."""
    p = case.portfolio
    days = [line.data for line in valid(p.sales)]
    as_of = as_of_date(p.sales, p.leads, p.costs, case.rules)
    return bool(days) and effective_period(case.period.start, case.period.end, as_of).end <= min(days)


@pytest.mark.slow
@calm
@given(cases(min_sales=0))
def test_heads_add_up(case: Case):
    v = case.expected()
    if before_the_sales(case):
        assert all(v[key] is None for key in ("clientes_inicio", "perdidos", "clientes_fim", "clientes_cadastrados"))
        return
    assert v["clientes_fim"] == v["clientes_inicio"] - v["perdidos"] + v["novos"] + v["reativados"]
    assert v["clientes_inicio"] == v["perdidos"] + v["retidos"]
    assert v["clientes_cadastrados"] == v["clientes_ativos"] + v["clientes_inativos"] + v["nunca_compraram"]
    assert v["clientes_ativos"] == v["clientes_fim"]
    assert (v["churn"] is None) == (v["clientes_inicio"] == 0)


@pytest.mark.slow
@calm
@given(cases(min_sales=0))
def test_money_adds_up_to_the_cent(case: Case):
    v = case.expected()
    if before_the_sales(case):
        assert all(v[key] is None for key in ("receita_mensal_inicio", "churn_receita", "contracao", "receita"))
        return
    assert v["receita_mensal_fim"] == (
        v["receita_mensal_inicio"]
        - v["churn_receita"]
        - v["contracao"]
        + v["expansao"]
        + v["receita_novos"]
        + v["receita_reativados"]
    )
    assert v["contracao"] >= 0
    assert v["expansao"] >= 0
    if v["receita_mensal_inicio"]:
        assert v["nrr"] - v["grr"] == v["expansao"] / v["receita_mensal_inicio"]
    if v["compradores"]:
        assert v["ticket_cliente"] == v["ticket_pedido"] * v["frequencia"]


@pytest.mark.slow
@calm
@given(cases(min_sales=0))
def test_shares_stay_within_their_bounds(case: Case):
    v = case.expected()
    if before_the_sales(case):
        assert v["clientes_a"] is v["gini"] is v["hhi"] is v["clientes_80"] is None
        return
    ranked_customers = v["clientes_a"] + v["clientes_b"] + v["clientes_c"]
    if ranked_customers == 0:
        assert v["gini"] is v["hhi"] is v["receita_top20"] is v["clientes_80"] is None
        return
    n = ranked_customers
    assert Fraction(1, n) <= v["hhi"] <= 1
    assert 0 <= v["gini"] <= 1 - Fraction(1, n)
    assert Fraction(1, 5) <= v["receita_top20"] <= 1
    assert 0 < v["clientes_80"] <= Fraction(4, 5) + Fraction(1, n)
    if case.rules.abc == "cruza":
        # Class A is exactly the customers that it takes to reach 80 %.
        assert v["clientes_80"] == Fraction(v["clientes_a"], n)


@pytest.mark.slow
@calm
@given(cases())
def test_monthly_churn_compounds_to_that_of_the_period(case: Case):
    v = case.expected()
    if v["churn"] is None:
        assert v["churn_mensal"] is None
        return
    p = case.portfolio
    as_of = as_of_date(p.sales, p.leads, p.costs, case.rules)
    months = effective_period(case.period.start, case.period.end, as_of).months
    if v["churn"] == 1:
        assert v["churn_mensal"] == 1
        return
    # By logarithms, and not by raising to the power of the months: of a period of a day nearly all are lost in a month,
    # and what is left of 1 - 0.9999999999999951 has two digits.
    compounded = -math.expm1(math.log1p(-float(v["churn"])) / float(months))
    assert math.isclose(v["churn_mensal"], compounded, rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.slow
@calm
@given(cases(min_sales=0), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_nothing(case: Case, random):
    p = case.portfolio
    shuffled = Portfolio(
        sales=tuple(random.sample(p.sales, len(p.sales))),
        register=p.register,
        leads=p.leads if p.leads is None else tuple(random.sample(p.leads, len(p.leads))),
        costs=p.costs if p.costs is None else tuple(random.sample(p.costs, len(p.costs))),
    )
    assert replace(case, portfolio=shuffled).expected() == case.expected()


@pytest.mark.slow
@calm
@given(cases())
def test_cancelled_lines_only_name_customers(case: Case):
    p = case.portfolio
    register = dict(p.register or {})
    for line in p.sales:
        register[line.cliente] = min(line.data, register.get(line.cliente) or line.data)
    # The as-of date is pinned: with every sale cancelled it would come from the other tables either way.
    rules = replace(case.rules, as_of=as_of_date(p.sales, p.leads, p.costs, case.rules))
    case = replace(case, rules=rules)
    without = replace(p, sales=tuple(valid(p.sales)), register=register)
    assert replace(case, portfolio=without).expected() == case.expected()


@pytest.mark.slow
@calm
@given(cases())
def test_the_returns_policy_touches_money_only(case: Case):
    netted = replace(case, rules=replace(case.rules, devolucoes="abater")).expected()
    ignored = replace(case, rules=replace(case.rules, devolucoes="ignorar")).expected()
    classes = {"clientes_a", "clientes_b", "clientes_c"}
    assert all(netted[k] == ignored[k] for k in netted if isinstance(netted[k], int) and k not in classes)
    assert (ignored["receita"] is None) == (netted["receita"] is None)  # before the data
    assert ignored["receita"] is None or ignored["receita"] >= netted["receita"]


@pytest.mark.slow
@calm
@given(case=cases(min_sales=0))
def test_files_say_what_the_portfolio_says(tmp_path_factory, case: Case):
    folder = tmp_path_factory.mktemp("carteira")
    everything = replace(
        case.portfolio,
        register=case.portfolio.register or {},
        leads=case.portfolio.leads or (),
        costs=case.portfolio.costs or (),
    )
    write_csv(everything, folder)
    # A file knows no difference between nothing and an empty text.
    sales = tuple(replace(s, venda=s.venda or None, status=s.status or "") for s in everything.sales)
    assert read_csv(folder) == replace(everything, sales=sales)


def test_a_missing_table_leaves_no_file(tmp_path):
    write_csv(Portfolio((), {}, (), ()), tmp_path)
    assert len(list(tmp_path.iterdir())) == 4
    write_csv(Portfolio((), None, None, None), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["vendas.csv"]
