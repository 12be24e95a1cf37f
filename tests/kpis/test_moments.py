"""How far numbers vary with their customers: every indicator made of sums, against a jackknife in plain Python."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import polars as pl
import pytest

from carteira_cli.analysis.paired import Pairs, level_spreads
from carteira_cli.kpis.catalogue import ChanceKind, catalogue
from carteira_cli.kpis.evaluate import MARGIN, Facts, Value, evaluate, evaluate_groups
from carteira_cli.kpis.leaves import Leaves
from carteira_cli.kpis.moments import contributions
from carteira_cli.kpis.significance import MeasuredValue, level_of, signal_of
from carteira_cli.signal.means import StandardError
from carteira_cli.signal.verdict import Telling
from carteira_cli.units import Unit

KEYS = tuple(key for key, item in catalogue().items() if item.chance is ChanceKind.SUMS)
CONTEXT = {
    "inicio": 90,
    "fim": 180,
    "meses_periodo": Fraction(3),
    "meses_janela": Fraction(3),
    "margem": None,
    "limite_estrito": False,
}
COSTS = pl.DataFrame({"data": [100], "custo_no_periodo": [70_000]})


def panel(seed: int, customers: int) -> pl.DataFrame:
    """Customers who come, stay and go, nulls, returns and all."""
    draw = random.Random(seed)  # noqa: S311 - of tests
    rows = []
    for number in range(customers):
        before, after = draw.random() < 0.7, draw.random() < 0.7
        bought = draw.random() < 0.8
        first = draw.choice([None, 20, 50, 120, 150])
        spent = int(draw.lognormvariate(8, 1)) if bought else draw.choice([0, 0, -500])
        rows.append(
            {
                "cliente": f"C{number:04}",
                "ativo_inicio": before,
                "ativo_fim": after,
                "primeira_compra": first if first is not None or not (before or after) else 40,
                "receita_janela_inicio": int(draw.lognormvariate(8, 1)) if before else 0,
                "receita_janela_fim": int(draw.lognormvariate(8, 1)) if after else 0,
                "receita_periodo": spent,
                "receita_historica": spent + int(draw.lognormvariate(9, 1)),
                "comprou_no_periodo": bought,
                "pedidos_no_periodo": draw.randint(1, 5) if bought else 0,
                "receita_com_custo": spent,
                "custo_das_vendas": int(spent * draw.uniform(0.4, 0.9)),
                "uf": draw.choice(["SP", "RJ", None]),
            }
        )
    schema = {"primeira_compra": pl.Int32}
    return pl.DataFrame(rows, schema_overrides=schema)


def facts(rows: pl.DataFrame) -> Facts:
    return Facts({"clientes": rows, "custos": COSTS}, CONTEXT)


def numbers(rows: pl.DataFrame) -> dict[str, float | None]:
    found = evaluate(KEYS, facts(rows))
    return {key: None if found[key].exact is None else float(found[key].exact) for key in KEYS}


def test_what_customers_contribute_adds_up_to_every_indicator():
    rows = panel(1, 200)
    leaves = Leaves.of(KEYS, facts(rows))
    assert {*leaves.behind} == {*KEYS}
    sums = {
        name: int(total) for name, total in contributions(leaves).select(*leaves.rows).sum().row(0, named=True).items()
    }
    values = evaluate(KEYS, facts(rows))
    moved = leaves.moved(sums, values)
    assert {*moved} == {*KEYS}
    for key, dual in moved.items():
        assert dual.value == pytest.approx(float(values[key].exact), rel=1e-12), key
    assert f"{MARGIN}/0" in leaves.rows


@pytest.mark.parametrize("customers", [40, 400])
def test_the_standard_error_is_that_of_leaving_out_one_customer_at_a_time(customers):
    """Infinitesimal and delete-one jackknife agree up to terms of 1 ÷ n."""
    rows = panel(2, customers)
    found = level_spreads(KEYS, facts(rows), {(): evaluate(KEYS, facts(rows))})[()]
    without = [numbers(rows.filter(pl.col("cliente") != who)) for who in rows["cliente"]]
    whole = numbers(rows)
    for key in KEYS:
        if not found[key].enough or any(one[key] is None for one in without):
            continue
        size = found[key].customers
        error = math.sqrt(math.fsum((whole[key] - one[key]) ** 2 for one in without) * size / (size - 1))
        assert found[key].error == pytest.approx(error, rel=6 / customers**0.5), key


def test_a_customers_two_periods_are_kept_together():
    """Who spends twice as much as before, each of them, leaves no doubt; and a group is a portfolio of its own."""
    before = panel(3, 300)
    now = before.with_columns(pl.col("receita_periodo") * 2)
    pairs = Pairs(KEYS, ((0, 1),))
    for number, rows in ((0, now.reverse()), (1, before)):
        every = {**evaluate_groups(KEYS, facts(rows), ()), **evaluate_groups(KEYS, one_frame(rows), ("uf",))}
        pairs.add(number, facts(rows), every, ((), ("uf",)))
    groups = pairs.spreads[0, 1]
    assert {*groups} == {(), ("SP",), ("RJ",), (None,)}
    spent = [int(one) for one in before["receita_periodo"] if one]
    total = sum(spent)
    mean = Fraction(total, len(spent))
    error = math.sqrt(float(sum((one - mean) ** 2 for one in spent) * len(spent) / (len(spent) - 1))) / total
    assert groups[()]["receita"].customers == len(spent)
    assert groups[()]["receita"].error == pytest.approx(error, rel=1e-12)
    alone = Pairs(KEYS, ((0, 1),))
    for number, rows in ((0, now.filter(pl.col("uf").is_null())), (1, before.filter(pl.col("uf").is_null()))):
        alone.add(number, facts(rows), evaluate_groups(KEYS, facts(rows), ()), ((),))
    assert groups[None,]["receita"] == alone.spreads[0, 1][()]["receita"]
    assert groups[()]["ltv_historico"].error == 0  # nothing changed
    for key in KEYS:
        if key != "receita" and catalogue()[key].unit is Unit.REAIS_PER_MONTH:
            assert groups[()][key].error == 0, key


def one_frame(rows: pl.DataFrame) -> Facts:
    return Facts({"clientes": rows}, CONTEXT)


def test_few_customers_and_none():
    few = panel(4, 5)
    found = level_spreads(KEYS, facts(few), {(): evaluate(KEYS, facts(few))})
    assert not any(spread.enough for spread in found[()].values())
    none = few.clear()
    assert level_spreads(KEYS, facts(none), {(): evaluate(KEYS, facts(none))})[()].keys() <= {*KEYS}


def test_where_there_is_no_number_or_a_kink_nothing_is_said():
    """Of nobody there is no mean; where all are lost, one more or less moves the monthly churn without bound."""
    rows = panel(5, 60)
    lost = rows.with_columns(ativo_inicio=pl.lit(value=True), ativo_fim=pl.lit(value=False))
    found = level_spreads(KEYS, facts(lost), {(): evaluate(KEYS, facts(lost))})[()]
    assert {"churn_mensal", "vida_media_meses", "ltv"} & found.keys() == set()
    assert "ticket_cliente" in found
    nobody = rows.with_columns(primeira_compra=pl.lit(None, pl.Int32), comprou_no_periodo=pl.lit(value=False))
    found = level_spreads(KEYS, facts(nobody), {(): evaluate(KEYS, facts(nobody))})[()]
    assert {"ltv_historico", "ticket_cliente", "frequencia", "cac"} & found.keys() == set()
    assert "receita" in found
    fewer = facts(rows.drop("receita_historica"))
    assert "ltv_historico" not in Leaves.of(KEYS, fewer).behind


def test_a_number_that_nothing_is_known_of_has_no_interval():
    number = MeasuredValue(Value(Fraction(1, 4)), 3)
    assert level_of(ChanceKind.UNKNOWN, number, None) is None
    assert level_of(ChanceKind.SHARE, number, None) is None
    assert level_of(ChanceKind.SUMS, number, None) is None
    assert level_of(ChanceKind.EVENTS, MeasuredValue(Value(None), 3), None) is None
    assert level_of(ChanceKind.EVENTS, MeasuredValue(Value(10), 3), None) == pytest.approx((4.7954, 18.3904), abs=1e-3)
    assert level_of(ChanceKind.SUMS, number, StandardError(0.1, 7)) is None
    assert level_of(ChanceKind.SUMS, number, StandardError(0.1, 8)) == pytest.approx(
        (0.25 - 0.23646, 0.25 + 0.23646), abs=1e-5
    )
    assert signal_of(ChanceKind.UNKNOWN, 0.1, number, number, None) is None
    assert signal_of(ChanceKind.SHARE, 0.0, number, number, None).telling is Telling.NO_BASIS


@pytest.mark.parametrize(
    ("value", "previous", "low"), [(50, 100, -1.0), (-50, 100, -1.5 - 0.6 * 2.36462), (0, 100, -1.0)]
)
def test_nothing_that_is_not_below_0_loses_more_than_all(value, previous, low):
    change = value / 100 - 1
    found = signal_of(
        ChanceKind.SUMS,
        change,
        MeasuredValue(Value(value), 3),
        MeasuredValue(Value(previous), 3),
        StandardError(0.6, 8),
    )
    assert found.interval == pytest.approx((low, change + 0.6 * 2.36462), abs=1e-4)
